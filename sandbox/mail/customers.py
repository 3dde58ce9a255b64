"""Customers who keep writing, at a chosen rate, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.mail.clients import CLIENTS
from sandbox.mail.customer import Customer, Outcome, Tempo, Writer, lost_address
from sandbox.mail.matters import Form, Matter
from sandbox.mail.post_office import PostOffice

_log = logging.getLogger(__name__)

_RETURNING = 0.2
"""The share of matters that come from somebody who has written before."""
_REMEMBERED = 200


@dataclass(slots=True)
class Tally:
    """What became of the correspondences so far."""

    started: int = 0
    failed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    forms: Counter[Form] = field(default_factory=Counter)


class Customers:
    """Starts correspondences as independent people do (a Poisson process), and bounds how many run.

    ``rate`` is in new matters a minute. The first ``opening`` of them have come overnight: they are
    there at once, of as many forms as there are. The same ``seed`` gives the same people, matters
    and words; the answers decide the rest.
    """

    def __init__(
        self,
        office: PostOffice,
        matters: Sequence[Matter],
        *,
        rate: float,
        seed: int = 1,
        opening: int = 0,
        at_once: int = 40,
        tempo: Tempo | None = None,
        limit: int | None = None,
    ) -> None:
        if rate <= 0:
            raise ValueError(f"the rate must be above 0 mails a minute, not {rate}")
        if not matters:
            raise ValueError("there is nothing to write about")
        self.tally = Tally()
        self._office = office
        self._gap = 60 / rate
        self._rng = random.Random(seed)
        self._deck = _one_of_each_form_first(matters, self._rng)
        self._opening = opening
        self._places = asyncio.Semaphore(at_once)
        self._tempo = tempo or Tempo()
        self._limit = limit
        self._regulars: list[tuple[str, Writer]] = []

    async def run(self) -> None:
        """Runs until cancelled, or until ``limit`` correspondences are over."""
        async with asyncio.TaskGroup() as correspondences:
            while self._limit is None or self.tally.started < self._limit:
                await self._places.acquire()
                self.tally.started += 1
                rng = random.Random(self._rng.getrandbits(64))
                correspondences.create_task(self._correspond(next(self._deck), rng))
                overnight = self.tally.started < self._opening
                await asyncio.sleep(0 if overnight else self._rng.expovariate(1 / self._gap))

    async def _correspond(self, matter: Matter, rng: random.Random) -> None:
        writer = self._somebody(matter, rng)
        self.tally.forms[matter.form] += 1
        try:
            customer = Customer(self._office, matter, writer, rng=rng, tempo=self._tempo)
            outcome = await customer.correspond()
            self.tally.outcomes[outcome] += 1
            _log.info("%s (%s, %s): %s", writer.name, matter.customs.language, matter.id, outcome)
        except Exception:
            # One customer who stumbles must not take the others along.
            self.tally.failed += 1
            _log.exception("%s (%s) broke off", writer.name, matter.id)
        finally:
            self._places.release()
        if matter.form not in (Form.LOST, Form.NEWSLETTER, Form.AWAY):
            self._regulars.append((matter.customs.language, writer))
            del self._regulars[:-_REMEMBERED]

    def _somebody(self, matter: Matter, rng: random.Random) -> Writer:
        language = matter.customs.language
        known = [one for one in self._regulars if one[0] == language]
        if known and rng.random() < _RETURNING and matter.form is not Form.LOST:
            chosen = rng.choice(known)
            self._regulars.remove(chosen)  # nobody writes about two matters at once
            return chosen[1]
        if matter.form is Form.LOST:
            address = lost_address(rng, self._office.customers)
        else:
            address = f"customer-{rng.randrange(10**6):06d}@{self._office.customers}"
        return Writer(
            name=rng.choice(matter.customs.people),
            address=address,
            client=matter.client or rng.choice(sorted(_able(matter.form))),
        )


def _able(form: Form) -> set[str]:
    """The programs with which a form can be written."""
    if form in (Form.HTML, Form.PICTURE):
        return {"gmail", "outlook", "apple"}
    return set(CLIENTS)


def _one_of_each_form_first(matters: Sequence[Matter], rng: random.Random) -> Iterator[Matter]:
    """One of each form, then all others, and again from the start: shuffled, like a deck."""
    while True:
        deck = list(matters)
        rng.shuffle(deck)
        firsts = {matter.form: matter for matter in reversed(deck)}
        yield from firsts.values()
        yield from (matter for matter in deck if matter not in firsts.values())
