"""Topics: found, kept from day to day, cut off and begun again, named by people, growing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.clock import ManualClock
from conversations.errors import VersionConflict
from conversations.events import AlertRaised, Event
from conversations.insights import Insight
from conversations.people import SYSTEM_SCOPE
from conversations.topics import MACHINE, SearchStep
from parley.analysis.topic_search import SearchFailed, TopicProcess
from parley.analysis.topics import search_apart
from sentiment.topics import Found, Known, Point, find_topics
from storage import FernetCipher, open_stores
from storage.client import connect
from tests.running.analysed import AnalysedHouse, build_analysed_house, meaning_near, tags
from tests.running.seeding import insight, seed, topic

pytestmark = pytest.mark.timeout(120)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MATTERS = ("late parcel", "wrong invoice", "broken screen")


async def search_here(points: Sequence[Point], before: Sequence[Known]) -> Found:
    return await asyncio.to_thread(find_topics, points, before)


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    clock = ManualClock(NOW)
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        made = await build_analysed_house(stores, clock, search_here)
        await made.queue("Shop")
        yield made
        await stores.close()


def about(matter: int, number: int, age_days: float = 0.0) -> Insight:
    """A conversation about one of the matters."""
    return insight(
        f"{MATTERS[matter].replace(' ', '-')}-{number}",
        NOW - timedelta(days=age_days, minutes=number % 300),
        "shop",
        meaning=meaning_near(matter, number),
        keywords=(MATTERS[matter], "order"),
    )


def some(count: int = 80) -> list[Insight]:
    return [about(it, number, number % 7) for it in range(3) for number in range(count)]


async def topics_of(house: AnalysedHouse) -> dict[str, set[str | None]]:
    """The ids of the topics that each matter's conversations are in."""
    found: dict[str, set[str | None]] = {}
    async for document in house.stores.db["insights"].find({}):
        matter = document["_id"].rsplit("-", 1)[0]
        found.setdefault(matter, set()).add(document.get("topic_id"))
    return found


async def test_matters_become_topics_and_keep_their_ids(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    assert await house.topics.search()
    first = await topics_of(house)
    ids = {next(iter(it)) for it in first.values() if len(it) == 1}
    assert len(ids) == 3
    assert None not in ids
    topics = {it.id: it for it in await house.stores.topics.all()}
    assert topics.keys() == ids
    assert {it.phrases[0] for it in topics.values()} == set(MATTERS)
    assert all(it.size == 80 and it.examples for it in topics.values())
    search = await house.stores.topics.search()
    assert (search.step, search.generation, search.problem) == (SearchStep.IDLE, 1, "")
    assert (search.done, search.total, search.found_at) == (240, 240, NOW)

    house.clock.advance(86_400)
    more = [about(it, number, -1) for it in range(3) for number in range(80, 100)]
    await seed(house.stores, more)
    assert await house.topics.search()
    assert await topics_of(house) == first
    sums = await house.stores.insight_days.between(
        NOW.date() - timedelta(days=10), NOW.date() + timedelta(days=2), SYSTEM_SCOPE
    )
    house.clock.advance(60)
    await house.days.make_marked()
    sums = await house.stores.insight_days.between(
        NOW.date() - timedelta(days=10), NOW.date() + timedelta(days=2), SYSTEM_SCOPE
    )
    counted = sum(
        topic.conversations
        for day in sums
        for channel in day.channels.values()
        for topic in channel.topics.values()
    )
    assert counted == 300


async def test_a_persons_name_stays(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    await house.topics.search()
    largest = (await house.stores.topics.all())[0]
    named = await house.stores.topics.name(replace(largest, name="Parcels", named_by="sue"))
    assert named.version == largest.version + 1
    with pytest.raises(VersionConflict):
        await house.stores.topics.name(replace(largest, name="Other", named_by="bo"))
    house.clock.advance(86_400)
    await house.topics.search()
    again = await house.stores.topics.get(largest.id)
    assert (again.name, again.named_by) == ("Parcels", "sue")
    others = [it for it in await house.stores.topics.all() if it.id != largest.id]
    assert {it.named_by for it in others} == {MACHINE}


async def test_new_conversations_go_into_what_is_known(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    await house.topics.search()
    parcels = (await topics_of(house))["late-parcel"]
    told = await house.said(
        "Shop", "ada", "where is it", tags(-0.5, ["late parcel"]), meaning_near(0, 999)
    )
    await house.insights.catch_up()
    found = await house.stores.insights.get(told.id)
    assert found is not None
    assert {found.topic_id} == parcels
    # once it is about something else, by what the customer says next, it goes there
    (message,) = await house.stores.conversations.customers_messages(told.id)
    await house.tag(told.id, message.seq, tags(-0.5), meaning_near(2, 999))
    await house.insights.catch_up()
    found = await house.stores.insights.get(told.id)
    assert found is not None
    assert {found.topic_id} == (await topics_of(house))["broken-screen"]


async def test_another_process_knows_what_was_found(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    await house.topics.search()
    other = await build_analysed_house(house.stores, house.clock)
    new = about(1, 500)
    assert other.topics.assign([new]) == {new.conversation_id: None}
    await other.topics.load()
    placed = other.topics.assign([new])[new.conversation_id]
    assert {placed} == (await topics_of(house))["wrong-invoice"]


async def test_cut_off_anywhere_it_is_begun_again(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    put_in = house.stores.topics.put_in

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    house.stores.topics.put_in = dies  # type: ignore[assignment, method-assign]
    with pytest.raises(RuntimeError):
        await house.topics.search()
    house.stores.topics.put_in = put_in  # type: ignore[method-assign]
    assert (await house.stores.topics.search()).step is SearchStep.SORTING
    running = asyncio.create_task(house.topics.run())
    async with asyncio.timeout(60):
        while (await house.stores.topics.search()).step is not SearchStep.IDLE:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    found = await topics_of(house)
    assert [len(it) for it in found.values()] == [1, 1, 1]
    assert len(await house.stores.topics.all()) == 3


async def test_too_few_are_no_topics_and_a_wish_is_heard(house: AnalysedHouse) -> None:
    await seed(house.stores, [about(0, number) for number in range(30)])
    assert not await house.topics.search()
    assert (await house.stores.topics.search()).step is SearchStep.NEVER
    await house.stores.topics.wish()
    assert await house.stores.topics.wished()
    await house.topics.search()
    assert not await house.stores.topics.wished()


async def test_conversations_without_meanings_are_no_topics(house: AnalysedHouse) -> None:
    await seed(house.stores, [replace(it, meaning=None) for it in some()])
    assert not await house.topics.search()
    assert await house.stores.topics.all() == []


async def test_the_search_in_a_process_of_its_own() -> None:
    points = [
        Point(it.conversation_id, it.language, it.meaning or b"", it.keywords) for it in some()
    ]
    found = await search_apart(points, [])
    assert len(found.topics) == 3


async def test_a_search_that_is_cut_off_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[TopicProcess] = []
    init = TopicProcess.__init__

    def noting(self: TopicProcess) -> None:
        init(self)
        started.append(self)

    monkeypatch.setattr(TopicProcess, "__init__", noting)
    points = [Point(f"{it}", "en", meaning_near(it % 50, it), ("x",)) for it in range(4_000)]
    searching = asyncio.create_task(search_apart(points, []))
    async with asyncio.timeout(60):
        while not started or not started[0].is_alive:  # noqa: ASYNC110 - it begins in a thread
            await asyncio.sleep(0.01)
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching
    assert not started[0].is_alive


async def test_a_search_that_fails_says_so() -> None:
    with pytest.raises(SearchFailed):
        await search_apart([Point("x", "en", b"no"), Point("y", "en", b"meaning")], [])


async def test_growth_is_told_once_a_week(house: AnalysedHouse) -> None:
    today = NOW.date()
    insights = [
        insight(f"{topic_id}-{day}-{number}", NOW - timedelta(days=day), "shop", topic_id=topic_id)
        for day in range(1, 64)
        for topic_id, usual in (("calm", 9), ("wild", 6))
        for number in range(usual + (20 if topic_id == "wild" and day <= 7 else 0))
    ]
    await seed(house.stores, insights, [topic("calm", "calm", NOW), topic("wild", "wild", NOW)])
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    house.core.bus.subscribe(AlertRaised, hear)
    (alert,) = await house.growth.tell_of(today - timedelta(days=1))
    assert alert.topic is not None
    assert alert.topic.id == "wild"
    assert alert.data["seen"] == 7 * 26
    assert alert.data["factor"] > 1.4
    assert alert.queue_ids == ("shop",)
    assert heard == [AlertRaised(alert=alert)]
    assert await house.growth.tell_of(today - timedelta(days=1)) == []
    grown = await house.stores.topics.get("wild")
    assert grown.grown_on == today - timedelta(days=1)
    assert [it.id for it in await house.stores.alerts.of_topic("wild", 5)] == [alert.id]


async def test_growth_waits_until_days_are_added_up(house: AnalysedHouse) -> None:
    await seed(house.stores, some())
    await house.topics.search()
    looked = house.growth
    house.clock.advance(1)
    assert await looked.look() == []
    assert looked.looked_at is None, "the search has moved conversations of days that are over"
    house.clock.advance(60)
    await house.days.make_marked()
    assert await looked.look() == []
    assert looked.looked_at is not None
