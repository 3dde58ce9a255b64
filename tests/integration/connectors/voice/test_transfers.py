"""A call is handed on: with a word first, without, to a queue, to the outside; and a third one."""

from __future__ import annotations

import pytest

from conversations.calls.call import CallState
from conversations.calls.commands import (
    AddParty,
    CancelTransfer,
    CompleteTransfer,
    Consult,
    RemoveParty,
    WrapUp,
)
from conversations.calls.leg import Party
from conversations.commands import Transfer
from conversations.conversation import State
from conversations.errors import ClaimLost, Conflict
from conversations.phones import Device
from tests.running.call_house import CallHouse

OUTSIDE = "+493023125002"
DESK = "+493023125003"


async def load(house: CallHouse, agent: str) -> int:
    return (await house.stores.seats.seat(agent)).load


async def test_with_a_word_first(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    bo = await house.agent("bo")
    await house.advance(20)
    await ana.does(Consult, agent_id="bo")
    assert caller.on_hold()
    assert await load(house, "bo") == 60
    with pytest.raises(Conflict):
        await ana.does(CompleteTransfer)  # nobody has answered yet
    other = await bo.picks_up()
    await house.until(other.talking)
    heard.say("An angry one.")
    await other.until_hears("An angry one.")
    assert "An angry one." not in caller.heard
    await house.advance(10)
    await ana.does(CompleteTransfer)
    await heard.until_ended()
    await house.until(caller.talking)
    other.say("How can I help?")
    await caller.until_hears("How can I help?")
    assert house.conversation.agent is not None
    assert house.conversation.agent.id == "bo"
    assert house.conversation.transfers == 1
    assert (await load(house, "ana"), await load(house, "bo")) == (0, 60)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await house.quiet()
    await bo.does(WrapUp)
    card = await house.card()
    assert [it["id"] for it in card["agents"]] == ["ana", "bo"]
    assert (card["hold_s"], card["talk_s"]) == (10.0, 20.0)
    assert house.lines_up == []
    assert await load(house, "bo") == 0
    assert (await house.events())[2:] == [
        "answered",
        "consulting",
        "joined",
        "transferred",
        "answered",
        "contact_hung_up",
        "wrapped_up",
    ]


async def test_a_word_first_and_then_not(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    bo = await house.agent("bo")
    await ana.does(Consult, agent_id="bo")
    other = await bo.picks_up()
    await house.until(other.talking)
    await ana.does(CancelTransfer)
    await other.until_ended()
    await house.until(caller.talking)
    heard.say("I am back.")
    await caller.until_hears("I am back.")
    assert await load(house, "bo") == 0
    assert house.state() is CallState.TALKING


@pytest.mark.parametrize("manner", ["rejects", "busy", "rings"])
async def test_whoever_is_asked_does_not_answer(house: CallHouse, manner: str) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    bo = await house.agent("bo")
    if manner != "rings":
        getattr(bo.phone, manner)()
    await ana.does(Consult, agent_id="bo")
    if manner == "rings":
        await bo.phone.ringing()
        await house.advance(25)
    await house.until(caller.talking)
    await house.quiet()
    assert house.the_call.problem == "consult_failed"
    assert (await house.told("consult_failed"))["name"] == "Bo"
    assert house.state() is CallState.TALKING
    assert await load(house, "bo") == 0


async def test_who_has_a_call_cannot_be_asked(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    first = house.conversation
    await house.call("+12025550144")
    bo = await house.agent("bo")
    await bo.takes()
    with pytest.raises(ClaimLost):
        await ana.execute(Consult, first, agent_id="bo")
    assert house.state(first.id) is CallState.TALKING


async def test_to_somebody_outside(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(Consult, address=OUTSIDE)
    other = await house.twilio.phone(OUTSIDE).ringing()
    other.answer()
    await house.until(other.talking)
    await house.quiet()
    await ana.does(CompleteTransfer)
    await heard.until_ended()
    await house.until(caller.talking)
    other.say("The workshop, good day.")
    await caller.until_hears("The workshop, good day.")
    assert house.state() is CallState.WRAP_UP  # ana writes it down while they speak
    await ana.does(WrapUp)
    await house.advance(60)
    assert caller.talking()
    caller.hang_up()
    await other.until_ended()
    await house.quiet()
    assert house.lines_up == []


async def test_to_another_queue(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(Transfer, queue_id=house.queues["Orders"].id, reason="an order")
    await heard.until_ended()
    await house.until(caller.in_queue)
    assert house.conversation.queue is not None
    assert house.conversation.queue.name == "Orders"
    bo = await house.agent("bo", queues=("Orders",))
    other = await bo.takes()
    other.say("Orders, good day.")
    await caller.until_hears("Orders, good day.")
    assert await load(house, "ana") == 0


async def test_to_a_colleague_without_a_word(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    bo = await house.agent("bo", queues=("Orders",))
    orders = house.queues["Orders"].id
    await ana.does(Transfer, queue_id=orders, agent_id="bo", reason="an order")
    await heard.until_ended()
    assert caller.on_hold()
    other = await bo.picks_up()
    await house.until(caller.talking)
    other.say("I know about it.")
    await caller.until_hears("I know about it.")
    assert (await load(house, "ana"), await load(house, "bo")) == (0, 60)


async def test_a_colleague_who_does_not_answer_leaves_it_to_the_queue(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    bo = await house.agent("bo")
    bo.phone.rejects()
    calls = house.queues["Calls"].id
    await ana.does(Transfer, queue_id=calls, agent_id="bo", reason="")
    await house.until(lambda: house.conversation.state in (State.QUEUED, State.OFFERED))
    assert "bo" in house.conversation.declined_by
    await house.until(caller.in_queue)
    again = await ana.takes()  # the next in line is the one who had it
    again.say("Me again.")
    await caller.until_hears("Me again.")


async def test_who_puts_a_desk_phone_down_has_transferred(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana", device=Device.PHONE, address=DESK)
    heard = await ana.takes()
    bo = await house.agent("bo")
    await ana.does(Consult, agent_id="bo")
    other = await bo.picks_up()
    await house.until(other.talking)
    await house.quiet()
    heard.hang_up()
    await house.until(caller.talking)
    assert house.conversation.agent is not None
    assert house.conversation.agent.id == "bo"


async def test_the_caller_hangs_up_while_another_is_asked(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    bo = await house.agent("bo")
    await ana.does(Consult, agent_id="bo")
    other = await bo.picks_up()
    await house.until(other.talking)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await heard.until_ended()
    await other.until_ended()
    await house.quiet()
    assert house.lines_up == []
    assert (await load(house, "ana"), await load(house, "bo")) == (60, 0)


async def test_a_third_one_comes_and_goes(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(AddParty, address=OUTSIDE)
    other = await house.twilio.phone(OUTSIDE).ringing()
    other.answer()
    await house.until(other.talking)
    await house.quiet()
    other.say("Good day to both.")
    await caller.until_hears("Good day to both.")
    await heard.until_hears("Good day to both.")
    await ana.does(RemoveParty, leg_id=house.leg(Party.GUEST).id)
    await other.until_ended()
    await house.quiet()
    assert caller.talking()
    assert heard.talking()
    assert (await house.events())[3:] == ["adding", "joined", "removed"]
