"""A call that is answered: from the ring to the wrap-up."""

from __future__ import annotations

from conversations.calls.call import CallState
from conversations.calls.commands import HangUp, HoldCall, MuteCall, SendTones, WrapUp
from conversations.calls.leg import LegEnd, Party
from conversations.phones import Device
from tests.running.call_house import OURS, THEIRS, CallHouse

NUMBER = "+493023125001"


async def test_an_agent_takes_a_call(house: CallHouse) -> None:
    caller = await house.call()
    assert house.state() is CallState.QUEUED
    ana = await house.agent("ana")
    heard = await ana.takes()
    caller.say("Where is my order?")
    heard.say("On its way.")
    await caller.until_hears("On its way.")
    await heard.until_hears("Where is my order?")
    await house.advance(60)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await heard.until_ended()
    await house.quiet()
    assert house.lines_up == []
    await house.advance(61)
    assert house.state() is CallState.ENDED
    assert not house.conversation.is_open
    assert await house.events() == [
        "queued",
        "connecting",
        "answered",
        "contact_hung_up",
        "wrapped_up",
    ]
    card = await house.card()
    assert (card["ours"], card["theirs"]) == (OURS, THEIRS)
    assert (card["outcome"], card["talk_s"], card["state"]) == ("answered", 60.0, "ended")
    assert card["agents"] == [{"id": "ana", "name": "Ana"}]
    assert len(house.requests("POST")) == 3  # dialled, moved into the room, let go


async def test_the_caller_hears_music_until_the_agent_is_there(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.quiet()
    assert house.state() is CallState.CONNECTING
    assert caller.in_queue()
    ringing.answer()
    await house.until(caller.talking)
    assert not caller.in_queue()
    assert ringing.hears() == ""  # no music for the agent


async def test_hold_and_resume(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await house.advance(10)
    await ana.does(HoldCall, on=True)
    assert caller.on_hold()
    await caller.until_hears("hold.wav")
    heard.say("What do I tell them?")
    await house.advance(20)
    await ana.does(HoldCall, on=False)
    assert not caller.on_hold()
    assert caller.talking()
    assert "What do I tell them?" not in caller.heard
    await house.advance(10)
    await ana.does(HangUp)
    await caller.until_ended()
    await house.quiet()
    assert (await house.events())[2:] == ["answered", "held", "resumed", "hung_up"]
    card = await house.card()
    assert (card["hold_s"], card["talk_s"]) == (20.0, 20.0)


async def test_mute(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(MuteCall, on=True)
    heard.say("Nobody hears this")
    await ana.does(MuteCall, on=False)
    heard.say("Hello again")
    await caller.until_hears("Hello again")
    assert "Nobody hears this" not in caller.heard


async def test_keys_are_sounded_to_the_contact(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(SendTones, tones="12#")
    await house.until(lambda: not house.the_call.tones)
    await caller.until_hears("12#")
    assert "12#" not in heard.heard


async def test_the_agent_hangs_up(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await ana.does(HangUp)
    await caller.until_ended()
    await heard.until_ended()
    await house.quiet()
    assert house.state() is CallState.WRAP_UP
    assert {leg.end for leg in house.the_call.legs} == {LegEnd.LET_GO}
    await ana.does(WrapUp, disposition="", note="Sent again", resolve=True)
    assert not house.conversation.is_open
    assert (await house.card())["note"] == "Sent again"


async def test_an_agent_with_a_telephone_puts_it_down(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana", device=Device.PHONE, address=NUMBER)
    heard = await ana.takes()
    assert house.leg(Party.AGENT).device == NUMBER
    heard.hang_up()
    await caller.until_ended()
    await house.until(house.is_(CallState.WRAP_UP))
    assert (await house.events())[-1] == "agent_hung_up"


async def test_an_agent_s_browser_dies(house: CallHouse) -> None:
    """The caller waits again, at the old place, and whoever is free takes them."""
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    since = house.conversation.queued_at
    bo = await house.agent("bo")
    heard.hang_up()
    await house.until(caller.in_queue)
    assert not caller.ended()
    await house.quiet()
    assert house.conversation.queued_at == since
    other = await (ana if house.conversation.offer.agent.id == "ana" else bo).takes()  # type: ignore[union-attr]
    other.say("I am back")
    await caller.until_hears("I am back")
    events = await house.events()
    assert events[2:] == ["answered", "agent_lost", "queued", "connecting", "answered"]


async def test_a_sip_phone_is_dialled(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana", device=Device.SIP, address="sip:ana@pbx.example")
    await ana.takes()
    assert house.leg(Party.AGENT).device == "sip:ana@pbx.example"
