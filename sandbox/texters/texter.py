"""One person with a phone, who plays one errand."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from enum import StrEnum

from sandbox.mail.files import picture
from sandbox.texters.errands import Errand, Turn
from sandbox.twilio import File, TwilioSandbox
from sandbox.twilio.message import Direction

UNREACHABLE = 30003
"""Twilio's code for a phone that is switched off."""


class Outcome(StrEnum):
    """How an errand ended."""

    FINISHED = "finished"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """All times in seconds. The defaults are those of people; tests make everybody quick."""

    second_per_character: float = 0.15
    think: tuple[float, float] = (4.0, 15.0)
    """Between reading and the first key."""
    patience: float = 300.0
    """How long somebody waits for an answer before asking once more, and then before giving up."""

    def thinking(self, rng: random.Random, pause: tuple[float, float] | None) -> float:
        """Seconds until the first key; ``pause`` is the errand's own wish, at human speed."""
        if pause is None or self.think[1] == 0:
            return rng.uniform(*self.think)
        return rng.uniform(*pause)


class Texter:
    """Writes from ``number`` to ``shop``, reads the answers on the phone, and writes back."""

    def __init__(
        self,
        twilio: TwilioSandbox,
        errand: Errand,
        *,
        number: str,
        shop: str,
        rng: random.Random,
        tempo: Tempo,
    ) -> None:
        self._twilio = twilio
        self._errand = errand
        self._number = number
        self._shop = shop
        self._rng = rng
        self._tempo = tempo
        self._order = f"GW-{rng.randrange(10_000, 60_000)}"
        self._handset = twilio.handset(number)
        self._seen = len(self._handset.messages)

    async def play(self) -> Outcome:
        """Write, wait, read, answer, until nothing is left to say."""
        for turn in self._errand.turns:
            if turn.after_reply and not await self._answer() and not await self._ask_again():
                return Outcome.UNANSWERED
            await self._act(turn)
        return Outcome.FINISHED

    async def _act(self, turn: Turn) -> None:
        words = self._rng.choice(turn.say).format(order=self._order)
        await asyncio.sleep(self._tempo.thinking(self._rng, turn.pause_s))
        await asyncio.sleep(len(words) * self._tempo.second_per_character)
        media = [File("image/png", picture(self._rng))] if turn.photo else []
        await self._write(words, media)
        if turn.off:
            self._twilio.faults.carrier.fail([self._number], UNREACHABLE)

    async def _write(self, words: str, media: list[File]) -> None:
        await self._twilio.text(self._number, self._shop, words, media)

    async def _answer(self) -> bool:
        """Whether something comes that a person wrote, before patience ends."""
        try:
            async with asyncio.timeout(self._tempo.patience):
                while True:
                    news = await self._handset.more_than(self._seen)
                    self._seen += len(news)
                    # What Twilio says by itself to STOP and HELP answers nothing.
                    if any(one.direction is Direction.API for one in news):
                        return True
        except TimeoutError:
            return False

    async def _ask_again(self) -> bool:
        await self._write(self._rng.choice(self._errand.unanswered), [])
        return await self._answer()
