"""A simulated agent with a mail on the desk."""

from __future__ import annotations

import random
from typing import Any

from sandbox.agents.desk import Desk
from sandbox.agents.phrases import load_phrasebooks
from sandbox.agents.pulse import Pulse

QUICK = Pulse(decide=(0, 0), read=(0, 0), second_per_character=0, patience=0.05, farewell=0.05)


class Console:
    """Answers an agent's calls, and remembers the replies; each one bounces."""

    def __init__(self, *entries: dict[str, Any]) -> None:
        self.entries = list(entries)
        self.replies: list[dict[str, Any]] = []
        self.resolved: list[str] = []
        self.desk: Desk | None = None

    async def call(self, event: str, **payload: Any) -> dict[str, Any]:
        if event == "open":
            return {"conversation": {"language": "en"}, "entries": self.entries}
        if event == "reply":
            self.replies.append(payload)
            self.add("out", "agent", payload["text"])
            self.add("in", "contact", "Undelivered mail", kind="bounce")
        return {"ok": True}

    async def resolve(self, conversation: str) -> None:
        self.resolved.append(conversation)

    def add(self, direction: str, author: str, text: str, kind: str = "message") -> None:
        self.entries.append(entry(len(self.entries) + 1, direction, author, text, kind))
        if self.desk is not None:
            self.desk.hear(self.entries[-1])


def entry(seq: int, direction: str, author: str, text: str, kind: str) -> dict[str, Any]:
    data: dict[str, Any] = {"mail": {"kind": kind}} if direction == "in" else {}
    if kind in ("stop", "start", "help"):
        data = {"sms": {"keyword": kind}}
    return {
        "seq": seq,
        "kind": "message",
        "activity": None,
        "direction": direction,
        "author": {"type": author},
        "text": text,
        "data": data,
    }


async def test_answers_a_mail_once_although_a_machine_acknowledged_it_and_a_report_came() -> None:
    console = Console(
        entry(1, "in", "contact", "Where is my parcel?", "message"),
        entry(2, "out", "system", "We have got your mail.", ""),
    )
    told = {"id": "c1", "channel": "email", "contact": {"name": "Ruth"}}
    desk = Desk(console, told, load_phrasebooks(), rng=random.Random(1), pulse=QUICK)
    console.desk = desk
    await desk.serve()
    (reply,) = console.replies
    assert reply["text"].startswith("Hello Ruth,\n\n")
    assert reply["text"].endswith("\n\nKind regards")
    assert reply["mail"]["quote"] == 1
    assert console.resolved == ["c1"]


async def test_nobody_answers_a_word_that_is_meant_for_the_network() -> None:
    told = {"id": "c1", "channel": "sms", "contact": {"name": "+12025550143"}}
    for word, replies in (("stop", 0), ("start", 0), ("help", 1)):
        console = Console(entry(1, "in", "contact", word.upper(), word))
        await Desk(console, told, load_phrasebooks(), rng=random.Random(1), pulse=QUICK).serve()
        assert len(console.replies) == replies
        assert console.resolved == ["c1"]
