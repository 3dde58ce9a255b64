"""Topics: looked for at night and when somebody asks, and new conversations put into them.

A search reads what conversations mean, looks for clusters in a process of its own, and then puts
each conversation into its topic, a few at a time. It may be cut off anywhere: whoever holds the
lease next begins it again, finds the same, and writes what is not written yet.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from conversations.clock import Clock, new_id
from conversations.insights import Insight
from conversations.people import SYSTEM_SCOPE
from conversations.topics import MACHINE, SearchStep, Topic, TopicSearch
from parley.analysis.insight_days import Place
from parley.analysis.topic_search import SearchFailed, TopicProcess
from storage.leases import HeldLease
from storage.stores import Stores
from storage.topics import Meant

if TYPE_CHECKING:
    from sentiment.topics import Found, FoundTopic, Known, Point, Space

_log = logging.getLogger(__name__)

DAYS = 90
"""So many days back conversations are looked at."""
FEWEST = 200
"""Conversations with a meaning below which there is nothing to look for."""
NIGHT_HOUR = 2
"""The hour (UTC) from which on the night's search begins."""
AT_ONCE = 200
"""Conversations put into topics in one statement."""
UNDER_WAY = frozenset({SearchStep.READING, SearchStep.SEARCHING, SearchStep.SORTING})

Search = Callable[[Sequence["Point"], Sequence["Known"]], Awaitable["Found"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPace:
    """In seconds: how often it is looked whether a search is due, how long it waits after one that
    could not be made, and how long it rests behind each statement that puts conversations into
    topics."""

    look: float = 30.0
    again: float = 3600.0
    rest: float = 0.2


class TopicKeeping:
    """Implements :class:`parley.analysis.insights.Assigner`, and makes the searches."""

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        lease: HeldLease,
        touched: Callable[[set[Place]], None],
        *,
        search: Search | None = None,
        pace: TopicPace | None = None,
    ) -> None:
        self.lock = asyncio.Lock()
        self._stores = stores
        self._clock = clock
        self._lease = lease
        self._touched = touched
        self._search = search or search_apart
        self._pace = pace or TopicPace()
        self._known: Sequence[Known] = ()
        self._space: Space | None = None
        self._not_before = clock.now()

    async def load(self) -> None:
        """Read the topics that were found last. To be awaited before anything is assigned."""
        search = await self._stores.topics.search()
        if search.space is not None:
            await asyncio.to_thread(_import)
            self._know(await self._stores.topics.all(), search.space)

    def assign(self, insights: Sequence[Insight]) -> dict[str, str | None]:
        """Return each conversation's topic, None for none, by the topics found last."""
        return self._assigned(insights)

    async def run(self) -> None:
        """Search whenever it is time to, until cancelled."""
        while True:
            try:
                if await self._is_due():
                    await self.search()
            except Exception:
                _log.exception("the search for topics failed; trying again later")
                self._not_before = self._clock.now() + timedelta(seconds=self._pace.again)
            await asyncio.sleep(self._pace.look)

    async def search(self) -> bool:
        """Look for topics now, and put all conversations into them; False if there are too few that
        mean anything to the engine."""
        topics = self._stores.topics
        await topics.granted()
        now = self._clock.now()
        last = now.date()
        first = last - timedelta(days=DAYS - 1)
        days = [first + timedelta(days=it) for it in range(DAYS)]
        search = replace(
            await topics.search(),
            step=SearchStep.READING,
            started_at=now,
            done=0,
            total=await self._count(first, last),
            problem="",
        )
        await self._tell(search)
        points = await self._read(days)
        if len(points) < FEWEST:
            await self._tell(
                replace(search, step=_rest_of(search), done=len(points), total=len(points))
            )
            self._not_before = now + timedelta(seconds=self._pace.again)
            return False
        search = replace(search, step=SearchStep.SEARCHING, done=0, total=len(points))
        await self._tell(search)
        known = await topics.all()
        try:
            found = await self._search(points, _as_known(known))
        except SearchFailed as error:
            await self._tell(replace(search, step=_rest_of(search), problem=str(error)))
            raise
        kept, search = await self._keep(search, found, known)
        member_of = {
            each: None if index is None else kept[index].id
            for each, index in found.member_of.items()
        }
        await self._sort(days, member_of, search)
        done = replace(search, step=SearchStep.IDLE, found_at=now, done=search.total)
        await self._tell(done)
        return True

    async def _is_due(self) -> bool:
        now = self._clock.now()
        if await self._stores.topics.wished():
            return True
        if now < self._not_before:
            return False
        search = await self._stores.topics.search()
        if search.step in UNDER_WAY:
            return True
        if search.found_at is None:
            last = now.date()
            return await self._count(last - timedelta(days=DAYS - 1), last) >= FEWEST
        return search.found_at.date() < now.date() and now.hour >= NIGHT_HOUR

    async def _count(self, first: date, last: date) -> int:
        days = await self._stores.insight_days.between(
            first, last + timedelta(days=1), SYSTEM_SCOPE
        )
        return sum(it.conversations for sums in days for it in sums.channels.values())

    async def _read(self, days: Sequence[date]) -> list[Point]:
        await asyncio.to_thread(_import)
        from sentiment.topics import Point

        points: list[Point] = []
        for day in days:
            points += [
                Point(it.conversation_id, it.language, it.meaning, it.keywords, it.topic_id)
                for it in await self._stores.topics.meant(day)
            ]
            await asyncio.sleep(0)
        return points

    async def _keep(
        self, search: TopicSearch, found: Found, known: Sequence[Topic]
    ) -> tuple[list[Topic], TopicSearch]:
        """Store the topics that were found, and use them from now on."""
        by_id = {topic.id: topic for topic in known}
        now = self._clock.now()
        kept = [_topic(it, by_id.get(it.id or ""), now) for it in found.topics]
        still = {topic.id for topic in kept}
        space = found.space.to_bytes()
        found_now = replace(
            search,
            step=SearchStep.SORTING,
            done=0,
            generation=search.generation + 1,
            space=space,
        )
        async with self.lock:
            await self._tell(search)  # raises if somebody else has taken over meanwhile
            await self._stores.topics.keep(kept, [it for it in by_id if it not in still])
            await self._tell(found_now)
            self._know(kept, space)
        return kept, found_now

    async def _sort(
        self, days: Sequence[date], member_of: Mapping[str, str | None], search: TopicSearch
    ) -> None:
        """Put each conversation into its topic, those too that came while topics were looked for;
        the newest first, for these are looked at."""
        done = 0
        for day in reversed(days):
            there = await self._stores.topics.meant(day)
            new = [it for it in there if it.conversation_id not in member_of]
            wanted = {it.conversation_id: member_of.get(it.conversation_id) for it in there}
            wanted |= self._assigned(new)
            moved = [it for it in there if it.topic_id != wanted[it.conversation_id]]
            for start in range(0, len(moved), AT_ONCE):
                await self._move(day, moved[start : start + AT_ONCE], wanted)
            done += len(there)
            if moved:
                await self._tell(replace(search, done=min(done, search.total)))

    async def _move(
        self, day: date, moved: Sequence[Meant], wanted: Mapping[str, str | None]
    ) -> None:
        places: set[Place] = {(day, it.queue_id) for it in moved}
        await self._stores.insight_days.mark(places)
        await self._stores.topics.put_in(
            {it.conversation_id: wanted[it.conversation_id] for it in moved}
        )
        self._touched(places)
        await asyncio.sleep(self._pace.rest)

    def _assigned(self, given: Sequence[Insight | Meant]) -> dict[str, str | None]:
        if self._space is None:
            return {it.conversation_id: None for it in given}
        from sentiment.topics import Point, assign  # there by now: it takes a second

        points = [
            Point(it.conversation_id, it.language, it.meaning)
            for it in given
            if it.meaning is not None
        ]
        found = assign(points, self._known, self._space)
        return {it.conversation_id: found.get(it.conversation_id) for it in given}

    def _know(self, topics: Sequence[Topic], space: bytes) -> None:
        from sentiment.topics import Space

        self._known, self._space = _as_known(topics), Space.from_bytes(space)

    async def _tell(self, search: TopicSearch) -> None:
        await self._stores.topics.keep_search(search, fence=self._lease.fence)


async def search_apart(points: Sequence[Point], before: Sequence[Known]) -> Found:
    """Search in a process of its own, which ends with this call. Raises SearchFailed."""
    process = await asyncio.to_thread(TopicProcess)
    searching = asyncio.ensure_future(asyncio.to_thread(process.find, points, before))
    try:
        return await asyncio.shield(searching)
    except asyncio.CancelledError:
        process.stop()
        await asyncio.gather(searching, return_exceptions=True)
        raise


def _import() -> None:
    import sentiment.topics  # noqa: F401 - in a thread, for it takes a second


def _as_known(topics: Sequence[Topic]) -> list[Known]:
    from sentiment.topics import Known

    return [Known(it.id, it.name, it.centroid, it.size) for it in topics]


def _topic(found: FoundTopic, known: Topic | None, now: datetime) -> Topic:
    """A topic that was found; what is known of it already stays."""
    topic = known or Topic(id=new_id(), name=found.name, centroid=found.centroid, created_at=now)
    return replace(
        topic,
        name=topic.name if topic.named_by != MACHINE else _name(found),
        phrases=found.phrases,
        centroid=found.centroid,
        size=found.size,
        examples=found.examples,
    )


def _name(found: FoundTopic) -> str:
    """A topic of texts without keyphrases has no name: it is called by its first conversation."""
    return found.name or (f"#{found.examples[0][:8]}" if found.examples else "#")


def _rest_of(search: TopicSearch) -> SearchStep:
    return SearchStep.NEVER if search.found_at is None else SearchStep.IDLE
