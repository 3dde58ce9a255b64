"""Calls where something is wrong: with our documents, our server, or the caller's patience."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from twilio.twiml import voice_response
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from sandbox.twilio.voice.grammar import GRAMMAR
from tests.unit.sandbox.call_office import CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import Answering


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office(complaints=True) as running:
        yield running


def answers(text: str, kind: str = "text/xml", status: int = 200) -> Answering:
    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        if request.path == "/fallback":
            return web.Response(
                text="<Response><Say>Plan B</Say></Response>", content_type="text/xml"
            )
        return web.Response(text=text, content_type=kind, status=status)

    return answer


WRONG = [
    ("no", "text/xml", 503, 11200),
    ("<Response>", "text/xml", 200, 12100),
    ("", "text/xml", 200, 12100),
    ("<Answer/>", "text/xml", 200, 12100),
    ("<Response><Speak>Hi</Speak></Response>", "text/xml", 200, 12100),
    ("<Response><Say speed='2'>Hi</Say></Response>", "text/xml", 200, 12200),
    ("<Response><Gather timeout='soon'/></Response>", "text/xml", 200, 12200),
    ("<Response><Gather><Dial>1</Dial></Gather></Response>", "text/xml", 200, 12200),
    ("<Response><Pause>words</Pause></Response>", "text/xml", 200, 12200),
    ("<Response><Redirect method='PUT'>/x</Redirect></Response>", "text/xml", 200, 12200),
    ("{}", "application/json", 200, 12300),
]


@pytest.mark.parametrize(("text", "kind", "status", "code"), WRONG)
async def test_a_document_that_is_wrong_fails_the_call(
    here: CallOffice, text: str, kind: str, status: int, code: int
) -> None:
    here.office.ours.answer = answers(text, kind, status)
    caller = await here.call()
    assert await caller.until_ended() == "failed"
    (complaint,) = here.twilio.complaints
    assert (complaint.code, complaint.call_sid) == (code, caller.call_sid)
    assert complaint.url == here.url("/voice")
    assert "application error" in caller.heard[-1]


async def test_the_fallback_is_asked(here: CallOffice) -> None:
    here.office.ours.answer = answers("<Response>")
    here.office.number.voice_fallback_url = here.url("/fallback")
    caller = await here.call()
    await caller.until_hears("Plan B")
    assert await caller.until_ended() == "completed"
    (told,) = here.forms("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("12100", here.url("/voice"))
    assert told["CallSid"] == caller.call_sid


async def test_who_answers_too_late_is_not_waited_for() -> None:
    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        if request.path == "/voice":
            await asyncio.Event().wait()
        return web.Response(text="<Response><Say>B</Say></Response>", content_type="text/xml")

    async with call_office(complaints=True, webhook_limit_s=1.0) as here:
        here.office.ours.answer = answer
        here.office.number.voice_fallback_url = here.url("/fallback")
        caller = await here.call()
        await caller.until_hears("B")
        assert here.forms("/fallback")[0]["ErrorCode"] == "11200"


async def test_a_number_without_an_address_fails(here: CallOffice) -> None:
    here.office.number.voice_url = ""
    caller = await here.call()
    assert await caller.until_ended() == "failed"


async def test_a_file_that_cannot_be_played_is_passed_over(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        response.play("/missing.mp3")
        response.play("https://api.twilio.com/cowbell.mp3")
        response.say("And now")

    caller = await here.call()
    await caller.until_hears("And now")
    assert caller.heard == ["https://api.twilio.com/cowbell.mp3", "And now"]
    assert [one.code for one in here.twilio.complaints] == [12300]


def _gather(response: VoiceResponse) -> None:
    gather = Gather(timeout=50)
    gather.pause(length=10)
    response.append(gather)


def _conference(response: VoiceResponse) -> None:
    connect = Dial()
    connect.conference("room", wait_url="")
    response.append(connect)


EVERYWHERE: dict[str, Callable[[VoiceResponse], object]] = {
    "say": lambda response: response.say("again and again", loop=0),
    "play": lambda response: response.play("https://api.twilio.com/cowbell.mp3", loop=0),
    "pause": lambda response: response.pause(length=100),
    "gather": _gather,
    "record": lambda response: response.record(),
    "enqueue": lambda response: response.enqueue("help", wait_url=""),
    "dial": lambda response: response.dial("+12025550155"),
    "conference": _conference,
}


@pytest.mark.parametrize("verb", EVERYWHERE)
async def test_the_caller_may_hang_up_anywhere(here: CallOffice, verb: str) -> None:
    here.page("/voice")(lambda form, response: EVERYWHERE[verb](response))
    here.office.number.status_callback = here.url("/status")
    exchange = here.twilio.voice.exchange
    caller = await here.call()
    await caller.until(lambda: caller.status == "in-progress")
    await here.clock.advance(3)
    caller.hang_up()
    caller.hang_up()
    assert await caller.until_ended() == "completed"
    await here.clock.advance(300)
    await here.twilio.settled()
    assert here.events("/status", "CallStatus") == ["completed"]
    assert caller.leg.script is not None and caller.leg.script.done()
    assert all(leg.over.is_set() for leg in exchange.legs.values()), "nobody is left behind"
    assert all(not queue.members for queue in exchange.queues.all.values())
    assert all(one.status == "completed" for one in exchange.conferences.all.values())
    assert all(one.stopped for one in exchange.recordings.all.values())
    assert (caller.leg.ear, caller.leg.floor, caller.hears()) == (None, None, "")
    assert here.twilio.complaints == []


async def test_the_caller_hangs_up_before_we_have_answered(here: CallOffice) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        asked.set()
        await go_on.wait()
        return web.Response(text="<Response><Say>Late</Say></Response>", content_type="text/xml")

    here.office.ours.answer = answer
    caller = await here.call()
    await asyncio.wait_for(asked.wait(), 5)
    caller.hang_up()
    go_on.set()
    assert await caller.until_ended() == "no-answer"
    await here.twilio.settled()
    assert caller.heard == []


@pytest.mark.parametrize(
    "name",
    ["say", "play", "pause", "gather", "record", "enqueue", "redirect", "reject", "dial"],
)
def test_all_that_twilios_builder_writes_is_known(name: str) -> None:
    """Each verb with every attribute that the builder has a word for, but those left out."""
    left_out = {"Dial": {"events", "passports", "record", "trim"}, "Gather": {"input"}}
    method = getattr(voice_response.VoiceResponse, name)
    names = method.__code__.co_varnames[1 : method.__code__.co_argcount]
    known = GRAMMAR[name.capitalize()]
    text = {"message", "url", "name", "number"}
    for parameter in set(names) - text - left_out.get(name.capitalize(), set()):
        first, *others = parameter.split("_")
        assert first + "".join(one.capitalize() for one in others) in known.attributes, parameter
