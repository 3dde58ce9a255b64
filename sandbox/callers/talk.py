"""Two people who talk: one side calls or is called, the other side is whom they reach."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sandbox.callers.errands import Errand, Line, Side
from sandbox.callers.line import partner_of, within
from sandbox.callers.tempo import Tempo, some
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import Leg
from sandbox.twilio.voice.person import Person


class Talk:
    """What is said in one call, by both sides: there is no sound, so whoever is reached speaks by
    the caller's script, on their own line. Who is on hold, or goes to another agent, goes on
    where they were."""

    def __init__(
        self, exchange: Exchange, person: Person, *, rng: random.Random, tempo: Tempo
    ) -> None:
        self._exchange = exchange
        self._person = person
        self._rng = rng
        self._tempo = tempo
        self._order = f"GW-{rng.randrange(10_000, 60_000)}"

    async def hold(self, errand: Errand) -> bool:
        """Say everything and take leave; whether it came to the last sentence."""
        whole = await self._lines(errand.talk)
        person = self._person
        if whole and errand.waits_for_agent:
            await within(self._exchange, person.ended, self._tempo.linger)
        elif whole:
            await within(self._exchange, person.ended, some(self._rng, self._tempo.think))
        person.hang_up()
        return whole

    async def leave_message(self, sentences: Sequence[str]) -> None:
        """Say all of it without a longer pause, for silence ends a recording."""
        for sentence in sentences:
            text = sentence.format(order=self._order)
            if await within(self._exchange, self._person.ended, self._tempo.speaking(text)):
                return
            self._person.say(text)

    async def _lines(self, lines: Sequence[Line]) -> bool:
        for line in lines:
            text = self._rng.choice(line.say).format(order=self._order)
            seconds = some(self._rng, self._tempo.think) + self._tempo.speaking(text)
            if await within(self._exchange, self._person.ended, seconds):
                return False
            speaker = await self._speaker(line.side)
            if speaker is None:
                return False
            speaker.utter(text)
        return True

    async def _speaker(self, side: Side) -> Leg | None:
        """Who says it, as soon as there is somebody to say it to."""
        person = self._person
        await within(
            self._exchange,
            lambda: person.ended() or (person.talking() and partner_of(person)),
            self._tempo.hold,
        )
        if person.ended() or not person.talking():
            return None
        return person.leg if side is Side.CALLER else partner_of(person)
