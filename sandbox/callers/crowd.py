"""People who keep calling, at a chosen rate, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.callers.caller import Caller, Outcome
from sandbox.callers.errands import Errand
from sandbox.callers.tempo import Tempo
from sandbox.twilio import TwilioSandbox

_log = logging.getLogger(__name__)

_RETURNING = 0.15
"""The share of calls that come from a number that has called before."""
_REMEMBERED = 100
_PLACES = 50
"""How many free numbers are looked for before one that is busy is taken all the same."""


@dataclass(slots=True)
class Tally:
    """What became of the calls so far."""

    started: int = 0
    failed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)


class Callers:
    """Starts calls as independent people do (a Poisson process), and bounds how many run.

    ``rate`` is in new calls a minute of the sandbox's clock, ``shop`` the number that is called.
    The first ``opening`` of them come at once. The same ``seed`` gives the same people, errands and
    words; what they are answered decides the rest.
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
        at_once: int = 20,
        tempo: Tempo | None = None,
        limit: int | None = None,
    ) -> None:
        if rate <= 0:
            raise ValueError(f"the rate must be above 0 calls a minute, not {rate}")
        if not errands:
            raise ValueError("there is nothing to call about")
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
        """(how the number looks, the number)"""

    async def run(self) -> None:
        """Runs until cancelled, or until ``limit`` calls are over."""
        sleep = self._twilio.voice.exchange.sleep
        async with asyncio.TaskGroup() as calls:
            while self._limit is None or self.tally.started < self._limit:
                await self._places.acquire()
                self.tally.started += 1
                rng = random.Random(self._rng.getrandbits(64))
                errand = next(self._deck)
                calls.create_task(self._play(errand, self._somebody(errand, rng), rng))
                at_once = self.tally.started < self._opening
                await sleep(0 if at_once else self._rng.expovariate(1 / self._gap))

    async def _play(self, errand: Errand, number: str, rng: random.Random) -> None:
        try:
            caller = Caller(
                self._twilio, errand, number=number, shop=self._shop, rng=rng, tempo=self._tempo
            )
            outcome = await caller.play()
            self.tally.outcomes[outcome] += 1
            _log.info("%s (%s, %s): %s", number, errand.language, errand.id, outcome)
        except Exception:
            # One caller who stumbles must not take the others along.
            self.tally.failed += 1
            _log.exception("%s (%s) broke off", number, errand.id)
        finally:
            self._busy.discard(number)
            self._places.release()
        self._regulars.append((errand.number, number))
        del self._regulars[:-_REMEMBERED]

    def _somebody(self, errand: Errand, rng: random.Random) -> str:
        known = [one for one in self._regulars if one[0] == errand.number]
        if known and rng.random() < _RETURNING:
            chosen = rng.choice(known)
            self._regulars.remove(chosen)
            number = chosen[1]
        else:
            number = self._anybody(errand, rng)
        self._busy.add(number)
        return number

    def _anybody(self, errand: Errand, rng: random.Random) -> str:
        number = errand.number
        for _ in range(_PLACES):
            number = "".join(
                str(rng.randrange(10)) if sign == "#" else sign for sign in errand.number
            )
            if number not in self._busy:
                break
        return number


def _shuffled_forever(errands: Sequence[Errand], rng: random.Random) -> Iterator[Errand]:
    """Like a deck of cards: every errand comes up before one comes up again."""
    while True:
        deck = list(errands)
        rng.shuffle(deck)
        yield from deck
