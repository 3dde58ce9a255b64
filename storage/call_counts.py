"""How many calls wait for somebody to call back: bounded, and counted once for all who ask."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from conversations.calls.call import CallOutcome, CallState
from conversations.clock import Clock
from conversations.conversation import Category
from conversations.people import Scope
from conversations.queries import CallCounts, CallKind
from storage import names
from storage.client import Database, Document, answering
from storage.counting import COUNT_LIMIT, FRESH_S, REMEMBERED
from storage.documents.keys import moment_key
from storage.places import PlaceCache
from storage.windows import SCAN, Stretch, Windows

MISSED_FOR = timedelta(hours=24)
"""A call that nobody took is counted as missed for so long."""
PAGE = 200
_FIELDS = {"_id": 0, "call.state": 1, "call.outcome": 1}
_OVER = frozenset({CallState.ENDED, CallState.ABANDONED, CallState.CALLBACK})


def kind_of(document: Document) -> CallKind | None:
    """Which of the lists of calls a conversation stands in."""
    call = document.get("call")
    if call is None:
        return None
    if call["state"] == CallState.CALLBACK:
        return CallKind.CALLBACK
    if call["state"] == CallState.ABANDONED:
        return CallKind.MISSED
    if call["state"] not in _OVER:
        return CallKind.LIVE
    return CallKind.VOICEMAIL if call.get("outcome") == CallOutcome.VOICEMAIL else None


class CallCounter:
    """Counts from the lists' own indexes, queue by queue."""

    def __init__(self, db: Database, windows: Windows, places: PlaceCache, clock: Clock) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self._places = places
        self._clock = clock
        self._counted: dict[str, tuple[float, CallCounts]] = {}

    @answering
    async def waiting(self, scope: Scope) -> CallCounts:
        """Return how many messages and callbacks in the scope's queues nobody has taken on, and
        how many calls of the last 24 hours nobody took. Of each queue the newest 2000 conversations
        are looked at; counting stops at 1000."""
        queue_ids: Iterable[str] = scope.queue_ids
        if scope.everything and not scope.queue_ids:
            queue_ids = await self._places.queue_ids()
        counts = [await self._of(queue_id) for queue_id in sorted(queue_ids)]
        return CallCounts(
            voicemails=min(COUNT_LIMIT, sum(it.voicemails for it in counts)),
            callbacks=min(COUNT_LIMIT, sum(it.callbacks for it in counts)),
            missed=min(COUNT_LIMIT, sum(it.missed for it in counts)),
        )

    async def _of(self, queue_id: str) -> CallCounts:
        known = self._counted.get(queue_id)
        now = time.monotonic()
        if known is not None and now < known[0]:
            return known[1]
        untaken = await self._kinds({"queue_id": queue_id}, "unassigned_key", since="")
        since = moment_key(self._clock.now() - MISSED_FOR)
        closed = {"queue_id": queue_id, "category": Category.CLOSED.value}
        counts = CallCounts(
            voicemails=untaken[CallKind.VOICEMAIL],
            callbacks=untaken[CallKind.CALLBACK],
            missed=(await self._kinds(closed, "changed_key", since=since))[CallKind.MISSED],
        )
        if len(self._counted) > REMEMBERED:
            self._counted.clear()
        self._counted[queue_id] = (now + FRESH_S, counts)
        return counts

    async def _kinds(self, equal: dict[str, str], key: str, *, since: str) -> Counter[CallKind]:
        stretch = Stretch(
            collection=self._conversations, equal=equal, key=key, fields={**_FIELDS, key: 1}
        )
        found: Counter[CallKind] = Counter()
        before, looked = None, 0
        while looked < SCAN:
            window = await self._windows.newest(stretch, before=before, limit=PAGE)
            looked += len(window.documents)
            for document in window.documents:
                if document[key] < since:
                    return found
                kind = kind_of(document)
                if kind is not None:
                    found[kind] += 1
            before = window.reached
            if before is None or before < since:
                break
        return found
