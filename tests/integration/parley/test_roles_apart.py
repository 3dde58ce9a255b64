"""Roles in processes of their own work as one Parley, also while one of them dies."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable

import pytest

from tests.running.apart import Apart, Team, set_up
from tests.running.browser import Browser
from tests.running.line import Line, Payload
from tests.running.parley_process import ParleyProcess
from tests.running.visitor import Visitor

pytestmark = [pytest.mark.peers, pytest.mark.timeout(90)]

HAND_OVER_S = 20.0
"""The routing lease (6 s), and what a busy machine may add to it."""


async def start(apart: Apart, *roles: str) -> list[ParleyProcess]:
    """Start processes at once and wait for all of them."""
    made = [apart.process(role) for role in roles]
    for process in made:
        await asyncio.to_thread(process.wait_until_ready)
    return made


async def accept_next(line: Line, within_s: float = HAND_OVER_S) -> str:
    """Take the next offer and return its conversation."""
    offer = await line.next("offer", within_s=within_s)
    answer = await line.call("accept", {"offer": offer["id"]})
    assert answer["conversation"]["state"] == "active", answer
    return str(offer["conversation"]["id"])


def delivered(state: str, seq: int) -> Callable[[Payload], bool]:
    def accept(entry: Payload) -> bool:
        data = entry["data"]
        return entry["activity"] == "delivery" and data["state"] == state and seq in data["targets"]

    return accept


async def test_a_conversation_runs_through_four_processes(apart: Apart) -> None:
    web, other_web, *_ = await start(apart, "web", "web", "worker", "connectors")
    team = await set_up(web.url)
    agent = team.agent.at(other_web.url)
    line = await agent.line()
    visitor = Visitor(web.url, team.inbox_key)
    second_tab = Visitor(other_web.url, team.inbox_key)
    stay: list[asyncio.Task[None]] = [asyncio.create_task(visitor.run())]
    try:
        await line.next("hello")
        await line.call("presence", {"state": "available"})
        await visitor.say("My lamp is broken and I am very angry!")
        conversation = await accept_next(line)
        opened = await line.call("open", {"conversation": conversation})
        assert "error" not in opened, opened

        reply = {"id": str(uuid.uuid4()), "conversation": conversation, "text": "I am sorry."}
        seq = (await line.call("reply", reply))["seq"]
        await visitor.until_sees("I am sorry.")
        await line.next("entry", delivered("sent", seq))
        await visitor.try_call("seen", {"seq": seq})
        await line.next("entry", delivered("read", seq))

        tagged = await line.next("entry", lambda e: e["activity"] == "tagged", within_s=20)
        kinds = {tag["kind"]: tag["value"] for tag in tagged["data"]["tags"]}
        assert kinds["language"] == "en"
        assert kinds["sentiment"] == "negative"

        # A second tab of theirs, on the agent's web process.
        second_tab.token = visitor.token
        stay.append(asyncio.create_task(second_tab.run()))
        await second_tab.until_sees("My lamp is broken and I am very angry!", "I am sorry.")
        await second_tab.say("And the bulb too.")
        await visitor.until_sees("And the bulb too.")
        await line.next("entry", lambda e: e["text"] == "And the bulb too.")
    finally:
        await _leave(stay, line)


async def test_a_worker_dies_and_another_takes_over(apart: Apart) -> None:
    web, other_web, worker = await start(apart, "web", "web", "worker")
    team = await set_up(web.url)
    agent = team.agent.at(other_web.url)
    line = await agent.line()
    visitors = [Visitor(web.url, team.inbox_key, address=f"198.51.100.{n}") for n in range(6)]
    stay = [asyncio.create_task(visitor.run()) for visitor in visitors]
    try:
        await line.next("hello")
        await line.call("presence", {"state": "available"})
        for visitor in visitors[:3]:
            await visitor.say("first")
        mine = [await accept_next(line) for _ in range(3)]

        talking = asyncio.create_task(_talk(agent, visitors[:3], mine))
        await visitors[0].until_sees("answer 2")
        worker.kill()
        for visitor in visitors[3:]:
            await visitor.say("first")
        await start(apart, "worker")
        later = [await accept_next(line) for _ in range(3)]
        await talking
        await _compare(agent, visitors, [*mine, *later])
    finally:
        await _leave(stay, line)


async def _talk(agent: Browser, visitors: list[Visitor], conversations: list[str]) -> None:
    """Questions and answers, without pause."""
    for number in range(12):
        for visitor, conversation in zip(visitors, conversations, strict=True):
            await visitor.say(f"question {number}")
            body = {"id": str(uuid.uuid4()), "text": f"answer {number}"}
            await agent.post(f"/conversations/{conversation}/reply", body)


async def _compare(agent: Browser, visitors: list[Visitor], conversations: list[str]) -> None:
    """Every word is stored once, has been sent, and has reached the visitor once."""
    told = {}
    for conversation in conversations:
        entries = await agent.timeline(conversation)
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        told[conversation] = [entry["text"] for entry in entries if entry["kind"] == "message"]
        assert max(Counter(told[conversation]).values()) == 1
    words = {f"{what} {number}" for what in ("question", "answer") for number in range(12)}
    for texts in list(told.values())[:3]:
        assert set(texts) == words | {"first"}
    for visitor in visitors[:3]:
        await visitor.until_sees(*words)
        assert Counter(visitor.texts()) == Counter(words | {"first"})
        assert visitor.texts() in told.values()


@pytest.mark.parametrize("count", [24])
async def test_first_messages_over_two_processes_make_one_conversation(
    apart: Apart, count: int
) -> None:
    web, other_web = await start(apart, "web", "web")
    team: Team = await set_up(web.url)
    first = Visitor(web.url, team.inbox_key)
    tabs = [Visitor([web.url, other_web.url][n % 2], team.inbox_key) for n in range(count)]
    stay = [asyncio.create_task(first.run())]
    try:
        await first.until_known()
        for tab in tabs:
            tab.token = first.token
            stay.append(asyncio.create_task(tab.run()))
        seqs = await asyncio.gather(*(tab.say(f"hello {n}") for n, tab in enumerate(tabs)))
        assert len(set(seqs)) == count
        admin_sees = await team.agent.get("/conversations?view=all&category=open")
        [conversation] = admin_sees["items"]
        entries = await team.agent.timeline(conversation["id"])
        messages = [entry for entry in entries if entry["kind"] == "message"]
        assert Counter(entry["text"] for entry in messages) == Counter(
            f"hello {n}" for n in range(count)
        )
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        assert len((await team.agent.get("/contacts"))["items"]) == 1
        for tab in tabs:
            await tab.until_sees(*(f"hello {n}" for n in range(count)))
    finally:
        await _leave(stay)


async def _leave(stay: list[asyncio.Task[None]], line: Line | None = None) -> None:
    for task in stay:
        task.cancel()
    await asyncio.gather(*stay, return_exceptions=True)
    if line is not None:
        await line.close()
