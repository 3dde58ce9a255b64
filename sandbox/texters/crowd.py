"""People who keep writing texts, at a chosen rate, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.texters.errands import Errand
from sandbox.texters.texter import Outcome, Tempo, Texter
from sandbox.twilio import TwilioSandbox

_log = logging.getLogger(__name__)

_RETURNING = 0.2
"""The share of errands that come from a number that has written before."""
_REMEMBERED = 200
_PLACES = 50
"""How many free numbers are looked for before one that is busy is taken all the same."""


@dataclass(slots=True)
class Tally:
    """What became of the errands so far."""

    started: int = 0
    failed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)


class Texters:
    """Starts errands as independent people do (a Poisson process), and bounds how many run.

    ``rate`` is in new errands a minute, ``shop`` the number that is written to. The first
    ``opening`` of them come at once. The same ``seed`` gives the same people, errands and words;
    the answers decide the rest.
    """

    def __init__(
        self,
        twilio: TwilioSandbox,
        shop: str,
        errands: Sequence[Errand],
        *,
        rate: float,
        seed: int = 1,
        opening: int = 0,
        at_once: int = 30,
        tempo: Tempo | None = None,
        limit: int | None = None,
    ) -> None:
        if rate <= 0:
            raise ValueError(f"the rate must be above 0 texts a minute, not {rate}")
        if not errands:
            raise ValueError("there is nothing to write about")
        self.tally = Tally()
        self._twilio = twilio
        self._shop = shop
        self._gap = 60 / rate
        self._rng = random.Random(seed)
        self._deck = _shuffled_forever(errands, self._rng)
        self._opening = opening
        self._places = asyncio.Semaphore(at_once)
        self._tempo = tempo or Tempo()
        self._limit = limit
        self._busy: set[str] = set()
        self._regulars: list[tuple[str, str]] = []
        """(language, number)"""

    async def run(self) -> None:
        """Runs until cancelled, or until ``limit`` errands are over."""
        async with asyncio.TaskGroup() as errands:
            while self._limit is None or self.tally.started < self._limit:
                await self._places.acquire()
                self.tally.started += 1
                rng = random.Random(self._rng.getrandbits(64))
                errands.create_task(self._play(next(self._deck), rng))
                at_once = self.tally.started < self._opening
                await asyncio.sleep(0 if at_once else self._rng.expovariate(1 / self._gap))

    async def _play(self, errand: Errand, rng: random.Random) -> None:
        number = self._somebody(errand, rng)
        self._busy.add(number)
        try:
            texter = Texter(
                self._twilio, errand, number=number, shop=self._shop, rng=rng, tempo=self._tempo
            )
            outcome = await texter.play()
            self.tally.outcomes[outcome] += 1
            _log.info("%s (%s, %s): %s", number, errand.language, errand.id, outcome)
        except Exception:
            # One texter who stumbles must not take the others along.
            self.tally.failed += 1
            _log.exception("%s (%s) broke off", number, errand.id)
        finally:
            self._busy.discard(number)
            self._places.release()
        if number not in self._twilio.faults.carrier.fates:
            self._regulars.append((errand.language, number))
            del self._regulars[:-_REMEMBERED]

    def _somebody(self, errand: Errand, rng: random.Random) -> str:
        known = [one for one in self._regulars if one[0] == errand.language]
        if known and rng.random() < _RETURNING:
            chosen = rng.choice(known)
            self._regulars.remove(chosen)  # nobody runs two errands at once
            return chosen[1]
        number = ""
        for _ in range(_PLACES):
            number = "".join(
                str(rng.randrange(10)) if sign == "#" else sign for sign in errand.number
            )
            if number not in self._busy and number not in self._twilio.faults.carrier.fates:
                break
        return number


def _shuffled_forever(errands: Sequence[Errand], rng: random.Random) -> Iterator[Errand]:
    """Like a deck of cards: every errand comes up before one comes up again."""
    while True:
        deck = list(errands)
        rng.shuffle(deck)
        yield from deck
