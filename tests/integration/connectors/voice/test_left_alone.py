"""Nobody is left alone with music, or in a silent room, whatever was lost."""

from __future__ import annotations

import pytest

from conversations.calls.call import CallState
from conversations.calls.commands import HangUp
from conversations.calls.leg import LegState
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import CallHouse


async def test_who_was_moved_unheard_while_the_agent_went_comes_back_to_the_queue(
    house: CallHouse,
) -> None:
    """Twilio has moved the caller into the room, but never said so; the agent's browser dies."""
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.accepts()
    heard = await ana.phone.ringing()
    house.twilio.faults.api.add(Trouble(method="POST", path="/Calls/", drop_after=True))
    heard.answer()
    await house.until(house.is_(CallState.TALKING))
    house.twilio.faults.webhooks.lose_statuses = EVER
    await house.until(caller.in_conference)
    house.twilio.faults.webhooks.lose_statuses = 0
    heard.hang_up()
    await house.until(house.is_(CallState.QUEUED, CallState.OFFERED))
    await house.advance(40)
    assert caller.in_queue()
    assert not caller.in_conference()


async def test_who_has_gone_unheard_is_not_offered_for_ever(house: CallHouse) -> None:
    """Offers come and go meanwhile: they say nothing of the line."""
    caller = await house.call()
    await house.agent("ana")
    await house.agent("bo")
    house.twilio.faults.webhooks.wrong_token = "n" * 32  # nothing that is told is believed
    house.complaints_allowed = True
    caller.hang_up()
    await house.advance(45)
    assert house.state() is CallState.ABANDONED


@pytest.mark.parametrize("over", ["abandoned", "callback"])
async def test_music_ends_when_there_is_nothing_to_wait_for(house: CallHouse, over: str) -> None:
    """Twilio would not end the line, or the answer that was to do so got lost."""
    caller = await house.call()
    call, conversation = house.the_call, house.conversation
    calls = house.process.house.calls
    house.twilio.faults.api.add(Trouble(method="POST", path="/Calls/", status=403, times=EVER))
    if over == "callback":
        await calls.callback(conversation.id, call.id, call.theirs)
    else:
        await calls.line(conversation.id, call.id, "contact", LegState.OUT)
    await house.quiet()
    assert caller.in_queue()
    await house.advance(65)
    assert caller.ended()


async def test_a_round_of_waiting_goes_on_while_the_call_waits(house: CallHouse) -> None:
    caller = await house.call()
    await house.advance(95)
    assert caller.in_queue()
    assert house.state() is CallState.QUEUED


async def test_a_line_is_ended_when_credentials_are_right_again(house: CallHouse) -> None:
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    house.twilio.faults.api.add(Trouble(method="POST", path="/Calls/", status=401, times=EVER))
    await ana.does(HangUp)
    await house.advance(180)
    assert caller.talking()
    assert heard.talking()
    house.twilio.faults.api.troubles.clear()
    await house.advance(20)
    assert caller.ended()
    assert heard.ended()
    assert house.lines_up == []
