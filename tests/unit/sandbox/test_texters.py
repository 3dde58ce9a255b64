"""Simulated texters: their errands, and that they wait for people and not for machines."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.texters import ErrandError, Outcome, Tempo, Texters, load_errands
from sandbox.texters.errands import Errand, Turn
from sandbox.texters.texter import Texter
from sandbox.twilio import count_segments
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Office, office

QUICK = Tempo(second_per_character=0, think=(0, 0), patience=5)
IMPATIENT = Tempo(second_per_character=0, think=(0, 0), patience=0.05)


def errand(*turns: Turn) -> Errand:
    return Errand(
        id="test", language="en", number="+1202555####", unanswered=("Hello?",), turns=turns
    )


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as running:
        yield running


def texter(here: Office, *turns: Turn, tempo: Tempo = QUICK) -> Texter:
    rng = random.Random(1)
    return Texter(here.twilio, errand(*turns), number=THEIRS, shop=OURS, rng=rng, tempo=tempo)


def answer_everybody(here: Office) -> None:
    """Our side answers every text, as an agent would, by the API."""
    sending: set[asyncio.Task[tuple[int, object]]] = set()

    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        task = asyncio.create_task(here.send(To=form["From"], Body="An answer"))
        sending.add(task)
        return web.Response(text="<Response/>", content_type="text/xml")

    here.ours.answer = answer


def test_scripts_are_whole() -> None:
    errands = load_errands()
    assert {"az", "de", "en", "fa", "tr"} <= {one.language for one in errands}
    words = [say for one in errands for turn in one.turns for say in turn.say]
    assert {"STOP", "Start"} <= set(words)
    assert any(turn.photo for one in errands for turn in one.turns)
    assert max(count_segments(say) for say in words) >= 5
    assert all(len(say) <= 1600 for say in words)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", "is not TOML"),
        ("language = 'en'", "lacks 'errand'"),
        (
            "language='en'\nnumber='+1#'\nunanswered=[]\n[[errand]]\nid='x'\n"
            "turns=[{say=['a'], says='b'}]",
            "unknown parts: says",
        ),
    ],
)
def test_bad_scripts_are_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ErrandError, match=f"en.toml.*{says}"):
        load_errands(tmp_path)


async def test_writes_waits_and_writes_back(here: Office) -> None:
    answer_everybody(here)
    outcome = await texter(
        here,
        Turn(say=("Where is {order}?",), photo=True),
        Turn(say=("Thanks",), after_reply=True),
    ).play()
    assert outcome is Outcome.FINISHED
    first, second = here.ours.forms("/sms")
    assert first["Body"].startswith("Where is GW-") and first["MediaContentType0"] == "image/png"
    assert second["Body"] == "Thanks"


async def test_what_twilio_says_by_itself_is_no_answer(here: Office) -> None:
    outcome = await texter(
        here, Turn(say=("HELP",)), Turn(say=("Thanks",), after_reply=True), tempo=IMPATIENT
    ).play()
    assert outcome is Outcome.UNANSWERED
    assert [form["Body"] for form in here.ours.forms("/sms")] == ["HELP", "Hello?"]


async def test_a_phone_can_be_switched_off(here: Office) -> None:
    await texter(here, Turn(say=("One more thing",), off=True)).play()
    _, made = await here.send(Body="Yes?")
    await here.twilio.settled()
    _, now = await here.ask("GET", f"/Messages/{made['sid']}.json")
    assert (now["status"], now["error_code"]) == ("undelivered", 30003)


async def test_many_run_their_errands_and_end(here: Office) -> None:
    answer_everybody(here)
    errands = [
        errand(Turn(say=("Hello",)), Turn(say=("Thanks",), after_reply=True)),
        errand(Turn(say=("One",))),
    ]
    texters = Texters(
        here.twilio, OURS, errands, rate=60_000, opening=5, at_once=4, tempo=QUICK, limit=12
    )
    await texters.run()
    assert texters.tally.outcomes == {Outcome.FINISHED: 12}
    assert len(here.ours.forms("/sms")) == 18
    numbers = {form["From"] for form in here.ours.forms("/sms")}
    assert all(number.startswith("+1202555") and len(number) == 12 for number in numbers)
    await here.twilio.settled()


def test_nonsense_is_refused() -> None:
    for options in ({"rate": 0.0, "errands": [errand()]}, {"rate": 1.0, "errands": []}):
        with pytest.raises(ValueError, match=r"rate|nothing"):
            Texters(None, OURS, **options)  # type: ignore[arg-type] # it is not asked for anything
