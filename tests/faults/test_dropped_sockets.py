"""Sockets are dropped at random under load; both sides end with what a fresh read gives."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.running.browser import Browser, signed_in
from tests.running.console import Console
from tests.running.cut_proxy import CutProxy
from tests.running.folding import bare
from tests.running.line import Payload
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.timeout(90)]

VISITORS = 3  # as many chats as one agent may hold
ROUNDS = 25
SEED = 11
SETTLES_S = 20.0


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    with running_demo(tmp_path, PARLEY_VISITOR_MESSAGES_PER_MINUTE="300") as process:
        yield process


@pytest.fixture
def network(parley: ParleyProcess) -> Iterator[CutProxy]:
    proxy = CutProxy(free_port(), parley.port)
    proxy.start()
    yield proxy
    proxy.stop()


async def test_both_sides_hold_every_entry_once(parley: ParleyProcess, network: CutProxy) -> None:
    agent = await signed_in(parley)
    console = Console(agent.at(network.url))
    key = parley.demo["inboxes"][0]["key"]
    visitors = [Visitor(network.url, key, address=f"198.51.100.{n + 1}") for n in range(VISITORS)]
    stay = [asyncio.create_task(console.run())]
    stay += [asyncio.create_task(visitor.run()) for visitor in visitors]
    chance = random.Random(SEED)
    try:
        await console.insist("presence", {"state": "available"})
        mine = [await _begin(console, visitor, n) for n, visitor in enumerate(visitors)]
        dropped = 0
        async with asyncio.TaskGroup() as talk:
            talking = [
                talk.create_task(_talk(console, visitor, conversation))
                for visitor, conversation in zip(visitors, mine, strict=True)
            ]
            while not all(task.done() for task in talking):
                known = sum(timeline.last for timeline in console.timelines.values())
                dropped += network.drop(lambda: chance.random() < 0.5)
                await _progress(console, known + 15, talking)
        assert dropped >= 20
        assert console.connections > 5
        for visitor, conversation in zip(visitors, mine, strict=True):
            fresh = await _settled(agent, console, conversation)
            texts = [entry["text"] for entry in fresh if entry["kind"] == "message"]
            assert max(Counter(texts).values()) == 1
            await visitor.until_sees(*texts)
            assert visitor.texts() == texts
            assert sorted(visitor.entries) == [entry["seq"] for entry in await visitor.fresh()]
    finally:
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)


async def _begin(console: Console, visitor: Visitor, number: int) -> str:
    await visitor.say(f"visitor {number} says hello")
    return await console.accept_next()


async def _talk(console: Console, visitor: Visitor, conversation: str) -> None:
    for number in range(ROUNDS):
        await visitor.say(f"question {number}")
        command = {"id": str(uuid.uuid4()), "conversation": conversation}
        event = "note" if number % 5 == 4 else "reply"
        answer = await console.insist(event, {**command, "text": f"{event} {number}"})
        assert "error" not in answer, answer


async def _progress(console: Console, known: int, talking: list[asyncio.Task[None]]) -> None:
    """Wait until the console has got so far, or somebody has said everything."""
    further = asyncio.create_task(
        console.until(lambda: sum(it.last for it in console.timelines.values()) >= known, 20)
    )
    still = [task for task in talking if not task.done()]
    await asyncio.wait([further, *still], return_when=asyncio.FIRST_COMPLETED)
    further.cancel()
    await asyncio.gather(further, return_exceptions=True)


async def _settled(agent: Browser, console: Console, conversation: str) -> list[Payload]:
    """Read afresh until it is what the console has: tags and receipts may still be on their way."""
    deadline = asyncio.get_running_loop().time() + SETTLES_S
    while True:
        fresh = await agent.timeline(conversation)
        held = console.timelines[conversation].entries
        if [bare(entry) for entry in held] == [bare(entry) for entry in fresh]:
            return fresh
        assert asyncio.get_running_loop().time() < deadline, (held, fresh)
        await console.next_news(within_s=0.3)
