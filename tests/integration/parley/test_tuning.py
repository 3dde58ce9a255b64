"""The model learns from people's corrections: ordered, carried out apart, switched when better."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from conversations.bus import EventBus
from conversations.clock import ManualClock, new_id
from conversations.commands import CorrectTag
from conversations.entries import TagKind
from conversations.events import Event, SettingsChanged
from conversations.model_heads import ModelHead, Tune, TuneState
from conversations.people import SYSTEM_SCOPE, Actor, Role
from conversations.tasks import end
from parley.analysis import tuning as tuning_module
from parley.analysis.tagging import taught_by
from parley.analysis.teaching import Taught
from parley.analysis.tuning import Tuning
from parley.analysis.tuning_order import TunedElsewhere, tuned
from sentiment.builtin import NAME
from sentiment.engines import EngineChoice, build_engine, use_head
from sentiment.teachings import TunedHead
from sentiment.tuning import Figures
from sentiment.tuning_child import Learned, Lessons, NotLearned, answer_of
from storage import FernetCipher, open_stores
from storage.client import connect
from storage.leases import HeldLease
from tests.running.analysed import AnalysedHouse, build_analysed_house, tags
from tests.running.models import assembled_model

pytestmark = pytest.mark.timeout(300)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ADA = Actor(user_id="ada", name="Ada", role=Role.ADMIN, scope=SYSTEM_SCOPE)
GLAD = "Thank you so much, parcel {} came early and everything is wonderful!"
SORRY = "Parcel {} is broken again, this is the worst service I have ever seen."
HEAD = TunedHead(0, np.ones((384, 3), "<f4").tobytes(), np.zeros(3, "<f4").tobytes(), NAME)


def kept_head(version: int) -> ModelHead:
    """As it is stored."""
    return ModelHead(
        version=version,
        weights=HEAD.weights,
        bias=HEAD.bias,
        model=NAME,
        tune_id="t",
        at=NOW,
    )


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


def head_of(taught: Taught) -> TunedHead | None:
    return taught.teachings.head


async def correct(house: AnalysedHouse, text: str, value: str) -> None:
    conversation = await house.said("Shop", new_id(), text, tags(0.0))
    (message,) = await house.stores.conversations.customers_messages(conversation.id)
    await house.core.desk.execute(
        ADA,
        CorrectTag(
            id=new_id(),
            conversation_id=conversation.id,
            seq=message.seq,
            kind=TagKind.SENTIMENT,
            value=value,
        ),
    )


async def carried_out(house: AnalysedHouse, bus: EventBus | None = None) -> Tune:
    worker = Tuning(house.stores, bus or EventBus(), house.clock, None)
    order = Tune(id=new_id(), by_id="ada", by_name="Ada", at=house.clock.now())
    await house.stores.tunes.add(order)
    assert await worker.step()
    assert await worker.step() is False
    (tune,) = [it for it in await house.stores.tunes.latest() if it.id == order.id]
    return tune


async def test_too_few_corrections_are_refused_in_words(house: AnalysedHouse) -> None:
    await correct(house, GLAD.format(1), "positive")
    tune = await carried_out(house)
    assert (tune.state, tune.corrections, tune.switched) == (TuneState.FAILED, 1, False)
    assert "20" in tune.error


async def test_a_better_head_is_put_in_force_and_told(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    seen: list[Lessons] = []

    async def learn(lessons: Lessons) -> Learned:
        seen.append(lessons)
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)
    bus, heard = EventBus(), list[Event]()

    async def hear(event: Event) -> None:
        heard.append(event)

    bus.subscribe(SettingsChanged, hear)
    taught = taught_by(house.core)
    await taught.reload()
    assert head_of(taught) is None
    tune = await carried_out(house, bus)
    assert (tune.state, tune.version, tune.corrections) == (TuneState.DONE, 1, 20)
    assert SettingsChanged(kind="model_head", id="1") in heard
    assert await taught.reload()
    head = head_of(taught)
    assert head is not None
    assert (head.version, head.weights) == (1, HEAD.weights)
    (lessons,) = seen
    assert {it.text for it in lessons.texts} == {SORRY.format(it) for it in range(20)}
    assert set(lessons.labels) == {0}
    await carried_out(house)
    assert (await house.stores.tunes.version(), seen[-1].current) == (
        2,
        TunedHead(1, HEAD.weights, HEAD.bias, NAME),
    )
    await house.stores.tunes.put_in_force(0)
    assert await taught.reload()
    assert head_of(taught) is None


async def test_a_head_that_a_crash_kept_out_of_force_holds_up_no_tuning(
    house: AnalysedHouse,
) -> None:
    tunes = house.stores.tunes
    head = kept_head(1)
    assert await tunes.keep(head, instead_of=0)
    await house.stores.db["model_heads"].delete_one(
        {"_id": "in_force"}
    )  # as before the second step
    assert await tunes.version() == 0
    assert await tunes.keep(replace(head, version=await tunes.next_version()), instead_of=0)
    assert await tunes.version() == 2


def better_after(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Learning takes a while, in which something happens, and is then better."""

    async def learn(lessons: Lessons) -> Learned:
        await meanwhile()
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)


async def test_a_head_of_a_former_model_makes_room_for_the_shipped_one(
    house: AnalysedHouse, caplog: pytest.LogCaptureFixture
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    taught = taught_by(house.core)
    assert await taught.reload()
    assert head_of(taught) is None
    assert await tunes.version() == 0
    assert "tuned for the model builtin-0" in caplog.text
    assert not await taught.reload()


async def test_what_is_learned_after_a_former_models_head_takes_its_place(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunes = house.stores.tunes
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    seen: list[Lessons] = []

    async def learn(lessons: Lessons) -> Learned:
        seen.append(lessons)
        return Learned(HEAD, True, Figures(0.9, 0.1), Figures(0.91, 0.4), 16, 4)

    monkeypatch.setattr(tuning_module, "_apart", learn)
    tune = await carried_out(house)
    assert [it.current for it in seen] == [None]
    assert (tune.version, tune.switched, await tunes.version()) == (2, True, 2)


async def test_a_head_that_was_chosen_meanwhile_is_not_taken_out(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(replace(kept_head(1), model="builtin-0"), instead_of=0)
    find = tunes.head

    async def head(version: int) -> ModelHead | None:
        found = await find(version)
        if version == 1:
            await tunes.keep(kept_head(2), instead_of=1)
        return found

    monkeypatch.setattr(tunes, "head", head)
    taught = taught_by(house.core)
    assert await taught.reload()
    assert await tunes.version() == 2
    assert head_of(taught) == replace(HEAD, version=2)


async def test_a_head_that_does_not_say_for_which_model_is_of_the_first(
    house: AnalysedHouse, caplog: pytest.LogCaptureFixture
) -> None:
    tunes = house.stores.tunes
    await tunes.keep(kept_head(1), instead_of=0)
    await house.stores.db["model_heads"].update_one({"_id": 1}, {"$unset": {"model": ""}})
    taught = taught_by(house.core)
    assert await taught.reload()
    assert head_of(taught) is None
    assert await tunes.version() == 0
    assert "tuned for the model builtin-1" in caplog.text


@pytest.mark.parametrize("before", [0, 2])
async def test_what_an_admin_chose_meanwhile_stays(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    tunes = house.stores.tunes
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    head = kept_head(1)
    await tunes.keep(head, instead_of=0)
    await tunes.keep(replace(head, version=2), instead_of=1)
    await tunes.put_in_force(before)
    better_after(monkeypatch, lambda: tunes.put_in_force(1))
    bus, heard = EventBus(), list[Event]()

    async def hear(event: Event) -> None:
        heard.append(event)

    bus.subscribe(SettingsChanged, hear)
    tune = await carried_out(house, bus)
    assert (tune.state, tune.version, tune.overtaken, tune.switched) == (
        TuneState.DONE,
        3,
        True,
        False,
    )
    assert await tunes.version() == 1
    assert [it for it in heard if isinstance(it, SettingsChanged) and it.kind == "model_head"] == []
    await tunes.put_in_force(3)  # kept, and there for who wants it
    assert await tunes.version() == 3


async def test_a_holder_that_stalled_ends_nothing_that_was_taken_over(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    tunes = house.stores.tunes
    better_after(monkeypatch, lambda: asyncio.sleep(0))
    stalled = Tuning(house.stores, EventBus(), house.clock, None)
    order = order_of(house, "Ada")
    await tunes.add(order)
    late = await stalled.learn(order)
    assert await Tuning(house.stores, EventBus(), house.clock, None).step()
    ended = await tunes.get(order.id)
    assert (ended.version, ended.switched) == (1, True)
    assert await stalled.keep(late) == ended
    failed = replace(late, head=None, tune=replace(order, state=TuneState.FAILED, error="No."))
    assert await stalled.keep(failed) == ended
    assert await tunes.get(order.id) == ended
    assert (await tunes.version(), await tunes.next_version()) == (1, 2)


class Crash(Exception):
    """The process ends here."""


@pytest.mark.parametrize("chosen", [None, 1])
@pytest.mark.parametrize("stored", ["head", "head in force"])
async def test_a_tuning_that_crashed_after_its_head_was_stored_is_finished_with_it(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch, stored: str, chosen: int | None
) -> None:
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    tunes = house.stores.tunes
    await tunes.keep(kept_head(1), instead_of=0)
    await tunes.put_in_force(0)
    order = order_of(house, "Ada")
    await tunes.add(order)
    better_after(monkeypatch, lambda: asyncio.sleep(0))

    async def crash(*_given: object) -> bool:
        raise Crash

    with monkeypatch.context() as before:
        worker = Tuning(house.stores, EventBus(), house.clock, None)
        if stored == "head":
            before.setattr(tunes, "_switch", crash)
        else:
            before.setattr(worker, "_end", crash)
        with pytest.raises(Crash):
            await worker.step()
    assert (await tunes.get(order.id)).is_open
    if chosen is not None:
        await tunes.put_in_force(chosen)
    monkeypatch.setattr(tuning_module, "_apart", crash)  # it need not learn again
    assert await worker.step()
    assert not await worker.step()
    tune = await tunes.get(order.id)
    overtaken = chosen is not None and stored == "head"
    assert (tune.state, tune.version, tune.overtaken) == (TuneState.DONE, 2, overtaken)
    assert (tune.corrections, tune.finished_at) == (20, house.clock.now())
    assert tune.after is not None
    assert tune.after.corrections == 0.4
    assert await tunes.version() == (chosen or 2)


def lease_of(house: AnalysedHouse, owner: str) -> HeldLease:
    return house.stores.leases.held_by(tuning_module.LEASE, owner, tuning_module.LEASE_S)


def order_of(house: AnalysedHouse, by: str) -> Tune:
    return Tune(id=new_id(), by_name=by, at=house.clock.now())


async def test_a_command_is_told_that_another_tuning_runs(house: AnalysedHouse) -> None:
    server = lease_of(house, "server")
    assert await server.hold()
    await house.stores.tunes.add(order_of(house, "Ada"))
    tuning = Tuning(house.stores, EventBus(), house.clock, None)
    mine = order_of(house, "parley models tune")
    with pytest.raises(TunedElsewhere, match=r"ordered by Ada, .* 2026-03-04 09:00 UTC"):
        await tuned(house.stores, tuning, lease_of(house, "command"), house.clock, mine)
    assert mine.id not in {it.id for it in await house.stores.tunes.latest()}


async def test_a_command_that_is_broken_off_calls_its_order_off(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunes = house.stores.tunes
    add, ordered = tunes.add, asyncio.Event()

    async def heard(tune: Tune) -> Tune:
        stored = await add(tune)
        ordered.set()
        return stored

    monkeypatch.setattr(tunes, "add", heard)
    assert await lease_of(house, "server").hold()
    tuning = Tuning(house.stores, EventBus(), house.clock, None)
    for begun in (False, True):
        mine = order_of(house, "parley models tune")
        waiting = asyncio.create_task(
            tuned(house.stores, tuning, lease_of(house, "command"), house.clock, mine)
        )
        await ordered.wait()
        ordered.clear()
        if begun:
            await tunes.put(replace(mine, state=TuneState.RUNNING))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        left = await tunes.get(mine.id)
        assert left.state is (TuneState.RUNNING if begun else TuneState.FAILED)
        assert left.error == ("" if begun else "It was called off.")


async def test_a_commands_tuning_is_done_by_whoever_has_the_lease(
    house: AnalysedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await correct(house, SORRY.format(number), "negative")
    server = lease_of(house, "server")
    assert await server.hold()
    at_work = Tuning(house.stores, EventBus(), house.clock, None)
    who: list[bool] = []

    async def meanwhile() -> None:
        who.append(await lease_of(house, "third").hold())

    better_after(monkeypatch, meanwhile)
    serving = asyncio.create_task(at_work.work())
    command = Tuning(house.stores, EventBus(), house.clock, None)
    monkeypatch.setattr(command, "step", None)  # it would not survive working itself
    try:
        tune = await tuned(
            house.stores, command, lease_of(house, "command"), house.clock, order_of(house, "me")
        )
    finally:
        await end(serving)
    assert (tune.state, tune.switched, who) == (TuneState.DONE, True, [False])
    await server.release()
    alone = Tuning(house.stores, EventBus(), house.clock, None)
    tune = await tuned(
        house.stores, alone, lease_of(house, "alone"), house.clock, order_of(house, "me")
    )
    assert (tune.state, tune.version, who) == (TuneState.DONE, 2, [False, False])
    assert await lease_of(house, "next").hold()  # given back


async def test_a_contrarian_is_not_followed_by_the_real_model(house: AnalysedHouse) -> None:
    for number in range(12):
        await correct(house, GLAD.format(number), "negative")
        await correct(house, SORRY.format(number), "positive")
    await asyncio.to_thread(assembled_model)
    tune = await carried_out(house)
    assert (tune.state, tune.error, tune.corrections) == (TuneState.DONE, "", 24)
    assert not tune.switched
    assert await house.stores.tunes.version() == 0
    assert tune.before is not None
    assert tune.before.corrections < 0.2
    assert tune.before.anchor > 0.85


def test_the_engines_name_tells_the_head() -> None:
    assembled_model()
    choice = EngineChoice()
    engine = build_engine(choice)
    assert engine.name == NAME
    use_head(engine, choice, TunedHead(3, HEAD.weights, HEAD.bias, NAME))
    assert engine.name == f"{NAME}+h3"
    use_head(engine, choice, None)
    assert engine.name == NAME


def test_a_tuning_that_dies_says_so() -> None:
    answer = answer_of(1, b"", b"Traceback\nMemoryError: too much\n")
    assert isinstance(answer, NotLearned)
    assert "MemoryError" in answer.why
