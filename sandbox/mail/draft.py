"""A mail before a mail program has written it down, and one that has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from sandbox.mail.matters import Customs


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes along; ``inline`` pictures stand among the words."""

    name: str
    kind: str
    """Its media type."""
    data: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A mail that is answered or passed on."""

    name: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    answer_to: str = ""
    """Where answers go, if not to ``address``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants to say; ``words`` are paragraphs with an empty line between them."""

    customs: Customs
    name: str
    address: str
    to: str
    subject: str
    words: str
    at: datetime
    number: str
    """Anything that no other mail has; its Message-ID is made of it."""
    cc: str = ""
    earlier: Earlier | None = None
    forwards: bool = False
    attachments: tuple[Attachment, ...] = ()


def read(raw: bytes) -> Earlier | None:
    """A mail that has come, for somebody who reads it; None for one that a machine wrote."""
    message = message_from_bytes(raw, policy=policy.default)
    automatic = str(message.get("Auto-Submitted", "no")).lower() != "no"
    if automatic or message.get_content_type() == "multipart/report":
        return None
    name, address = parseaddr(str(message["From"]))
    date = message["Date"]
    return Earlier(
        name=name or address,
        address=address,
        answer_to=parseaddr(str(message.get("Reply-To", "")))[1],
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        at=date.datetime if date is not None and date.datetime else datetime.now(UTC),
        text=_part(message, "plain"),
        html=_inner(_part(message, "html")),
        message_id=str(message.get("Message-ID", "")).strip(),
        references=tuple(str(message.get("References", "")).split()),
    )


def _inner(html: str) -> str:
    """A document's body, as it can stand within another one."""
    found = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL | re.IGNORECASE)
    return found[1].strip() if found else html


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n").strip()
