"""Two legs that talk to each other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sandbox.twilio.voice.leg import Kind, Leg, Sound
from sandbox.twilio.voice.source import Source

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange


class Bridge:
    """``near`` is the leg that dialled. ``why`` says how it ended: a leg's SID, and its reason."""

    def __init__(self, exchange: Exchange, near: Leg, *, hangup_on_star: bool = False) -> None:
        self._exchange = exchange
        self._star = hangup_on_star
        self.near = near
        self.far: Leg | None = None
        self.joined = asyncio.Event()
        self.done = asyncio.Event()
        self.why = ("", "")
        self.first: Source | None = None
        """What the far leg hears alone before they talk."""
        self.told: Callable[[], Mapping[str, str]] = dict

    def join(self, far: Leg) -> None:
        """Let them talk, if both are still there."""
        if self.near.over.is_set() or far.over.is_set() or self.done.is_set():
            self.done.set()
            return
        self.far = far
        for leg in (self.near, far):
            leg.floor, leg.hearing = self, None
        self.joined.set()
        self._exchange.bell.ring()

    def speak(self, leg: Leg, text: str) -> None:
        """The other one hears it."""
        self._other(leg).hear(Sound(Kind.SPEECH, text, leg.sid))
        self._exchange.bell.ring()

    def tone(self, leg: Leg, digit: str) -> None:
        """The other one hears it; a star may end it all."""
        self._other(leg).hear(Sound(Kind.TONE, digit, leg.sid))
        if self._star and digit == "*" and leg is self.near:
            self.drop(leg, "star")
        self._exchange.bell.ring()

    def drop(self, leg: Leg, why: str) -> None:
        """One goes: it is over."""
        if self.done.is_set():
            return
        self.why = (leg.sid, why)
        for one in (self.near, self.far):
            if one is not None and one.floor is self:
                one.floor = None
        self.done.set()
        self._exchange.bell.ring()

    def _other(self, leg: Leg) -> Leg:
        if self.far is None:
            raise RuntimeError("nobody talks on it yet")
        return self.far if leg is self.near else self.near
