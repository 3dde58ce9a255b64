"""Conferences: who hears whom, what is told, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from twilio.twiml.voice_response import Dial, VoiceResponse

from sandbox.twilio import Person
from sandbox.twilio.voice.leg import Kind
from sandbox.twilio.voice.phones import RING_BUFFER_S
from tests.unit.sandbox.call_office import AGENT, CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS

SUPERVISOR = "client:supervisor"
EVENTS = "start end join leave mute hold modify speaker announcement"


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:

        @running.page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            connect = Dial(action="/after")
            connect.conference(
                "room",
                start_conference_on_enter=False,
                end_conference_on_exit=False,
                wait_url="/wait",
                beep=False,
                status_callback="/conference",
                status_callback_event=EVENTS,
                participant_label="customer",
            )
            response.append(connect)

        running.page.say("/after", "Goodbye")
        running.page("/wait")(
            lambda form, response: response.play(running.url("/wait.wav"), loop=0)
        )
        yield running


async def invite(here: CallOffice, to: str, **fields: str) -> Person:
    phone = here.twilio.phone(to)
    form = {"From": OURS, "To": to, "Beep": "false", **fields}
    made = await here.post("/Conferences/room/Participants.json", **form)
    assert made["status"] == "queued"
    person: Person = await phone.ringing()
    shown = await here.get(participant(person, made["conference_sid"]))
    assert shown["status"] == "ringing"
    person.answer()
    await person.until(person.in_conference)
    return person


def participant(person: Person, conference: str = "") -> str:
    place = person.participant
    sid = conference or (place.conference.sid if place else "")
    return f"/Conferences/{sid}/Participants/{person.call_sid}.json"


async def talking(here: CallOffice, **fields: str) -> tuple[Person, Person]:
    caller = await here.call()
    await caller.until_hears("wait.wav")
    assert not caller.talking()
    agent = await invite(here, AGENT, **fields)
    await caller.until(caller.talking)
    return caller, agent


async def test_it_begins_with_the_second_and_ends_with_the_last(here: CallOffice) -> None:
    caller, agent = await talking(here)
    assert caller.hears() == ""
    (room,) = (await here.get("/Conferences.json", Status="in-progress"))["conferences"]
    caller.say("Hello?")
    assert agent.heard == ["Hello?"]
    agent.hang_up()
    caller.hang_up()
    await here.until_asked(caller, "/after")
    await here.twilio.settled()
    assert here.events("/conference", "StatusCallbackEvent") == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-speech-start",
        "participant-speech-stop",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    shown = await here.get(f"/Conferences/{room['sid']}.json")
    assert (shown["status"], shown["reason_conference_ended"]) == (
        "completed",
        "last-participant-left",
    )
    assert here.forms("/conference")[0]["ParticipantLabel"] == "customer"


async def test_who_holds_it_together_ends_it_and_the_other_goes_on(here: CallOffice) -> None:
    caller, agent = await talking(here, EndConferenceOnExit="true")
    agent.hang_up()
    await caller.until_hears("Goodbye")
    assert here.forms("/after")[0]["DialCallStatus"] == "answered"
    await here.twilio.settled()
    ended = here.forms("/conference")[-1]
    assert ended["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert ended["CallSidEndingConference"] == agent.call_sid


async def test_hold_has_music_of_its_own(here: CallOffice) -> None:
    here.page("/hold")(lambda form, response: response.play(here.url("/hold.wav"), loop=0))
    caller, agent = await talking(here)
    told = await here.post(participant(caller), Hold="true", HoldUrl=here.url("/hold"))
    assert told["hold"] is True and caller.on_hold()
    await caller.until_hears("hold.wav")
    caller.say("Is anybody there?")
    agent.say("One moment")
    assert agent.heard == [] and "One moment" not in caller.heard
    held = await here.get(participant(caller).replace(f"/{caller.call_sid}", ""), Hold="true")
    assert [one["call_sid"] for one in held["participants"]] == [caller.call_sid]
    await here.post(participant(caller), Hold="false")
    assert caller.hears() == ""
    agent.say("I am back")
    await caller.until_hears("I am back")
    await here.twilio.settled()
    told_of = here.events("/conference", "StatusCallbackEvent")
    assert "participant-hold" in told_of and "participant-unhold" in told_of


async def test_who_is_muted_hears_all_the_same(here: CallOffice) -> None:
    caller, agent = await talking(here)
    await here.post(participant(agent), Muted="true")
    agent.say("Psst")
    caller.say("Hello?")
    assert agent.heard == ["Hello?"] and "Psst" not in caller.heard
    await here.post(participant(agent), Muted="false")
    agent.say("Here I am")
    assert caller.heard[-1] == "Here I am"


async def test_a_supervisor_listens_whispers_and_barges_in(here: CallOffice) -> None:
    caller, agent = await talking(here)
    boss = await invite(
        here, SUPERVISOR, Coaching="true", CallSidToCoach=agent.call_sid, Muted="true"
    )
    boss.say("inaudible")
    caller.say("I want to leave")
    assert boss.heard == ["I want to leave"]
    await here.post(participant(boss), Muted="false")
    boss.say("Offer a discount")
    assert agent.heard[-1] == "Offer a discount" and "Offer a discount" not in caller.heard
    shown = await here.get(participant(boss))
    assert (shown["coaching"], shown["call_sid_to_coach"]) == (True, agent.call_sid)
    await here.post(participant(boss), Coaching="false")
    boss.say("Good day")
    assert caller.heard[-1] == agent.heard[-1] == "Good day"
    assert "inaudible" not in caller.heard + agent.heard


async def test_a_coach_by_twiml_is_heard_by_one(here: CallOffice) -> None:
    caller, agent = await talking(here)
    twiml = VoiceResponse()
    connect = Dial()
    connect.conference("room", coach=agent.call_sid, beep=False)
    twiml.append(connect)
    here.twilio.phone(SUPERVISOR).answers()
    await here.post("/Calls.json", To=SUPERVISOR, From=OURS, Twiml=str(twiml))
    boss = await here.twilio.phone(SUPERVISOR).ringing()
    await boss.until(boss.in_conference)
    boss.say("Slowly")
    assert agent.heard == ["Slowly"] and "Slowly" not in caller.heard


async def test_somebody_is_sent_out_and_goes_on_with_the_document(here: CallOffice) -> None:
    caller, agent = await talking(here)
    status, _ = await here.office.ask("DELETE", participant(caller))
    assert status == 204
    await caller.until_hears("Goodbye")
    assert not agent.talking() and agent.in_conference()
    assert (
        await here.office.ask("GET", participant(agent).replace(agent.call_sid, caller.call_sid))
    )[0] == 404


async def test_it_is_ended_by_us(here: CallOffice) -> None:
    caller, agent = await talking(here)
    sid = agent.participant.conference.sid if agent.participant else ""
    told = await here.post(f"/Conferences/{sid}.json", Status="completed")
    assert told["reason_conference_ended"] == "conference-ended-via-api"
    await caller.until_hears("Goodbye")
    assert await agent.until_ended() == "completed"
    gone = await here.office.ask(
        "POST", f"/Conferences/{sid}/Participants.json", data={"From": OURS, "To": AGENT}
    )
    assert gone[0] == 404


async def test_a_third_party_is_found_by_label_and_the_race_to_leave_ends_once(
    here: CallOffice,
) -> None:
    caller, agent = await talking(here)
    third = await invite(here, "+12025550188", Label="third")
    third.say("Hello both")
    assert caller.heard[-1] == agent.heard[-1] == "Hello both"
    by_label = participant(agent).replace(agent.call_sid, "third")
    assert (await here.get(by_label))["call_sid"] == third.call_sid
    for one in (caller, agent, third):
        one.hang_up()
    await here.until_asked(caller, "/after")
    await here.twilio.settled()
    assert here.events("/conference", "StatusCallbackEvent").count("conference-end") == 1
    assert here.events("/conference", "StatusCallbackEvent").count("participant-leave") == 3


async def test_who_does_not_answer_never_comes_in(here: CallOffice) -> None:
    caller = await here.call()
    await caller.until(caller.in_conference)
    form = {"From": OURS, "To": AGENT, "Timeout": "12", "StatusCallback": here.url("/agent")}
    made = await here.post("/Conferences/room/Participants.json", **form)
    ringing = await here.twilio.phone(AGENT).ringing()
    await here.clock.advance(12 + RING_BUFFER_S)
    assert await ringing.until_ended() == "no-answer"
    await here.twilio.settled()
    assert here.events("/agent", "CallStatus") == ["no-answer"]
    path = f"/Conferences/{made['conference_sid']}/Participants/{made['call_sid']}.json"
    assert (await here.office.ask("GET", path))[0] == 404
    assert caller.in_conference() and not caller.talking()


async def test_the_caller_gives_up_while_the_agent_answers(here: CallOffice) -> None:
    caller = await here.call()
    await caller.until(caller.in_conference)
    await here.post("/Conferences/room/Participants.json", From=OURS, To=AGENT)
    agent = await here.twilio.phone(AGENT).ringing()
    caller.hang_up()
    agent.answer()
    await asyncio.wait_for(agent.leg.over.wait(), 5)
    assert not agent.in_conference()


async def test_something_is_announced(here: CallOffice) -> None:
    here.page.say("/announcement", "We close in five minutes")
    here.page.say("/private", "Only for you")
    caller, agent = await talking(here)
    sid = agent.participant.conference.sid if agent.participant else ""
    await here.post(f"/Conferences/{sid}.json", AnnounceUrl=here.url("/announcement"))
    await caller.until_hears("five minutes")
    await agent.until_hears("five minutes")
    await here.post(participant(agent), AnnounceUrl=here.url("/private"))
    await agent.until_hears("Only for you")
    assert "Only for you" not in caller.heard


async def test_keys_are_sounded_to_one_who_is_in_it(here: CallOffice) -> None:
    here.page("/keys")(lambda form, response: response.play(digits="12w#"))
    caller, agent = await talking(here)
    await here.post(participant(caller), AnnounceUrl=here.url("/keys"))
    await caller.until_hears("12w#")
    assert caller.leg.heard[-1].kind is Kind.TONE
    assert "12w#" not in agent.heard and caller.talking()


async def test_a_full_room_takes_nobody(here: CallOffice) -> None:
    caller, agent = await talking(here, MaxParticipants="2")
    form = {"From": OURS, "To": SUPERVISOR}
    here.twilio.phone(SUPERVISOR).answers()
    await here.post("/Conferences/room/Participants.json", **form)
    third = await here.twilio.phone(SUPERVISOR).ringing()
    assert await third.until_ended() == "completed"
    late = await here.call("+12025550166")
    await late.until_hears("Goodbye")
    assert caller.talking() and agent.talking()


async def test_music_may_be_a_file(here: CallOffice) -> None:
    caller, _ = await talking(here)
    await here.post(participant(caller), Hold="true", HoldUrl=here.url("/music.wav"))
    for _ in range(2):
        assert await caller.until_hears("music.wav")
        await here.clock.advance(2)


async def test_music_that_cannot_be_had_is_twilios_own(here: CallOffice) -> None:
    here.office.number.voice_fallback_url = here.url("/fallback")
    here.page.say("/fallback", "Something is wrong")
    caller, agent = await talking(here)
    await here.post(participant(caller), Hold="true", HoldUrl=here.url("/nothing"))
    await caller.until_hears("Twilio's music")
    assert here.forms("/fallback") == [], "the call itself goes on as it should"
    (complaint,) = here.twilio.complaints
    assert (complaint.code, complaint.url) == (12300, here.url("/nothing"))
    here.twilio.complaints.clear()
    await here.post(participant(caller), Hold="false")
    await here.post(participant(caller), Hold="true")
    assert caller.hears() == "Twilio's music" and caller.on_hold()
    caller.hang_up()
    assert agent.in_conference() and not agent.talking()


async def test_without_a_wait_url_there_is_music(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        connect = Dial()
        connect.conference("another")
        response.append(connect)

    caller = await here.call()
    await caller.until(caller.in_conference)
    assert caller.hears() == "Twilio's music"
    here.page("/quiet")(lambda form, response: response.pause(length=9))
    await here.post(participant(caller), Hold="true", HoldUrl=here.url("/quiet"))
    assert caller.hears() == ""
    await here.post(participant(caller), Hold="false")
    assert caller.hears() == "Twilio's music", "it has not begun: that is waited for again"
