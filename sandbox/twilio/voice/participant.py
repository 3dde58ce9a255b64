"""Somebody's place in a conference."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.twilio.voice.leg import Kind, Leg
from sandbox.twilio.voice.source import Source

if TYPE_CHECKING:
    from sandbox.twilio.voice.conference import Conference
    from sandbox.twilio.voice.exchange import Exchange


@dataclass(slots=True, kw_only=True)
class Seating:
    """How somebody joins."""

    muted: bool = False
    beep: str = "true"
    start_on_enter: bool = True
    end_on_exit: bool = False
    wait: Source | None = None
    """None: Twilio's own music; without an address: silence."""
    coach: str = ""
    label: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Participant:
    """A leg's place in a conference; ``out`` is set when it is there no more."""

    exchange: Exchange
    conference: Conference
    leg: Leg
    seating: Seating
    created: datetime
    updated: datetime
    muted: bool = False
    hold: bool = False
    coach: str = ""
    """Whom it whispers to: the SID of a call; nobody else hears it."""
    why: str = ""
    out: asyncio.Event = field(default_factory=asyncio.Event)
    music: asyncio.Task[None] | None = None

    @property
    def sid(self) -> str:
        """The call's, by which participants are known."""
        return self.leg.sid

    def speak(self, leg: Leg, text: str) -> None:
        """Let those hear it who may."""
        self.conference.spoken(self, Kind.SPEECH, text)

    def tone(self, leg: Leg, digit: str) -> None:
        """Keys are heard like words."""
        self.conference.spoken(self, Kind.TONE, digit)

    def drop(self, leg: Leg, why: str) -> None:
        """The leg has gone by itself."""
        self.conference.leave(self, "participant_hung_up" if why == "hangup" else why)

    def stop_music(self) -> None:
        """Play nothing to it alone any more."""
        if self.music is not None:
            self.music.cancel()
            self.music = None
        if self.leg.hearing is not None:
            self.leg.hearing = None
            self.exchange.bell.ring()
