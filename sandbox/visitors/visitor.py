"""One simulated visitor, who plays one scenario and then goes."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass
from enum import StrEnum

from sandbox.visitors.line import Line
from sandbox.visitors.scenario import Scenario, Turn
from sandbox.visitors.tempo import Tempo


class Outcome(StrEnum):
    """How a visit ended."""

    FINISHED = "finished"
    LEFT = "left"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who visits the shop, perhaps not for the first time."""

    name: str
    language: str
    token: str | None = None


class Visitor:
    """Plays ``scenario`` over ``line``: reads, thinks, types, waits, reacts, rates, leaves."""

    def __init__(
        self,
        line: Line,
        person: Person,
        scenario: Scenario,
        *,
        rng: random.Random,
        tempo: Tempo,
        shop: str,
    ) -> None:
        self._line = line
        self._person = person
        self._scenario = scenario
        self._rng = rng
        self._tempo = tempo
        self._shop = shop.rstrip("/")
        self._said = 0
        """The seq of the visitor's last message."""
        self._reply = ""

    async def play(self) -> Outcome:
        """Holds the conversation. Raises :class:`~sandbox.visitors.line.Refused`."""
        await self._line.open()
        self._said = self._line.last_seq  # what was said on an earlier visit is no answer
        await self._walk(self._scenario.page)
        if self._person.token is None:
            await self._line.tell("prechat", name=self._person.name, email=self._address())
        for turn in self._scenario.turns:
            if turn.after_reply and not await self._wait_for_reply():
                return Outcome.UNANSWERED
            if turn.leave:
                return Outcome.LEFT
            await self._act(turn)
        await self._wait_for_reply_at_most(self._tempo.linger)
        if await self._line.resolved(self._tempo.linger) and self._scenario.rating:
            score = self._rng.choice(self._scenario.rating)
            await self._line.tell("rate", id=self._uuid(), score=score)
        return Outcome.FINISHED

    async def _act(self, turn: Turn) -> None:
        if turn.page:
            await self._walk(turn.page)
        if turn.drop:
            await self._line.close()
            await asyncio.sleep(self._tempo.thinking(self._rng))
            await self._line.open()
        words = turn.words(self._rng, self._reply)
        if words:
            await asyncio.sleep(self._tempo.thinking(self._rng, turn.pause_s))
            await self._write(words)

    async def _write(self, words: str) -> None:
        await self._line.tell("typing", on=True)
        await asyncio.sleep(self._tempo.typing(self._rng, words))
        self._said = await self._line.say(self._uuid(), words)
        await self._line.tell("typing", on=False)

    async def _wait_for_reply(self) -> bool:
        """Waits; asks once whether anybody is there; waits again."""
        if await self._wait_for_reply_at_most(self._tempo.patience):
            return True
        # The place in the queue is the last message's: an answer to either will do.
        said = self._said
        await self._write(self._rng.choice(self._scenario.unanswered))
        self._said = said
        return await self._wait_for_reply_at_most(self._tempo.patience)

    async def _wait_for_reply_at_most(self, patience: float) -> bool:
        reply = await self._line.reply_after(self._said, patience)
        if reply is None:
            return False
        self._reply = str(reply["text"])
        await self._line.tell("seen", seq=reply["seq"])
        return True

    async def _walk(self, page: str) -> None:
        title = page.split("?")[0].removesuffix(".html").capitalize()
        await self._line.tell("page", url=f"{self._shop}/{page}", title=f"{title} · Glimmerwick")

    def _address(self) -> str:
        """A mail address that belongs to nobody (RFC 2606, section 3)."""
        return f"visitor-{self._rng.randrange(10**8):08d}@customers.example"

    def _uuid(self) -> str:
        """Never from the seed: a second run would repeat the ids, and an id counts only once."""
        return str(uuid.uuid4())
