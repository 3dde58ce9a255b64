"""People's corrections, for whoever learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.corrections import Corrected, Correction
from conversations.entries import TagKind
from storage import names
from storage.client import Database, Document, answering
from storage.documents.alerts import standing_counter, to_correction
from storage.documents.keys import entry_key, moment_key
from storage.windows import Stretch, Windows

AT_ONCE = 500
COUNT_LIMIT = 1_000
NEWEST = 20_000
"""Corrections that are read for learning, the newest: more take long and add little."""


class CorrectionRepository:
    """Reads what commits have written."""

    def __init__(self, db: Database, windows: Windows) -> None:
        self._corrections = db[names.CORRECTIONS]
        self._entries = db[names.ENTRIES]
        self._counters = db[names.COUNTERS]
        self._windows = windows

    @answering
    async def since(self, moment: datetime) -> Sequence[Correction]:
        """Return all words of people at or after a moment, in their order."""
        query = {"time_key": {"$gte": moment_key(moment)}}
        found = self._corrections.find(query).sort("time_key", 1)
        return [to_correction(document) async for document in found]

    @answering
    async def count(self, since: datetime | None = None) -> int:
        """Return on how many messages a person's word about the sentiment stands, as it is kept
        count of; or how many of these words were said since a moment, at most
        :data:`COUNT_LIMIT`."""
        kind = TagKind.SENTIMENT.value
        if since is None:
            counter = await self._counters.find_one({"_id": standing_counter(kind)})
            return int(counter["count"]) if counter else 0
        query = {"kind": kind, "stands_key": {"$gte": moment_key(since)}}
        return len(await self._corrections.find(query, {"_id": 1}).limit(COUNT_LIMIT).to_list())

    @answering
    async def standing(
        self, kind: TagKind = TagKind.SENTIMENT, limit: int = NEWEST
    ) -> Sequence[Corrected]:
        """Return the messages on which a person's word about ``kind`` stands, with their text and
        the word, in the order of the words: the newest ``limit``. A message that is no more is
        left out."""
        stretch = Stretch(
            collection=self._corrections, equal={"kind": kind.value}, key="stands_key"
        )
        window = await self._windows.newest(stretch, before=None, limit=limit)
        words = [to_correction(document) for document in reversed(window.documents)]
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
