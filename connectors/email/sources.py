"""Sources of mails: in the file store, and at hand while a mail is being taken in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from connectors.ports import Files

CHUNK = 256 * 1024
MAX_SOURCE = 256 * 1024 * 1024


class Sources:
    """Stores raw mails and gives them back. Who takes a mail in does not read it back from the
    database, but from here."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._at_hand: dict[str, bytes] = {}

    async def store(self, source: str, raw: bytes, inbox_id: str) -> None:
        """Store a mail under an id made from its bytes; again does no harm."""
        await self._files.save(
            "message.eml",
            _pieces(raw),
            max_bytes=MAX_SOURCE,
            owner={"inbox_id": inbox_id, "mail": "source"},
            file_id=source,
        )

    @contextmanager
    def at_hand(self, source: str, raw: bytes) -> Iterator[None]:
        """Keep a mail in memory for as long as this is entered."""
        self._at_hand[source] = raw
        try:
            yield
        finally:
            self._at_hand.pop(source, None)

    async def read(self, source: str) -> bytes:
        """Return a mail. Raises NotFound if it is not there any more."""
        raw = self._at_hand.get(source)
        if raw is not None:
            return raw
        return b"".join([chunk async for chunk in self._files.read(source)])


async def _pieces(raw: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), CHUNK):
        yield raw[start : start + CHUNK]
