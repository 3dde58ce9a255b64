"""Which pages may show a widget."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.webchat.settings import WebchatSettings
from conversations.errors import Forbidden


def check_origin(
    settings: WebchatSettings, origin: str | None, *, public_url: str, host: str | None
) -> None:
    """Raise Forbidden unless the page's origin is allowed.

    Our own pages always are (the preview in the settings, the demo's shop). A request without the
    header comes from our own origin or from no browser at all, which could claim any origin.
    """
    if origin is None or settings.allows(origin) or is_own(origin, public_url, host):
        return
    raise Forbidden(
        "This site is not among the inbox's allowed origins.",
        remedy="Add it in the settings of the inbox.",
    )


def is_own(origin: str, public_url: str, host: str | None) -> bool:
    """Whether a page of this very server asks."""
    parts = urlsplit(origin)
    public = urlsplit(public_url)
    if (parts.scheme, parts.netloc) == (public.scheme, public.netloc):
        return True
    return bool(parts.netloc) and parts.netloc == host
