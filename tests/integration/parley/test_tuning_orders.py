"""A tuning is done once: by who has the lease, after a crash, and not over what was chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from conversations.bus import EventBus
from conversations.clock import ManualClock
from conversations.events import Event, SettingsChanged
from conversations.model_heads import Tune, TuneState
from conversations.tasks import end
from parley.analysis import tuning as tuning_module
from parley.analysis.tuning import Tuning
from parley.analysis.tuning_order import TunedElsewhere, tuned
from storage.leases import HeldLease
from tests.integration.parley.tuning_orders import (
    NOW,
    SORRY,
    better_after,
    carried_out,
    correct,
    kept_head,
    order_of,
)
from tests.running.analysed import AnalysedHouse, analysed_house

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    async with analysed_house(mongo_uri, database_name, ManualClock(NOW), "Shop") as made:
        yield made


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
