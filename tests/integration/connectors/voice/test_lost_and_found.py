"""What Twilio does not answer, does not tell, tells twice, or tells in any order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from conversations.calls.call import CallState, Taping
from conversations.calls.commands import HangUp, HoldCall, MuteCall, SendTones, TapeCall
from conversations.calls.leg import LegState, Party
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import THEIRS, CallHouse

DIAL: dict[str, Any] = {"method": "POST", "path": "Participants.json"}


def dialled(house: CallHouse, address: str) -> int:
    legs = house.twilio.voice.exchange.legs.values()
    return sum(leg.to == address for leg in legs)


async def test_a_dial_without_an_answer_is_not_repeated(house: CallHouse) -> None:
    """Twilio has called the agent, and the line is cut before it says so."""
    house.twilio.faults.api.add(Trouble(**DIAL, drop_after=True))
    house.twilio.faults.webhooks.lose_statuses = EVER  # so that nobody else tells of it
    await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.quiet()
    assert house.leg(Party.AGENT).sid is None
    await house.advance(3)
    assert house.leg(Party.AGENT).sid == ringing.call_sid
    await house.advance(3)
    house.twilio.faults.webhooks.lose_statuses = 0
    ringing.answer()
    await house.until(house.is_(CallState.TALKING))
    assert dialled(house, "client:agent_ana") == 1


async def test_a_dial_that_was_rejected_unheard_is_not_repeated(house: CallHouse) -> None:
    """It has left the room already when it is looked for."""
    house.twilio.faults.api.add(Trouble(**DIAL, drop_after=True))
    house.twilio.faults.webhooks.lose_statuses = EVER
    await house.call()
    ana = await house.agent("ana")
    ana.phone.rejects()
    await ana.accepts()
    await house.advance(4)
    assert house.state() is CallState.QUEUED
    assert (await house.told("agent_not_reached"))["why"] == "busy"
    assert dialled(house, "client:agent_ana") == 1


async def test_a_dial_that_never_arrived_is_repeated(house: CallHouse) -> None:
    house.twilio.faults.api.add(Trouble(**DIAL, drop_before=True))
    await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    assert house.leg(Party.AGENT).state is LegState.DIALLING
    await house.advance(3)
    await ana.picks_up()
    await house.until(house.is_(CallState.TALKING))
    assert dialled(house, "client:agent_ana") == 1


@pytest.mark.parametrize(
    ("trouble", "waits_s"),
    [
        (Trouble(**DIAL, status=429, retry_after_s=7.0), 7.0),
        (Trouble(**DIAL, status=503), 1.0),
        (Trouble(**DIAL, status=500), 2.0),
    ],
)
async def test_twilio_is_busy_for_a_while(
    house: CallHouse, trouble: Trouble, waits_s: float
) -> None:
    house.twilio.faults.api.add(trouble)
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    assert house.leg(Party.AGENT).sid is None
    await house.advance(waits_s - 0.5, step_s=0.5)
    assert house.leg(Party.AGENT).sid is None
    await house.advance(1, step_s=0.5)
    await ana.picks_up()
    await house.until(caller.talking)


async def test_a_wish_that_was_taken_back_is_not_carried_out(house: CallHouse) -> None:
    house.twilio.faults.api.add(Trouble(**DIAL, times=2, status=503))
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    await house.quiet()
    caller.hang_up()
    await house.until(house.is_(CallState.ABANDONED))
    await house.advance(30)
    assert ana.phone.calls == []
    assert house.leg(Party.AGENT).is_over


async def test_a_move_without_an_answer_is_not_repeated(house: CallHouse) -> None:
    """Whoever is moved a second time would fall out of the room."""
    trouble = Trouble(method="POST", path="/Calls/", drop_after=True)
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    house.twilio.faults.api.add(trouble)
    heard = await ana.picks_up()
    await house.until(caller.talking)
    await house.advance(10)
    assert heard.talking()
    assert house.state() is CallState.TALKING
    assert len([one for one in house.requests("POST") if "/Calls/" in one]) == 1


async def test_a_hold_that_is_refused_is_told_to_the_agent(house: CallHouse) -> None:
    await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    house.twilio.faults.api.add(Trouble(method="POST", path="/Participants/", status=400))
    await ana.does(HoldCall, on=True)
    assert house.state() is CallState.TALKING
    assert (await house.events())[-2:] == ["held", "problem"]


def released(house: CallHouse, rng: random.Random) -> int:
    """All that was held back is told twice, in any order; how many that were."""
    held = house.twilio.voice.asking.held
    held.extend(tuple(held))
    return house.twilio.release_statuses(rng)


@pytest.mark.timeout(30)
async def test_statuses_doubled_and_in_any_order(house: CallHouse) -> None:
    """Over 200 of them; no line goes back, and the caller's end is never taken for the agent's."""
    rng, told = random.Random(7), 0
    ana = await house.agent("ana")
    for number in range(10):
        caller = await house.call(f"+1202555014{number}")
        house.twilio.faults.webhooks.hold_statuses = True
        await ana.accepts()
        ringing = await ana.phone.ringing()
        ringing.answer()
        await ringing.until(ringing.in_conference)
        told += released(house, rng)
        await house.until(house.is_(CallState.TALKING))
        await house.quiet()
        caller.hang_up()
        await ringing.until_ended()
        await house.quiet()
        while some := released(house, rng):
            told += some
            await house.quiet()
        house.twilio.faults.webhooks.hold_statuses = False
        assert house.state() is CallState.WRAP_UP
        assert (await house.events())[2:] == ["answered", "contact_hung_up"]
        assert all(leg.state is LegState.OUT for leg in house.the_call.legs)
        await house.advance(61, step_s=61)
        assert house.state() is CallState.ENDED
    assert told >= 200
    assert house.lines_up == []


async def test_an_agent_s_answer_that_was_not_told(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.quiet()
    house.twilio.faults.webhooks.lose_statuses = EVER
    ringing.answer()
    await ringing.until(ringing.in_conference)
    await house.quiet()
    assert house.state() is CallState.CONNECTING
    await house.advance(31)
    assert house.state() is CallState.TALKING
    assert caller.talking()


async def test_a_caller_s_end_that_was_not_told(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    house.twilio.faults.webhooks.lose_statuses = EVER
    caller.hang_up()
    await house.quiet()
    await house.advance(31)
    assert house.state() is CallState.WRAP_UP
    assert "contact_hung_up" in await house.events()


async def test_the_other_end_is_not_called_twice(house: CallHouse) -> None:
    ana = await house.agent("ana")
    await ana.dials()
    house.twilio.faults.webhooks.lose_statuses = 0
    agent = await ana.phone.ringing()
    await house.quiet()
    house.twilio.faults.api.add(Trouble(**DIAL, drop_after=True))
    agent.answer()
    contact = await house.twilio.phone(THEIRS).ringing()
    await house.advance(3)
    contact.answer()
    await house.until(house.is_(CallState.TALKING))
    assert dialled(house, THEIRS) == 1


async def test_nothing_is_answered_the_first_time(house: CallHouse) -> None:
    """Twilio does what it is asked and the line is cut, at every step: each is done once."""
    await house.change(recording="on_request", transcribe=True)
    exchange = house.twilio.voice.exchange

    def cut() -> None:
        house.twilio.faults.api.troubles.clear()
        house.twilio.faults.api.add(Trouble(method="POST", drop_after=True))

    caller = await house.call()
    ana = await house.agent("ana")
    cut()
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.advance(3)
    cut()  # into the room
    ringing.answer()
    await house.until(caller.talking)
    await house.advance(3)
    assert house.state() is CallState.TALKING
    for command, fields in (
        (HoldCall, {"on": True}),
        (HoldCall, {"on": False}),
        (MuteCall, {"on": True}),
        (MuteCall, {"on": False}),
        (TapeCall, {"wish": Taping.ON}),
        (TapeCall, {"wish": Taping.PAUSED}),
        (TapeCall, {"wish": Taping.ON}),
    ):
        cut()
        await ana.does(command, **fields)
        await house.advance(3)
    call, place = house.the_call, caller.participant
    assert place is not None
    assert not place.hold
    assert call.taping_now is Taping.ON
    (recording,) = exchange.recordings.all.values()
    assert recording.status == "in-progress"
    running = [it for it in exchange.transcriptions.all.values() if it.status == "in-progress"]
    assert [it.sid for it in running] == [call.transcript_sid]
    cut()
    await ana.does(HangUp)
    await house.advance(5)
    assert house.lines_up == []
    assert dialled(house, "client:agent_ana") == 1
    assert "problem" not in await house.events()


async def test_keys_whose_end_is_unknown_are_not_sounded_twice(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    house.twilio.faults.api.add(Trouble(method="POST", path="/Participants/", drop_after=True))
    await ana.does(SendTones, tones="42")
    await house.advance(5)
    assert caller.heard.count("42") == 1
    assert house.the_call.tones == ""
    assert "Press them again" in (await house.told("problem"))["detail"]
    await ana.does(SendTones, tones="7")
    await caller.until_hears("7")


async def test_many_keys_are_sounded_in_parts(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    keys = "1234567890" * 6
    await ana.does(SendTones, tones=keys)
    await house.advance(30)
    assert "".join(it for it in caller.heard if it.isdigit()) == keys
