"""The door for fetched mail: stored as it came, journalled, and only then understood."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from datetime import datetime
from typing import Any

from connectors.base import House
from connectors.email.sources import Sources
from connectors.email.threads import external_id_of
from conversations.errors import Conflict, Invalid, ParleyError
from conversations.inbound import Received
from conversations.locks import KeyedLocks
from conversations.places import Inbox

_log = logging.getLogger(__name__)

HEAD = 256 * 1024
READ_IN_PLACE = 512 * 1024
"""Bytes that may be hashed without holding up the event loop."""
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(
    rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<?([^\s<>]{3,2000})>?[ \t]*\r?$", re.I | re.M
)
_IDENTIFYING = re.compile(rb"^(from|date|subject):(.*(?:\r?\n[ \t].*)*)", re.I | re.M)


class Letterbox:
    """Takes raw mails. One mail that comes twice (by two folders, two paths, or again after a
    crash) is one; two different mails are two, whatever Message-ID they bear."""

    def __init__(self, house: House, sources: Sources | None = None) -> None:
        self._house = house
        self._sources = sources or Sources(house.files)
        self._locks = KeyedLocks()

    async def take(
        self,
        inbox: Inbox,
        raw: bytes,
        *,
        folder: str,
        uidvalidity: int,
        uid: int,
        received_at: datetime | None = None,
    ) -> Received:
        """Take a mail in. When this returns, it is in the journal, and on its timeline unless it
        waits for a retry or a person there. Raises Unavailable if it could not be stored; then
        the caller must bring it again."""
        base, digest, source = await _marks(inbox.id, raw)
        async with self._locks.holding(f"{inbox.id}:{base}"):
            external_id = base
            known = await self._house.journal.find(inbox.id, base)
            if known is not None and known.payload.get("digest") != digest:
                external_id = f"{base}#{digest[:16]}"
                known = await self._house.journal.find(inbox.id, external_id)
            if known is not None:
                return Received(duplicate=True)
            await self._sources.store(source, raw, inbox.id)
            payload = {
                "source": source,
                "digest": digest,
                "size": len(raw),
                "folder": folder,
                "uidvalidity": uidvalidity,
                "uid": uid,
                "received_at": received_at.isoformat() if received_at else None,
            }
            with self._sources.at_hand(source, raw):
                return await self._accept(inbox, external_id, payload)

    async def _accept(self, inbox: Inbox, external_id: str, payload: dict[str, Any]) -> Received:
        try:
            return await self._house.intake.accept(inbox, external_id, payload)
        except (Invalid, Conflict) as error:
            _log.warning("a mail waits for a person: %s", error, extra={"external_id": external_id})
        except ParleyError as error:
            if await self._house.journal.find(inbox.id, external_id) is None:
                raise
            _log.warning("a mail is tried again: %s", error, extra={"external_id": external_id})
        return Received()


async def _marks(inbox_id: str, raw: bytes) -> tuple[str, str, str]:
    """By what a mail is known, the digest of its content, and the id of its source. A large one is
    looked through in a thread, for it takes longer than the event loop may be held up."""
    if len(raw) <= READ_IN_PLACE:
        return _marks_now(inbox_id, raw)
    return await asyncio.to_thread(_marks_now, inbox_id, raw)


def _marks_now(inbox_id: str, raw: bytes) -> tuple[str, str, str]:
    message_id = message_id_of(raw)
    whole = hashlib.sha256(raw).hexdigest()
    base = external_id_of(message_id) if message_id else f"raw:{whole}"
    source = hashlib.sha256(f"{inbox_id}:{whole}".encode()).hexdigest()
    return base, content_digest(raw), f"mail-{source[:40]}"


def message_id_of(raw: bytes) -> str | None:
    """The first Message-ID in the head of a mail, without brackets; None if there is none."""
    match = _MESSAGE_ID.search(_head(raw))
    return match[1].decode("utf-8", "replace") if match else None


def content_digest(raw: bytes) -> str:
    """What makes two copies of a mail the same: sender, date, subject and body, but not the marks
    that servers put on it on its way."""
    head = _head(raw)
    digest = hashlib.sha256()
    for match in sorted(_IDENTIFYING.finditer(head), key=lambda it: it[1].lower()):
        digest.update(match[1].lower() + b":" + b" ".join(match[2].split()) + b"\n")
    digest.update(raw[len(head) :].replace(b"\r\n", b"\n").strip())
    return digest.hexdigest()


def _head(raw: bytes) -> bytes:
    end = _BLANK_LINE.search(raw, 0, HEAD)
    return raw[: end.start()] if end else raw[:HEAD]
