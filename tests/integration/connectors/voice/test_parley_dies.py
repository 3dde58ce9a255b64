"""A Parley that dies or stops in a call, and what the next one makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.voice import switchboard
from conversations.calls.call import CallState
from conversations.calls.commands import HangUp, HoldCall
from conversations.calls.leg import Party
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import CallHouse

DIAL: dict[str, Any] = {"method": "POST", "path": "Participants.json"}


def dialled(house: CallHouse, address: str) -> int:
    legs = house.twilio.voice.exchange.legs.values()
    return sum(leg.to == address for leg in legs)


async def test_parley_is_killed_in_a_call_and_picks_it_up_again(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await house.kill()
    await house.time.advance(40)
    caller.say("Are you there?")
    await heard.until_hears("Are you there?")  # nobody notices
    await house.start()
    await house.react()
    await ana.does(HoldCall, on=True)
    await house.until(caller.on_hold)
    await ana.does(HangUp)
    await caller.until_ended()
    await house.until(house.is_(CallState.WRAP_UP))
    assert (await house.events())[2:] == ["answered", "held", "hung_up"]


async def test_a_call_that_ended_while_parley_was_away(house: CallHouse) -> None:
    house.complaints_allowed = True  # Twilio could not reach us
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    await house.kill()
    caller.hang_up()
    await heard.until_ended()
    await house.time.advance(30)
    await house.start()
    await house.until(house.is_(CallState.WRAP_UP))
    assert (await house.events())[-1] == "contact_hung_up"
    assert house.lines_up == []


async def test_parley_is_killed_while_it_dials(house: CallHouse) -> None:
    """Nobody has heard what came of the request; the next Parley finds the call."""
    house.complaints_allowed = True  # Twilio could not reach us
    caller = await house.call()
    ana = await house.agent("ana")
    house.twilio.faults.api.add(Trouble(**DIAL, slow_s=30))
    house.twilio.faults.webhooks.lose_statuses = EVER
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.kill()
    house.twilio.faults.webhooks.lose_statuses = 0
    await house.time.advance(21)  # the lease of the one that was killed runs out
    assert ringing.ended()
    await house.start()
    await house.react()
    await house.until(house.is_(CallState.QUEUED))
    assert dialled(house, "client:agent_ana") == 1
    assert not caller.ended()


async def test_parley_is_stopped_while_it_dials(
    house: CallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is broken off; what comes of it is seen before anybody is called again."""
    monkeypatch.setattr(switchboard, "CLOSE_S", 0.05)
    house.complaints_allowed = True  # Twilio could not reach us
    await house.call()
    ana = await house.agent("ana")
    house.twilio.faults.api.add(Trouble(**DIAL, slow_s=30))
    house.twilio.faults.webhooks.lose_statuses = EVER
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.stop()
    house.twilio.faults.webhooks.lose_statuses = 0
    await house.start()
    for _ in range(3):
        await house.advance(5)
        assert house.leg(Party.AGENT).sid is None
    ringing.answer()
    await house.advance(8, step_s=1)
    assert house.leg(Party.AGENT).sid == ringing.call_sid
    assert house.state() is CallState.TALKING
    assert dialled(house, "client:agent_ana") == 1


async def test_parley_is_killed_while_the_agent_s_phone_rings(house: CallHouse) -> None:
    house.complaints_allowed = True  # Twilio could not reach us
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    ringing = await ana.phone.ringing()
    await house.quiet()
    await house.kill()
    await house.time.advance(10)
    ringing.answer()
    await ringing.until(ringing.in_conference)
    await house.time.advance(11)
    await house.start()
    await house.react()
    await house.until(caller.talking)
    assert house.state() is CallState.TALKING
    assert dialled(house, "client:agent_ana") == 1
