"""The router over the real store: what its conditions refuse, and what they let through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.commands import AcceptOffer, Resolve
from conversations.conversation import State
from conversations.people import SYSTEM_SCOPE, Presence
from storage import Stores
from tests.integration.router.conftest import Process
from tests.unit.router.making import NOW, actor, after

Start = Callable[..., Process]


async def test_an_offer_is_made_kept_with_its_reasons_and_accepted(process: Start) -> None:
    place = process()
    await place.agent("ana")
    conversation_id = await place.arrive(1)
    await place.router.step()
    offered = await place.conversation(conversation_id)
    assert offered.offer is not None
    assert offered.offer.reasons == ("queue=Support", "idle_s=0", "waited_s=0")
    (decision,) = await place.stores.conversations.decisions(conversation_id, SYSTEM_SCOPE)
    assert (decision.chosen, decision.total_candidates) == ("ana", 1)
    accept = AcceptOffer(id="x1", conversation_id=conversation_id, offer_id=offered.offer.id)
    await place.desk.execute(actor("ana"), accept)
    taken = await place.conversation(conversation_id)
    assert (taken.state, taken.holder) == (State.ACTIVE, "ana")
    assert (await place.stores.seats.seat("ana")).load == 20


async def test_an_offer_that_times_out_goes_to_the_next(process: Start, clock: ManualClock) -> None:
    place = process()
    await place.agent("ana")
    await place.agent("bo")
    conversation_id = await place.arrive(1)
    await place.router.step()
    clock.advance(30)
    await place.router.step()
    again = await place.conversation(conversation_id)
    assert again.offer is not None
    assert (again.offer.agent.id, again.declined_by) == ("bo", ("ana",))
    assert (await place.stores.seats.seat("ana")).load == 0


async def test_a_vanished_agents_work_is_back_after_the_grace(
    process: Start, clock: ManualClock
) -> None:
    place = process()
    await place.agent("ana")
    conversation_id = await place.arrive(1)
    await place.router.step()
    await place.attendance.disconnected("ana", "socket")
    clock.advance(60)
    await place.router.step()
    back = await place.conversation(conversation_id)
    assert (back.state, back.queued_at) == (State.QUEUED, NOW)
    seat = await place.stores.seats.seat("ana")
    assert (seat.presence, seat.load, seat.vanished_at) == (Presence.OFFLINE, 0, None)
    logged = await place.stores.audit.presence_of("ana", NOW, after(100))
    assert [line["after"] for line in logged] == ["away", "available", "offline"]


async def test_a_call_is_served_however_many_mails_come(process: Start, clock: ManualClock) -> None:
    place = process()
    await place.agent("ana")
    chat = await place.arrive(1)
    await place.router.step()
    await _accept(place, chat)
    call = await place.arrive(2, Channel.VOICE)
    mails = []
    for number in range(3, 6):
        mails.append(await place.arrive(number, Channel.EMAIL))
        clock.advance(30)
        await place.router.step()
    assert [(await place.conversation(id)).state for id in mails] == [State.QUEUED] * 3
    why = place.router.why_waiting(mails[0])
    assert why is not None
    assert why.codes == {"saved_for": 1}
    await place.desk.execute(actor("ana"), Resolve(id="r1", conversation_id=chat))
    await place.router.step()
    assert (await place.conversation(call)).holder == "ana"
    await _accept(place, call)
    await place.desk.execute(actor("ana"), Resolve(id="r2", conversation_id=call))
    await place.router.step()
    assert [(await place.conversation(id)).holder for id in mails] == ["ana"] * 3


async def test_a_call_comes_beside_light_work_and_nothing_comes_beside_the_call(
    process: Start, clock: ManualClock
) -> None:
    place = process()
    await place.agent("ana")
    mails = [await place.arrive(number, Channel.EMAIL) for number in (1, 2, 3)]
    await place.router.step()
    for mail in mails:
        await _accept(place, mail)
    calls = [await place.arrive(number, Channel.VOICE) for number in (4, 5)]
    later = await place.arrive(6, Channel.EMAIL)
    clock.advance(30)
    await place.router.step()
    assert [(await place.conversation(id)).holder for id in (*calls, later)] == ["ana", None, None]
    assert (await place.stores.seats.seat("ana")).load == 78
    assert place.router.failures == 0


async def _accept(place: Process, conversation_id: str) -> None:
    offer = (await place.conversation(conversation_id)).offer
    assert offer is not None
    command = AcceptOffer(id=offer.id, conversation_id=conversation_id, offer_id=offer.id)
    await place.desk.execute(actor(offer.agent.id), command)


@pytest.mark.timeout(30)
async def test_twenty_racing_routers_make_no_double_assignment(process: Start) -> None:
    places = [process() for _ in range(20)]
    for name in ("ana", "bo", "cy"):
        await places[0].agent(name, capacity=40)
    ids = [await places[0].arrive(number) for number in range(1, 9)]
    await asyncio.gather(*(place.router.step() for place in places))
    found = [await places[0].conversation(id) for id in ids]
    offered = [it for it in found if it.state is State.OFFERED]
    assert [it.number for it in offered] == [1, 2, 3, 4, 5, 6]
    holders = sorted(str(it.holder) for it in offered)
    assert holders == ["ana", "ana", "bo", "bo", "cy", "cy"]
    seats = await places[0].stores.seats.all()
    assert [seat.load for seat in seats] == [40, 40, 40]
    assert sum(place.router.offers for place in places) == 6
    assert sum(place.router.failures for place in places) == 0


async def test_the_lease_hands_over_within_its_length(
    process: Start, stores: Stores, clock: ManualClock
) -> None:
    one = process(stores.leases.held_by("router", "one", 6))
    two = process(stores.leases.held_by("router", "two", 6))
    await one.router.step()
    await two.router.step()
    assert (one.router.leading, two.router.leading) == (True, False)
    # The first process is killed: it renews nothing and releases nothing.
    await one.agent("ana")
    conversation_id = await one.arrive(1)
    for _ in range(4):
        clock.advance(2)
        await two.router.step()
    assert two.router.leading
    assert (await two.conversation(conversation_id)).state is State.OFFERED
