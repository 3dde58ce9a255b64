"""Recordings: begun, paused, fetched, kept, and deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from connectors.voice.errands import ALARM
from conversations.calls.call import CallState, Taping
from conversations.calls.commands import HangUp, TapeCall
from conversations.commands import Transfer
from conversations.errors import NotFound
from sandbox.twilio import Person
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import THEIRS, Agent, CallHouse, call_house

DAY_S = 86_400.0
ALWAYS: dict[str, Any] = {"recording": "always"}


@pytest.fixture
async def taping(mongo_uri: str, database_name: str) -> AsyncIterator[CallHouse]:
    async with call_house(mongo_uri, database_name, settings=ALWAYS) as running:
        yield running


def at_twilio(house: CallHouse) -> list[Any]:
    return list(house.twilio.voice.exchange.recordings.all.values())


async def talk(house: CallHouse, seconds: float = 10.0) -> tuple[Person, Agent]:
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    await house.quiet()
    await house.advance(seconds)
    return caller, ana


async def stored(house: CallHouse, sid: str) -> bytes:
    return b"".join([chunk async for chunk in house.stores.files.read(f"rec-{sid}")])


async def test_every_call_is_recorded(taping: CallHouse) -> None:
    house = taping
    caller, _ana = await talk(house)
    (recording,) = at_twilio(house)
    assert recording.channels == 2
    assert house.the_call.taping_now is Taping.ON
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await house.react()
    await house.react()
    (shown,) = (await house.card())["recordings"]
    assert (shown["sid"], shown["kind"], shown["duration_s"]) == (recording.sid, "call", 10)
    assert shown["file"] == f"rec-{recording.sid}"
    assert (await stored(house, recording.sid)).startswith(b"RIFF")
    assert at_twilio(house) == []  # deleted as soon as we have it
    described = await house.stores.files.describe(f"rec-{recording.sid}")
    assert described.content_type == "audio/x-wav"
    assert described.name == shown["name"] == "call 2026-03-02 09-00.wav"


async def test_a_recording_is_paused_and_goes_on(taping: CallHouse) -> None:
    house = taping
    caller, ana = await talk(house)
    (recording,) = at_twilio(house)
    await ana.does(TapeCall, wish=Taping.PAUSED)
    assert recording.status == "paused"
    caller.say("4111 1111 1111 1111")
    await house.advance(15)
    await ana.does(TapeCall, wish=Taping.ON)
    assert recording.status == "in-progress"
    caller.say("That was it")
    await house.advance(5)
    caller.hang_up()
    await house.until(house.is_(CallState.WRAP_UP))
    await house.react()
    assert recording.words == ["That was it"]
    (shown,) = (await house.card())["recordings"]
    assert shown["duration_s"] == 15
    events = await house.events()
    assert [one for one in events if "record" in one] == [
        "recording_paused",
        "recording_resumed",
        "recorded",
        "recorded",  # stored
    ]


async def test_a_recording_on_request(house: CallHouse) -> None:
    await house.change(recording="on_request")
    caller, ana = await talk(house)
    assert at_twilio(house) == []
    await ana.does(TapeCall, wish=Taping.ON)
    (recording,) = at_twilio(house)
    await house.advance(5)
    await ana.does(TapeCall, wish=Taping.OFF)
    await house.quiet()
    await house.react()
    assert recording.status == "completed"
    assert (await house.card())["recordings"][0]["file"]
    assert caller.talking()


async def test_a_recording_without_an_answer_is_begun_once(taping: CallHouse) -> None:
    house = taping
    house.twilio.faults.api.add(
        Trouble(method="POST", path="/Recordings.json", drop_after=True, times=1)
    )
    await talk(house)
    assert len(at_twilio(house)) == 1
    assert house.the_call.taping_now is Taping.ON
    assert house.the_call.tape_sid == at_twilio(house)[0].sid


@pytest.mark.parametrize("wish", [Taping.PAUSED, Taping.OFF])
async def test_a_recording_whose_begin_was_not_answered_is_paused_and_ended_all_the_same(
    taping: CallHouse, wish: Taping
) -> None:
    house = taping
    house.twilio.faults.api.add(
        Trouble(method="POST", path="/Recordings.json", drop_after=True, times=1)
    )
    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()
    (recording,) = at_twilio(house)
    assert (recording.status, house.the_call.tape_sid) == ("in-progress", None)
    await ana.does(TapeCall, wish=wish)  # before anybody knows that it has begun
    await house.advance(5)
    caller.say("4111 1111 1111 1111")
    await house.advance(5)
    assert recording.status == ("paused" if wish is Taping.PAUSED else "completed")
    assert house.the_call.taping_now is wish
    assert recording.words == []


async def test_a_recording_is_kept_at_twilio_for_a_while(taping: CallHouse) -> None:
    house = taping
    await house.change(recordings_at_twilio_days=2)
    _, ana = await talk(house)
    await ana.does(HangUp)
    await house.react()
    assert len(at_twilio(house)) == 1
    assert (await house.card())["recordings"][0]["file"]
    await house.advance(2 * DAY_S + 10, step_s=DAY_S)
    await house.react()
    assert at_twilio(house) == []


async def test_a_recording_s_time_is_over(taping: CallHouse) -> None:
    house = taping
    await house.change(keep_recordings_days=3)
    _, ana = await talk(house)
    await ana.does(HangUp)
    await house.react()
    sid = (await house.card())["recordings"][0]["sid"]
    await house.advance(2 * DAY_S, step_s=DAY_S)
    assert await stored(house, sid)
    await house.advance(DAY_S + 60, step_s=DAY_S)
    with pytest.raises(NotFound):
        await stored(house, sid)
    (shown,) = (await house.card())["recordings"]
    assert (shown["deleted"], shown["file"]) == (True, None)
    assert (await house.events())[-1] == "recording_deleted"


async def test_fetching_is_tried_again(taping: CallHouse) -> None:
    house = taping
    house.twilio.faults.api.add(Trouble(method="GET", path=".wav", status=503, times=2))
    _, ana = await talk(house)
    await ana.does(HangUp)
    await house.react()
    assert (await house.card())["recordings"][0]["file"] is None
    assert len(at_twilio(house)) == 1
    await house.advance(120, step_s=30)
    await house.react()
    assert (await house.card())["recordings"][0]["file"]
    assert at_twilio(house) == []


async def test_fetching_is_given_up_one_day(taping: CallHouse) -> None:
    house = taping
    house.twilio.faults.api.add(Trouble(method="GET", path=".wav", status=403, times=EVER))
    _, ana = await talk(house)
    await ana.does(HangUp)
    await house.react()
    await house.advance(2 * DAY_S, step_s=DAY_S)
    assert await house.stores.alarms.due(ALARM, house.clock.now() + timedelta(hours=2), 10)
    await house.advance(2 * DAY_S, step_s=DAY_S)
    assert await house.stores.alarms.due(ALARM, house.clock.now() + timedelta(days=90), 10) == []
    assert len(at_twilio(house)) == 1  # nothing is deleted that we have not got


async def test_a_recording_that_was_not_told_of_is_found(taping: CallHouse) -> None:
    house = taping
    _, ana = await talk(house)
    house.twilio.faults.webhooks.lose_statuses = EVER
    await ana.does(HangUp)
    await house.advance(90, step_s=30)
    await house.react()
    (shown,) = (await house.card())["recordings"]
    assert shown["file"]
    assert shown["duration_s"] == 10
    assert await house.stores.alarms.due(ALARM, house.clock.now(), 10) == []


async def test_what_is_to_be_done_outlives_parley(taping: CallHouse) -> None:
    house = taping
    house.twilio.faults.api.add(Trouble(method="GET", path=".wav", status=503, times=1))
    _, ana = await talk(house)
    await ana.does(HangUp)
    await house.react()
    await house.stop()
    await house.time.advance(40)
    await house.start()
    await house.react()
    await house.react()
    assert (await house.card())["recordings"][0]["file"]


async def test_a_message_is_left(house: CallHouse) -> None:
    await house.change(waiting={"longest_s": 60, "every_s": 15}, voicemail={"on": True})
    caller = await house.call()
    await house.advance(60)
    await caller.until(lambda: caller.leg.ear is not None)
    assert house.state() is CallState.VOICEMAIL
    caller.say("Please call me back")
    await house.advance(3)
    caller.press("#")
    await caller.until_ended()
    await house.react()
    await house.react()
    assert house.state() is CallState.ENDED
    (shown,) = (await house.card())["recordings"]
    assert shown["kind"] == "voicemail"
    assert (await stored(house, shown["sid"])).startswith(b"RIFF")
    assert house.conversation.is_open
    assert at_twilio(house) == []


async def test_somebody_we_called_leaves_a_message_in_the_queue(house: CallHouse) -> None:
    await house.change(waiting={"longest_s": 60, "every_s": 15}, voicemail={"on": True})
    ana = await house.agent("ana")
    await ana.dials()
    await ana.picks_up()
    contact = await house.twilio.phone(THEIRS).ringing()
    contact.answer()
    await house.until(house.is_(CallState.TALKING))
    await house.quiet()
    await ana.execute(Transfer, house.conversation, queue_id=house.queues["Orders"].id, reason="")
    await house.quiet()
    await house.advance(60)
    await contact.until(lambda: contact.leg.ear is not None)
    contact.say("Then call me again")
    await house.advance(3)
    contact.press("#")
    await contact.until_ended()
    await house.quiet()
    assert house.webhooks["unknown"] == 0
    (shown,) = (await house.card())["recordings"]
    assert (shown["kind"], (await house.card())["outcome"]) == ("voicemail", "voicemail")


async def test_a_message_is_not_given_up_while_twilio_cannot_be_asked(house: CallHouse) -> None:
    await house.change(waiting={"longest_s": 60, "every_s": 15}, voicemail={"on": True})
    caller = await house.call()
    await house.advance(60)
    await caller.until(lambda: caller.leg.ear is not None)
    caller.say("Please call me back")
    await house.advance(3)
    house.twilio.faults.webhooks.wrong_token = "n" * 32  # nothing that is told is believed
    house.complaints_allowed = True
    house.twilio.faults.api.add(Trouble(path="Recordings.json", status=500, times=EVER))
    caller.hang_up()
    await house.advance(120, step_s=5)
    assert house.state() is CallState.VOICEMAIL
    house.twilio.faults.api.troubles.clear()
    await house.advance(60, step_s=5)
    assert (await house.card())["outcome"] == "voicemail"
    assert house.conversation.is_open


async def test_a_message_that_was_not_told_of_is_found(house: CallHouse) -> None:
    """The caller leaves a message and hangs up; neither the end nor the recording is told."""
    await house.change(waiting={"longest_s": 60, "every_s": 15}, voicemail={"on": True})
    caller = await house.call()
    await house.advance(60)
    await caller.until(lambda: caller.leg.ear is not None)
    caller.say("Please call me back")
    await house.advance(3)
    house.twilio.faults.webhooks.lose_statuses = EVER
    house.twilio.faults.webhooks.lose_incoming = 2
    house.complaints_allowed = True
    caller.hang_up()
    await house.advance(120, step_s=5)
    await house.react()
    assert (await house.card())["outcome"] == "voicemail"
    (shown,) = (await house.card())["recordings"]
    assert shown["file"]
