"""Lines that come through when nobody sees to them any more are ended."""

from __future__ import annotations

from typing import Any

from connectors.voice.acting import CONFERENCE_EVENTS, LEG_EVENTS
from connectors.voice.paths import room_name
from conversations.calls.call import CallState
from conversations.calls.commands import WrapUp
from conversations.calls.leg import Leg, Party
from sandbox.twilio import Person
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import OURS, CallHouse

DIAL: dict[str, Any] = {"method": "POST", "path": "Participants.json"}
ANA = "client:agent_ana"


async def comes_through(house: CallHouse, leg: Leg, call_id: str, conversation: str) -> Person:
    """A request to dial a line, which had got lost, arrives after all."""
    trunk = await house.process.opened.switchboard.trunks.of(house.inbox.id)
    place = {"conversation": conversation, "call": call_id}
    await trunk.api.rest.conferences(room_name(call_id)).participants.create_async(
        from_=OURS,
        to=ANA,
        label=leg.id,
        timeout=60,
        status_callback=house.url("leg", leg=leg.id, **place),
        status_callback_event=LEG_EVENTS,
        conference_status_callback=house.url("conference", **place),
        conference_status_callback_event=CONFERENCE_EVENTS,
    )
    return await house.twilio.phone(ANA).ringing()


async def test_one_that_rings_when_its_call_is_over(house: CallHouse) -> None:
    house.twilio.faults.api.add(Trouble(**DIAL, drop_before=True))
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    await house.advance(10)
    leg = house.leg(Party.AGENT)
    assert leg.is_over
    assert leg.sid is None
    ringing = await comes_through(house, leg, house.the_call.id, house.conversation.id)
    await ringing.until_ended()
    await house.quiet()
    assert house.lines_up == []
    assert house.leg(Party.AGENT).sid == ringing.call_sid


async def test_one_that_rings_when_another_call_has_begun(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    old, leg = house.the_call, house.leg(Party.AGENT)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await ana.does(WrapUp, disposition="", note="")
    await house.call()
    ringing = await comes_through(house, leg, old.id, house.conversation.id)
    await ringing.until_ended()
    await house.quiet()
    assert house.state() is CallState.OFFERED


async def test_a_second_one_beside_the_line_itself(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    first = await ana.phone.ringing()
    await house.quiet()
    second = await comes_through(
        house, house.leg(Party.AGENT), house.the_call.id, house.conversation.id
    )
    await second.until_ended()
    first.answer()
    await house.until(caller.talking)
    assert house.leg(Party.AGENT).sid == first.call_sid


async def test_one_of_which_nothing_is_told(house: CallHouse) -> None:
    """It is found in the room, while the caller waits for somebody else."""
    house.twilio.faults.api.add(Trouble(**DIAL, times=EVER, drop_before=True))
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    leg = house.leg(Party.AGENT)
    await house.process.core.calls.line(
        house.conversation.id, house.the_call.id, leg.id, leg.state.OUT
    )
    await house.until(house.is_(CallState.QUEUED))
    house.twilio.faults.api.troubles.clear()
    house.twilio.faults.webhooks.lose_statuses = EVER
    ringing = await comes_through(house, leg, house.the_call.id, house.conversation.id)
    await house.quiet()
    assert not ringing.ended()
    await house.advance(31)
    assert ringing.ended()
    assert not caller.ended()


async def test_it_is_tried_again_while_twilio_is_busy(house: CallHouse) -> None:
    house.twilio.faults.api.add(Trouble(**DIAL, drop_before=True))
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    await house.advance(10)
    house.twilio.faults.api.add(Trouble(method="POST", path="/Calls/", status=503))
    leg = house.leg(Party.AGENT)
    ringing = await comes_through(house, leg, house.the_call.id, house.conversation.id)
    await ringing.until_ended()
