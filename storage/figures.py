"""How a queue stands, and what has happened to it today."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from conversations.conversation import Category, State
from conversations.places import Queue
from conversations.queries import QueueFigures
from storage import names
from storage.client import Database, Document, answering
from storage.documents.keys import moment_key, moment_of
from storage.windows import Stretch, Windows

LOOKED_AT = 1_000
"""Open conversations of a queue that are counted one by one; the wallboard shows no more."""
FRESH_S = 3.0
"""What has happened since a moment is not counted again for so long, whoever asks."""
_FIELDS = {
    "_id": 0,
    "changed_key": 1,
    "state": 1,
    "sentiment_score": 1,
    "first_response_at": 1,
    "queued_at": 1,
    "created_at": 1,
}


class QueueFigureReads:
    """Counts from the list of a queue's conversations, which needs no index of its own."""

    def __init__(self, db: Database, windows: Windows) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self._since: dict[tuple[str, datetime], tuple[float, list[Document]]] = {}

    @answering
    async def figures(self, queue: Queue, since: datetime, now: datetime) -> QueueFigures:
        """Count what is in a queue now and what has happened to it ``since``."""
        opened, changed = await asyncio.gather(self._open(queue), self._changed(queue, since))
        states = [document["state"] for document in opened]
        scores = [it["sentiment_score"] for it in opened if "sentiment_score" in it]
        waits = [
            (it["first_response_at"] - (it.get("queued_at") or it["created_at"])).total_seconds()
            for it in changed
            if since <= it.get("first_response_at", since) <= now and "first_response_at" in it
        ]
        waiting = states.count(State.QUEUED.value)
        return QueueFigures(
            waiting=waiting,
            longest_wait_since=await self._longest(queue) if waiting else None,
            offered=states.count(State.OFFERED.value),
            active=states.count(State.ACTIVE.value),
            answered=len(waits),
            in_time=sum(wait <= queue.target_s for wait in waits),
            mean_wait_s=sum(waits) / len(waits) if waits else None,
            # A caller who hung up in the menu never waited for the queue.
            abandoned=sum(
                it["state"] == State.ABANDONED.value and it.get("queued_at") is not None
                for it in changed
            ),
            sentiment=sum(scores) / len(scores) if scores else None,
        )

    async def _open(self, queue: Queue) -> list[Document]:
        stretch = Stretch(
            collection=self._conversations,
            equal={"queue_id": queue.id, "category": Category.OPEN.value},
            key="changed_key",
            fields=_FIELDS,
        )
        return (await self._windows.newest(stretch, before=None, limit=LOOKED_AT)).documents

    async def _longest(self, queue: Queue) -> datetime | None:
        """Since when the one waits that has waited longest for an answer and has no agent."""
        stretch = Stretch(
            collection=self._conversations,
            equal={"queue_id": queue.id, "category": Category.OPEN.value},
            key="waiting_key",
            keep=lambda document: document["state"] == State.QUEUED.value,
            fields={"waiting_key": 1, "state": 1},
        )
        window = await self._windows.oldest(stretch, after=None, limit=1)
        return moment_of(window.documents[0]["waiting_key"]) if window.documents else None

    async def _changed(self, queue: Queue, since: datetime) -> list[Document]:
        """All of the queue that changed since then: what was answered or abandoned is among it."""
        known = self._since.get((queue.id, since))
        now = time.monotonic()
        if known is not None and now < known[0]:
            return known[1]
        bounds = {"$gte": moment_key(since)}
        found = await asyncio.gather(
            *(
                self._conversations.find(
                    {"queue_id": queue.id, "category": category.value, "changed_key": bounds},
                    _FIELDS,
                ).to_list()
                for category in Category
            )
        )
        documents = [document for part in found for document in part]
        if len(self._since) > 1_000:
            self._since.clear()
        self._since[queue.id, since] = (now + FRESH_S, documents)
        return documents
