"""<Dial>: two who talk, whoever of several answers, and nobody at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from twilio.twiml.voice_response import Dial, VoiceResponse

from sandbox.twilio import Person
from sandbox.twilio.voice.phones import RING_BUFFER_S
from tests.unit.sandbox.call_office import AGENT, CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:
        yield running


def dial(here: CallOffice, to: str = AGENT, *, after: str = "/after", **options: object) -> None:
    """Let whoever calls be connected."""

    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        connect = Dial(action=after, **options)
        for one in to.split():
            if one.startswith("client:"):
                connect.client(one[7:])
            elif one.startswith("sip:"):
                connect.sip(one)
            else:
                connect.number(one)
        response.append(connect)

    here.page.say("/after", "That was it")


async def connected(here: CallOffice, address: str = AGENT) -> tuple[Person, Person]:
    caller = await here.call()
    agent = await here.twilio.phone(address).ringing()
    await caller.until(caller.hears_ringing)
    agent.answer()
    await caller.until(caller.talking)
    return caller, agent


@pytest.mark.parametrize("address", [AGENT, "sip:desk@office.example", "+12025550177"])
async def test_two_talk_until_one_hangs_up(here: CallOffice, address: str) -> None:
    dial(here, address, caller_id=OURS)
    caller, agent = await connected(here, address)
    caller.say("Where is my parcel?")
    agent.say("On its way")
    assert agent.heard == ["Where is my parcel?"] and caller.heard == ["On its way"]
    await here.clock.advance(7)
    agent.hang_up()
    await caller.until_hears("That was it")
    (after,) = here.forms("/after")
    assert (after["DialCallStatus"], after["DialCallDuration"]) == ("completed", "7")
    assert (after["DialBridged"], after["DialCallSid"]) == ("true", agent.call_sid)
    shown = await here.get(f"/Calls/{agent.call_sid}.json")
    assert shown["parent_call_sid"] == caller.call_sid and shown["from"] == OURS


async def test_the_caller_hangs_up_in_a_talk(here: CallOffice) -> None:
    dial(here)
    caller, agent = await connected(here)
    caller.hang_up()
    assert await agent.until_ended() == "completed"
    after = await here.until_asked(caller, "/after")
    assert (after["CallStatus"], after["DialCallStatus"]) == ("completed", "completed")
    assert "That was it" not in caller.heard


async def test_the_caller_hangs_up_while_it_rings(here: CallOffice) -> None:
    dial(here)
    caller = await here.call()
    agent = await here.twilio.phone(AGENT).ringing()
    caller.hang_up()
    assert await agent.until_ended() == "canceled"
    agent.answer()  # too late
    await here.clock.advance(1)
    assert agent.status == "canceled"


async def test_both_hang_up_at_once(here: CallOffice) -> None:
    dial(here)
    here.office.number.status_callback = here.url("/status")
    caller, agent = await connected(here)
    caller.hang_up()
    agent.hang_up()
    assert await caller.until_ended() == await agent.until_ended() == "completed"
    await here.until_asked(caller, "/after")
    await here.twilio.settled()
    assert here.events("/status", "CallStatus") == ["completed"]
    assert len(here.forms("/after")) == 1


@pytest.mark.parametrize("outcome", ["no-answer", "busy", "failed"])
async def test_nobody_can_be_had(here: CallOffice, outcome: str) -> None:
    dial(here, timeout=15, answer_on_bridge=True)
    phone = here.twilio.phone(AGENT)
    if outcome == "busy":
        phone.busy()
    elif outcome == "failed":
        phone.unreachable()
    caller = await here.call()
    if outcome == "no-answer":
        await phone.ringing()
        assert caller.status == "ringing", "it is not answered before somebody does"
        await here.clock.advance(15 + RING_BUFFER_S)
    await caller.until_hears("That was it")
    assert here.forms("/after")[0]["DialCallStatus"] == outcome


async def test_the_first_of_several_who_answers_has_the_call(here: CallOffice) -> None:
    dial(here, f"{AGENT} client:other")
    caller = await here.call()
    first = await here.twilio.phone(AGENT).ringing()
    second = await here.twilio.phone("client:other").ringing()
    second.answer()
    first.answer()
    await caller.until(caller.talking)
    await here.clock.advance(1)
    assert {first.status, second.status} == {"in-progress", "canceled"}
    caller.say("Hello")
    assert sorted([first.heard, second.heard]) == [[], ["Hello"]]


async def test_one_is_tried_after_the_other(here: CallOffice) -> None:
    dial(here, f"{AGENT} client:other", sequential=True)
    here.twilio.phone(AGENT).busy()
    caller = await here.call()
    second = await here.twilio.phone("client:other").ringing()
    second.answer()
    await caller.until(caller.talking)


async def test_a_star_ends_the_talk_and_the_caller_goes_on(here: CallOffice) -> None:
    dial(here, hangup_on_star=True)
    caller, agent = await connected(here)
    agent.press("*")
    assert caller.talking()
    caller.press("*")
    await caller.until_hears("That was it")
    assert await agent.until_ended() == "completed"


async def test_one_of_two_is_taken_elsewhere(here: CallOffice) -> None:
    dial(here)
    here.page("/elsewhere")(lambda form, response: response.pause(length=60))
    caller, agent = await connected(here)
    await here.post(f"/Calls/{agent.call_sid}.json", Url=here.url("/elsewhere"))
    await caller.until_hears("That was it")
    await here.until_asked(agent, "/elsewhere")
    assert agent.status == "in-progress"
    caller, agent = await connected(here)
    await here.post(f"/Calls/{caller.call_sid}.json", Url=here.url("/elsewhere"))
    assert await agent.until_ended() == "completed"
    await here.until_asked(caller, "/elsewhere", 2)
    assert caller.status == "in-progress"
    assert len(here.forms("/after")) == 1, "whoever is taken away does not come back to it"


async def test_a_talk_is_recorded(here: CallOffice) -> None:
    dial(here, record="record-from-answer-dual", recording_status_callback="/recording")
    caller, agent = await connected(here)
    agent.say("How can I help?")
    await here.clock.advance(9)
    agent.hang_up()
    await caller.until_hears("That was it")
    await here.clock.advance(1)
    (told,) = here.forms("/recording")
    assert (told["RecordingSource"], told["RecordingChannels"]) == ("DialVerb", "2")
    assert (told["RecordingDuration"], told["CallSid"]) == ("9", caller.call_sid)


async def test_a_number_that_is_none_fails(here: CallOffice) -> None:
    dial(here, "0800-CALL")
    caller = await here.call()
    await caller.until_hears("That was it")
    assert here.forms("/after")[0]["DialCallStatus"] == "failed"


async def test_a_leg_of_a_dial_is_told_of(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        connect = Dial(caller_id=OURS)
        connect.client(
            "agent",
            status_callback="/leg",
            status_callback_event="initiated ringing answered completed",
        )
        response.append(connect)

    caller, agent = await connected(here)
    agent.hang_up()
    await caller.until_ended()
    await here.twilio.settled()
    told = here.events("/leg", "CallStatus")
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    form = here.forms("/leg")[0]
    assert (form["ParentCallSid"], form["Direction"]) == (caller.call_sid, "outbound-dial")
    assert (form["From"], form["To"]) == (OURS, AGENT)


@pytest.mark.parametrize("who", ["caller", "agent"])
async def test_a_talk_has_a_limit(here: CallOffice, who: str) -> None:
    dial(here, time_limit=30)
    caller, agent = await connected(here)
    await here.clock.advance(29)
    assert caller.talking()
    await here.clock.advance(1)
    if who == "caller":
        await caller.until_hears("That was it")
    else:
        assert await agent.until_ended() == "completed"
