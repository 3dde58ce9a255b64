"""Which account, where it is asked, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError

TWILIO = "https://api.twilio.com"
AUTH_TOKEN, PREVIOUS_AUTH_TOKEN = "auth_token", "previous_auth_token"
API_KEY_SECRET = "api_key_secret"  # noqa: S105 - a name
"""The secrets. ``previous_auth_token`` is taken beside the other in signatures while Twilio's
console exchanges them; ``api_key_secret`` goes with the setting ``api_key_sid``."""


def _base(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("is no address of an API, such as https://api.twilio.com")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("is the address without a path")
    return f"{parts.scheme}://{parts.netloc.lower()}"


ApiBase = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=250),
    AfterValidator(_base),
]
AccountSid = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, pattern=r"^(AC[0-9a-fA-F]{32})?$")
]
ApiKeySid = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, pattern=r"^(SK[0-9a-fA-F]{32})?$")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account and how we sign in to it."""

    sid: str
    api_base: str = TWILIO
    user: str
    password: str = field(repr=False)

    @classmethod
    def of(
        cls, sid: str, api_base: str, api_key_sid: str, secrets: Mapping[str, str]
    ) -> Account | None:
        """The account, signed in to by an API key if there is one, else by the auth token. None if
        what is needed for that is not set."""
        by_key = bool(api_key_sid and secrets.get(API_KEY_SECRET))
        password = secrets.get(API_KEY_SECRET if by_key else AUTH_TOKEN, "")
        if not sid or not password:
            return None
        user = api_key_sid if by_key else sid
        return cls(sid=sid, api_base=api_base, user=user, password=password)


def tokens(secrets: Mapping[str, str]) -> tuple[str, ...]:
    """The tokens by which webhooks may be signed; never an empty one."""
    found = (secrets.get(AUTH_TOKEN, ""), secrets.get(PREVIOUS_AUTH_TOKEN, ""))
    return tuple(token for token in found if token)


_API_BASE = TypeAdapter[str](ApiBase)


def destinations(settings: Mapping[str, Any]) -> dict[str, str]:
    """Which host each secret is shown to. The previous token is shown to nobody, but whoever
    changes the host has no business with it either. Reads no files."""
    try:
        base = _API_BASE.validate_python(settings.get("api_base", TWILIO))
    except ValidationError:
        return {}
    return dict.fromkeys((AUTH_TOKEN, PREVIOUS_AUTH_TOKEN, API_KEY_SECRET), base)
