"""One person who calls, and does what people do on the phone."""

from __future__ import annotations

import random
from datetime import timedelta
from enum import StrEnum

from sandbox.callers.errands import Aim, Errand
from sandbox.callers.line import Place, Spot, place_of, within
from sandbox.callers.talk import Talk
from sandbox.callers.tempo import Tempo, some
from sandbox.twilio import TwilioSandbox
from sandbox.twilio.voice.person import Person

CALLBACK_KEY = "1"
"""What is pressed in a queue by who wants to be called back."""
_UNDERSTOOD_S = 4.0
"""Who said something to a menu and hears nothing new for so long presses a key."""
_HANGS_UP = 0.5
"""The share of messages that end by hanging up rather than with a key."""


class Outcome(StrEnum):
    """How a call came to its end."""

    TALKED = "talked"
    LEFT_IN_MENU = "left in the menu"
    LEFT_IN_QUEUE = "left in the queue"
    MESSAGE = "left a message"
    CALLED_BACK = "called back"
    NOT_CALLED_BACK = "not called back"
    TURNED_AWAY = "turned away"
    """The other side hung up before anybody was spoken to."""


_UNSPOKEN = (Outcome.TURNED_AWAY, Outcome.LEFT_IN_QUEUE)


class Caller:
    """Calls ``shop`` from ``number``, gets through the menu, waits, talks and hangs up."""

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
        self._exchange = twilio.voice.exchange
        self._errand = errand
        self._number = number
        self._shop = shop
        self._rng = rng
        self._tempo = tempo
        self._promised = False
        """Whether it was asked to be called back."""
        self._phone = twilio.phone(number)
        self._known = 0
        self._queued = False
        self._said = False
        """Whether it was tried to answer the menu with a word."""

    async def play(self) -> Outcome:
        """Call, and see it through: to the end of the call back, if there is to be one."""
        person = await self._twilio.call(self._number, self._shop)
        try:
            outcome = await self._through(person)
            person.hang_up()
            if outcome in _UNSPOKEN and self._promised:
                return await self._wait_for_call()
            return outcome
        finally:
            person.hang_up()
            if self._promised:
                self._phone.by_hand()

    async def _through(self, person: Person) -> Outcome:
        patience = some(self._rng, self._errand.patience_s or self._tempo.patience)
        until = self._exchange.now() + timedelta(seconds=patience)
        place: Place | None = None
        while True:
            left = (until - self._exchange.now()).total_seconds()
            if await self._unless_changed(person, place, left):
                return Outcome.LEFT_IN_QUEUE if self._queued else Outcome.LEFT_IN_MENU
            place = place_of(person)
            if place.spot is Spot.ENDED:
                return Outcome.TURNED_AWAY
            if place.spot is Spot.TALK:
                await self._talk(person).hold(self._errand)
                return Outcome.TALKED
            if place.spot is Spot.BEEP:
                await self._leave_message(person)
                return Outcome.MESSAGE
            if place.spot is Spot.QUEUE and not self._queued:
                self._queued = True
                if self._errand.aim is Aim.QUEUE:
                    until = self._exchange.now() + timedelta(seconds=self._fickle())
            elif place.spot is Spot.OFFER and self._errand.aim is Aim.CALLBACK:
                if await self._press(person, place, CALLBACK_KEY):
                    self._expect_call()
            elif place.spot is Spot.MENU:
                if self._errand.aim is Aim.MENU:
                    await self._unless_changed(person, place, some(self._rng, self._tempo.choose))
                    return Outcome.LEFT_IN_MENU
                await self._choose(person, place)

    def _fickle(self) -> float:
        return some(self._rng, self._tempo.fickle)

    async def _choose(self, person: Person, place: Place) -> None:
        """Answer a menu: with a word if that is this caller's way, else with a key."""
        if self._promised:
            await self._press(person, place, CALLBACK_KEY)
            return
        if self._errand.say and not self._said:
            self._said = True
            if await self._unless_changed(person, place, some(self._rng, self._tempo.choose)):
                person.say(self._rng.choice(self._errand.say))
            if not await self._unless_changed(person, place, _UNDERSTOOD_S):
                return
        await self._press(person, place, self._errand.press)

    async def _press(self, person: Person, place: Place, key: str) -> bool:
        """Press a key after a thought, unless something else is asked by then."""
        if not await self._unless_changed(person, place, some(self._rng, self._tempo.choose)):
            return False
        person.press(key)
        return True

    async def _unless_changed(self, person: Person, place: Place | None, seconds: float) -> bool:
        """Wait; False if the call has gone on to another place meanwhile."""
        return not await within(self._exchange, lambda: place_of(person) != place, seconds)

    async def _leave_message(self, person: Person) -> None:
        await self._talk(person).leave_message(self._errand.message)
        await within(self._exchange, person.ended, some(self._rng, self._tempo.think))
        if self._rng.random() >= _HANGS_UP:
            person.press("#")
            await within(self._exchange, person.ended, self._tempo.linger)

    def _expect_call(self) -> None:
        """From now on the phone is picked up: we may be called back faster than one hangs up."""
        if not self._promised:
            self._promised = True
            self._known = len(self._phone.calls)
            self._phone.answers(some(self._rng, self._tempo.pick_up))

    def _answered(self) -> Person | None:
        calls = self._phone.calls[self._known :]
        return next((one for one in calls if one.leg.started is not None), None)

    async def _wait_for_call(self) -> Outcome:
        """Answer the next call that comes to this number, and talk."""
        await within(self._exchange, self._answered, self._tempo.callback)
        person = self._answered()
        if person is None:
            return Outcome.NOT_CALLED_BACK
        try:
            await self._talk(person).hold(self._errand)
        finally:
            person.hang_up()
        return Outcome.CALLED_BACK

    def _talk(self, person: Person) -> Talk:
        return Talk(self._exchange, person, rng=self._rng, tempo=self._tempo)
