"""Visitors who keep coming, at a chosen rate, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.visitors.line import Line, Refused
from sandbox.visitors.scenario import Scenario
from sandbox.visitors.tempo import Tempo
from sandbox.visitors.visitor import Outcome, Person, Visitor

_log = logging.getLogger(__name__)

_RETURNING = 0.2
"""The share of conversations that are held by somebody who has been here before."""
_REMEMBERED = 200


@dataclass(slots=True)
class Tally:
    """What became of the visits so far."""

    started: int = 0
    refused: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)


class Crowd:
    """Starts conversations as independent people do (a Poisson process) and bounds how many run.

    ``rate`` is in conversations a minute, ``shop`` the address of the demo shop. The same ``seed``
    gives the same people, matters and words; the answers of agents decide the rest.
    """

    def __init__(
        self,
        url: str,
        inbox: str,
        scenarios: Sequence[Scenario],
        *,
        rate: float,
        seed: int = 1,
        at_once: int = 30,
        tempo: Tempo | None = None,
        shop: str | None = None,
        limit: int | None = None,
    ) -> None:
        if rate <= 0:
            raise ValueError(f"the rate must be above 0 conversations a minute, not {rate}")
        if not scenarios:
            raise ValueError("there is no scenario to play")
        self.tally = Tally()
        self._url = url
        self._inbox = inbox
        self._gap = 60 / rate
        self._rng = random.Random(seed)
        self._deck = _shuffled_forever(scenarios, self._rng)
        self._places = asyncio.Semaphore(at_once)
        self._tempo = tempo or Tempo()
        self._shop = shop or f"{url.rstrip('/')}/demo-shop"
        self._limit = limit
        self._regulars: list[Person] = []

    async def run(self) -> None:
        """Runs until cancelled (or until ``limit`` visits are over); nobody is left connected."""
        async with asyncio.TaskGroup() as visits:
            while self._limit is None or self.tally.started < self._limit:
                await self._places.acquire()
                self.tally.started += 1
                seed = self._rng.getrandbits(64)
                visits.create_task(self._visit(next(self._deck), random.Random(seed)))
                await asyncio.sleep(self._rng.expovariate(1 / self._gap))

    async def _visit(self, scenario: Scenario, rng: random.Random) -> None:
        person = self._somebody(scenario, rng)
        line = Line(self._url, self._inbox, person.token)
        visitor = Visitor(line, person, scenario, rng=rng, tempo=self._tempo, shop=self._shop)
        try:
            outcome = await visitor.play()
            self.tally.outcomes[outcome] += 1
            _log.info("%s (%s, %s): %s", person.name, scenario.language, scenario.id, outcome)
        except Refused as error:
            self.tally.refused += 1
            _log.warning("%s was refused (%s): %s", person.name, error.code, error)
        except Exception:
            # One visitor who stumbles must not take the whole crowd along.
            self.tally.refused += 1
            _log.exception("%s (%s) broke off", person.name, scenario.id)
        finally:
            self._places.release()
            await line.close()
        self._remember(person, line.token)

    def _somebody(self, scenario: Scenario, rng: random.Random) -> Person:
        known = [person for person in self._regulars if person.language == scenario.language]
        if known and rng.random() < _RETURNING:
            person = rng.choice(known)
            self._regulars.remove(person)  # nobody holds two conversations at once
            return person
        return Person(name=rng.choice(scenario.people), language=scenario.language)

    def _remember(self, person: Person, token: str | None) -> None:
        if token is None:
            return
        self._regulars.append(Person(name=person.name, language=person.language, token=token))
        del self._regulars[:-_REMEMBERED]


def _shuffled_forever(scenarios: Sequence[Scenario], rng: random.Random) -> Iterator[Scenario]:
    """Like a deck of cards: every scenario comes up before one comes up again."""
    while True:
        deck = list(scenarios)
        rng.shuffle(deck)
        yield from deck
