from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest

from sandbox.agents import Agent, Crew, Login, SignInFailed, load_phrasebooks
from sandbox.agents.pulse import Pulse
from sandbox.visitors import Crowd, Tempo, load_scenarios
from sandbox.visitors.line import Line
from sandbox.visitors.visitor import Outcome
from tests.unit.sandbox.fake_parley import PASSWORD, FakeParley

QUICK = Pulse(decide=(0, 0), read=(0, 0), second_per_character=0, patience=5, farewell=0.05)
BOOKS = load_phrasebooks()


@contextlib.asynccontextmanager
async def crew(parley: FakeParley, pulse: Pulse = QUICK) -> AsyncIterator[Crew]:
    """An agent at work, who has said that they are available."""
    people = Crew(
        parley.url, [Login(email="ada@example.com", password=PASSWORD)], BOOKS, pulse=pulse
    )
    task = asyncio.create_task(people.run())
    await parley.until(lambda: bool(parley.agents))
    try:
        yield people
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_answers_in_the_visitors_language_and_resolves_on_thanks(parley: FakeParley) -> None:
    line = Line(parley.url, "shop")
    async with crew(parley):
        await line.open()
        said = await line.say("m1", "Hallo, wo ist mein Paket?")
        reply = await line.reply_after(said, 5)
        assert reply is not None
        assert "Bestellnummer" in reply["text"]
        said = await line.say("m2", "GW-1, vielen Dank!")
        reply = await line.reply_after(said, 5)
        assert reply is not None
        assert reply["text"] in BOOKS["de"].farewell
        assert await line.resolved(5)
    await line.close()


async def test_resolves_what_falls_silent(parley: FakeParley) -> None:
    line = Line(parley.url, "shop")
    async with crew(
        parley, Pulse(decide=(0, 0), read=(0, 0), second_per_character=0, patience=0.1)
    ):
        await line.open()
        await line.say("m1", "Where is my parcel?")
        assert await line.resolved(5)
    await line.close()


async def test_takes_what_waited_before_they_came(parley: FakeParley) -> None:
    line = Line(parley.url, "shop")
    await line.open()
    said = await line.say("m1", "Where is my parcel?")
    async with crew(parley):
        assert await line.reply_after(said, 5) is not None
    await line.close()


async def test_serves_what_a_colleague_hands_over(parley: FakeParley) -> None:
    line = Line(parley.url, "shop")
    await line.open()
    said = await line.say("m1", "Where is my parcel?")
    (talk,) = parley.talks.values()
    talk.state = "active"  # somebody else's, until now
    async with crew(parley):
        await parley.hand_over(talk)
        assert await line.reply_after(said, 5) is not None
    await line.close()


async def test_a_wrong_password_is_told(parley: FakeParley) -> None:
    agent = Agent(parley.url, "ada@example.com", "wrong", BOOKS, rng=random.Random(1))
    with pytest.raises(SignInFailed, match="ada@"):
        await agent.work()


async def test_a_crowd_and_a_crew_bring_every_matter_to_an_end(parley: FakeParley) -> None:
    """Every scenario in every language: answered, understood, and either resolved or left."""
    scenarios = load_scenarios()
    tempo = Tempo(second_per_character=0, think=(0, 0), patience=5, linger=0.3)
    people = Crowd(
        parley.url, "shop", scenarios, rate=60_000, tempo=tempo, limit=len(scenarios), at_once=8
    )
    async with crew(parley):
        await people.run()
    assert people.tally.refused == 0
    assert people.tally.outcomes[Outcome.UNANSWERED] == 0
    assert sum(people.tally.outcomes.values()) == len(scenarios)
