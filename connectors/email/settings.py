"""The settings of a mail inbox, as the console edits them and the connector obeys them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from connectors.validation import validated
from conversations.addresses import normal_address, normal_sender

PASSWORD, SMTP_PASSWORD = "password", "smtp_password"
CLIENT_SECRET, REFRESH_TOKEN = "oauth_client_secret", "oauth_refresh_token"
"""The inbox's secrets: ``smtp_password`` only if it is another one than ``password``."""

Address = Annotated[str, StringConstraints(strict=True, max_length=320)]
OwnAddress = Annotated[Address, AfterValidator(normal_address)]
MaybeAddress = Annotated[Address, AfterValidator(lambda it: normal_address(it) if it else "")]
Blocked = Annotated[Address, AfterValidator(normal_sender)]
Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=250)]
Paragraph = Annotated[str, StringConstraints(strict=True, max_length=10_000)]
Host = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, pattern=r"^[A-Za-z0-9.:_-]{0,253}$")
]
Folder = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=250)]
Security = Literal["tls", "starttls", "none"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Imap(_Part):
    """Where mail is fetched. Times are in seconds.

    ``after`` says what becomes of a mail on the server once it is in the journal. ``history_days``
    is how far back the first fetching reaches: 0 for only what comes from now on, -1 for all.
    """

    host: Host = ""
    port: int = Field(993, ge=1, le=65_535)
    security: Security = "tls"
    username: Line = ""
    folders: tuple[Folder, ...] = Field(("INBOX",), min_length=1, max_length=20)
    after: Literal["leave", "seen", "move"] = "leave"
    move_to: Annotated[str, StringConstraints(strict=True, max_length=250)] = ""
    idle: bool = True
    poll_s: int = Field(60, ge=5, le=3600)
    history_days: int = Field(0, ge=-1, le=3650)


class Smtp(_Part):
    """Where mail is handed over. Without ``username`` nobody signs in."""

    host: Host = ""
    port: int = Field(465, ge=1, le=65_535)
    security: Security = "tls"
    username: Line = ""
    connections: int = Field(2, ge=1, le=10)


class OAuth(_Part):
    """How access tokens are got (RFC 6749, 6): client secret and refresh token are secrets."""

    token_url: Annotated[
        str, StringConstraints(strict=True, pattern=r"^(https?://\S{1,500})?$")
    ] = ""
    client_id: Line = ""
    scope: Line = ""


class Acknowledgement(_Part):
    """The answer that goes out by itself when a mail opens a conversation.

    It never holds words of the customer. ``per_address_hour`` and ``per_hour`` cap it, so that two
    machines cannot write to each other for long.
    """

    enabled: bool = False
    subject: Line = ""
    text: Paragraph = ""
    per_address_hour: int = Field(1, ge=1, le=20)
    per_hour: int = Field(100, ge=1, le=10_000)


class EmailSettings(_Part):
    """All settings of a mail inbox. Until ``address`` and ``imap.host`` are set it stays off.

    ``aliases`` are further addresses of ours that end up here. ``plus_addressing``: the server
    delivers ``support+anything@`` to ``support@``. ``subject_tag``: ``[#123]`` in subjects.
    ``authserv_id``: whose Authentication-Results count (RFC 8601); empty: nobody's.
    ``own_lists``: List-Ids (our groups) whose mail is ordinary mail.
    ``signature`` is HTML below every answer; ``{agent}`` stands for who answers.
    """

    address: MaybeAddress = ""
    sender_name: Line = ""
    aliases: tuple[OwnAddress, ...] = Field((), max_length=50)
    auth: Literal["password", "oauth2"] = "password"
    oauth: OAuth = OAuth()
    imap: Imap = Imap()
    smtp: Smtp = Smtp()
    plus_addressing: bool = False
    subject_tag: bool = False
    signature: Paragraph = ""
    acknowledge: Acknowledgement = Acknowledgement()
    spam: Literal["file", "open"] = "file"
    lists: Literal["file", "open"] = "file"
    own_lists: tuple[Line, ...] = Field((), max_length=50)
    blocked: tuple[Blocked, ...] = Field((), max_length=5000)
    authserv_id: Line = ""

    @property
    def is_set_up(self) -> bool:
        """Whether mail can be fetched at all."""
        return bool(self.address and self.imap.host)

    @property
    def own_addresses(self) -> frozenset[str]:
        """The inbox's own addresses."""
        return frozenset({self.address, *self.aliases} - {""})

    def blocks(self, address: str) -> bool:
        """Whether mail of this sender is filed unread."""
        return address in self.blocked or f"@{address.rpartition('@')[2]}" in self.blocked


def read(settings: Mapping[str, Any]) -> EmailSettings:
    """An inbox's settings as a model; what is not set has its default. Raises Invalid."""
    return validated(EmailSettings, settings, "mail settings")


def destinations(settings: Mapping[str, Any]) -> dict[str, str]:
    """Which hosts each secret is shown to, by the secret's name. Raises Invalid."""
    known = read(settings)
    smtp = known.smtp.host if known.smtp.username else ""
    provider = urlsplit(known.oauth.token_url).netloc
    return {
        PASSWORD: f"{known.imap.host} {smtp}".strip(),
        SMTP_PASSWORD: smtp,
        CLIENT_SECRET: provider,
        REFRESH_TOKEN: provider,
    }


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings complete, as they are stored and shown."""
    return read(settings).model_dump(mode="json")
