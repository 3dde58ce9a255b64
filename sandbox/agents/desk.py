"""One conversation on a simulated agent's desk."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.agents.letters import EMAIL, is_from_a_person, letter
from sandbox.agents.phrases import Answers, Phrasebook, choose
from sandbox.agents.pulse import Pulse
from sandbox.agents.timeline import Caller, Timeline


class Desk:
    """Answers what the customer writes; resolves when they take leave or fall silent."""

    def __init__(
        self,
        agent: Caller,
        conversation: dict[str, Any],
        books: Mapping[str, Phrasebook],
        *,
        rng: random.Random,
        pulse: Pulse,
    ) -> None:
        self._agent = agent
        self._timeline = Timeline(agent, conversation)
        self._id = self._timeline.id
        self._by_mail = conversation.get("channel") == EMAIL
        self._name = str((conversation.get("contact") or {}).get("name") or "")
        self._books = books
        self._rng = rng
        self._pulse = pulse
        self._answered = 0
        """Everything up to this seq has been answered."""

    def hear(self, entry: dict[str, Any]) -> None:
        """Takes in a pushed entry."""
        self._timeline.hear(entry)

    async def catch_up(self) -> None:
        """Reads what has been missed."""
        await self._timeline.catch_up()

    async def serve(self) -> None:
        """Talks until the conversation is over, then leaves it."""
        await self._timeline.open()
        self._answered = self._last_own_seq()
        text = await self._next_words(self._pulse.patience)
        book = choose(self._books, self._timeline.shown.get("language"), text)
        answers = Answers(book, self._rng, again=self._last_own_seq() > 0)
        while text:
            await self._reply(answers.to(text), book)
            said_goodbye = answers.finished
            text = await self._next_words(
                self._pulse.farewell if said_goodbye else self._pulse.patience
            )
            if said_goodbye and book.is_thanks(text):
                break  # a last "bye" needs no answer
        if not self._timeline.is_over:
            await self._agent.resolve(self._id)
        await self._timeline.close()

    async def _next_words(self, patience: float) -> str:
        """What the customer has written since the last answer; "" if they stay silent."""
        if not await self._timeline.until(
            lambda: self._unanswered() or self._timeline.is_over, patience
        ):
            return ""
        pace = self._pulse.unhurried if self._by_mail else 1.0
        await asyncio.sleep(self._pulse.reading(self._rng) * pace)
        unanswered = self._unanswered()
        self._answered = max((entry["seq"] for entry in unanswered), default=self._answered)
        return "\n".join(str(entry["text"]) for entry in unanswered)

    async def _reply(self, text: str, book: Phrasebook) -> None:
        await self._agent.call("typing", conversation=self._id, on=True)
        await asyncio.sleep(self._pulse.typing(self._rng, text))
        command = str(uuid.uuid4())
        said: dict[str, Any] = {"text": text}
        if self._by_mail:
            said = letter(text, book, name=self._name, quote=self._answered, rng=self._rng)
        answer: dict[str, Any] = {}
        while not answer:  # no answer at all: the line was cut; the same id counts once
            answer = await self._agent.call("reply", id=command, conversation=self._id, **said)
            if not answer:
                await asyncio.sleep(1)
        await self._agent.call("typing", conversation=self._id, on=False)

    def _unanswered(self) -> list[dict[str, Any]]:
        return [
            entry
            for seq, entry in sorted(self._timeline.entries.items())
            if seq > self._answered
            and entry["kind"] == "message"
            and entry["direction"] == "in"
            and is_from_a_person(entry)
        ]

    def _last_own_seq(self) -> int:
        """The last answer of a person: what acknowledges a mail by itself is none."""
        own = (
            seq
            for seq, entry in self._timeline.entries.items()
            if entry["direction"] == "out" and entry["author"]["type"] == "agent"
        )
        return max(own, default=0)
