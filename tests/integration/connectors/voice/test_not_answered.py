"""Agents whose phone is not answered, and callers who hang up, at every step."""

from __future__ import annotations

import pytest

from conversations.calls.call import CallState
from conversations.calls.commands import HoldCall
from conversations.calls.leg import Party
from conversations.conversation import State
from conversations.phones import Device
from tests.running.call_house import CallHouse


async def test_a_phone_that_rings_out_gives_the_call_to_another(house: CallHouse) -> None:
    caller = await house.call()
    since = house.conversation.queued_at
    ana = await house.agent("ana")
    await ana.accepts()
    await ana.phone.ringing()
    await house.advance(21)
    assert house.state() is CallState.QUEUED
    assert house.conversation.declined_by == ("ana",)
    assert house.conversation.queued_at == since
    bo = await house.agent("bo")
    other = await bo.takes()
    assert other.talking()
    assert not caller.ended()
    events = await house.events()
    assert events == [
        "queued",
        "connecting",
        "agent_not_reached",
        "queued",
        "connecting",
        "answered",
    ]
    told = await house.told("agent_not_reached")
    assert (told["why"], told["name"]) == ("no_answer", "Ana")
    assert (await house.card())["agents"] == [{"id": "bo", "name": "Bo"}]


@pytest.mark.parametrize(("manner", "why"), [("busy", "busy"), ("unreachable", "failed")])
async def test_a_phone_that_cannot_be_reached(house: CallHouse, manner: str, why: str) -> None:
    await house.call()
    ana = await house.agent("ana")
    getattr(ana.phone, manner)()
    await ana.accepts()
    await house.until(house.is_(CallState.QUEUED))
    assert (await house.told("agent_not_reached"))["why"] == why
    await house.quiet()
    assert len(house.requests("Participants.json")) == 1


async def test_a_telephone_without_a_number_is_told_to_the_agent(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana", device=Device.SIP)
    await ana.accepts()
    await house.until(house.is_(CallState.QUEUED))
    assert "has no address" in (await house.told("problem"))["detail"]
    assert house.requests("Participants.json") == []


async def test_an_offer_is_declined_and_made_again(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana")
    await ana.declines()
    bo = await house.agent("bo")
    heard = await bo.takes()
    assert heard.talking()
    assert ana.phone.calls == []


async def test_the_caller_hangs_up_in_the_queue(house: CallHouse) -> None:
    caller = await house.call()
    await house.advance(12)
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    assert house.conversation.state is State.ABANDONED
    card = await house.card()
    assert (card["outcome"], card["wait_s"]) == ("abandoned_queue", 12.0)
    ana = await house.agent("ana")
    await house.react()
    assert ana._offered() is None


async def test_the_caller_hangs_up_while_it_is_offered(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.offered()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    assert house.conversation.offer is None
    assert (await house.stores.seats.seat("ana")).load == 0


async def test_the_caller_hangs_up_while_the_agent_s_phone_rings(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    await ringing.until_ended()
    await house.quiet()
    assert house.lines_up == []
    assert (await house.events())[-1] == "abandoned"
    assert (await house.stores.seats.seat("ana")).load == 0


async def test_the_caller_hangs_up_in_the_moment_of_the_answer(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    ringing.answer()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED, CallState.WRAP_UP))
    await ringing.until_ended()
    await house.quiet()
    assert house.lines_up == []


@pytest.mark.parametrize("on_hold", [False, True])
async def test_the_caller_hangs_up_in_the_call(house: CallHouse, on_hold: bool) -> None:
    """The agent's line may be told of first: it is the caller all the same."""
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    if on_hold:
        await ana.does(HoldCall, on=True)
    caller.hang_up()
    await heard.until_ended()
    await house.until(house.is_(CallState.WRAP_UP))
    await house.quiet()
    assert (await house.events())[-1] == "contact_hung_up"
    assert house.leg(Party.CONTACT).is_over


async def test_nobody_comes_back_to_a_caller_who_has_gone(house: CallHouse) -> None:
    """The caller hangs up while they are brought back to the queue."""
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    heard.hang_up()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED, CallState.WRAP_UP, CallState.ENDED))
    await house.react()
    assert house.lines_up == []
    assert house.the_call.legs
    assert all(leg.is_over for leg in house.the_call.legs)
