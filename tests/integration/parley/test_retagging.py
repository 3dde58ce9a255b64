"""A period is tagged once more: what changes, what stays, and what a crash leaves behind."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from conversations.alerts import AlertKind, AlertReach
from conversations.clock import ManualClock, SystemClock, new_id
from conversations.commands import CorrectTag
from conversations.entries import Activity, Entry, TagKind, effective_tags
from conversations.inbound import Nature
from conversations.intents import Intent
from conversations.people import SYSTEM_SCOPE, Actor, Role
from conversations.retags import Retag, RetagState
from conversations.tagging import Heard, TagKeeper
from parley.analysis.retagging import LEASE, Pace, Retagging, build_retagging
from parley.analysis.tagging import taught_by
from sentiment.engines import EngineChoice, EngineKind
from storage import FernetCipher, Stores, open_stores
from storage.client import connect
from tests.conftest import end_what_was_left_open
from tests.running.analysed import AnalysedHouse, build_analysed_house, tags

pytestmark = pytest.mark.timeout(120)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ANGRY = "this is terrible, the worst shop ever"
HAPPY = "great, I am very happy, thank you"
ADA = Actor(user_id="ada", name="Ada", role=Role.ADMIN, scope=SYSTEM_SCOPE)
DEADLINE_S = 60.0
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    clock = ManualClock(NOW)
    async with connect(mongo_uri) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock
        )
        made = await build_analysed_house(stores, clock)
        await made.queue("Shop")
        yield made
        await stores.close()


async def retagging(house: AnalysedHouse, **more: int) -> Retagging:
    lease = house.stores.leases.held_by(LEASE, "test", 600.0)
    assert await lease.hold()
    choice = EngineChoice(kind=EngineKind.LEXICON)
    pace = Pace(rest=0.0, **more)
    return build_retagging(house.core, taught_by(house.core), choice, None, lease, pace)


async def order(house: AnalysedHouse, engine: str = "lexicon", days: int = 1) -> Retag:
    first = NOW.date()
    return await house.stores.retags.add(
        Retag(
            id=new_id(),
            first=first,
            until=first + timedelta(days=days),
            engine=engine,
            created_at=house.clock.now(),
        )
    )


async def timeline(stores: Stores, conversation_id: str) -> Sequence[Entry]:
    return (await stores.timelines.page(conversation_id, after=0, limit=500)).items


def told(entries: Sequence[Entry]) -> list[Entry]:
    """The activities of re-taggings."""
    return [it for it in entries if it.activity is Activity.TAGGED and "each" in it.data]


async def test_what_nobody_has_tagged_yet_is_left_to_who_alerts(house: AnalysedHouse) -> None:
    asked = await house.said("Shop", "v1", HAPPY, tags(0.9))
    house.clock.advance(60)
    angry = await house.say("Shop", "v1", ANGRY)
    old = await house.say("Shop", "v2", ANGRY)
    assert asked.id == angry.id
    await order(house)
    worker = await retagging(house)
    assert await worker.step()
    [_, fresh] = await house.stores.conversations.customers_messages(angry.id)
    assert fresh.tags == ()
    assert fresh.seq in {it.seq for it in await house.stores.timelines.untagged(NEVER, 10)}
    # its first tags alert, as if nothing had been tagged again
    heard = {fresh.seq: Heard(at=fresh.at, text=fresh.text, by_customer=True)}
    keeper = TagKeeper(
        house.core.workbench, house.stores.conversations, house.stores.places, house.stores.users
    )
    await keeper.put(angry.id, {fresh.seq: tags(-0.9)}, heard=heard)
    reach = AlertReach(user_id="ada", scope=SYSTEM_SCOPE, supervises=True)
    page = await house.stores.alerts.page(reach, only_open=True, cursor=None, limit=5)
    assert [it.kind for it in page.items] == [AlertKind.MOOD_WORSENED]
    # after an hour nothing would alert anybody any more
    house.clock.advance(3_700)
    await order(house)
    assert await worker.step()
    [message] = await house.stores.conversations.customers_messages(old.id)
    assert "negative" in {it.value for it in message.tags}


async def test_messages_get_the_other_engines_tags_and_one_line(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", ANGRY, tags(0.0))
    await house.said("Shop", "v1", HAPPY, tags(-0.9))
    house.clock.advance(60)
    retag = await order(house)
    assert await (await retagging(house)).step()
    entries = await timeline(house.stores, one.id)
    messages = [it for it in entries if it.text]
    values = [next(t for t in it.tags if t.kind is TagKind.SENTIMENT) for it in messages]
    assert [(it.value, it.source) for it in values] == [
        ("negative", "machine:lexicon-1"),
        ("positive", "machine:lexicon-1"),
    ]
    (activity,) = told(entries)
    assert activity.data["targets"] == [it.seq for it in messages]
    now = await house.stores.conversations.get(one.id, SYSTEM_SCOPE)
    assert (now.sentiment, now.mood is not None and now.mood.count) == ("positive", 2)
    done = await house.stores.retags.get(retag.id)
    assert (done.state, done.done, done.total, done.messages) == (RetagState.DONE, 1, 1, 2)
    assert done.changed == {("neutral", "negative"): 1, ("negative", "positive"): 1}
    assert done.finished_at is not None


async def test_what_is_the_same_is_left_alone(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", ANGRY, tags(0.0))
    worker = await retagging(house)
    await order(house)
    await worker.step()
    before = await house.stores.conversations.get(one.id, SYSTEM_SCOPE)
    again = await order(house)
    await worker.step()
    assert await house.stores.conversations.get(one.id, SYSTEM_SCOPE) == before
    done = await house.stores.retags.get(again.id)
    assert (done.messages, done.changed) == (1, {})


async def test_a_correction_survives(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", ANGRY, tags(0.0))
    (message,) = await house.stores.conversations.customers_messages(one.id)
    await house.core.desk.execute(
        ADA,
        CorrectTag(
            id=new_id(),
            conversation_id=one.id,
            seq=message.seq,
            kind=TagKind.SENTIMENT,
            value="positive",
        ),
    )
    await order(house)
    await (await retagging(house)).step()
    (message,) = await house.stores.conversations.customers_messages(one.id)
    counting = [it.value for it in effective_tags(message) if it.kind is TagKind.SENTIMENT]
    assert counting == ["positive"]
    machine = [it.value for it in message.tags if it.kind is TagKind.SENTIMENT]
    assert machine == ["negative"]
    now = await house.stores.conversations.get(one.id, SYSTEM_SCOPE)
    assert now.sentiment == "positive"


async def test_only_the_period_is_touched(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", ANGRY, tags(0.0))
    house.clock.advance(86_400)
    two = await house.said("Shop", "v2", ANGRY, tags(0.0))
    await house.said("Shop", "v1", ANGRY, tags(0.0))  # the conversation goes on
    retag = await order(house)
    await (await retagging(house)).step()
    found = await house.stores.conversations.customers_messages(one.id)
    sources = [it.tags[0].source for it in found]
    assert sources == ["machine:lexicon-1", "machine:test-1"]
    assert not told(await timeline(house.stores, two.id))
    assert (await house.stores.retags.get(retag.id)).messages == 1


async def test_what_a_machine_wrote_is_not_read(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", ANGRY, tags(0.0))
    await house.say("Shop", "v1", ANGRY, Nature.AUTOMATIC)
    house.clock.advance(2 * 3600)
    retag = await order(house)
    await (await retagging(house)).step()
    person, machine = await house.stores.conversations.customers_messages(one.id)
    assert person.tags[0].source == "machine:lexicon-1"
    assert machine.tags == ()
    assert (await house.stores.retags.get(retag.id)).messages == 1


async def test_nobody_is_alerted_or_hurried(house: AnalysedHouse) -> None:
    one = await house.said("Shop", "v1", HAPPY, tags(0.9))
    for _ in range(3):
        await house.said("Shop", "v1", ANGRY, tags(0.5))
    before = await house.stores.conversations.get(one.id, SYSTEM_SCOPE)
    await order(house)
    await (await retagging(house)).step()
    now = await house.stores.conversations.get(one.id, SYSTEM_SCOPE)
    assert now.mood is not None
    assert now.mood.sliding
    assert now.priority == before.priority
    activities = {it.activity for it in await timeline(house.stores, one.id)}
    assert Activity.WORSENED not in activities
    assert Activity.PRIORITY not in activities


async def test_it_can_be_cancelled(house: AnalysedHouse) -> None:
    for number in range(6):
        await house.said("Shop", f"v{number}", ANGRY, tags(0.0))
    worker = await retagging(house, part=2)
    retag = await order(house)
    jobs, advance = house.stores.retags, house.stores.retags.advance

    async def cancel_behind(*args: object, **more: object) -> bool:
        went_on = await advance(*args, **more)  # type: ignore[arg-type]  # as they came
        await jobs.cancel(retag.id, house.clock.now())
        return went_on

    jobs.advance = cancel_behind  # type: ignore[method-assign]  # a cancel at the worst moment
    await worker.step()
    ended = await jobs.get(retag.id)
    assert (ended.state, ended.done) == (RetagState.CANCELLED, 2)
    assert await worker.step() is False


async def test_an_engine_that_cannot_be_had_fails_in_words(house: AnalysedHouse) -> None:
    await house.said("Shop", "v1", ANGRY, tags(0.0))
    retag = await order(house, "transformers")
    await (await retagging(house)).step()
    ended = await house.stores.retags.get(retag.id)
    assert ended.state is RetagState.FAILED
    assert "PARLEY_TRANSFORMERS_MODEL" in ended.error


async def test_one_that_names_no_engine_holds_up_no_other(house: AnalysedHouse) -> None:
    await house.said("Shop", "v1", ANGRY, tags(0.0))
    nothing, lexicon = await order(house, "off"), await order(house)
    worker = await retagging(house)
    while await worker.step():
        pass
    assert (await house.stores.retags.get(nothing.id)).state is RetagState.FAILED
    assert (await house.stores.retags.get(lexicon.id)).state is RetagState.DONE


async def test_fresh_messages_go_first(house: AnalysedHouse) -> None:
    await house.said("Shop", "v1", ANGRY, tags(0.0))
    worker = await retagging(house)
    busy = Busy()
    worker._fresh = busy
    retag = await order(house)
    step = asyncio.create_task(worker.step())
    await busy.asked.wait()
    assert (await house.stores.retags.get(retag.id)).messages == 0
    busy.done.set()
    assert await step
    assert (await house.stores.retags.get(retag.id)).messages == 1


class Busy:
    """Fresh messages that wait until a test says that they are done."""

    def __init__(self) -> None:
        self.asked, self.done = asyncio.Event(), asyncio.Event()

    async def drained(self) -> None:
        self.asked.set()
        await self.done.wait()


async def test_a_killed_worker_is_taken_over_where_it_was(
    mongo_uri: str, database_name: str
) -> None:
    clock = SystemClock()
    async with connect(mongo_uri) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock
        )
        house = await build_analysed_house(stores, clock)  # type: ignore[arg-type]  # any clock
        await house.queue("Shop")
        ids = [
            (await house.said("Shop", f"v{number}", ANGRY, tags(0.0))).id for number in range(30)
        ]
        today = clock.now().date()
        retag = await stores.retags.add(
            Retag(
                id=new_id(),
                first=today - timedelta(days=1),
                until=today + timedelta(days=2),
                engine="lexicon",
                created_at=clock.now(),
            )
        )
        first = await worker_process(mongo_uri, database_name, rest_s=0.5)
        try:
            killed_at = await until_done(stores, retag.id, 6)
        finally:
            first.kill()
            await first.wait()
        end_what_was_left_open(mongo_uri)
        assert killed_at < 30
        second = await worker_process(mongo_uri, database_name, rest_s=0.0)
        try:
            assert await until_done(stores, retag.id, 30) == 30
            async with asyncio.timeout(DEADLINE_S):
                while (await stores.retags.get(retag.id)).is_open:  # noqa: ASYNC110 - another process ends it
                    await asyncio.sleep(0.05)
        finally:
            second.kill()
            await second.wait()
        for conversation_id in ids:
            (message,) = await stores.conversations.customers_messages(conversation_id)
            assert message.tags[0].source == "machine:lexicon-1"
            assert len(told(await timeline(stores, conversation_id))) == 1
        done = await stores.retags.get(retag.id)
        assert (done.state, done.done, done.total) == (RetagState.DONE, 30, 30)
        await stores.close()


async def worker_process(uri: str, database: str, *, rest_s: float) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.running.retag_worker", uri, database, "3", str(rest_s)
    )


async def until_done(stores: Stores, retag_id: str, least: int) -> int:
    async with asyncio.timeout(DEADLINE_S):
        while (done := (await stores.retags.get(retag_id)).done) < least:  # noqa: ASYNC110 - another process counts
            await asyncio.sleep(0.05)
    return done


async def test_a_teams_intent_is_put_in_its_queues_only(house: AnalysedHouse) -> None:
    """What a message's tags are made of, whoever tags it."""
    from sentiment.tags import IntentHit, Sentiment, SentimentLabel, TextTags

    bank = await house.queue("Bank")
    for name, team in (("Everywhere", None), ("Bank only", bank.team_id)):
        await house.stores.intents.add(
            Intent(
                id=name.replace(" ", ""),
                name=name,
                examples=("a", "b", "c"),
                team_id=team,
                created_at=NOW,
            )
        )
    taught = taught_by(house.core)
    assert await taught.reload()
    assert not await taught.reload()
    hits = tuple(IntentHit(it.id, it.name, 0.8) for it in taught.teachings.intents)
    found = TextTags(
        None, 0.0, Sentiment(SentimentLabel.NEUTRAL, 0.0, "test"), (), (), intents=hits
    )

    async def intents(queue_id: str | None) -> list[str]:
        made = await taught.tags(queue_id, found)
        return sorted(it.value for it in made if it.kind is TagKind.INTENT)

    assert await intents("bank") == ["Bank only", "Everywhere"]
    assert await intents("shop") == await intents(None) == ["Everywhere"]
    await house.stores.intents.remove("Everywhere")
    assert await taught.reload()
    assert await intents("shop") == []
