"""Many people on the phone at once, who do what they like: nobody is forgotten on the line."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from sandbox.twilio import Person
from tests.unit.sandbox.call_office import CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS

CALLERS, AGENTS, STEPS = 12, 4, 60


def pages(here: CallOffice) -> None:
    @here.page("/voice")
    def voice(form: Form, response: VoiceResponse) -> None:
        gather = Gather(action="/chosen", num_digits=1, timeout=4)
        gather.say("1 for help, 2 for a talk, 3 for a message")
        response.append(gather)
        response.redirect("/voice")

    @here.page("/chosen")
    def chosen(form: Form, response: VoiceResponse) -> None:
        if form["Digits"] == "1":
            response.enqueue("help", action="/done", wait_url="/wait")
        elif form["Digits"] == "2":
            connect = Dial(action="/done", timeout=9)
            connect.conference("room", end_conference_on_exit=True, record="record-from-start")
            response.append(connect)
        else:
            response.record(action="/done", timeout=5)
            response.redirect("/voice")

    here.page("/wait")(lambda form, response: response.pause(length=3))
    here.page("/done")(lambda form, response: response.redirect("/voice"))


def something(rng: random.Random, person: Person) -> None:
    """What people do."""
    act = rng.choice(("press", "press", "say", "hang up", "nothing", "answer", "reject"))
    if act == "press":
        person.press(rng.choice("123*#"))
    elif act == "say":
        person.say("Hello?")
    elif act == "hang up" and rng.random() < 0.4:
        person.hang_up()
    elif act == "answer":
        person.answer()
    elif act == "reject" and rng.random() < 0.3:
        person.reject()


async def ours(here: CallOffice, rng: random.Random, people: list[Person]) -> None:
    """What our side does: some of it is too late, and refused."""
    person = rng.choice(people)
    path = f"/Calls/{person.call_sid}.json"
    take = VoiceResponse()
    connect = Dial(action=here.url("/done"))
    connect.queue("help")
    take.append(connect)
    forms: dict[str, tuple[str, dict[str, str]]] = {
        "redirect": (path, {"Url": here.url("/voice")}),
        "end": (path, {"Status": "completed"}),
        "dial": (path, {"Twiml": "<Response><Dial>client:0</Dial></Response>"}),
        "take": (path, {"Twiml": str(take)}),
        "invite": (
            "/Conferences/room/Participants.json",
            {"From": OURS, "To": f"client:{rng.randrange(AGENTS)}", "Timeout": "5"},
        ),
    }
    where, form = forms[rng.choice(tuple(forms))]
    status, _ = await here.office.ask("POST", where, data=form)
    assert status in (200, 201, 400)


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_forgotten(seed: int) -> None:
    rng = random.Random(seed)
    async with call_office() as here:
        pages(here)
        here.office.number.status_callback = here.url("/status")
        here.twilio.faults.webhooks.double_incoming = True
        exchange = here.twilio.voice.exchange
        people = [await here.call(f"+120255501{n:02}") for n in range(CALLERS)]
        for _ in range(STEPS):
            for number in range(AGENTS):
                known = here.twilio.phone(f"client:{number}").calls
                people += [one for one in known if one not in people]
            something(rng, rng.choice(people))
            if rng.random() < 0.4:
                await ours(here, rng, people)
            await here.clock.advance(rng.choice((0, 0, 0.5, 2)))
        for leg in list(exchange.legs.values()):
            exchange.hang_up(leg)
        await here.clock.advance(20)
        await here.twilio.settled()
        assert all(leg.script is None or leg.script.done() for leg in exchange.legs.values())
        assert all(not one.members for one in exchange.queues.all.values())
        assert all(one.status == "completed" for one in exchange.conferences.all.values())
        assert all(one.status == "completed" for one in exchange.recordings.all.values())
        assert exchange.conferences.music == []
        told = Counter(form["CallSid"] for form in here.forms("/status"))
        assert set(told.values()) == {1} and len(told) == CALLERS, "each end is told once"
