"""Calls that we make: the agent's phone first, then the contact's."""

from __future__ import annotations

from conversations.calls.call import CallState
from conversations.calls.commands import HangUp
from conversations.calls.leg import Party
from conversations.phones import Device
from sandbox.twilio.faults import Trouble
from tests.running.call_house import OURS, THEIRS, CallHouse


async def test_an_agent_calls_somebody(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials(name="A customer")
    agent = await ana.phone.ringing()
    assert house.twilio.phone(THEIRS).calls == []  # nobody is called before the agent is there
    agent.answer()
    contact = await house.twilio.phone(THEIRS).ringing()
    assert contact.leg.from_ == OURS
    contact.answer()
    await house.until(house.is_(CallState.TALKING))
    contact.say("Who is it?")
    await agent.until_hears("Who is it?")
    await house.advance(5)
    contact.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await agent.until_ended()
    card = await house.card()
    assert (card["direction"], card["outcome"], card["talk_s"]) == ("out", "answered", 5.0)
    assert card["theirs"] == THEIRS


async def test_the_contact_is_busy(house: CallHouse) -> None:
    house.twilio.phone(THEIRS).busy()
    ana = await house.agent("ana")
    await ana.dials()
    agent = await ana.picks_up()
    await house.until(house.is_(CallState.ENDED))
    await agent.until_ended()
    assert (await house.card())["outcome"] == "busy"
    assert (await house.events())[-1] == "contact_not_reached"


async def test_the_contact_does_not_answer(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    agent = await ana.picks_up()
    await house.twilio.phone(THEIRS).ringing()
    await house.advance(46)
    assert house.state() is CallState.ENDED
    assert agent.ended()
    assert (await house.card())["outcome"] == "no_answer"
    assert house.lines_up == []


async def test_the_agent_s_own_phone_is_not_answered(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    await ana.phone.ringing()
    await house.advance(21)
    assert house.state() is CallState.ENDED
    assert (await house.card())["outcome"] == "agent_not_reached"
    assert house.twilio.phone(THEIRS).calls == []


async def test_the_agent_thinks_better_of_it(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    agent = await ana.picks_up()
    contact = await house.twilio.phone(THEIRS).ringing()
    await ana.does(HangUp)
    await contact.until_ended()
    await agent.until_ended()
    await house.quiet()
    assert (await house.card())["outcome"] == "cancelled"
    assert house.leg(Party.CONTACT).answered_at is None
    assert house.lines_up == []


async def test_twilio_does_not_call_this_number(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    agent = await ana.phone.ringing()
    await house.quiet()
    refusal = Trouble(method="POST", path="Participants.json", status=400)
    house.twilio.faults.api.add(refusal)
    agent.answer()
    await house.until(house.is_(CallState.ENDED))
    await agent.until_ended()
    assert (await house.events())[-2:] == ["problem", "contact_not_reached"]
    assert "Twilio" in (await house.told("problem"))["detail"]
    assert (await house.card())["outcome"] == "failed"
    assert house.twilio.phone(THEIRS).calls == []


async def test_our_own_number_is_never_dialled(house: CallHouse) -> None:
    """It would come in as another call, which rings the same agent, and so on."""
    await house.call()
    ana = await house.agent("ana", device=Device.PHONE, address=OURS)
    await ana.accepts()
    await house.until(house.is_(CallState.QUEUED))
    assert "own number" in (await house.told("problem"))["detail"]
    assert house.requests("Participants") == []
    assert len(house.conversations) == 1
