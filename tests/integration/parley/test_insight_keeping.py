"""Insights are kept while messages come: caught up with, at rest, in batches, after crashes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations import insights
from conversations.clock import ManualClock
from conversations.conversation import Conversation
from conversations.events import Committed, Event
from conversations.insights import Insight
from conversations.tasks import end
from parley.yielding import Yielding
from storage.command_log import CommandLog
from tests.doubles.pressed import Pressed
from tests.running.analysed import AnalysedHouse, analysed_house, tags

pytestmark = pytest.mark.timeout(60)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
DEADLINE_S = 8.0


@pytest.fixture
def commands() -> CommandLog:
    return CommandLog()


@pytest.fixture
async def house(
    mongo_uri: str, database_name: str, commands: CommandLog
) -> AsyncIterator[AnalysedHouse]:
    async with analysed_house(
        mongo_uri, database_name, ManualClock(NOW), "Shop", "Bank", commands=commands
    ) as made:
        yield made


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110 - nothing tells of what another task has stored
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("told_by_the_feed", [False, True])
async def test_while_it_runs_too(house: AnalysedHouse, told_by_the_feed: bool) -> None:
    silent = await house.say("Shop", "ada")

    async def hear(event: Event) -> None:
        assert isinstance(event, Committed)
        bare = replace(event, before=None, entries=())
        await house.insights.on_event(bare if told_by_the_feed else event)

    house.core.bus.subscribe(Committed, hear)
    running = asyncio.create_task(house.insights.run())

    async def caught_up() -> bool:
        return await house.stores.cursors.load("insights", "looked") is not None

    await until(caught_up)
    for value, there in (("negative", True), ("", False)):

        async def as_said(there: bool = there) -> bool:
            return (await house.stores.insights.get(silent.id) is not None) is there

        await house.correct(silent.id, value)
        await until(as_said)
    await end(running)


async def test_a_crash_between_any_two_writes_leaves_right_sums(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    insights = house.stores.insights
    put = insights.put

    async def dies_after(*given: object) -> None:
        await put(*given)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    insights.put = dies_after  # type: ignore[assignment, method-assign]
    with pytest.raises(RuntimeError):
        await house.insights.make([told.id])
    insights.put = put  # type: ignore[method-assign]
    await house.settled()
    assert await house.sums_of("Shop") == [("positive", 1)]


async def test_a_day_that_changes_while_it_is_added_up_is_added_up_again(
    house: AnalysedHouse,
) -> None:
    days, shop = house.stores.insight_days, house.queues["Shop"].id
    await house.said("Shop", "ada", "hello", tags(0.9))
    await house.insights.catch_up()
    house.clock.advance(60)
    (stale,) = await days.stale(house.clock.now(), 10)
    await days.mark([(stale.day, shop)])  # a change begins after the mark was read
    await days.remake(stale.day, shop, stale.mark)
    house.clock.advance(60)
    (again,) = await days.stale(house.clock.now(), 10)
    assert again.mark != stale.mark
    await days.remake(again.day, shop, again.mark)
    assert await days.stale(house.clock.now() + timedelta(days=1), 10) == []


async def test_more_changes_in_one_millisecond_than_are_read_at_once_are_all_caught_up_with(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.analysis.insights.SEARCHED_AT_ONCE", 2)
    said = [await house.said("Shop", f"v{it}", "Where is it?", tags(0.0)) for it in range(5)]
    assert len({it.changed_at for it in said}) == 1
    await house.insights.catch_up()
    assert len(await house.stores.insights.get_many([it.id for it in said])) == 5


async def test_running_it_keeps_up_and_notes_how_far_it_came(house: AnalysedHouse) -> None:
    before = await house.said("Shop", "ada", "hello", tags(0.9))
    house.core.bus.subscribe(Committed, house.insights.on_event)
    running = [asyncio.create_task(it.run()) for it in (house.insights, house.days)]

    async def is_there() -> bool:
        return await house.stores.insights.get(before.id) is not None

    async def is_counted() -> bool:
        return await house.sums_of("Bank") == [("negative", 1)]

    await until(is_there)
    after = await house.said("Bank", "bob", "hello", tags(-0.9))
    await until(is_counted)
    assert await house.stores.insights.get(after.id) is not None
    for task in running:
        await end(task)
    assert await house.stores.cursors.load("insights", "looked") is not None


async def test_what_it_read_before_it_ran_is_not_relied_on(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "so so", tags(0.9))
    await house.insights.make([told.id])
    (message,) = await house.stores.conversations.customers_messages(told.id)
    await house.tag(told.id, message.seq, tags(-0.9))  # told to nobody
    running = asyncio.create_task(house.insights.run())

    async def is_as_tagged() -> bool:
        return (await house.insight_of(told.id)).label == "negative"

    await until(is_as_tagged)
    await end(running)


async def test_it_rests_only_while_messages_come(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.analysis.insights.AT_ONCE", 1)
    patient = Yielding(Pressed(), rest=1e9, at_most_s=3600.0, quiet_s=0.01)
    monkeypatch.setattr(house.insights, "yielding", patient)
    house.core.bus.subscribe(Committed, house.insights.on_event)
    running = asyncio.create_task(house.insights.run())
    told = [await house.said("Shop", f"visitor {it}", "hello", tags(0.9)) for it in range(4)]

    async def all_are_there() -> bool:
        return len(await house.stores.insights.get_many([it.id for it in told])) == len(told)

    await until(all_are_there)
    await end(running)


@pytest.mark.parametrize(("pressure", "rest_s"), [(0.0, 0.0), (1.0, 2.0)])
async def test_it_rests_behind_a_batch_by_how_much_others_wait(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch, pressure: float, rest_s: float
) -> None:
    rests: list[float] = []

    async def pause(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("parley.analysis.insights.AT_ONCE", 1)
    yielding = Yielding(Pressed(pressure), rest=1e9, at_most_s=2.0)
    monkeypatch.setattr(yielding, "pause", pause)
    monkeypatch.setattr(house.insights, "yielding", yielding)
    house.core.bus.subscribe(Committed, house.insights.on_event)
    running = asyncio.create_task(house.insights.run())
    for number in range(3):
        await house.said("Shop", f"visitor {number}", "hello", tags(0.9))

    async def all_are_made() -> bool:
        return len(rests) == 3

    await until(all_are_made)
    await end(running)
    assert rests == [rest_s] * 3


async def test_a_batch_costs_one_write_a_conversation_and_the_days(
    house: AnalysedHouse, commands: CommandLog
) -> None:
    told = [
        await house.said("Shop", f"visitor {it}", "hello", tags(0.9, ["parcel"])) for it in range(8)
    ]
    await house.insights.make([it.id for it in told])
    for it in told:
        await house.said("Shop", it.contact.name, "hello again", tags(-0.9))
    with commands.watching() as sent:
        await house.insights.make([it.id for it in told])
    assert sent.count("update insights") == 1  # one statement, with one write for each
    assert sent.count("update insight_days") == 1
    assert sent.count("insert insights") == 0
    assert sent.count("find entries") == len(told)
    assert len(sent) - sent.count("update journal") <= len(told) + 6, sent
    with commands.watching() as sent:
        await house.insights.make([it.id for it in told])
    # the journal is the intake's, which notes a moment later what it has done
    written = [it for it in sent if not it.startswith("find ") and it != "update journal"]
    assert written == [], "nothing is new, so nothing is written"


async def test_one_of_which_nothing_can_be_made_holds_up_no_other(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = [await house.said("Shop", f"v{it}", "Where is it?", tags(0.0)) for it in range(3)]

    def fail(conversation: Conversation, *more: Any) -> Insight | None:
        if conversation.id == said[1].id:
            raise ValueError("nothing to be made of this")
        return insights.insight_of(conversation, *more)

    monkeypatch.setattr("parley.analysis.insights.insight_of", fail)
    await house.insights.catch_up()
    made = await house.stores.insights.get_many([it.id for it in said])
    assert made.keys() == {said[0].id, said[2].id}
    assert said[1].id in caplog.text


async def test_nothing_is_made_again_while_it_is_still_read(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two readers of one conversation would take from each other what has changed in it."""
    said = [await house.said("Shop", f"v{it}", "Where is it?", tags(0.0)) for it in range(2)]
    insights, conversations = house.stores.insights, house.stores.conversations
    messages, get_many = insights.messages, conversations.get_many
    reading, met = False, []

    async def read(conversation_id: str, *more: Any) -> Any:
        nonlocal reading
        if conversation_id == said[0].id:
            raise ValueError("nothing to be read of this")
        reading = True
        for _ in range(50):
            await asyncio.sleep(0)
        reading = False
        return await messages(conversation_id, *more)

    async def begin(*asked: Any) -> Any:
        met.append(reading)
        return await get_many(*asked)

    monkeypatch.setattr(insights, "messages", read)
    monkeypatch.setattr(conversations, "get_many", begin)
    await house.insights.catch_up()
    assert not any(met)
    assert (await insights.get_many([it.id for it in said])).keys() == {said[1].id}
    assert said[0].id in caplog.text
