"""What calls come to in the figures: a queue's day, and a night out of hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations.calls.call import CallState
from conversations.calls.commands import CallBack, HangUp, HoldCall, WrapUp
from conversations.conversation import State
from conversations.people import Presence
from conversations.queries import QueueFigures
from tests.running.call_house import THEIRS, CallHouse

SECOND, THIRD, FOURTH = "+12025550144", "+12025550145", "+12025550146"
SHUT = {"timezone": "Europe/Berlin", "days": {}, "holidays": []}


async def figures(house: CallHouse, since: datetime) -> QueueFigures:
    queue = house.queues["Calls"]
    await house.advance(3)  # they are read anew every two seconds
    return await house.stores.figures.figures(queue, since, house.clock.now())


async def test_a_day_of_calls(house: CallHouse) -> None:
    since = house.clock.now() - timedelta(seconds=1)
    menu = {"prompt": {"text": "Press one."}, "options": [{"digit": "1"}]}

    first = await house.call()  # answered within the target
    answered = house.conversation
    await house.advance(20)
    ana = await house.agent("ana")
    await ana.takes()
    await house.advance(30)
    await ana.does(HoldCall, on=True)
    await house.advance(15)
    await ana.does(HoldCall, on=False)
    first.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await house.advance(10)
    late = await house.call(SECOND)  # waits longer than the target of two minutes
    await house.advance(30)  # the wrap-up goes on for so long
    card = await house.card(answered)
    assert (card["wait_s"], card["talk_s"], card["hold_s"]) == (20.0, 30.0, 15.0)
    await house.process.attendance.choose("ana", Presence.AWAY)
    await house.advance(130)
    await house.process.attendance.choose("ana", Presence.AVAILABLE)
    await ana.takes()
    await ana.does(HangUp)
    await late.until_ended()
    await ana.does(WrapUp)

    await house.process.attendance.choose("ana", Presence.AWAY)
    gone = await house.call(THIRD)  # abandoned in the queue
    await house.advance(5)
    gone.hang_up()
    await house.until(lambda: house.conversation.state is State.ABANDONED)
    await house.change(menu=menu)
    wrong = await house.call(FOURTH)  # abandoned in the menu, before any queue
    wrong.hang_up()
    await house.until(lambda: house.conversation.state is State.ABANDONED)

    found = await figures(house, since)
    assert (found.answered, found.in_time, found.abandoned) == (2, 1, 1)
    assert found.mean_wait_s is not None
    assert 80 <= found.mean_wait_s <= 120
    assert (found.waiting, found.active) == (0, 0)


async def test_out_of_hours_a_message_waits_for_the_morning(house: CallHouse) -> None:
    since = house.clock.now() - timedelta(seconds=1)
    await house.change(hours=SHUT, closed={"then": "voicemail"}, wrap_up_s=0)
    ana = await house.agent("ana")
    caller = await house.call()
    await caller.until_hears("after the tone")
    await caller.until(lambda: caller.leg.ear is not None)
    assert house.conversation.offer is None  # nobody is rung at night
    caller.say("My lamp is broken.")
    await house.advance(3)
    caller.press("#")
    await caller.until_ended()
    await house.react()
    waiting = await ana.accepts()
    assert (await house.card(waiting))["outcome"] == "voicemail"
    await ana.does(CallBack)
    await ana.picks_up()
    theirs = await house.twilio.phone(THEIRS).ringing()
    theirs.answer()
    await house.until(house.is_(CallState.TALKING))
    await house.quiet()
    await ana.does(HangUp)
    await theirs.until_ended()
    await house.advance(5)
    await house.until(lambda: house.conversation.state is State.RESOLVED)
    found = await figures(house, since)
    assert (found.answered, found.abandoned, found.waiting) == (1, 0, 0)
    assert house.lines_up == []


async def test_a_call_of_ours_answers_nobody(house: CallHouse) -> None:
    since = house.clock.now() - timedelta(seconds=1)
    ana = await house.agent("ana")
    await ana.dials()
    await ana.picks_up()
    theirs = await house.twilio.phone(THEIRS).ringing()
    theirs.answer()
    await house.until(house.is_(CallState.TALKING))
    await house.quiet()
    await ana.does(HangUp)
    assert (await figures(house, since)).answered == 0
