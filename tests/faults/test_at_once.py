"""The same thing fifty times at once, through real sockets and over HTTP, counts once."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running.browser import signed_in
from tests.running.console import Console
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.timeout(60)]

TIMES = 50
TABS = 5


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    with running_demo(tmp_path, PARLEY_VISITOR_MESSAGES_PER_MINUTE="120") as process:
        yield process


async def test_fifty_first_messages_make_one_contact_and_one_conversation(
    parley: ParleyProcess,
) -> None:
    agent = await signed_in(parley)
    key = parley.demo["inboxes"][0]["key"]
    tabs = [Visitor(parley.url, key) for _ in range(TABS)]
    stay = [asyncio.create_task(tabs[0].run())]
    try:
        await tabs[0].until_known()
        for tab in tabs[1:]:
            tab.token = tabs[0].token
            stay.append(asyncio.create_task(tab.run()))
        texts = [f"hello {number}" for number in range(TIMES)]
        await asyncio.gather(*(tabs[n % TABS].say(text) for n, text in enumerate(texts)))
        [conversation] = (await agent.get("/conversations?view=all&category=open"))["items"]
        assert len((await agent.get("/contacts"))["items"]) == 1
        entries = await agent.timeline(conversation["id"])
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        stored = [entry["text"] for entry in entries if entry["kind"] == "message"]
        assert Counter(stored) == Counter(texts)
        for tab in tabs:
            await tab.until_sees(*texts)
            assert tab.texts() == stored
    finally:
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)


async def test_one_id_fifty_times_counts_once(parley: ParleyProcess) -> None:
    agent = await signed_in(parley)
    visitor = Visitor(parley.url, parley.demo["inboxes"][0]["key"])
    tabs = [Console(agent) for _ in range(TABS)]
    stay = [asyncio.create_task(visitor.run())]
    stay += [asyncio.create_task(tab.run()) for tab in tabs]
    try:
        await tabs[0].insist("presence", {"state": "available"})
        message_id = str(uuid.uuid4())
        await visitor.until_known()
        seqs = await asyncio.gather(*(visitor.say("hello", message_id) for _ in range(TIMES)))
        assert len(set(seqs)) == 1
        conversation = await tabs[0].accept_next()
        reply, note, labels = (str(uuid.uuid4()) for _ in range(3))
        path = f"/conversations/{conversation}"
        answers = await asyncio.gather(
            *(
                tabs[n % TABS].insist(
                    "reply", {"id": reply, "conversation": conversation, "text": "an answer"}
                )
                for n in range(TIMES)
            ),
            *(agent.post(f"{path}/reply", {"id": reply, "text": "an answer"}) for _ in range(10)),
        )
        assert len({answer["seq"] for answer in answers}) == 1
        await asyncio.gather(
            *(agent.post(f"{path}/note", {"id": note, "text": "a note"}) for _ in range(TIMES)),
            *(agent.post(f"{path}/labels", {"id": labels, "add": ["vip"]}) for _ in range(TIMES)),
        )
        entries = await agent.timeline(conversation)
        told = Counter(entry["text"] for entry in entries if entry["text"])
        assert told == {"hello": 1, "an answer": 1, "a note": 1}
        assert Counter(entry["activity"] for entry in entries)["labels"] == 1
        await visitor.until_sees("hello", "an answer")
    finally:
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)
