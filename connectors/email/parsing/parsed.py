"""What Parley makes of one mail: plain data, made by ``connectors.email.parsing.read.parse``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """What kind of message a mail is."""

    MESSAGE = "message"
    """A person wrote it to us."""
    AUTO_REPLY = "auto-reply"
    """A machine answered: out of office, an acknowledgement, a vacation notice."""
    LIST = "list"
    """A mailing list or a newsletter sent it."""
    BOUNCE = "bounce"
    """A mail server reports on a message that was sent (failed, delayed or delivered)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress:
    """One mailbox: ``address`` lower-cased with an ASCII domain (IDNA), ``name`` decoded."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPart:
    """A file in a mail. ``content`` is decoded bytes.

    ``content_id`` is without angle brackets; ``inline`` when the HTML shows it by ``cid:``.
    ``warning`` is a sentence when the file may do harm (a program, a macro, a hidden extension).
    ``summary`` tells what is in a part that people cannot read as it is: a calendar invitation, a
    contact card, a signature; lines of text.
    """

    name: str
    content_type: str
    """As declared, lower-cased; what is shown to a browser is sniffed again by the file store."""
    content: bytes = field(repr=False)
    content_id: str | None = None
    inline: bool = False
    warning: str = ""
    summary: str = ""

    @property
    def size(self) -> int:
        """Bytes after decoding."""
        return len(self.content)


class BounceAction(StrEnum):
    """What a delivery report says (RFC 3464, 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncedRecipient:
    """One address of a delivery report. ``status`` is like ``5.1.1``; ``reason`` is the server's
    own words, in one line."""

    address: str
    action: BounceAction
    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A delivery report. ``message_ids`` are the ids of the message that it is about, as found in
    the returned headers, the report, or the References; best guess first, without brackets."""

    recipients: tuple[BouncedRecipient, ...] = ()
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """One mail, understood as far as it can be. Never raised, always returned: what could not be
    understood is named in ``problems``, a sentence each, and then ``text`` is the plain source.

    ``text`` is the whole text as a person would read it (from the plain part, or made from the
    HTML); ``reply`` is what the sender newly wrote, without quotes and signature. ``html`` is safe
    to show in a sandboxed frame: allowlisted, scripts and forms gone, ``<img src="cid:…">`` kept,
    remote images kept (the frame's policy blocks them); empty if there is none.
    """

    kind: MailKind = MailKind.MESSAGE
    sender: MailAddress | None = None
    """The From (its first mailbox); None if there is none that can be read."""
    reply_to: tuple[MailAddress, ...] = ()
    to: tuple[MailAddress, ...] = ()
    cc: tuple[MailAddress, ...] = ()
    delivered_to: tuple[str, ...] = ()
    """Addresses of Delivered-To, X-Original-To, Envelope-To and their like, in order."""
    subject: str = ""
    date: datetime | None = None
    """Aware, in UTC."""
    message_id: str | None = None
    """Without angle brackets; None if there is none that can be used."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Oldest first, without brackets, at most 100."""
    text: str = ""
    reply: str = ""
    html: str = ""
    remote_images: int = 0
    attachments: tuple[MailPart, ...] = ()
    bounce: Bounce | None = None
    list_id: str | None = None
    spam: bool = False
    """A filter before us said so (X-Spam-Flag, X-Spam-Status)."""
    auto_submitted: str = ""
    """The value of Auto-Submitted, lower-cased, empty if there is none or it is ``no``."""
    loop_ids: tuple[str, ...] = ()
    """Values of X-Loop and of Parley's own X-Parley-Inbox: mail of ours that came back."""
    authentication: tuple[str, ...] = ()
    """Authentication-Results headers as they stand, newest (topmost) first."""
    sealed: str = ""
    """``signed`` or ``encrypted`` if the mail is (S/MIME or PGP), else empty."""
    language: str | None = None
    """Content-Language or None; a hint, not a finding."""
    headers: tuple[tuple[str, str], ...] = ()
    """All headers decoded, in order, for showing; at most 200 of at most 2,000 characters each."""
    problems: tuple[str, ...] = ()
