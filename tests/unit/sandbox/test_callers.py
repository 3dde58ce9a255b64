"""Simulated callers: through the menu and the queue, in a talk, after a beep, and called back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from sandbox.callers import (
    Aim,
    Called,
    Caller,
    Callers,
    Errand,
    ErrandError,
    Errands,
    Line,
    Outcome,
    Side,
    Tempo,
    load_errands,
)
from sandbox.twilio import CallStatus
from sandbox.twilio.voice.leg import CallDirection, Kind
from tests.unit.sandbox.call_office import CallOffice, Form, call_office
from tests.unit.sandbox.twilio_office import OURS, THEIRS

DEVICE = "client:agent_1"
TALK = (
    Line(Side.AGENT, ("Hello, how can I help?",)),
    Line(Side.CALLER, ("Where is {order}?",)),
    Line(Side.AGENT, ("On its way.",)),
    Line(Side.CALLER, ("Thank you",)),
)
T = TypeVar("T")


def errand(aim: Aim = Aim.TALK, **more: Any) -> Errand:
    given = {"press": "1", "talk": TALK, "message": ("Hello", "Call me, please"), **more}
    return Errand(id="test", language="en", number="+1202555####", aim=aim, **given)


LANGUAGES = (
    Errands(language="en", number="+1202555####", called=errand(), errands=(errand(),)),
    Errands(
        language="de",
        number="+49171392####",
        called=errand(talk=(Line(Side.CALLER, ("Hallo?",)), Line(Side.AGENT, ("Guten Tag",)))),
        errands=(errand(),),
    ),
)


@dataclass
class Desk:
    """An answering app with a menu, a queue and a beep, and an agent who takes who waits."""

    here: CallOffice
    agents: bool = True
    device: str = DEVICE
    taken: set[str] = field(default_factory=set)
    wishes: list[str] = field(default_factory=list)
    """Who wants to be called back."""

    def open(self, *, speech: bool = False) -> None:
        page = self.here.page

        @page("/voice")
        def voice(form: Form, response: VoiceResponse) -> None:
            heard = "dtmf speech" if speech else "dtmf"
            gather = Gather(action="/chosen", input=heard, num_digits=1, timeout=20)
            gather.say("1 for help, 0 to leave a message")
            response.append(gather)
            response.redirect("/voice")

        @page("/chosen")
        def chosen(form: Form, response: VoiceResponse) -> None:
            if form.get("Digits") == "1" or form.get("SpeechResult") == "Help":
                response.enqueue("help", action="/left", wait_url="/wait")
            elif form.get("Digits") == "0":
                response.record(action="/recorded", timeout=10)
            elif form.get("Digits") == "9":
                response.hangup()
            else:
                response.redirect("/voice")

        @page("/wait")
        def wait(form: Form, response: VoiceResponse) -> None:
            gather = Gather(action="/waiting", num_digits=1, timeout=8)
            gather.say("Press 1 to be called back")
            response.append(gather)

        @page("/waiting")
        def waiting(form: Form, response: VoiceResponse) -> None:
            self.wishes.append(form["From"])
            response.leave()

        @page("/left")
        def left(form: Form, response: VoiceResponse) -> None:
            response.say("We call you back.")
            response.hangup()

        page("/recorded")(lambda form, response: response.hangup())

    async def work(self) -> None:
        """Connect who waits, as our switchboard does: the device first, then the caller."""
        for queue in self.here.twilio.voice.exchange.queues.all.values():
            for member in [one for one in queue.members if one.sid not in self.taken]:
                self.taken.add(member.sid)
                await self.connect(member.sid, self.device, "client:agent_1")
                take = VoiceResponse()
                dial = Dial()
                dial.conference(member.sid, end_conference_on_exit=True)
                take.append(dial)
                await self.here.post(f"/Calls/{member.sid}.json", Twiml=str(take))

    async def connect(self, room: str, to: str, label: str, from_: str = OURS) -> str:
        path = f"/Conferences/{room}/Participants.json"
        made = await self.here.post(path, From=from_, To=to, Label=label, Timeout="20")
        return str(made["call_sid"])

    async def until_done(self, work: Coroutine[Any, Any, T], limit_s: int = 1500) -> T:
        """Let time pass until something is over."""
        task = asyncio.ensure_future(work)
        for _ in range(limit_s):
            await self.here.clock.advance(1)
            if self.agents:
                await self.work()
            if task.done():
                return task.result()
        task.cancel()
        raise AssertionError("it does not end")

    async def call(self, what: Errand, seed: int = 1, tempo: Tempo | None = None) -> Outcome:
        caller = Caller(
            self.here.twilio,
            what,
            number=THEIRS,
            shop=OURS,
            rng=random.Random(seed),
            tempo=tempo or Tempo(),
        )
        return await self.until_done(caller.play())

    @property
    def legs(self) -> list[Any]:
        return list(self.here.twilio.voice.exchange.legs.values())


def spoken(leg: Any) -> list[str]:
    """What somebody heard others say."""
    return [sound.text for sound in leg.heard if sound.kind is Kind.SPEECH]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with call_office() as here:
        opened = Desk(here)
        opened.open()
        async with picking_up(here):
            yield opened


@asynccontextmanager
async def picking_up(here: CallOffice) -> AsyncIterator[None]:
    task = asyncio.create_task(Called(here.twilio, LANGUAGES).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_scripts_are_whole() -> None:
    languages = load_errands()
    assert {one.language for one in languages} == {"az", "de", "en", "fa", "tr"}
    every = [errand for one in languages for errand in one.errands]
    assert {one.aim for one in every} == set(Aim)
    for one in every:
        assert 4 <= len(one.talk) <= 10
        assert {line.side for line in one.talk} == set(Side)
        assert one.press in "012"
        # Whoever pauses for longer than a recording waits is cut off.
        assert all(Tempo().speaking(say) < 3.5 for say in one.message)
    assert all(one.called.talk[0].side is Side.CALLER for one in languages)
    assert any(one.say for one in every) and any(one.waits_for_agent for one in every)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", "is not TOML"),
        ("language='en'\nnumber='+1#'\nmessage=['a']\nshort=[]\ncalled=[]", "lacks 'errand'"),
        (
            "language='en'\nnumber='+1#'\nmessage=[]\nshort=[]\ncalled=[]\n[[errand]]\nid='x'\npres='1'",
            "unknown parts: pres",
        ),
        (
            "language='en'\nnumber='+1#'\nmessage=[]\nshort=[]\n"
            "called=[{caller=['a'], agent=['b']}]\nerrand=[]",
            "one side, not 2",
        ),
        (
            "language='en'\nnumber='+1#'\nmessage=[]\nshort=[]\ncalled=[]\n[[errand]]\nid='x'\npress='1'\n"
            "aim='nothing'",
            "'nothing' is not a valid Aim",
        ),
    ],
)
def test_bad_scripts_are_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ErrandError, match=f"en.toml.*{says}"):
        load_errands(tmp_path)


async def test_a_caller_chooses_waits_talks_and_hangs_up(desk: Desk) -> None:
    assert await desk.call(errand()) is Outcome.TALKED
    inbound, device = desk.legs
    assert (device.to, device.statuses[-1]) == (DEVICE, CallStatus.COMPLETED)
    assert spoken(inbound) == ["Hello, how can I help?", "On its way."]
    assert [text.split()[0] for text in spoken(device)] == ["Where", "Thank"]


async def test_what_is_said_by_both_is_written_down(desk: Desk) -> None:
    page = desk.here.page
    voice = page.pages["/voice"]

    def written(form: Form, response: VoiceResponse) -> None:
        start = VoiceResponse().start()
        start.transcription(status_callback_url=desk.here.url("/transcript"))
        response.append(start)
        voice(form, response)

    page.pages["/voice"] = written
    await desk.call(errand())
    await desk.here.twilio.settled()
    told = [form for form in desk.here.forms("/transcript") if "TranscriptionData" in form]
    inbound = [form["TranscriptionData"] for form in told if form["Track"] == "inbound_track"]
    outbound = [form["TranscriptionData"] for form in told if form["Track"] == "outbound_track"]
    assert "Where is GW-" in inbound[0] and "Thank you" in inbound[1]
    assert "On its way." in outbound[-1]


async def test_one_who_speaks_to_the_menu_is_understood_or_presses(desk: Desk) -> None:
    desk.open(speech=True)
    assert await desk.call(errand(say=("Help",))) is Outcome.TALKED
    assert desk.here.forms("/chosen")[0]["SpeechResult"] == "Help"
    desk.open(speech=False)
    assert await desk.call(errand(say=("Help",))) is Outcome.TALKED
    assert desk.here.forms("/chosen")[1]["Digits"] == "1"


async def test_some_leave_in_the_menu_in_the_queue_or_when_their_patience_ends(desk: Desk) -> None:
    desk.agents = False
    assert await desk.call(errand(Aim.MENU)) is Outcome.LEFT_IN_MENU
    assert desk.here.forms("/chosen") == []
    assert await desk.call(errand(Aim.QUEUE)) is Outcome.LEFT_IN_QUEUE
    assert desk.legs[-1].duration(desk.here.clock.now()) < 40
    assert await desk.call(errand(patience_s=(100, 110))) is Outcome.LEFT_IN_QUEUE
    assert 100 <= desk.legs[-1].duration(desk.here.clock.now()) <= 110


async def test_one_who_is_turned_away_is_gone(desk: Desk) -> None:
    assert await desk.call(errand(press="9")) is Outcome.TURNED_AWAY


@pytest.mark.parametrize("seed", range(4))
async def test_a_message_is_left_after_the_beep(desk: Desk, seed: int) -> None:
    assert await desk.call(errand(Aim.MESSAGE, press="0"), seed) is Outcome.MESSAGE
    (told,) = desk.here.forms("/recorded")
    assert told["Digits"] in ("#", "hangup")
    (recording,) = desk.here.twilio.voice.exchange.recordings.all.values()
    assert recording.duration >= 1


@pytest.mark.parametrize("after_s", [0, 60])
async def test_one_who_asks_for_it_answers_when_called_back(desk: Desk, after_s: float) -> None:
    desk.agents = False

    async def us() -> None:
        await desk.here.twilio.voice.exchange.bell.until(lambda: desk.wishes, None)
        await desk.here.twilio.voice.exchange.sleep(after_s)
        await desk.connect("back", DEVICE, "agent")
        await desk.connect("back", desk.wishes[0], "contact")

    calling = asyncio.create_task(us())
    assert await desk.call(errand(Aim.CALLBACK)) is Outcome.CALLED_BACK
    await calling
    assert [leg.to for leg in desk.legs] == [OURS, DEVICE, THEIRS]
    assert spoken(desk.legs[2])


async def test_one_who_is_not_called_back_gives_up(desk: Desk) -> None:
    desk.agents = False
    tempo = Tempo(callback=120)
    assert await desk.call(errand(Aim.CALLBACK), tempo=tempo) is Outcome.NOT_CALLED_BACK
    assert desk.wishes == [THEIRS]


async def test_one_on_hold_goes_on_where_they_were(desk: Desk) -> None:
    exchange = desk.here.twilio.voice.exchange

    async def hold() -> None:
        await exchange.bell.until(lambda: any(leg.to == DEVICE for leg in desk.legs), None)
        caller, device = desk.legs
        await exchange.bell.until(lambda: any(one.by == caller.sid for one in device.heard), None)
        room = exchange.conferences.named(desk.here.office.account, caller.sid)
        place = f"/Conferences/{room.sid}/Participants/{caller.sid}.json"
        await desk.here.post(place, Hold="true")
        await exchange.sleep(40)
        assert spoken(caller) == ["Hello, how can I help?"]
        await desk.here.post(place, Hold="false")

    holding = asyncio.create_task(hold())
    assert await desk.call(errand()) is Outcome.TALKED
    await holding
    assert [one.text for one in desk.legs[0].heard][-1] == "On its way."


async def test_one_who_waits_for_the_agent_hangs_up_in_the_end(desk: Desk) -> None:
    assert await desk.call(errand(waits_for_agent=True)) is Outcome.TALKED
    assert desk.legs[0].duration(desk.here.clock.now()) > Tempo().linger


async def test_who_is_dialled_says_hello_in_their_own_language(desk: Desk) -> None:
    async def us() -> None:
        await desk.connect("out", DEVICE, "agent")
        await desk.connect("out", "+4917139200001", "contact")
        exchange = desk.here.twilio.voice.exchange
        await exchange.bell.until(lambda: len(desk.legs) == 2 and desk.legs[1].over.is_set(), None)

    await desk.until_done(us())
    device, contact = desk.legs
    assert spoken(device) == ["Hallo?"]
    assert spoken(contact) == ["Guten Tag"]


async def test_an_agents_own_phone_leaves_the_talk_to_the_caller(desk: Desk) -> None:
    desk.device = "+12025550188"
    assert await desk.call(errand()) is Outcome.TALKED
    assert spoken(desk.legs[0]) == ["Hello, how can I help?", "On its way."]


async def run(seed: int) -> tuple[list[str], dict[Outcome, int]]:
    async with call_office() as here:
        opened = Desk(here)
        opened.open()
        errands = [errand(), errand(Aim.MENU), errand(Aim.QUEUE), errand(Aim.MESSAGE, press="0")]
        callers = Callers(here.twilio, OURS, errands, rate=6, seed=seed, opening=3, limit=12)
        async with picking_up(here):
            await opened.until_done(callers.run())
        assert callers.tally.failed == 0
        began = here.clock.now()
        inbound = [leg for leg in opened.legs if leg.direction is CallDirection.INBOUND]
        return [
            f"{leg.from_} {(began - leg.created).total_seconds():.3f} {leg.duration(began)}"
            for leg in inbound
        ], dict(callers.tally.outcomes)


async def test_the_same_seed_gives_the_same_calls() -> None:
    first, outcomes = await run(5)
    assert (first, outcomes) == await run(5)
    assert first != (await run(6))[0]
    assert outcomes[Outcome.LEFT_IN_MENU] == outcomes[Outcome.MESSAGE] == 3
    assert sum(outcomes.values()) == len(first) == 12
    assert all(line.startswith("+1202555") for line in first)


def test_nonsense_is_refused() -> None:
    for options in ({"rate": 0.0, "errands": [errand()]}, {"rate": 1.0, "errands": []}):
        with pytest.raises(ValueError, match=r"rate|nothing"):
            Callers(None, OURS, **options)  # type: ignore[arg-type] # it is not asked for anything
