"""Unusual growth of topics, told once a week for each when a day is over."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from conversations.alerts import Alert, AlertKind, alert_id
from conversations.clock import Clock
from conversations.conversation import Ref
from conversations.events import AlertRaised
from conversations.people import SYSTEM_SCOPE
from conversations.ports import Bus
from conversations.topics import Topic
from storage.stores import Stores

if TYPE_CHECKING:
    from sentiment.topics import Growing

_log = logging.getLogger(__name__)

DAYS = 63
"""Nine weeks: the last one, and eight that say what is usual."""
LOOK_S = 60.0
DAY = timedelta(days=1)


class GrowthWatch:
    """Looks at each topic's days once they are over and added up."""

    def __init__(self, stores: Stores, bus: Bus, clock: Clock, look_s: float = LOOK_S) -> None:
        self._stores = stores
        self._bus = bus
        self._clock = clock
        self._look_s = look_s
        self.looked_at: tuple[date, int] | None = None
        """The day on which it was looked last, and after how many searches."""

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                _log.exception("looking for growing topics failed; trying again")
            await asyncio.sleep(self._look_s)

    async def look(self) -> Sequence[Alert]:
        """Look at the weeks up to yesterday, if they are added up and this was not done yet;
        returns the alerts that were raised."""
        now = self._clock.now()
        today = now.date()
        search = await self._stores.topics.search()
        this = (today, search.generation)
        if search.generation == 0 or self.looked_at == this:
            return []
        if any(it.day < today for it in await self._stores.insight_days.stale(now, 1_000)):
            return []
        raised = await self.tell_of(today - DAY)
        self.looked_at = this
        return raised

    async def tell_of(self, last: date) -> Sequence[Alert]:
        """Raise an alert for each topic that grew unusually in the week that ends with ``last``."""
        first = last - DAY * (DAYS - 1)
        days = [first + DAY * it for it in range(DAYS)]
        totals: Counter[date] = Counter()
        counts: dict[str, Counter[date]] = defaultdict(Counter)
        queues: dict[str, set[str]] = defaultdict(set)
        for sums in await self._stores.insight_days.between(first, last + DAY, SYSTEM_SCOPE):
            for channel in sums.channels.values():
                totals[sums.day] += channel.conversations
                for topic_id, count in channel.topics.items():
                    counts[topic_id][sums.day] += count.conversations
                    if sums.queue_id is not None:
                        queues[topic_id].add(sums.queue_id)
        topics = [it for it in await self._stores.topics.all() if not it.hidden]
        found = await asyncio.to_thread(
            _growing,
            topics,
            [[counts[it.id][day] for day in days] for it in topics],
            [totals[day] for day in days],
            last,
        )
        raised = []
        for topic, growing in found:
            alert = self._alert(topic, growing, queues[topic.id])
            if await self._stores.alerts.add(alert):
                await self._bus.publish(AlertRaised(alert=alert))
                raised.append(alert)
            await self._stores.topics.grown(topic.id, last)
        return raised

    def _alert(self, topic: Topic, growing: Growing, queue_ids: Iterable[str]) -> Alert:
        """It is for those who see a queue in which the topic came up in these weeks."""
        year, week, _ = growing.last.isocalendar()
        return Alert(
            id=alert_id(AlertKind.TOPIC_GROWTH, topic.id, year, week),
            kind=AlertKind.TOPIC_GROWTH,
            at=self._clock.now(),
            topic=Ref(id=topic.id, name=topic.name),
            queue_ids=tuple(sorted(queue_ids)),
            data={
                "from": growing.first.isoformat(),
                "to": (growing.last + DAY).isoformat(),
                "seen": growing.seen,
                "expected": round(growing.expected, 1),
                "factor": round(growing.factor, 2),
            },
        )


def _growing(
    topics: Sequence[Topic], counts: Sequence[Sequence[int]], totals: Sequence[int], last: date
) -> list[tuple[Topic, Growing]]:
    """In a thread, for the import takes a moment."""
    from sentiment.topics import growth

    begin = next((it for it, total in enumerate(totals) if total), len(totals))
    found = []
    for topic, per_day in zip(topics, counts, strict=True):
        growing = growth(per_day[begin:], totals[begin:], last, topic.grown_on)
        if growing is not None:
            found.append((topic, growing))
    return found
