"""The settings of a web chat inbox, as the console edits them and the widget obeys them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from connectors.hours import Hours
from connectors.validation import validated
from conversations.places import Inbox

IDENTITY_SECRET = "identity_secret"  # noqa: S105 - the name of a secret, not one

Label = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=120)]
Paragraph = Annotated[str, StringConstraints(strict=True, max_length=1000)]
FieldName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def _origin(given: str) -> str:
    """``https://shop.example`` or ``https://*.shop.example``: scheme, host and port only."""
    parts = urlsplit(given.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ValueError("should be like https://shop.example, without a path")
    return f"{parts.scheme}://{parts.netloc.lower()}"


Origin = Annotated[str, StringConstraints(strict=True, max_length=300), AfterValidator(_origin)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PrechatField(_Part):
    """One question of the form before the chat; ``name`` and ``email`` have their own meaning."""

    name: FieldName
    label: Label
    required: bool = False


class Prechat(_Part):
    """The form before the chat."""

    enabled: bool = False
    fields: tuple[PrechatField, ...] = Field((), max_length=10)


class Offline(_Part):
    """What happens when nobody is there."""

    enabled: bool = True
    message: Paragraph = ""
    collect_email: bool = True


class Mail(_Part):
    """Mail for visitors who have left. ``inbox_id`` is the mail inbox that it goes out from and
    that answers come back to; empty: no mail. Replies that stay unread for ``unread_after_s``
    seconds are mailed; ``transcript``: visitors may ask for what was said."""

    inbox_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    unread_after_s: int = Field(300, ge=60, le=86_400)
    transcript: bool = False


class WebchatSettings(_Part):
    """All settings of a web chat inbox. ``allowed_origins``: the sites that may show the widget,
    beside our own pages."""

    allowed_origins: tuple[Origin, ...] = Field((), max_length=50)
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#2f5fd0"
    position: Literal["left", "right"] = "right"
    title: Label = ""
    subtitle: Label = ""
    prechat: Prechat = Prechat()
    offline: Offline = Offline()
    hours: Hours | None = None
    identity_required: bool = False
    launcher_text: Annotated[str, StringConstraints(strict=True, max_length=40)] = ""
    sound: bool = True
    mail: Mail = Mail()

    def allows(self, origin: str) -> bool:
        """Whether a page of this origin may show the widget."""
        parts = urlsplit(origin.lower())
        for allowed in self.allowed_origins:
            scheme, _, host = allowed.partition("://")
            if scheme != parts.scheme:
                continue
            if host == parts.netloc or (host.startswith("*.") and parts.netloc.endswith(host[1:])):
                return True
        return False


def read(settings: Mapping[str, Any]) -> WebchatSettings:
    """An inbox's settings as a model; what is not set has its default."""
    return validated(WebchatSettings, settings, "web chat settings")


class SettingsBook:
    """The settings of inboxes, read once per version: in a thread, for a time zone is a file."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, WebchatSettings]] = {}

    async def of(self, inbox: Inbox) -> WebchatSettings:
        """An inbox's settings."""
        known = self._known.get(inbox.id)
        if known is not None and known[0] == inbox.version:
            return known[1]
        fresh = await asyncio.to_thread(read, inbox.settings)
        self._known[inbox.id] = (inbox.version, fresh)
        return fresh


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings complete, as they are stored and shown."""
    return read(settings).model_dump(mode="json")
