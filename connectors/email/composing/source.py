"""What a mail quotes or hands on: another message of the timeline, whole."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.email.parsing.html_history import CLOSE, OPEN
from connectors.email.parsing.parsed import MailAddress
from conversations.entries import Attachment, Direction, Entry
from conversations.errors import NotFound
from conversations.letters import MAIL

LONGEST_HTML = 2_000_000
Read = Callable[[str], AsyncIterator[bytes]]
_IMAGE = re.compile(r"""<img\b(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.I)
"""An image. A ``>`` may stand in what is quoted; a ``<`` outside of quotes ends the attempt, so
that no input takes quadratic time."""
_FILE = re.compile(r'\sdata-file="([^"]*)"', re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A message to quote. ``html`` is safe and has its images as ``<img data-file="…">``."""

    author: MailAddress
    at: datetime
    subject: str
    to: tuple[MailAddress, ...]
    text: str
    html: str
    files: tuple[Attachment, ...]
    inline: frozenset[str]
    """Ids of the files that the HTML shows."""
    message_id: str = ""


async def source_of(entry: Entry, ours: MailAddress, read: Read) -> Source:
    """Read a timeline's message whole. ``ours`` is the inbox, as which we wrote."""
    mail: dict[str, Any] = entry.data.get(MAIL) or {}
    rich = await _html(mail, read)
    came_in = entry.direction is Direction.IN
    sender = _address(mail.get("from")) if came_in else None
    author = sender or MailAddress(
        address="" if came_in else ours.address, name=entry.author.name or ours.name
    )
    return Source(
        author=author,
        at=_date(mail.get("date")) or entry.at,
        subject=str(mail.get("subject") or ""),
        to=tuple(it for it in map(_address, mail.get("to") or ()) if it),
        text=str(mail.get("full_text") or entry.text),
        html=rich,
        files=entry.attachments,
        inline=frozenset(images_of(rich)),
        message_id=str(mail.get("message_id") or ""),
    )


def images_of(rich: str) -> Sequence[str]:
    """The ids of the files that HTML shows, in order, once each."""
    named = (_FILE.search(image) for image in _IMAGE.findall(rich))
    return list(dict.fromkeys(html.unescape(found[1]) for found in named if found))


def with_images(rich: str, address_of: Callable[[str], str]) -> str:
    """HTML whose images have addresses; those for which ``address_of`` has none are left out."""

    def put(match: re.Match[str]) -> str:
        named = _FILE.search(match[0])
        if named is None:
            return match[0]
        address = html.escape(address_of(html.unescape(named[1])), quote=True)
        before, after = match[0][: named.start()], match[0][named.end() :]
        return f'{before} src="{address}"{after}' if address else ""

    return _IMAGE.sub(put, rich)


async def _html(mail: dict[str, Any], read: Read) -> str:
    rich = str(mail.get("html") or "")
    if not rich and mail.get("html_file"):
        content = bytearray()
        try:
            async for chunk in read(str(mail["html_file"])):
                content += chunk
                if len(content) > LONGEST_HTML:
                    break  # such a long one is cut; the text beside it is whole
        except NotFound:
            return ""
        rich = content[:LONGEST_HTML].decode("utf-8", "ignore")
    # what the console folds is not folded in a mail: few mail programs know <details>
    return rich.replace(OPEN, "").replace(CLOSE, "")


def _address(given: Any) -> MailAddress | None:
    if not isinstance(given, dict) or not given.get("address"):
        return None
    return MailAddress(address=str(given["address"]), name=str(given.get("name") or ""))


def _date(given: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        return None
    return found if found.tzinfo else None
