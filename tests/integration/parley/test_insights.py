"""Insights follow their conversations: tags, names, corrections, moves, erasure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conversations.change import Change
from conversations.clock import ManualClock
from conversations.conversation import Ref
from conversations.entries import Tag, TagKind
from conversations.insights import Insight
from conversations.intents import Intent
from conversations.places import WatchTerms
from storage.documents.insights import day_key
from tests.running.analysed import AnalysedHouse, analysed_house, meaning_near, tags

pytestmark = pytest.mark.timeout(60)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    async with analysed_house(mongo_uri, database_name, ManualClock(NOW), "Shop", "Bank") as made:
        yield made


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
    found = await house.insight_of(first.id)
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
    assert await house.sums_of("Shop") == [("negative", 1)]


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
    found = await house.insight_of(told.id)
    assert (found.watch, found.intents) == (("wl",), ("in",))
    await lists.remove("wl")
    house.insights.forget_names()
    await house.insights.make([told.id])
    assert (await house.insight_of(told.id)).watch == ()


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
    assert (await house.insight_of(told.id)).watch == ("wl",)


async def test_what_is_not_tagged_has_none(house: AnalysedHouse) -> None:
    silent = await house.say("Shop", "ada")
    await house.settled()
    assert await house.stores.insights.get(silent.id) is None


async def test_a_retag_and_a_correction_change_it_and_its_day(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "so so", tags(0.9))
    await house.settled()
    assert await house.sums_of("Shop") == [("positive", 1)]
    (message,) = await house.stores.conversations.customers_messages(told.id)
    await house.tag(told.id, message.seq, tags(0.0))
    await house.settled()
    assert await house.sums_of("Shop") == [("neutral", 1)]
    await house.correct(told.id, "negative")
    await house.settled()
    assert (await house.insight_of(told.id)).score == -1.0
    assert await house.sums_of("Shop") == [("negative", 1)]


async def test_what_only_a_person_said_goes_when_they_take_it_back(house: AnalysedHouse) -> None:
    silent = await house.say("Shop", "ada")
    await house.correct(silent.id, "negative")
    await house.settled()
    assert (await house.insight_of(silent.id)).label == "negative"
    await house.correct(silent.id, "")
    await house.settled()
    assert await house.stores.insights.get(silent.id) is None
    assert await house.sums_of("Shop") == []


async def test_it_moves_with_its_conversation(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()

    async def move(change: Change) -> bool:
        bank = house.queues["Bank"]
        change.set(queue=Ref(id=bank.id, name=bank.name), contact=Ref(id="c2", name="Ada L."))
        return True

    await house.core.workbench.change(told.id, move)
    await house.settled()
    found = await house.insight_of(told.id)
    assert (found.queue_id, found.contact) == (house.queues["Bank"].id, Ref(id="c2", name="Ada L."))
    assert await house.sums_of("Shop") == []
    assert await house.sums_of("Bank") == [("positive", 1)]


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
    assert await house.sums_of("Shop") == []


async def test_an_erased_one_that_stood_goes_with_its_conversation(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    await house.stores.db["conversations"].delete_one({"_id": told.id})
    await house.insights.make([told.id])
    await house.settled()
    assert await house.stores.insights.get(told.id) is None
    assert await house.sums_of("Shop") == []


async def test_a_later_version_stays(house: AnalysedHouse) -> None:
    told = await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    new = await house.insight_of(told.id)
    old = Insight(
        **{**{f: getattr(new, f) for f in new.__dataclass_fields__}, "score": 0.1, "version": 1}
    )
    await house.stores.insights.put([old], {told.id: new})
    assert (await house.insight_of(told.id)).score == new.score


async def test_marks_have_the_ids_of_their_day_and_queue(house: AnalysedHouse) -> None:
    await house.said("Shop", "ada", "hello", tags(0.9))
    await house.settled()
    shop = house.queues["Shop"].id
    document = await house.stores.db["insight_days"].find_one({"_id": day_key(NOW.date(), shop)})
    assert document is not None
    assert "stale_key" not in document
