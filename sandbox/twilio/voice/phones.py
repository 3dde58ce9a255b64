"""The phones that we ring, and what their owners do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.twilio.numbers import is_possible
from sandbox.twilio.voice.bell import Bell
from sandbox.twilio.voice.leg import CallStatus, Leg
from sandbox.twilio.voice.person import Person
from sandbox.twilio.voice.waiting import first_of

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange


class Manner(StrEnum):
    """What happens when a phone rings."""

    BY_HAND = "by hand"
    ANSWERS = "answers"
    REJECTS = "rejects"
    BUSY = "busy"
    UNREACHABLE = "unreachable"


RING_BUFFER_S = 5.0
"""Twilio adds so much to the time that a call out may ring
(https://www.twilio.com/docs/voice/api/call-resource, ``Timeout``)."""
_AT_ONCE = {Manner.BUSY: CallStatus.BUSY, Manner.UNREACHABLE: CallStatus.FAILED}
_DECISIONS = {Manner.ANSWERS: CallStatus.IN_PROGRESS, Manner.REJECTS: CallStatus.BUSY}


@dataclass(slots=True)
class Phone:
    """What a number, ``client:`` or ``sip:`` address rings. By itself it does nothing: whoever
    holds it takes the calls from :meth:`ringing`, or lets them ring out."""

    address: str
    bell: Bell
    manner: Manner = Manner.BY_HAND
    after_s: float = 0.0
    calls: list[Person] = field(default_factory=list)
    _taken: int = 0

    def answers(self, after_s: float = 0.0) -> Phone:
        """Let every call be answered, after so many seconds of the sandbox's clock."""
        self.manner, self.after_s = Manner.ANSWERS, after_s
        return self

    def rejects(self, after_s: float = 0.0) -> Phone:
        """Let every call be declined: busy, for whoever calls."""
        self.manner, self.after_s = Manner.REJECTS, after_s
        return self

    def busy(self) -> Phone:
        """It never even rings."""
        self.manner = Manner.BUSY
        return self

    def unreachable(self) -> Phone:
        """Calls fail."""
        self.manner = Manner.UNREACHABLE
        return self

    def by_hand(self) -> Phone:
        """It rings until somebody does something, as at first."""
        self.manner = Manner.BY_HAND
        return self

    async def ringing(self, within_s: float = 15.0) -> Person:
        """The next call, in the order in which they come; raises TimeoutError (real seconds)."""
        if not await self.bell.until(lambda: len(self.calls) > self._taken, within_s):
            raise TimeoutError(f"{self.address} does not ring")
        self._taken += 1
        return self.calls[self._taken - 1]


class Phones:
    """Everybody's, by address; whoever is asked for has one. ``rung`` is told of each call that
    rings a phone which does nothing about it by itself."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._all: dict[str, Phone] = {}
        self.rung: list[Callable[[Person], None]] = []

    def of(self, address: str) -> Phone:
        """The phone that an address rings; what a SIP or client address has after ``?`` is let
        be."""
        bare = address.partition("?")[0]
        if bare not in self._all:
            self._all[bare] = Phone(bare, self._exchange.bell)
        return self._all[bare]

    async def ring(self, leg: Leg, timeout_s: float) -> bool:
        """Let a phone ring for a leg, for RING_BUFFER_S longer than asked for; whether it is
        answered. If not, the leg is over."""
        exchange = self._exchange
        exchange.progress(leg, "initiated")
        await exchange.sleep(exchange.pace.network)
        phone = self.of(leg.to)
        if not leg.to.startswith(("client:", "sip:")) and not is_possible(leg.to):
            exchange.hang_up(leg, CallStatus.FAILED)
            return False
        if phone.manner in _AT_ONCE:
            exchange.hang_up(leg, _AT_ONCE[phone.manner])
            return False
        person = Person(exchange, leg)
        exchange.move(leg, CallStatus.RINGING)
        exchange.progress(leg, "ringing")
        phone.calls.append(person)
        exchange.bell.ring()
        if phone.manner is Manner.BY_HAND:
            for told in tuple(self.rung):
                told(person)

        async def react() -> None:
            if phone.manner not in _DECISIONS:
                await asyncio.Event().wait()
            await exchange.sleep(phone.after_s)
            person.decide(_DECISIONS[phone.manner])

        async def timer() -> None:
            await exchange.sleep(timeout_s + RING_BUFFER_S)

        first = await first_of(person.decided.wait(), react(), timer(), leg.over.wait())
        decision = person.decision if first < 2 else CallStatus.NO_ANSWER
        if decision is CallStatus.IN_PROGRESS and not leg.over.is_set():
            exchange.answer(leg)
            return True
        exchange.hang_up(leg, decision)
        return False
