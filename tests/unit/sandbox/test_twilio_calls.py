"""Calls that come in: what the caller hears, presses and says, and what our server is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from twilio.twiml.voice_response import Gather, VoiceResponse

from sandbox.twilio import VoicePace
from tests.unit.sandbox.call_office import CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS, THEIRS


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:
        yield running


async def test_a_call_is_answered_and_ends_with_the_document(here: CallOffice) -> None:
    here.page.say("/voice", "Welcome")
    here.office.number.status_callback = here.url("/status")
    caller = await here.call(caller_name="A CUSTOMER", forwarded_from="+12025550199")
    await caller.until_hears("Welcome")
    assert await caller.until_ended() == "completed"
    (asked,) = here.forms("/voice")
    assert asked["CallSid"] == caller.call_sid
    assert (asked["From"], asked["To"], asked["CallStatus"]) == (THEIRS, OURS, "ringing")
    assert (asked["Direction"], asked["FromCountry"]) == ("inbound", "US")
    assert (asked["CallerName"], asked["ForwardedFrom"]) == ("A CUSTOMER", "+12025550199")
    await here.twilio.settled()
    (told,) = here.forms("/status")
    assert (told["CallStatus"], told["CallDuration"]) == ("completed", "0")
    shown = await here.get(f"/Calls/{caller.call_sid}.json")
    assert (shown["status"], shown["direction"]) == ("completed", "inbound")


def menu(form: Form, response: VoiceResponse) -> None:
    gather = Gather(action="/chosen", num_digits=1, timeout=5, input="dtmf speech")
    gather.say("Press 1 for orders")
    response.append(gather)
    response.say("We heard nothing")


async def test_keys_and_words_are_gathered(here: CallOffice) -> None:
    here.page("/voice")(menu)
    here.page("/chosen")(
        lambda form, response: response.say(form.get("Digits") or form["SpeechResult"])
    )
    caller, speaker = await here.call(), await here.call("+12025550144")
    await caller.until_hears("Press 1")
    caller.press("1")
    await caller.until_hears("1")
    await speaker.until_hears("Press 1")
    speaker.say("billing")
    await speaker.until_hears("billing")
    assert await speaker.until_ended() == "completed"
    assert here.forms("/chosen")[1]["Confidence"]


async def test_who_says_nothing_goes_on(here: CallOffice) -> None:
    here.page("/voice")(menu)
    caller = await here.call()
    await caller.until_hears("Press 1")
    await here.clock.advance(4.9)
    assert caller.heard == ["Press 1 for orders"]
    await here.clock.advance(0.2)
    await caller.until_hears("We heard nothing")
    await caller.until_ended()
    assert here.forms("/chosen") == []


async def test_an_empty_result_is_told_where_that_is_wanted(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        if "Digits" in form:
            response.say(f"got [{form['Digits']}] {form.get('FinishedOnKey', '')}")
        else:
            response.gather(action_on_empty_result=True, timeout=3, finish_on_key="*")

    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    await here.clock.advance(3)
    await caller.until_hears("got []")
    second = await here.call()
    await second.until(lambda: second.leg.ear)
    second.press("12#*")
    await second.until_hears("got [12#] *")


async def test_a_message_is_recorded(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        response.say("After the tone")
        response.record(
            action="/recorded", timeout=4, recording_status_callback="/recording", max_length=60
        )
        response.say("Nothing was said")

    here.page.say("/recorded", "Thank you")
    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    await here.clock.advance(3)
    caller.say("My kettle leaks")
    await here.clock.advance(3)
    caller.press("#")
    await caller.until_hears("Thank you")
    (done,) = here.forms("/recorded")
    assert (done["Digits"], done["RecordingDuration"]) == ("#", "6")
    await here.clock.advance(1)
    (told,) = here.forms("/recording")
    assert (told["RecordingStatus"], told["RecordingSid"]) == ("completed", done["RecordingSid"])
    silent = await here.call()
    await silent.until(lambda: silent.leg.ear)
    await here.clock.advance(4)
    await silent.until_hears("Nothing was said")
    assert [one["sid"] for one in (await here.get("/Recordings.json"))["recordings"]] == [
        done["RecordingSid"]
    ]


async def test_who_hangs_up_while_speaking_leaves_a_message(here: CallOffice) -> None:
    here.page("/voice")(lambda form, response: response.record(action="/recorded"))
    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    caller.say("Call me back")
    caller.hang_up()
    done = await here.until_asked(caller, "/recorded")
    assert (done["Digits"], done["CallStatus"]) == ("hangup", "completed")
    assert caller.ended()


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
async def test_a_call_is_rejected(here: CallOffice, reason: str, status: str) -> None:
    here.page("/voice")(lambda form, response: response.reject(reason=reason))
    caller = await here.call()
    assert await caller.until_ended() == status
    assert (await here.get(f"/Calls/{caller.call_sid}.json"))["start_time"] is None


async def test_documents_lead_to_others(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        response.play(here.url("/music.wav"), loop=2)
        response.redirect("next?x=1", method="GET")
        response.say("never")

    @here.page("/next")
    def after(form: Form, response: VoiceResponse) -> None:
        response.pause(length=2)
        response.hangup()
        response.say("never")

    caller = await here.call()
    await here.until_asked(caller, "/next")
    assert caller.heard == [here.url("/music.wav")] * 2
    await here.clock.advance(1.9)
    assert caller.status == "in-progress"
    await here.clock.advance(0.1)
    assert await caller.until_ended() == "completed"
    assert caller.leg.duration(here.clock.now()) == 2


async def test_a_live_call_is_given_other_instructions(here: CallOffice) -> None:
    here.page("/voice")(lambda form, response: response.play(here.url("/a.wav"), loop=0))
    here.page.say("/other", "Something else")
    caller = await here.call()
    await caller.until_hears("a.wav")
    await here.post(f"/Calls/{caller.call_sid}.json", Url=here.url("/other"))
    await caller.until_hears("Something else")
    await caller.until_ended()
    status, error = await here.office.ask(
        "POST", f"/Calls/{caller.call_sid}.json", data={"Twiml": "<Response/>"}
    )
    assert (status, error["code"]) == (400, 21220)


async def test_a_call_is_ended_by_us(here: CallOffice) -> None:
    here.page("/voice")(lambda form, response: response.pause(length=100))
    caller = await here.call()
    await caller.until(lambda: caller.status == "in-progress")
    await here.post(f"/Calls/{caller.call_sid}.json", Status="completed")
    assert await caller.until_ended() == "completed"
    listed = await here.get("/Calls.json", Status="completed", To=OURS)
    assert [one["sid"] for one in listed["calls"]] == [caller.call_sid]
    assert await here.office.ask("DELETE", f"/Calls/{caller.call_sid}.json") == (204, None)


async def test_speech_takes_its_time() -> None:
    async with call_office(voice_pace=VoicePace(letter=0.1, play=30)) as here:

        @here.page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            response.say("0123456789")
            response.play(here.url("/music.wav"))

        caller = await here.call()
        await caller.until_hears("0123456789")
        await here.clock.advance(0.9)
        assert caller.hears() == "0123456789"
        await here.clock.advance(0.2)
        await caller.until_hears("music.wav")
        await here.clock.advance(29.8)
        assert caller.hears().endswith("music.wav")
        await here.clock.advance(0.2)
        assert await caller.until_ended() == "completed"


async def test_what_never_comes_is_not_waited_for(here: CallOffice) -> None:
    here.page.say("/voice", "Welcome")
    caller = await here.call()
    await caller.until_ended()
    with pytest.raises(TimeoutError, match=r"the call is completed, heard were .*Welcome"):
        await caller.until_hears("Farewell", within_s=0.01)
    with pytest.raises(TimeoutError, match="does not ring"):
        await here.twilio.phone("client:nobody").ringing(within_s=0.01)


async def test_keys_stop_coming(here: CallOffice) -> None:
    here.page("/voice")(lambda form, response: response.gather(action="/chosen", timeout=5))
    here.page("/chosen")(lambda form, response: response.say(f"You chose {form['Digits']}"))
    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    caller.press("1")
    await here.clock.advance(4)
    caller.press("2")
    await here.clock.advance(4)
    assert here.forms("/chosen") == [], "each key gives time for another"
    await here.clock.advance(1)
    await caller.until_hears("You chose 12")


async def test_a_message_ends_with_silence_or_at_its_limit(here: CallOffice) -> None:
    here.page("/voice")(
        lambda form, response: response.record(action="/recorded", timeout=5, max_length=12)
    )
    here.page.say("/recorded", "Thank you")
    first, second = await here.call(), await here.call()
    for caller in (first, second):
        await caller.until(lambda: first.leg.ear and second.leg.ear)
        caller.say("My kettle")
    await here.clock.advance(4)
    first.say("leaks")
    second.say("sings")
    await here.clock.advance(4)
    second.say("at night")
    await here.clock.advance(1)
    await first.until_hears("Thank you")
    assert "Thank you" not in second.heard
    await here.clock.advance(3)
    await second.until_hears("Thank you")
    assert [form["RecordingDuration"] for form in here.forms("/recorded")] == ["9", "12"]


async def test_who_is_taken_away_leaves_no_message(here: CallOffice) -> None:
    here.page("/voice")(lambda form, response: response.record(action="/recorded"))
    here.page.say("/other", "Something else")
    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    caller.say("Hello")
    await here.post(f"/Calls/{caller.call_sid}.json", Url=here.url("/other"))
    await caller.until_hears("Something else")
    await here.twilio.settled()
    assert here.forms("/recorded") == []
