"""Phones that are picked up without anybody having asked for the call: agents' devices, and people
whom an agent dials."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence

from sandbox.callers.errands import Errand, Errands
from sandbox.callers.line import within
from sandbox.callers.talk import Talk
from sandbox.callers.tempo import Tempo, some
from sandbox.twilio import TwilioSandbox
from sandbox.twilio.numbers import is_possible
from sandbox.twilio.voice.leg import CallDirection
from sandbox.twilio.voice.person import Person

DEVICE = "client:agent_"
"""How the addresses of agents' devices begin."""
_PICK_UP_S = (0.7, 1.5)

_log = logging.getLogger(__name__)


class Called:
    """Picks up, while it runs, what rings and is nobody's in particular.

    An agent's device is picked up after about a second and left alone: what is said on it comes
    from the script of whoever it talks to. Somebody at a number says hello and talks, in the
    language of their country; unless the talk is a caller's already: then the number was an
    agent's phone.
    """

    def __init__(
        self,
        twilio: TwilioSandbox,
        languages: Sequence[Errands],
        *,
        seed: int = 1,
        tempo: Tempo | None = None,
    ) -> None:
        self._phones = twilio.voice.exchange.phones
        self._exchange = twilio.voice.exchange
        self._languages = languages
        self._rng = random.Random(seed)
        self._tempo = tempo or Tempo()
        self._rung: asyncio.Queue[Person] = asyncio.Queue()

    async def run(self) -> None:
        """Runs until cancelled."""
        self._phones.rung.append(self._rung.put_nowait)
        try:
            async with asyncio.TaskGroup() as calls:
                while True:
                    person = await self._rung.get()
                    rng = random.Random(self._rng.getrandbits(64))
                    calls.create_task(self._take(person, rng))
        finally:
            self._phones.rung.remove(self._rung.put_nowait)

    async def _take(self, person: Person, rng: random.Random) -> None:
        address = person.leg.to
        try:
            if address.startswith(DEVICE):
                await self._pick_up(person, some(rng, _PICK_UP_S))
            elif is_possible(address):
                await self._pick_up(person, some(rng, self._tempo.pick_up))
                await self._talk(person, rng)
        except Exception:
            # One call that goes wrong must not take the others along.
            _log.exception("%s broke off", address)

    async def _pick_up(self, person: Person, seconds: float) -> None:
        if not await within(self._exchange, person.ended, seconds):
            person.answer()

    async def _talk(self, person: Person, rng: random.Random) -> None:
        """Nobody knows at first who is there: it may be long until there is somebody."""
        await self._exchange.bell.until(lambda: person.ended() or person.talking(), None)
        if person.ended() or _is_led(person):
            return
        talk = Talk(self._exchange, person, rng=rng, tempo=self._tempo)
        await talk.hold(self._errand_of(person.leg.to))

    def _errand_of(self, number: str) -> Errand:
        for language in self._languages:
            prefix = language.number.partition("#")[0]
            if number.startswith(prefix):
                return language.called
        return next(one.called for one in self._languages if one.language == "en")


def _is_led(person: Person) -> bool:
    """Whether somebody is there who has called by themselves, and so leads the talk."""
    mine = person.participant
    if mine is None:
        return False
    everybody = mine.conference.participants.values()
    return any(one.leg.direction is CallDirection.INBOUND for one in everybody)
