"""The sums of insights by day and queue, made anew for the days that changed.

A day is marked before it is changed, with a key that no mark had before. The mark is taken away
when the sums were made anew some time later, and only if it is still the one that stood there
before the insights were read. So neither a crash nor what changes meanwhile leaves wrong sums.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pymongo import UpdateOne

from conversations.clock import Clock, new_id
from conversations.insight_sums import DaySums, add_up
from conversations.people import Scope
from storage import names
from storage.client import Database, Document, answering
from storage.documents.insights import NO_QUEUE, day_key, pack_sums, to_insight, unpack_sums
from storage.documents.keys import moment_key, order_key

_ADDED = {"meaning": 0, "facets": 0, "text": 0}
_STAMPED = {"stamp": 1}
_READ = {"day": 1, "queue_id": 1, "sums": 1, "stamp": 1}
READ_AT_ONCE = 50
"""Days whose sums are read together: unpacking them holds up everything else for some
milliseconds."""
REMEMBERED = 1_500
"""Days and queues whose sums are kept at hand: some thirty kilobytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleDay:
    """A day and queue whose sums are to be made anew; ``mark`` tells this wish from later ones."""

    day: date
    queue_id: str | None
    mark: str


class InsightDayRepository:
    """Reads sums, and makes them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._days = db[names.INSIGHT_DAYS]
        self._insights = db[names.INSIGHTS]
        self._clock = clock
        self._known: OrderedDict[str, tuple[str, DaySums]] = OrderedDict()

    @answering
    async def between(
        self, first: date, end: date, scope: Scope, queue_id: str | None = None
    ) -> Sequence[DaySums]:
        """Return the sums of the days from ``first`` to before ``end`` of the queues in scope, or
        of one of them."""
        days = {"$gte": first.isoformat(), "$lt": end.isoformat()}
        if scope.everything and queue_id is None:
            found = [await self._days.find({"day": days}, _STAMPED).to_list()]
        else:
            asked = scope.queue_ids if queue_id is None else {queue_id}
            inside = asked if scope.everything else asked & scope.queue_ids
            queries = [{"queue_id": it, "day": days} for it in sorted(inside)]
            found = await asyncio.gather(
                *(self._days.find(query, _STAMPED).to_list() for query in queries)
            )
        return await self._summed([it for part in found for it in part if "stamp" in it])

    async def _summed(self, stamped: Sequence[Document]) -> list[DaySums]:
        """The sums of these days: those that have not been made anew since they were read last are
        not read again."""
        found = {
            it["_id"]: known[1]
            for it in stamped
            if (known := self._known.get(it["_id"])) is not None and known[0] == it["stamp"]
        }
        missing = [it["_id"] for it in stamped if it["_id"] not in found]
        for start in range(0, len(missing), READ_AT_ONCE):
            ids = missing[start : start + READ_AT_ONCE]
            for it in await self._days.find({"_id": {"$in": ids}}, _READ).to_list():
                day, queue_id = date.fromisoformat(it["day"]), it["queue_id"] or None
                found[it["_id"]] = unpack_sums(day, queue_id, it["sums"])
                self._known[it["_id"]] = (it["stamp"], found[it["_id"]])
        for it in stamped:
            if it["_id"] in self._known:
                self._known.move_to_end(it["_id"])
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return list(found.values())

    @answering
    async def mark(self, changed: Iterable[tuple[date, str | None]]) -> None:
        """Note that these days and queues are about to change."""
        now = self._clock.now()
        writes = [
            UpdateOne(
                {"_id": day_key(day, queue_id)},
                {
                    "$set": {
                        "day": day.isoformat(),
                        "queue_id": queue_id or NO_QUEUE,
                        "stale_key": order_key(now, new_id()),
                    }
                },
                upsert=True,
            )
            for day, queue_id in sorted(set(changed), key=str)
        ]
        if writes:
            await self._days.bulk_write(writes, ordered=False)

    @answering
    async def stale(self, before: datetime, limit: int) -> Sequence[StaleDay]:
        """Return days that were marked last before a moment, the longest marked first."""
        query: Document = {"stale_key": {"$gt": "", "$lt": moment_key(before)}}
        found = await self._days.find(query, {"sums": 0}).sort("stale_key", 1).to_list(limit)
        return [
            StaleDay(
                day=date.fromisoformat(it["day"]),
                queue_id=it["queue_id"] or None,
                mark=it["stale_key"],
            )
            for it in found
        ]

    @answering
    async def remake(self, day: date, queue_id: str | None, mark: str | None = None) -> int:
        """Make the sums of a day and queue anew; returns of how many insights. ``mark`` is taken
        away if it is still the one that stands there."""
        begin = datetime.combine(day, time(), UTC)
        query: Document = {
            "queue_id": queue_id or NO_QUEUE,
            "at_key": {"$gte": moment_key(begin), "$lt": moment_key(begin + timedelta(days=1))},
        }
        found = await self._insights.find(query, _ADDED).to_list()
        # in a thread: a large center's day takes longer than the loop may be held up
        sums = await asyncio.to_thread(_add_up, day, queue_id, found)
        identity = {"_id": day_key(day, queue_id)}
        made = {"$set": {"sums": sums, "stamp": new_id()}}
        if mark is not None:
            done = await self._days.update_one(
                {**identity, "stale_key": mark}, {**made, "$unset": {"stale_key": ""}}
            )
            if done.matched_count == 1:
                return len(found)
        await self._days.update_one(identity, made)
        return len(found)


def _add_up(day: date, queue_id: str | None, found: Sequence[Document]) -> bytes:
    return pack_sums(add_up(day, queue_id, (to_insight({"text": "", **it}) for it in found)))
