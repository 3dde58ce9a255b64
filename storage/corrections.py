"""People's corrections, for whoever learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.corrections import Corrected, Correction
from conversations.entries import TagKind
from storage import names
from storage.client import Database, Document, answering
from storage.documents.alerts import to_correction
from storage.documents.keys import entry_key, moment_key

AT_ONCE = 500


class CorrectionRepository:
    """Reads what commits have written."""

    def __init__(self, db: Database) -> None:
        self._corrections = db[names.CORRECTIONS]
        self._entries = db[names.ENTRIES]

    @answering
    async def since(self, moment: datetime | None = None) -> Sequence[Correction]:
        """Return all words of people at or after a moment, in their order; all without one."""
        query = {"time_key": {"$gte": moment_key(moment) if moment else ""}}
        found = self._corrections.find(query).sort("time_key", 1)
        return [to_correction(document) async for document in found]

    async def count(self, since: datetime | None = None) -> int:
        """Return on how many messages a person's word about the sentiment stands, or how many of
        these words were said since a moment."""
        return len(await self._standing(TagKind.SENTIMENT, since))

    @answering
    async def standing(
        self, kind: TagKind = TagKind.SENTIMENT, since: datetime | None = None
    ) -> Sequence[Corrected]:
        """Return the messages on which a person's word about ``kind`` stands, with their text and
        the word, in the order of the words. A message that is no more is left out."""
        words = await self._standing(kind, since)
        texts: dict[str, str] = {}
        ids = [entry_key(it.conversation_id, it.seq) for it in words]
        for start in range(0, len(ids), AT_ONCE):
            query: Document = {"_id": {"$in": ids[start : start + AT_ONCE]}}
            async for entry in self._entries.find(query, {"text": 1}):
                texts[entry["_id"]] = entry["text"]
        return [
            Corrected(
                conversation_id=it.conversation_id,
                seq=it.seq,
                text=texts[identity],
                language=it.language,
                value=it.after,
                machine=it.machine,
                at=it.at,
            )
            for identity, it in zip(ids, words, strict=True)
            if it.after is not None and texts.get(identity)
        ]

    async def _standing(self, kind: TagKind, since: datetime | None) -> list[Correction]:
        """The newest word on each message, unless it took an earlier one back."""
        newest: dict[tuple[str, int], Correction] = {}
        for word in await self.since():
            if word.kind is kind:
                newest.pop((word.conversation_id, word.seq), None)
                newest[word.conversation_id, word.seq] = word
        return [
            it
            for it in newest.values()
            if it.after is not None and (since is None or it.at >= since)
        ]
