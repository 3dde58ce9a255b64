"""How a mail looks in the console, as data of its timeline entry (named in ``docs/email.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from connectors.email.parsing.parsed import Bounce, MailAddress, MailPart, ParsedMail
from connectors.email.parsing.read import ADDRESSES_READ
from conversations.entries import Attachment

INLINE_HTML = 32 * 1024
"""Characters of HTML that an entry holds itself; more goes to the file store."""
FULL_TEXT = 100_000
KEPT_REFERENCES = 30
KEPT_ADDRESSES = 100
_ADDRESSES_SHOWN = "addresses of a header are shown."
_CID = re.compile(r"""\ssrc="cid:([^"]*)\"""", re.I)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The entry's data, and HTML that is too long for it."""

    data: dict[str, Any]
    html_file: str | None = None


def appearance(
    mail: ParsedMail, saved: Sequence[tuple[MailPart, Attachment]], shown: str
) -> Appearance:
    """What is kept of a mail beside its words; ``shown`` is the entry's text."""
    html, used = _with_files(mail.html, saved)
    data: dict[str, Any] = {
        "kind": mail.kind.value,
        "from": _address(mail.sender),
        "to": [_address(it) for it in mail.to[:KEPT_ADDRESSES]],
        "cc": [_address(it) for it in mail.cc[:KEPT_ADDRESSES]],
        "reply_to": [_address(it) for it in mail.reply_to[:10]],
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to[:5]),
        "references": list(_ends(mail.references)),
        "remote_images": mail.remote_images,
        "sealed": mail.sealed,
        "parts": _parts(saved, used),
        "problems": _problems(mail, saved),
    }
    if mail.text != shown:
        data["full_text"] = mail.text[:FULL_TEXT]
    if mail.bounce is not None:
        data["bounce"] = _bounce(mail.bounce)
    if not html:
        return Appearance(data)
    if len(html) > INLINE_HTML:
        return Appearance(data, html)
    return Appearance({**data, "html": html})


def _problems(mail: ParsedMail, saved: Sequence[tuple[MailPart, Attachment]]) -> list[str]:
    """What somebody should know of the mail; of its addresses only once that some are left out."""
    told = _left_out(mail, saved)
    found = mail.problems
    if any(it.endswith(_ADDRESSES_SHOWN) for it in told):
        found = tuple(it for it in found if not it.endswith(ADDRESSES_READ))
    return [*told, *found[:20]]


def _left_out(mail: ParsedMail, saved: Sequence[tuple[MailPart, Attachment]]) -> list[str]:
    """What is not shown, since there is too much of it; the original has everything."""
    told = []
    if len(saved) < len(mail.attachments):
        told.append(
            f"Only the first {len(saved)} of {len(mail.attachments)} files are shown; "
            "the original has them all."
        )
    if max(len(mail.to), len(mail.cc)) > KEPT_ADDRESSES:
        told.append(f"Only the first {KEPT_ADDRESSES} {_ADDRESSES_SHOWN}")
    return told


def _with_files(
    html: str, saved: Sequence[tuple[MailPart, Attachment]]
) -> tuple[str, frozenset[str]]:
    """The HTML with its inline images named by their files, and the ids of those that it shows."""
    by_cid: Mapping[str, str] = {
        part.content_id: file.id for part, file in saved if part.content_id
    }
    used: set[str] = set()

    def named(match: re.Match[str]) -> str:
        cid = unescape(match[1])
        file_id = by_cid.get(cid) or by_cid.get(unquote(cid))
        if file_id is None:
            return ""
        used.add(file_id)
        return f' data-file="{escape(file_id)}"'

    return _CID.sub(named, html), frozenset(used)


def _parts(
    saved: Sequence[tuple[MailPart, Attachment]], used: frozenset[str]
) -> dict[str, dict[str, Any]]:
    return {
        file.id: {
            "inline": file.id in used,
            "warning": part.warning,
            "summary": part.summary[:4000],
        }
        for part, file in saved
        if file.id in used or part.warning or part.summary
    }


def _ends(references: Sequence[str]) -> Sequence[str]:
    """The oldest reference and the newest ones: the chain is only carried on from here."""
    if len(references) <= KEPT_REFERENCES:
        return references
    return [references[0], *references[-(KEPT_REFERENCES - 1) :]]


def _address(given: MailAddress | None) -> dict[str, str] | None:
    return {"address": given.address, "name": given.name} if given else None


def _bounce(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": [
            {
                "address": it.address,
                "action": it.action.value,
                "status": it.status,
                "reason": it.reason,
            }
            for it in bounce.recipients[:50]
        ]
    }
