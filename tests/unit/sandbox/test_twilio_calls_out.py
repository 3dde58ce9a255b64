"""Calls that go out by the API: what becomes of them, and who is told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from twilio.twiml.voice_response import Dial, VoiceResponse

from tests.unit.sandbox.call_office import AGENT, CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS, THEIRS

EVENTS = [("StatusCallbackEvent", one) for one in ("initiated", "ringing", "answered", "completed")]


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:
        yield running


async def call_out(here: CallOffice, to: str = THEIRS, **fields: str) -> str:
    form = {
        "To": to,
        "From": OURS,
        "Twiml": "<Response><Say>Hello from us</Say></Response>",
        "StatusCallback": here.url("/status"),
        **fields,
    }
    made = await here.post("/Calls.json", *EVENTS, **form)
    assert (made["status"], made["direction"]) == ("queued", "outbound-api")
    return str(made["sid"])


async def test_somebody_is_called_and_all_of_it_is_told_in_order(here: CallOffice) -> None:
    sid = await call_out(here)
    callee = await here.twilio.phone(THEIRS).ringing()
    assert callee.status == "ringing"
    callee.answer()
    await callee.until_hears("Hello from us")
    assert await callee.until_ended() == "completed"
    await here.twilio.settled()
    told = here.events("/status", "CallStatus")
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    assert here.events("/status", "SequenceNumber") == ["0", "1", "2", "3"]
    assert {form["CallSid"] for form in here.forms("/status")} == {sid}


@pytest.mark.parametrize("end", ["busy", "no-answer", "failed", "rejected", "canceled"])
async def test_what_else_can_become_of_a_call(here: CallOffice, end: str) -> None:
    phone = here.twilio.phone(THEIRS)
    if end == "busy":
        phone.busy()
    elif end == "failed":
        phone.unreachable()
    elif end == "rejected":
        phone.rejects(after_s=2)
    sid = await call_out(here, Timeout="20")
    if end == "canceled":
        await phone.ringing()
        await here.post(f"/Calls/{sid}.json", Status="canceled")
    await here.clock.advance(24)  # Twilio adds five seconds
    if end == "no-answer":
        assert (await here.get(f"/Calls/{sid}.json"))["status"] == "ringing"
    await here.clock.advance(1)
    expected = "busy" if end == "rejected" else end
    assert (await here.get(f"/Calls/{sid}.json"))["status"] == expected
    await here.twilio.settled()
    assert here.events("/status", "CallStatus")[-1] == expected


async def test_what_is_told_can_come_in_any_order_twice_or_not_at_all(here: CallOffice) -> None:
    faults = here.twilio.faults.webhooks
    faults.hold_statuses = True
    here.twilio.phone(THEIRS).answers()
    sid = await call_out(here)
    await here.clock.advance(0)
    callee = here.twilio.phone(THEIRS).calls[0]
    await callee.until_ended()
    assert here.forms("/status") == []
    faults.hold_statuses = False
    assert here.twilio.release_statuses(random.Random(3)) == 4
    await here.twilio.settled()
    assert sorted(here.events("/status", "SequenceNumber")) == ["0", "1", "2", "3"]
    faults.double_statuses, faults.lose_statuses = True, 1
    second = await call_out(here)
    await here.twilio.phone(THEIRS).ringing()
    again = await here.twilio.phone(THEIRS).ringing()
    await again.until_ended()
    await here.twilio.settled()
    told = [one["CallStatus"] for one in here.forms("/status") if one["CallSid"] == second]
    assert told == ["ringing"] * 2 + ["in-progress"] * 2 + ["completed"] * 2
    assert second != sid


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "+1"}, 21211),
        ({"From": "+12025550188"}, 21210),
        ({"Twiml": ""}, 21205),
        ({"MachineDetection": "Enable"}, 20001),
    ],
)
async def test_calls_that_cannot_be_made(
    here: CallOffice, fields: dict[str, str], code: int
) -> None:
    form = {"To": THEIRS, "From": OURS, "Twiml": "<Response/>", **fields}
    status, error = await here.office.ask("POST", "/Calls.json", data=form)
    assert (status, error["code"]) == (400, code)


async def test_who_is_called_hears_something_first(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        connect = Dial()
        connect.client("agent", url="/whisper")
        response.append(connect)

    @here.page("/whisper")
    def whisper(form: Form, response: VoiceResponse) -> None:
        response.say("A call about orders")

    caller = await here.call()
    agent = await here.twilio.phone(AGENT).ringing()
    agent.answer()
    await caller.until(caller.talking)
    assert agent.heard == ["A call about orders"] and caller.heard == []


async def test_what_a_call_asks_for_can_be_lost_or_come_twice(here: CallOffice) -> None:
    here.page.say("/voice", "Welcome")
    here.page.say("/fallback", "Plan B")
    here.office.number.voice_fallback_url = here.url("/fallback")
    here.twilio.faults.webhooks.lose_incoming = 1
    lost = await here.call()
    await lost.until_hears("Plan B")
    assert here.forms("/fallback")[0]["ErrorCode"] == "11205"
    here.twilio.complaints.clear()
    here.twilio.faults.webhooks.double_incoming = True
    twice = await here.call()
    await twice.until_hears("Welcome")
    await here.twilio.settled()
    assert twice.heard == ["Welcome"]
    assert [form["CallSid"] for form in here.forms("/voice")] == [twice.call_sid] * 2
    assert len(set(here.office.ours.tokens[-2:])) == 1


async def test_a_call_may_last_so_long_and_no_longer(here: CallOffice) -> None:
    here.twilio.phone(THEIRS).answers()
    twiml = "<Response><Pause length='600'/></Response>"
    await call_out(here, Twiml=twiml, TimeLimit="40")
    callee = await here.twilio.phone(THEIRS).ringing()
    second = await call_out(here, Twiml=twiml)
    await here.clock.advance(39)
    await here.post(f"/Calls/{second}.json", TimeLimit="5")
    assert callee.status == "in-progress"
    await here.clock.advance(1)
    assert await callee.until_ended() == "completed"
    await here.clock.advance(3)
    assert (await here.get(f"/Calls/{second}.json"))["status"] == "in-progress"
    await here.clock.advance(1)
    assert (await here.get(f"/Calls/{second}.json"))["duration"] == "44"


async def test_what_is_told_of_one_call_waits_for_what_was_told_before(here: CallOffice) -> None:
    go_on = asyncio.Event()

    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        if form.get("CallStatus") == "initiated":
            await go_on.wait()
        return web.Response(status=204)

    here.office.ours.answer = answer
    sid = await call_out(here)
    callee = await here.twilio.phone(THEIRS).ringing()
    callee.answer()
    await callee.until_ended()
    assert here.events("/status", "CallStatus") in ([], ["initiated"])
    assert (await here.get(f"/Calls/{sid}.json"))["status"] == "completed"
    go_on.set()
    await here.twilio.settled()
    assert here.events("/status", "SequenceNumber") == ["0", "1", "2", "3"]
