"""Recordings and transcriptions of calls that go on."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from twilio.twiml.voice_response import Dial, Start, Stop, VoiceResponse

from sandbox.twilio import Person
from tests.unit.sandbox.call_office import AGENT, CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS, basic


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:
        yield running


async def meet(here: CallOffice, record: str = "do-not-record") -> tuple[Person, Person]:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        connect = Dial()
        connect.conference(
            "room",
            beep=False,
            record=record,
            recording_status_callback="/recording",
            recording_status_callback_event="in-progress completed",
        )
        response.append(connect)

    caller = await here.call()
    await caller.until(caller.in_conference)
    here.twilio.phone(AGENT).answers()
    await here.post("/Conferences/room/Participants.json", From=OURS, To=AGENT, Beep="false")
    agent = await here.twilio.phone(AGENT).ringing()
    await caller.until(caller.talking)
    return caller, agent


async def test_a_card_number_is_not_recorded(here: CallOffice) -> None:
    caller, _ = await meet(here)
    calls = f"/Calls/{caller.call_sid}/Recordings"
    made = await here.post(
        f"{calls}.json",
        ("RecordingStatusCallbackEvent", "completed"),
        RecordingStatusCallback=here.url("/recording"),
        RecordingChannels="dual",
    )
    assert (made["status"], made["channels"]) == ("in-progress", 2)
    caller.say("I want to pay")
    await here.clock.advance(10)
    current = f"{calls}/Twilio.CURRENT.json"
    paused = await here.post(current, Status="paused", PauseBehavior="skip")
    assert (paused["sid"], paused["status"]) == (made["sid"], "paused")
    caller.say("4242 4242 4242 4242")
    await here.clock.advance(20)
    await here.post(current, Status="in-progress")
    caller.say("Thank you")
    await here.clock.advance(5)
    stopped = await here.post(f"{calls}/{made['sid']}.json", Status="stopped")
    assert (stopped["status"], stopped["duration"]) == ("stopped", "15")
    await here.clock.advance(1)
    (told,) = here.forms("/recording")
    assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", "15")
    recording = here.twilio.voice.exchange.recordings.all[made["sid"]]
    assert recording.words == ["I want to pay", "Thank you"]


async def test_what_is_silenced_counts(here: CallOffice) -> None:
    caller, _ = await meet(here)
    made = await here.post(f"/Calls/{caller.call_sid}/Recordings.json")
    path = f"/Calls/{caller.call_sid}/Recordings/{made['sid']}.json"
    await here.post(path, Status="paused")
    await here.clock.advance(8)
    await here.post(path, Status="in-progress")
    await here.clock.advance(2)
    caller.hang_up()
    await here.clock.advance(1)
    shown = await here.get(path)
    assert (shown["status"], shown["duration"]) == ("completed", "10")


async def test_a_conference_is_recorded_fetched_and_deleted(here: CallOffice) -> None:
    caller, agent = await meet(here, "record-from-start")
    agent.say("How can I help?")
    await here.clock.advance(3)
    caller.hang_up()
    agent.hang_up()
    await here.clock.advance(1)
    begun, done = here.forms("/recording")
    assert (begun["RecordingStatus"], done["RecordingStatus"]) == ("in-progress", "completed")
    assert done["RecordingSource"] == "Conference"
    listed = await here.get(f"/Conferences/{done['ConferenceSid']}/Recordings.json")
    assert [one["sid"] for one in listed["recordings"]] == [done["RecordingSid"]]
    account = here.office.account
    headers = basic(account.sid, account.auth_token)
    async with ClientSession() as session:
        async with session.get(done["RecordingUrl"]) as refused:
            assert refused.status == 401
        async with session.get(done["RecordingUrl"] + ".wav", headers=headers) as file:
            assert file.content_type == "audio/x-wav"
            with wave.open(io.BytesIO(await file.read())) as sound:
                assert sound.getnframes() == 3 * sound.getframerate()
        path = f"/Recordings/{done['RecordingSid']}.json"
        assert (await here.get(path))["media_url"] == done["RecordingUrl"]
        assert await here.office.ask("DELETE", path) == (204, None)
        async with session.get(done["RecordingUrl"], headers=headers) as gone:
            assert gone.status == 404


async def test_a_talk_is_written_down(here: CallOffice) -> None:
    caller, agent = await meet(here)
    made = await here.post(
        f"/Calls/{caller.call_sid}/Transcriptions.json",
        StatusCallbackUrl=here.url("/transcript"),
        InboundTrackLabel="customer",
        Name="talk",
        LanguageCode="de-DE",
    )
    caller.say("Guten Tag")
    agent.say("Wie kann ich helfen?")
    told = await here.post(
        f"/Calls/{caller.call_sid}/Transcriptions/{made['sid']}.json", Status="stopped"
    )
    assert told["status"] == "stopped"
    caller.say("Nicht mehr")
    caller.hang_up()
    await here.twilio.settled()
    forms = here.forms("/transcript")
    assert [one["TranscriptionEvent"] for one in forms] == [
        "transcription-started",
        "transcription-content",
        "transcription-content",
        "transcription-stopped",
    ]
    assert [one["SequenceId"] for one in forms] == ["1", "2", "3", "4"]
    content = [(one["Track"], json.loads(one["TranscriptionData"])) for one in forms[1:3]]
    assert [(track, data["transcript"]) for track, data in content] == [
        ("inbound_track", "Guten Tag"),
        ("outbound_track", "Wie kann ich helfen?"),
    ]
    assert forms[1]["TrackLabel"] == "customer"


async def test_writing_down_begins_by_twiml_and_ends_with_the_call(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        start = Start()
        start.transcription(
            name="t", status_callback_url="/transcript", track="inbound_track", partial_results=True
        )
        start.stream(name="s", url="wss://media.example.com/")
        response.append(start)
        response.say("This is heard, but not written down")
        response.gather(input="speech", action="/more", timeout=9)

    @here.page("/more")
    def more(form: Form, response: VoiceResponse) -> None:
        stop = Stop()
        stop.transcription(name="t")
        response.append(stop)
        response.gather(input="speech", action="/voice", timeout=9)

    caller = await here.call()
    await caller.until(lambda: caller.leg.ear)
    caller.say("Hello there")
    await here.until_asked(caller, "/more")
    await caller.until(lambda: caller.leg.ear)
    caller.say("Not written down")
    await here.until_asked(caller, "/voice", 2)
    await caller.until(lambda: caller.leg.ear)
    caller.hang_up()
    await here.twilio.settled()
    events = here.events("/transcript", "TranscriptionEvent")
    assert events.count("transcription-started") == events.count("transcription-stopped") == 2
    finals = [one.get("Final") for one in here.forms("/transcript") if "Final" in one]
    assert finals == ["false", "true"]
    assert here.twilio.voice.exchange.ignored == [(caller.call_sid, "Stream")] * 2
