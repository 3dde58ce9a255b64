"""One conversation on a simulated agent's desk."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from sandbox.agents.letters import EMAIL, is_from_a_person, letter
from sandbox.agents.phrases import Answers, Phrasebook, choose
from sandbox.agents.pulse import Pulse

_ENDED = {"resolved", "abandoned", "queued"}


class Caller(Protocol):
    """What a desk needs of its agent."""

    async def call(self, event: str, **payload: Any) -> dict[str, Any]:
        """A socket call and its answer."""

    async def resolve(self, conversation: str) -> None:
        """Ends a conversation."""


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
        self._id = str(conversation["id"])
        self._language = conversation.get("language")
        self._by_mail = conversation.get("channel") == EMAIL
        self._name = str((conversation.get("contact") or {}).get("name") or "")
        self._books = books
        self._rng = rng
        self._pulse = pulse
        self._entries: dict[int, dict[str, Any]] = {}
        self._answered = 0
        """Everything up to this seq has been answered."""
        self._began = 0
        """The newest seq when the conversation came to this desk."""
        self._over = False
        self._news = asyncio.Event()

    def hear(self, entry: dict[str, Any]) -> None:
        """Takes in a pushed entry."""
        self._entries[entry["seq"]] = entry
        self._news.set()

    async def catch_up(self) -> None:
        """Joins the conversation's room and reads what has been missed."""
        after = max(self._entries, default=0)
        answer = await self._agent.call("open", conversation=self._id, after=after)
        self._language = answer.get("conversation", {}).get("language") or self._language
        for entry in answer.get("entries", []):
            self.hear(entry)

    async def serve(self) -> None:
        """Talks until the conversation is over, then leaves it."""
        await self.catch_up()
        self._began = max(self._entries, default=0)
        self._answered = self._last_own_seq()
        text = await self._next_words(self._pulse.patience)
        book = choose(self._books, self._language, text)
        answers = Answers(book, self._rng, again=self._last_own_seq() > 0)
        while text:
            await self._reply(answers.to(text), book)
            said_goodbye = answers.finished
            text = await self._next_words(
                self._pulse.farewell if said_goodbye else self._pulse.patience
            )
            if said_goodbye and book.is_thanks(text):
                break  # a last "bye" needs no answer
        if not self._over:
            await self._agent.resolve(self._id)
        await self._agent.call("close", conversation=self._id)

    async def _next_words(self, patience: float) -> str:
        """What the customer has written since the last answer; "" if they stay silent."""
        try:
            async with asyncio.timeout(patience):
                while not self._unanswered() and not self._over:
                    self._news.clear()
                    await self._news.wait()
                    self._over = self._has_ended()
        except TimeoutError:
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
            for seq, entry in sorted(self._entries.items())
            if seq > self._answered
            and entry["kind"] == "message"
            and entry["direction"] == "in"
            and is_from_a_person(entry)
        ]

    def _last_own_seq(self) -> int:
        """The last answer of a person: what acknowledges a mail by itself is none."""
        own = (
            seq
            for seq, entry in self._entries.items()
            if entry["direction"] == "out" and entry["author"]["type"] == "agent"
        )
        return max(own, default=0)

    def _has_ended(self) -> bool:
        """Whether somebody has resolved the conversation or taken it from this desk."""
        return any(
            entry["activity"] == "transferred"
            or (entry["activity"] == "state" and entry["data"]["to"] in _ENDED)
            for seq, entry in self._entries.items()
            if seq > self._began
        )
