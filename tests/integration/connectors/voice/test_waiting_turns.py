"""Whose turn it is: callbacks that keep their place, calls that race for one agent."""

from __future__ import annotations

import asyncio

from conversations.calls.call import CallState
from conversations.calls.commands import CallBack
from conversations.commands import AcceptOffer
from conversations.conversation import State
from conversations.entries import Kind
from conversations.errors import ParleyError
from sandbox.twilio import Person
from tests.running.call_house import THEIRS, CallHouse

SECOND, THIRD = "+12025550144", "+12025550145"


async def ask_for_callback(house: CallHouse) -> Person:
    caller = await house.call()
    await caller.until(lambda: caller.leg.ear is not None)
    caller.press("1")
    await caller.until_ended()
    await house.quiet()
    return caller


async def test_a_callback_keeps_its_place_before_who_called_later(house: CallHouse) -> None:
    await house.change(waiting={"callback": True, "every_s": 15})
    await ask_for_callback(house)
    first = house.conversation
    assert house.state(first.id) is CallState.CALLBACK
    await house.advance(60)
    await house.call(SECOND)
    second = house.conversation
    await house.advance(30)
    ana = await house.agent("ana")
    offered = await ana.accepts()
    assert offered.id == first.id
    heard = await ana.picks_up()
    theirs = await house.twilio.phone(THEIRS).ringing()
    theirs.answer()
    await house.until(theirs.talking)
    heard.say("You wanted to be called.")
    await theirs.until_hears("You wanted to be called.")
    assert house.conversations[second.id].state is State.QUEUED
    cards = [it.data for it in await house.entries(first) if it.kind is Kind.CALL]
    assert [(it["direction"], it["outcome"]) for it in cards] == [("in", "callback"), ("out", None)]


async def test_a_callback_that_is_not_answered_can_be_tried_again(house: CallHouse) -> None:
    await house.change(waiting={"callback": True, "every_s": 15})
    await ask_for_callback(house)
    ana = await house.agent("ana")
    house.twilio.phone(THEIRS).busy()
    await ana.accepts()
    await ana.picks_up()
    await house.until(house.is_(CallState.ENDED))
    await house.quiet()
    assert (await house.card())["outcome"] == "busy"
    assert house.conversation.state is State.ACTIVE  # ana still owes it
    house.twilio.phone(THEIRS).answers()
    await ana.does(CallBack)
    await ana.picks_up()
    await house.until(house.is_(CallState.TALKING))


async def test_who_calls_again_keeps_the_place_of_the_callback(house: CallHouse) -> None:
    await house.change(waiting={"callback": True, "every_s": 15})
    await ask_for_callback(house)
    first = house.conversation
    await house.advance(60)
    await house.call(SECOND)
    again = await house.call()
    assert house.conversations[first.id].call is not None
    ana = await house.agent("ana")
    offered = await ana.accepts()
    assert offered.id == first.id
    await ana.picks_up()
    await house.until(again.talking)


async def test_two_calls_race_for_one_agent(house: CallHouse) -> None:
    callers = await asyncio.gather(*(house.call(number) for number in (THEIRS, SECOND, THIRD)))
    ana = await house.agent("ana")
    await ana.offered()
    standing = [it for it in house.conversations.values() if it.state is State.OFFERED]
    assert len(standing) == 1  # a call fills an agent
    heard = await ana.takes()
    assert (await house.stores.seats.seat("ana")).load == 60
    talking = [caller for caller in callers if caller.talking()]
    assert len(talking) == 1
    talking[0].hang_up()
    await heard.until_ended()
    await house.advance(61)  # the wrap-up
    await house.until(lambda: any(c.offer is not None for c in house.conversations.values()))


async def test_the_same_call_is_accepted_once(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana")
    conversation = await ana.offered()
    assert conversation.offer is not None
    offer_id = conversation.offer.id

    async def accept() -> bool:
        try:
            await ana.execute(AcceptOffer, conversation, offer_id=offer_id)
        except ParleyError:
            return False
        return True

    assert sum(await asyncio.gather(*(accept() for _ in range(5)))) == 1
    await ana.picks_up()
    await house.until(house.is_(CallState.TALKING))
    dialled = [one for one in house.requests("POST") if one.endswith("/Participants.json")]
    assert len(dialled) == 1


async def test_the_wait_is_on_the_card(house: CallHouse) -> None:
    await house.call()
    await house.advance(40)
    ana = await house.agent("ana")
    await ana.takes()
    assert (await house.card())["wait_s"] == 40.0
