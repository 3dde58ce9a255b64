"""Insights follow their conversations: tags, corrections, moves, merges, erasure, crashes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations import insights
from conversations.change import Change
from conversations.clock import ManualClock, new_id
from conversations.commands import CorrectTag
from conversations.conversation import Conversation, Ref
from conversations.entries import Tag, TagKind
from conversations.events import Committed, Event
from conversations.insights import Insight
from conversations.intents import Intent
from conversations.people import SYSTEM_SCOPE, Actor, Role
from conversations.places import WatchTerms
from conversations.tasks import end
from parley.analysis.insights import Pace
from storage import FernetCipher, open_stores
from storage.client import connect
from storage.command_log import CommandLog
from storage.documents.insights import day_key
from tests.running.analysed import (
    AnalysedHouse,
    build_analysed_house,
    meaning_near,
    tags,
)

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
    clock = ManualClock(NOW)
    async with connect(mongo_uri, event_listeners=[commands]) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        made = await build_analysed_house(stores, clock)
        await made.queue("Shop")
        await made.queue("Bank")
        yield made
        await stores.close()


async def insight_of(house: AnalysedHouse, conversation_id: str) -> Insight:
    found = (await house.stores.insights.get_many([conversation_id])).get(conversation_id)
    assert found is not None
    return found


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110 - nothing tells of what another task has stored
            await asyncio.sleep(0.01)


async def sums_of(house: AnalysedHouse, queue: str) -> list[tuple[str, int]]:
    days = await house.stores.insight_days.between(
        NOW.date() - timedelta(days=5),
        NOW.date() + timedelta(days=5),
        SYSTEM_SCOPE,
        house.queues[queue].id,
    )
    return [
        (label, times)
        for sums in days
        for channel in sums.channels.values()
        for label, times in sorted(channel.labels.items())
    ]


async def test_it_says_what_the_messages_say(house: AnalysedHouse) -> None:
    lists = house.stores.watch_lists
    await lists.add(WatchTerms(id="wl", name="Lawyers", terms=("lawyer",), created_at=NOW))
    first = await house.said(
        "Shop",
        "ada",
        "where is  my\nparcel?",
        tags(0.2, ["parcel", "late parcel"]),
        meaning_near(1, 1),
    )
    house.clock.advance(60)
    await house.said("Shop", "ada", "I call my lawyer", tags(-0.8, ["parcel"], watch="Lawyers"))
    house.clock.advance(60)
    await house.said("Shop", "ada", "this is a disgrace", tags(-0.9))
    await house.settled()
    found = await insight_of(house, first.id)
    assert found.number == first.number
    assert found.contact == first.contact
    assert found.queue_id == house.queues["Shop"].id
    assert found.at == NOW
    assert found.text == "where is my parcel?"
    assert found.label == "negative"
    assert found.score == pytest.approx(-0.5)
    assert found.worsened
    assert found.start == pytest.approx(-0.3)
    assert found.end < -0.5
    assert found.keywords == ("parcel", "late parcel")
    assert found.watch == ("wl",)
    assert found.language == "en"
    assert found.meaning is not None
    assert found.engine == "test-1"
    assert await sums_of(house, "Shop") == [("negative", 1)]


async def test_a_hit_counts_for_its_list_whatever_the_list_is_called_by_then(
    house: AnalysedHouse,
) -> None:
    lists, intents = house.stores.watch_lists, house.stores.intents
    legal = WatchTerms(id="wl", name="Lawyers", terms=("lawyer",), created_at=NOW)
    quits = Intent(id="in", name="Quits", examples=("I quit",), created_at=NOW)
    await lists.add(legal)
    await intents.add(quits)
    hits = [
        Tag(kind=TagKind.WATCH, value="Lawyers", source="machine:watch", ref="wl"),
        Tag(kind=TagKind.INTENT, value="Quits", source="machine:intent", ref="in"),
    ]
    told = await house.said("Shop", "ada", "my lawyer says I quit", [*tags(0.1), *hits])
    await house.settled()
    await lists.update(replace(legal, name="Legal"))
    await intents.update(replace(quits, name="Leaving"))
    # who calls another one by the old name does not get the old hits
    await lists.add(replace(legal, id="other", name="Lawyers"))
    await intents.add(replace(quits, id="other", name="Quits"))
    house.insights.forget_names()
    await house.insights.make([told.id])
    found = await insight_of(house, told.id)
    assert (found.watch, found.intents) == (("wl",), ("in",))
    await lists.remove("wl")
    house.insights.forget_names()
    await house.insights.make([told.id])
    assert (await insight_of(house, told.id)).watch == ()


async def test_a_hit_of_a_list_that_another_process_made_just_now_counts(
    house: AnalysedHouse,
) -> None:
    await house.said("Shop", "ada", "hello", tags(0.1))
    await house.settled()  # the names are known by now, and nobody tells of new ones
    await house.stores.watch_lists.add(
        WatchTerms(id="wl", name="Lawyers", terms=("lawyer",), created_at=NOW)
    )
    hit = Tag(kind=TagKind.WATCH, value="Lawyers", source="machine:watch", ref="wl")
    told = await house.said("Shop", "bob", "my lawyer", [*tags(0.1), hit])
    await house.settled()
    assert (await insight_of(house, told.id)).watch == ("wl",)


async def test_what_is_not_tagged_has_none(house: AnalysedHouse) -> None:
    silent = await house.say("Shop", "ada")
    await house.settled()
    assert await house.stores.insights.get(silent.id) is None


async def test_a_retag_and_a_correction_change_it_and_its_day(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "so so", tags(0.9))
    await house.settled()
    assert await sums_of(house, "Shop") == [("positive", 1)]
    (message,) = await house.stores.conversations.customers_messages(told.id)
    await house.tag(told.id, message.seq, tags(0.0))
    await house.settled()
    assert await sums_of(house, "Shop") == [("neutral", 1)]
    await _correct(house, told, "negative")
    await house.settled()
    assert (await insight_of(house, told.id)).score == -1.0
    assert await sums_of(house, "Shop") == [("negative", 1)]


async def _correct(house: AnalysedHouse, it: Conversation, value: str) -> None:
    """A person's word on the newest message; an empty one takes it back."""
    entries = await house.stores.conversations.customers_messages(it.id)
    corrected = CorrectTag(
        id=new_id(),
        conversation_id=it.id,
        seq=entries[-1].seq,
        kind=TagKind.SENTIMENT,
        value=value,
    )
    await house.core.desk.execute(
        Actor(user_id="u", name="U", role=Role.ADMIN, scope=SYSTEM_SCOPE), corrected
    )


async def test_what_only_a_person_said_goes_when_they_take_it_back(house: AnalysedHouse) -> None:
    silent = await house.say("Shop", "ada")
    await _correct(house, silent, "negative")
    await house.settled()
    assert (await insight_of(house, silent.id)).label == "negative"
    await _correct(house, silent, "")
    await house.settled()
    assert await house.stores.insights.get(silent.id) is None
    assert await sums_of(house, "Shop") == []


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

        await _correct(house, silent, value)
        await until(as_said)
    await end(running)


async def test_it_moves_with_its_conversation(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()

    async def move(change: Change) -> bool:
        bank = house.queues["Bank"]
        change.set(queue=Ref(id=bank.id, name=bank.name), contact=Ref(id="c2", name="Ada L."))
        return True

    await house.core.workbench.change(told.id, move)
    await house.settled()
    found = await insight_of(house, told.id)
    assert (found.queue_id, found.contact) == (house.queues["Bank"].id, Ref(id="c2", name="Ada L."))
    assert await sums_of(house, "Shop") == []
    assert await sums_of(house, "Bank") == [("positive", 1)]


async def test_what_is_erased_does_not_come_back(house: AnalysedHouse) -> None:
    """Neither by what was under way when it was erased, nor by what comes after."""
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    insights, db = house.stores.insights, house.stores.db
    put, was_read = insights.put, asyncio.Event()

    async def erased_meanwhile(*given: object) -> None:
        await db["conversations"].delete_one({"_id": told.id})
        await insights.remove([told.id])
        was_read.set()
        await put(*given)  # type: ignore[arg-type]

    insights.put = erased_meanwhile  # type: ignore[assignment, method-assign]
    await house.insights.make([told.id])
    assert was_read.is_set()
    assert await insights.get(told.id) is None
    insights.put = put  # type: ignore[method-assign]
    await house.insights.make([told.id])
    await house.settled()
    assert await insights.get(told.id) is None
    assert await sums_of(house, "Shop") == []


async def test_an_erased_one_that_stood_goes_with_its_conversation(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    await house.stores.db["conversations"].delete_one({"_id": told.id})
    await house.insights.make([told.id])
    await house.settled()
    assert await house.stores.insights.get(told.id) is None
    assert await sums_of(house, "Shop") == []


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
    assert await sums_of(house, "Shop") == [("positive", 1)]


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
        return await sums_of(house, "Bank") == [("negative", 1)]

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
        return (await insight_of(house, told.id)).label == "negative"

    await until(is_as_tagged)
    await end(running)


async def test_it_rests_only_while_messages_come(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.analysis.insights.AT_ONCE", 1)
    patient = Pace(gather=0.01, rest=1e9, rest_at_most=3600.0, quiet=0.01)
    monkeypatch.setattr(house.insights, "_pace", patient)
    house.core.bus.subscribe(Committed, house.insights.on_event)
    running = asyncio.create_task(house.insights.run())
    told = [await house.said("Shop", f"visitor {it}", "hello", tags(0.9)) for it in range(4)]

    async def all_are_there() -> bool:
        return len(await house.stores.insights.get_many([it.id for it in told])) == len(told)

    await until(all_are_there)
    await end(running)


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
    assert len(sent) <= len(told) + 6, sent
    with commands.watching() as sent:
        await house.insights.make([it.id for it in told])
    assert {it.split()[0] for it in sent} == {"find"}, "nothing is new, so nothing is written"


async def test_a_later_version_stays(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    new = await insight_of(house, told.id)
    old = Insight(
        **{**{f: getattr(new, f) for f in new.__dataclass_fields__}, "score": 0.1, "version": 1}
    )
    await house.stores.insights.put([old], {told.id: new})
    assert (await insight_of(house, told.id)).score == new.score


async def test_marks_have_the_ids_of_their_day_and_queue(house: AnalysedHouse) -> None:
    await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    shop = house.queues["Shop"].id
    document = await house.stores.db["insight_days"].find_one({"_id": day_key(NOW.date(), shop)})
    assert document is not None
    assert "stale_key" not in document


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
