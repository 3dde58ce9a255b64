"""Somebody with a phone at the ear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.twilio.voice.leg import CallStatus, Kind, Leg
from sandbox.twilio.voice.participant import Participant

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange

_WORDS = frozenset((Kind.SAY, Kind.PLAY, Kind.SPEECH, Kind.MUSIC, Kind.TONE))


class Person:
    """Who called, or is called. ``within_s`` is in real seconds and only a deadline: everything
    here is waited for by being told of it."""

    def __init__(self, exchange: Exchange, leg: Leg) -> None:
        self._exchange = exchange
        self._read = 0
        self.leg = leg
        self.decided = asyncio.Event()
        self.decision = CallStatus.NO_ANSWER

    @property
    def call_sid(self) -> str:
        """The call's SID."""
        return self.leg.sid

    @property
    def status(self) -> CallStatus:
        """The call's status."""
        return self.leg.status

    @property
    def heard(self) -> list[str]:
        """Everything that was said, played, or pressed by others, in order."""
        return [sound.text for sound in self.leg.heard if sound.kind in _WORDS]

    def hears(self) -> str:
        """What is being said or played now; "" if nothing is."""
        return self.leg.hearing.text if self.leg.hearing else ""

    def hears_ringing(self) -> bool:
        """Whether the other end rings."""
        return self.leg.hearing is not None and self.leg.hearing.kind is Kind.RINGING

    def decide(self, decision: CallStatus) -> None:
        """What becomes of a ringing phone."""
        self.decision = decision
        self.decided.set()

    def answer(self) -> None:
        """Pick up."""
        self.decide(CallStatus.IN_PROGRESS)

    def reject(self) -> None:
        """Decline."""
        self.decide(CallStatus.BUSY)

    def hang_up(self) -> None:
        """Put down; for the second time it is nothing."""
        self._exchange.hang_up(self.leg)

    def press(self, keys: str) -> None:
        """Press keys, one after the other; they are lost where nothing listens."""
        for key in keys:
            self.leg.press(key)

    def say(self, text: str) -> None:
        """Say something; it is lost where nothing listens."""
        self.leg.utter(text)

    @property
    def participant(self) -> Participant | None:
        """The place in a conference, if there is one."""
        return self.leg.floor if isinstance(self.leg.floor, Participant) else None

    def in_conference(self) -> bool:
        """Whether it is in a conference, be it on hold or alone."""
        return self.participant is not None

    def on_hold(self) -> bool:
        """Whether it is in a conference, on hold."""
        return self.participant is not None and self.participant.hold

    def talking(self) -> bool:
        """Whether there is somebody to talk to: in a conference that goes on, or bridged."""
        place = self.participant
        if place is not None:
            others = [one for one in place.conference.participants.values() if one is not place]
            return any(place.conference.hears(one, place) for one in others)
        return self.leg.floor is not None

    def in_queue(self) -> str:
        """The name of the queue that it waits in; "" for none."""
        return self.leg.queue

    def ended(self) -> bool:
        """Whether the call is over."""
        return self.leg.over.is_set()

    async def until(self, condition: Callable[[], object], within_s: float = 15.0) -> None:
        """Wait until something holds; raises TimeoutError, with what was heard."""
        if not await self._exchange.bell.until(condition, within_s):
            raise TimeoutError(
                f"it has not come to that: the call is {self.status}, heard were {self.heard}"
                f" and the complaints are {self._exchange.asking.complaints}"
            )

    async def until_hears(self, text: str, within_s: float = 15.0) -> str:
        """Wait until something is heard that has ``text`` in it, after what was found by this
        before; returns all of it."""

        def found() -> int | None:
            for index in range(self._read, len(self.leg.heard)):
                sound = self.leg.heard[index]
                if sound.kind in _WORDS and text in sound.text:
                    return index + 1
            return None

        await self.until(found, within_s)
        self._read = found() or self._read
        return self.leg.heard[self._read - 1].text

    async def until_ended(self, within_s: float = 15.0) -> CallStatus:
        """Wait until the call is over; returns how it ended."""
        await self.until(self.ended, within_s)
        return self.status
