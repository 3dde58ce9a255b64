"""Queues: the order, the music and what it is told, and every way out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from sandbox.twilio import Person
from tests.unit.sandbox.call_office import AGENT, CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS


@pytest.fixture
async def here() -> AsyncIterator[CallOffice]:
    async with call_office() as running:

        @running.page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            response.enqueue("help", action="/left", wait_url="/wait", max_queue_size=3)
            response.say("The queue is over")

        @running.page("/wait")
        def wait(form: Form, response: VoiceResponse) -> None:
            response.say(f"You are number {form['QueuePosition']} of {form['CurrentQueueSize']}")
            gather = Gather(num_digits=1, timeout=10, action="/callback")
            gather.say("Press 1 to be called back")
            response.append(gather)

        running.page("/callback")(lambda form, response: response.leave())
        running.page.say("/left", "You have left the queue")
        running.page("/agent")(lambda form, response: response.hangup())
        running.page.say("/notice", "You will be connected")
        yield running


async def waiting(here: CallOffice, *numbers: str) -> list[Person]:
    people = []
    for number in numbers:
        person = await here.call(number)
        await person.until_hears("Press 1")
        people.append(person)
    return people


async def take(here: CallOffice, **queue: str) -> Person:
    """Let an agent take the call that has waited longest."""
    twiml = VoiceResponse()
    connect = Dial(action=here.url("/agent"))
    connect.queue("help", **queue)
    twiml.append(connect)
    here.twilio.phone(AGENT).answers()
    await here.post("/Calls.json", To=AGENT, From=OURS, Twiml=str(twiml))
    agent: Person = await here.twilio.phone(AGENT).ringing()
    return agent


A, B, C = "+12025550111", "+12025550112", "+12025550113"


async def test_the_order_is_kept_and_told(here: CallOffice) -> None:
    first, second, third = await waiting(here, A, B, C)
    assert second.heard[0] == "You are number 2 of 2"
    (queue,) = (await here.get("/Queues.json"))["queues"]
    assert (queue["friendly_name"], queue["current_size"]) == ("help", 3)
    await here.clock.advance(4)
    members = await here.get(f"/Queues/{queue['sid']}/Members.json")
    assert [(one["call_sid"], one["position"]) for one in members["queue_members"]] == [
        (first.call_sid, 1),
        (second.call_sid, 2),
        (third.call_sid, 3),
    ]
    front = await here.get(f"/Queues/{queue['sid']}/Members/Front.json")
    assert (front["call_sid"], front["wait_time"]) == (first.call_sid, 4)
    second.hang_up()
    await here.clock.advance(6)
    await third.until_hears("You are number 2 of 2")
    told = here.forms("/wait")[-1]
    assert (told["QueueTime"], told["QueueSid"]) == ("10", queue["sid"])


async def test_the_one_who_has_waited_longest_is_taken(here: CallOffice) -> None:
    first, second = await waiting(here, A, B)
    agent = await take(here, url=here.url("/notice"))
    await first.until(first.talking)
    assert first.heard[-1] == "You will be connected" and second.in_queue() == "help"
    assert here.forms("/notice")[0]["DequeingCallSid"] == agent.call_sid
    first.say("At last")
    assert agent.heard == ["At last"]
    await here.clock.advance(5)
    agent.hang_up()
    await first.until_hears("You have left the queue")
    assert here.forms("/left")[0]["QueueResult"] == "bridged"
    told = await here.until_asked(agent, "/agent")
    assert (told["DialCallStatus"], told["DialCallSid"]) == ("completed", first.call_sid)


async def test_two_agents_race_for_one_caller(here: CallOffice) -> None:
    (only,) = await waiting(here, A)
    one, other = await take(here), await take(here)
    await only.until(only.talking)
    await here.clock.advance(1)
    assert sorted([one.talking(), other.talking()]) == [False, True]
    loser = other if one.talking() else one
    late = await here.call(B)
    await late.until(late.talking)
    assert loser.talking()


async def test_who_presses_leaves(here: CallOffice) -> None:
    (caller,) = await waiting(here, A)
    await here.clock.advance(3)
    caller.press("1")
    await caller.until_hears("You have left the queue")
    (left,) = here.forms("/left")
    assert (left["QueueResult"], left["QueueTime"]) == ("leave", "3")
    assert here.forms("/callback")[0]["QueuePosition"] == "1"


async def test_who_hangs_up_is_told_of(here: CallOffice) -> None:
    (caller,) = await waiting(here, A)
    await here.clock.advance(2)
    caller.hang_up()
    left = await here.until_asked(caller, "/left")
    assert (left["QueueResult"], left["CallStatus"]) == ("hangup", "completed")
    assert "You have left the queue" not in caller.heard


async def test_who_is_taken_out_by_us_goes_elsewhere(here: CallOffice) -> None:
    first, second = await waiting(here, A, B)
    (queue,) = (await here.get("/Queues.json"))["queues"]
    path = f"/Queues/{queue['sid']}/Members"
    await here.post(f"{path}/Front.json", Url=here.url("/notice"))
    await first.until_hears("You will be connected")
    await here.post(f"{path}/{second.call_sid}.json", Url=here.url("/notice"))
    await second.until_hears("You will be connected")
    await here.twilio.settled()
    assert here.events("/left", "QueueResult") == ["redirected", "redirected"]
    assert (await here.office.ask("GET", f"{path}/Front.json"))[0] == 404
    assert "You have left the queue" not in first.heard + second.heard


async def test_a_full_queue_takes_nobody(here: CallOffice) -> None:
    await waiting(here, A, B, C)
    late = await here.call("+12025550114")
    await late.until_hears("You have left the queue")
    assert here.forms("/left")[0]["QueueResult"] == "queue-full"


async def test_queues_are_made_changed_and_removed(here: CallOffice) -> None:
    made = await here.post("/Queues.json", FriendlyName="help", MaxSize="2")
    path = f"/Queues/{made['sid']}.json"
    again, error = await here.office.ask("POST", "/Queues.json", data={"FriendlyName": "help"})
    assert (again, error["code"]) == (400, 22003)
    (caller,) = await waiting(here, A)
    assert (await here.get(path))["current_size"] == 1
    assert (await here.office.ask("DELETE", path))[1]["code"] == 22002
    assert (await here.post(path, MaxSize="7"))["max_size"] == 7
    caller.hang_up()
    await here.until_asked(caller, "/left")
    assert await here.office.ask("DELETE", path) == (204, None)


async def test_nobody_waits_and_the_agent_gives_up(here: CallOffice) -> None:
    agent = await take(here)
    await agent.until(agent.hears_ringing)
    await here.clock.advance(30)
    assert (await here.until_asked(agent, "/agent"))["DialCallStatus"] == "no-answer"


async def test_two_agents_wait_for_whoever_comes(here: CallOffice) -> None:
    one, other = await take(here), await take(here)
    await one.until(one.hears_ringing)
    await other.until(other.hears_ringing)
    first = await here.call(A)
    await first.until(first.talking)
    await here.clock.advance(1)
    assert sorted([one.talking(), other.talking()]) == [False, True]
    second = await here.call(B)
    await second.until(second.talking)
    assert one.talking() and other.talking()


async def test_who_is_taken_but_hangs_up_first_is_followed_by_the_next(here: CallOffice) -> None:
    here.page("/notice")(lambda form, response: response.pause(length=5))
    first, second = await waiting(here, A, B)
    agent = await take(here, url=here.url("/notice"))
    await here.until_asked(agent, "/notice")
    first.hang_up()
    await here.until_asked(agent, "/notice", 2)
    await here.clock.advance(5)
    await second.until(second.talking)
    second.say("Hello")
    assert agent.heard == ["Hello"]


async def test_short_music_is_not_asked_for_in_a_storm(here: CallOffice) -> None:
    here.page.say("/wait", "Please wait")
    caller = await here.call(A)
    await caller.until_hears("Please wait")
    await here.clock.advance(3)
    assert [form["QueueTime"] for form in here.forms("/wait")] == ["0", "1", "2", "3"]
