"""Delivery reports: what a mail server says about a message that was sent.

The standard form is RFC 3464 (and RFC 6533 for addresses beyond ASCII): a ``multipart/report`` with
a status part in fields. What has none is read as text (``bounce_texts.py``), but only if a mail
server sent it. Whether a report is true cannot be known here: the id of the message that it names
must be checked before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from typing import Any

from connectors.email.parsing.bounce_texts import read_text
from connectors.email.parsing.classify import auto_submitted, comes_from_a_server, report_type
from connectors.email.parsing.identifiers import all_of
from connectors.email.parsing.parsed import Bounce, BounceAction, BouncedRecipient
from connectors.email.parsing.structure import header, headers

_STATUS_PARTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_RETURNED_MAIL = frozenset(("message/rfc822", "message/global"))
_RETURNED_HEADERS = frozenset(("text/rfc822-headers", "message/global-headers"))
_MAX_RECIPIENTS = 200
_MAX_REASON = 500
_MAX_PARTS = 100

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_ID = re.compile(r"<([^<>\s]{3,500})>")
_ID_FIELD = re.compile(
    r"^[ \t>]{0,4}Message-ID:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,500})>", re.I | re.M
)
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


def read_bounce(message: EmailMessage, text: str) -> Bounce | None:
    """The delivery report in ``message``, whose readable text is ``text``; None if it is none.

    A read receipt (RFC 8098) is none. A report of success is one, with the action ``delivered``:
    look at the actions before calling a message failed.
    """
    kind = report_type(message)
    if kind not in ("", "delivery-status"):
        return None
    server = comes_from_a_server(message) or bool(header(message, "X-Failed-Recipients"))
    recipients: list[BouncedRecipient] = []
    if kind or server or auto_submitted(message):
        recipients = _from_status_parts(message)
    if not recipients and (kind or server):
        recipients = read_text(text, header(message, "X-Failed-Recipients"))
    if not recipients:
        return None
    ids = [*_returned_ids(message), *_ID_FIELD.findall(text[:200_000]), *_referred_ids(message)]
    own = header(message, "Message-ID").strip().strip("<>")
    known = dict.fromkeys(found for found in ids if found != own)
    return Bounce(recipients=tuple(recipients[:_MAX_RECIPIENTS]), message_ids=tuple(known)[:20])


def _own_parts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts of a mail, not those of mails within it: a forwarded bounce is no bounce."""
    waiting: list[Message[Any, Any]] = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting += [child for child in children if isinstance(child, Message)]


def _blocks(part: Message[Any, Any]) -> list[Message[Any, Any]]:
    """The groups of fields of a status part: one for the message, then one for each recipient."""
    children = part.get_payload()
    if not isinstance(children, list):
        return []
    return [block for block in children if isinstance(block, Message)]


def _from_status_parts(message: EmailMessage) -> list[BouncedRecipient]:
    found: list[BouncedRecipient] = []
    for part in _own_parts(message):
        if part.get_content_type() in _STATUS_PARTS:
            for block in _blocks(part)[: _MAX_RECIPIENTS + 1]:
                recipient = _recipient(block)
                if recipient is not None:
                    found.append(recipient)
    return found


def _recipient(block: Message[Any, Any]) -> BouncedRecipient | None:
    """One recipient's fields (RFC 3464, 2.3). The address is the one that the sender used, if
    the report tells it, else the one that it was forwarded to."""
    addresses = [_address(header(block, f"{name}-Recipient")) for name in ("Original", "Final")]
    address = next((each for each in addresses if "@" in each), "") or "".join(addresses)
    if not address:
        return None
    words = header(block, "Diagnostic-Code")
    words = " ".join(re.sub(r"^\s*[\w-]{1,40}\s*;", "", words).split())
    remote = re.sub(r"^\s*[\w-]{1,40}\s*;", "", header(block, "Remote-MTA")).split("(")[0].strip()
    if words and remote and remote.lower() not in words.lower():
        words = f"{remote} said: {words}"
    status = STATUS.search(header(block, "Status")) or STATUS.search(words)
    number = status[1] if status else ""
    return BouncedRecipient(
        address=address.lower()[:500],
        action=_action(header(block, "Action"), number),
        status=number,
        reason=words[:_MAX_REASON],
    )


def _address(field: str) -> str:
    """The address of a ``type; address`` field, with RFC 6533's ``\\x{…}`` decoded."""
    kind, semicolon, value = field.partition(";")
    value = _ESCAPED.sub(_character, value if semicolon else kind)
    return value.strip().strip("<>").strip()


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _action(field: str, status: str) -> BounceAction:
    """The action, or what the status's first digit means where there is none (RFC 3463, 2)."""
    word = field.split("(")[0].strip().lower()
    if word in list(BounceAction):
        return BounceAction(word)
    if status.startswith("2"):
        return BounceAction.DELIVERED
    return BounceAction.DELAYED if status.startswith("4") else BounceAction.FAILED


def _returned_ids(message: EmailMessage) -> Iterator[str]:
    """Message-IDs in what came back, then those that the report itself names."""
    named: list[str] = []
    for part in _own_parts(message):
        kind = part.get_content_type()
        children = part.get_payload()
        if kind in _RETURNED_MAIL and isinstance(children, list):
            for child in children[:1]:
                if isinstance(child, Message):
                    yield from _ID.findall(header(child, "Message-ID"))[:1]
        elif kind in _RETURNED_HEADERS:
            yield from _ID_FIELD.findall(_content(part))[:1]
        elif kind in _STATUS_PARTS:
            for block in _blocks(part)[:2]:
                for name in (
                    "X-Original-Message-ID",
                    "Original-Message-ID",
                    "Original-Envelope-Id",
                ):
                    named += _ID.findall(header(block, name))
    yield from named


def _content(part: Message[Any, Any]) -> str:
    """The beginning of a part's content."""
    content = part.get_payload(decode=True)
    return content[:100_000].decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _referred_ids(message: EmailMessage) -> list[str]:
    """In-Reply-To, then References from the newest: some servers answer in the thread."""
    replied = all_of(headers(message, "In-Reply-To"))
    return [*replied, *reversed(all_of(headers(message, "References")))]
