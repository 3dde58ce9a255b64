"""What figures of months cost: sums are read, and those at hand are not read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from pymongo.monitoring import CommandListener, CommandSucceededEvent

from conversations.clock import ManualClock
from conversations.insight_sums import PHRASES, DaySums, add_up
from conversations.insights import Insight
from conversations.overviews import Period, overview
from conversations.people import SYSTEM_SCOPE, Scope
from storage import FernetCipher, open_stores
from storage.client import connect
from storage.documents.insights import pack_sums, unpack_sums
from tests.integration.storage.conftest import NOW
from tests.running.seeding import insight, seed

pytestmark = pytest.mark.timeout(60)

DAYS = 12
QUEUES = ("q1", "q2", "q3")


class Read(CommandListener):
    """Counts commands and the documents that they bring."""

    def __init__(self) -> None:
        self.commands = self.documents = self.whole = 0

    def started(self, event: object) -> None:
        """Counted when it is answered."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        cursor = event.reply.get("cursor", {})
        batch = cursor.get("firstBatch", cursor.get("nextBatch", []))
        self.commands += 1
        self.documents += len(batch)
        self.whole += sum("sums" in it for it in batch)

    def failed(self, event: object) -> None:
        """Not counted."""


def some(each_day: int) -> list[Insight]:
    return [
        insight(
            f"{queue}-{day}-{number}",
            NOW - timedelta(days=day),
            queue,
            0.5 if number % 2 else -0.5,
            keywords=(f"thing {number}", "order"),
            topic_id="t" if number % 3 else None,
        )
        for queue in QUEUES
        for day in range(DAYS)
        for number in range(each_day)
    ]


async def test_an_overview_reads_a_sum_for_each_day_and_queue_once(
    mongo_uri: str, database_name: str
) -> None:
    read, clock = Read(), ManualClock(NOW)
    async with connect(mongo_uri, event_listeners=[read]) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock
        )
        await seed(stores, some(10))
        today = NOW.date()
        period = Period(start=today - timedelta(days=27), end=today + timedelta(days=1))

        async def cost(scope: Scope) -> tuple[int, int, int, Sequence[DaySums]]:
            read.commands = read.documents = read.whole = 0
            days = await stores.insight_days.between(period.earliest, period.end, scope)
            return read.commands, read.documents, read.whole, days

        commands, documents, whole, days = await cost(SYSTEM_SCOPE)
        assert (commands, documents, whole) == (2, 2 * DAYS * 3, DAYS * 3)
        view = overview(days, period)
        assert view.total.conversations == 360
        assert view.labels == {"positive": 180, "negative": 180}
        assert view.topics["t"].conversations == 216
        assert view.keywords["order"].conversations == 360
        # now they are at hand: only what they are known by is asked for
        assert (await cost(SYSTEM_SCOPE))[:3] == (1, DAYS * 3, 0)
        mine = Scope(queue_ids=frozenset({"q1", "q2"}))
        commands, documents, whole, days = await cost(mine)
        assert (commands, documents, whole) == (2, DAYS * 2, 0)
        assert {it.queue_id for it in days} == {"q1", "q2"}
        # and one that was made anew is read again
        await stores.insight_days.remake(today, "q1")
        assert (await cost(SYSTEM_SCOPE))[:3] == (2, DAYS * 3 + 1, 1)
        assert list(await stores.insight_days.between(period.earliest, period.end, Scope())) == []
        await stores.close()


def test_sums_are_the_same_when_they_are_unpacked() -> None:
    sums = add_up(NOW.date(), "q1", [it for it in some(30) if it.queue_id == "q1"])
    again = unpack_sums(NOW.date(), "q1", pack_sums(sums))
    period = Period(start=NOW.date(), end=NOW.date() + timedelta(days=1))
    first, second = (overview([it], period, topic_id="t") for it in (sums, again))
    assert first == second
    assert first.topics["t"].languages["en"].conversations > 0


def test_a_day_keeps_its_most_frequent_phrases() -> None:
    given = [
        insight(f"c{it}", NOW, "q1", keywords=(f"thing {it}", f"pair {it // 2}"))
        for it in range(200)
    ]
    (sums,) = add_up(NOW.date(), "q1", given).channels.values()
    assert len(sums.keywords) == PHRASES
    assert all(it.conversations == 2 for it in sums.keywords.values())
