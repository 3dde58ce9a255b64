from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from sandbox.visitors import Crowd, Scenario, Tempo, Turn
from sandbox.visitors.line import Line, Refused
from sandbox.visitors.visitor import Outcome, Person, Visitor
from tests.unit.sandbox.fake_parley import FakeParley, Talk

QUICK = Tempo(second_per_character=0, think=(0, 0), patience=5, linger=5)
IMPATIENT = Tempo(second_per_character=0, think=(0, 0), patience=0.05, linger=0.05)
PERSON = Person(name="Noor", language="en")


def scenario(*turns: Turn, rating: tuple[int, ...] = ()) -> Scenario:
    return Scenario(
        id="matter",
        language="en",
        people=("Noor",),
        unanswered=("Anybody?",),
        turns=turns,
        rating=rating,
    )


def visitor(parley: FakeParley, plan: Scenario, tempo: Tempo = QUICK) -> tuple[Visitor, Line]:
    line = Line(parley.url, "shop")
    rng = random.Random(1)
    return Visitor(line, PERSON, plan, rng=rng, tempo=tempo, shop="http://shop"), line


def texts(talk: Talk) -> list[str]:
    return [entry["text"] for entry in talk.entries if entry["kind"] == "message"]


def the_talk(parley: FakeParley) -> Talk:
    (talk,) = parley.talks.values()
    return talk


def has(parley: FakeParley, words: str) -> bool:
    return any(words in texts(talk) for talk in parley.talks.values())


async def test_holds_a_conversation_and_rates_it(parley: FakeParley) -> None:
    plan = scenario(
        Turn(say=("Where is it?",)),
        Turn(after_reply=True, heard=("number",), say=("GW-1",), otherwise=("Hm.",)),
        Turn(after_reply=True, heard=("number",), say=("GW-1",), otherwise=("Thanks",)),
        rating=(4,),
    )
    who, line = visitor(parley, plan)
    playing = asyncio.create_task(who.play())
    await parley.until(lambda: has(parley, "Where is it?"))
    await parley.reply(the_talk(parley), "Which NUMBER?")
    await parley.until(lambda: has(parley, "GW-1"))
    await parley.reply(the_talk(parley), "It comes tomorrow.")
    await parley.until(lambda: has(parley, "Thanks"))
    await parley.reply(the_talk(parley), "Bye!")
    await parley.finish(the_talk(parley))
    assert await playing is Outcome.FINISHED
    await line.close()
    events = [event for event, _ in parley.received]
    assert events[:2] == ["page", "prechat"]
    assert {"typing", "seen"} <= set(events)
    assert next(payload for event, payload in parley.received if event == "rate")["score"] == 4


async def test_asks_once_and_leaves_when_nobody_answers(parley: FakeParley) -> None:
    plan = scenario(Turn(say=("Hello",)), Turn(after_reply=True, say=("never said",)))
    who, line = visitor(parley, plan, IMPATIENT)
    assert await who.play() is Outcome.UNANSWERED
    await line.close()
    assert texts(the_talk(parley)) == ["Hello", "Anybody?"]


async def test_a_lost_acknowledgement_makes_no_second_message(parley: FakeParley) -> None:
    parley.lose_acknowledgements = 1
    who, line = visitor(parley, scenario(Turn(say=("Once",))), IMPATIENT)
    await who.play()
    await line.close()
    sent = [payload["id"] for event, payload in parley.received if event == "message"]
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert texts(the_talk(parley)) == ["Once"]


async def test_comes_back_as_the_same_visitor(parley: FakeParley) -> None:
    plan = scenario(Turn(say=("Before",)), Turn(drop=True, say=("After",)))
    who, line = visitor(parley, plan, IMPATIENT)
    await who.play()
    await line.close()
    assert texts(the_talk(parley)) == ["Before", "After"]


async def test_an_unknown_key_is_refused(parley: FakeParley) -> None:
    line = Line(parley.url, "no such key")
    with pytest.raises(Refused):
        await line.open()


def crowd(parley: FakeParley, plans: Sequence[Scenario], limit: int, at_once: int = 30) -> Crowd:
    return Crowd(
        parley.url, "shop", plans, rate=6000, tempo=IMPATIENT, limit=limit, at_once=at_once
    )


async def test_a_crowd_plays_every_scenario_before_one_comes_again(parley: FakeParley) -> None:
    plans = [scenario(Turn(say=(f"matter {number}",))) for number in range(6)]
    people = crowd(parley, plans, limit=6)
    await people.run()
    said = [payload["text"] for event, payload in parley.received if event == "message"]
    assert sorted(said) == [f"matter {number}" for number in range(6)]
    assert people.tally.outcomes[Outcome.FINISHED] == 6
    assert people.tally.refused == 0


async def test_a_crowd_keeps_to_its_places(parley: FakeParley) -> None:
    most = 0
    people = crowd(parley, [scenario(Turn(say=("Hi",)))], limit=8, at_once=2)
    task = asyncio.create_task(people.run())
    while not task.done():
        most = max(most, len(parley.sockets))
        async with parley.changed:
            waiting = asyncio.create_task(parley.changed.wait())
            parley.changed.release()
            await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await parley.changed.acquire()
    await task
    assert 1 <= most <= 2


async def test_a_crowd_that_is_stopped_leaves_nobody_connected(parley: FakeParley) -> None:
    patient = scenario(Turn(say=("Hi",)), Turn(after_reply=True, say=("never said",)))
    people = Crowd(parley.url, "shop", [patient], rate=6000, tempo=QUICK, at_once=3)
    task = asyncio.create_task(people.run())
    await parley.until(lambda: len(parley.talks) == 3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await parley.until(lambda: not parley.sockets)


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_must_be_above_nothing(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        Crowd("http://nowhere", "shop", [scenario()], rate=rate)
