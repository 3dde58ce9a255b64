"""One leg of a call: a line between Twilio and somebody's phone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sandbox.twilio import sids
from sandbox.twilio.account import Account
from sandbox.twilio.voice.source import Callback, Source


class CallStatus(StrEnum):
    """Where a call is (https://www.twilio.com/docs/voice/api/call-resource)."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


class GoneError(Exception):
    """The call is to be ended; ``status`` is how."""

    def __init__(self, status: CallStatus = CallStatus.COMPLETED) -> None:
        self.status = status
        super().__init__(status.value)


class CallDirection(StrEnum):
    """Who called whom, and by what."""

    INBOUND = "inbound"
    API = "outbound-api"
    DIAL = "outbound-dial"


class Kind(StrEnum):
    """What somebody hears."""

    SAY = "say"
    PLAY = "play"
    SPEECH = "speech"
    TONE = "tone"
    MUSIC = "music"
    RINGING = "ringing"
    BEEP = "beep"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Sound:
    """``by`` is the SID of the call that a person speaks or presses keys on."""

    kind: Kind
    text: str = ""
    by: str = ""


class Ear(Protocol):
    """A verb that listens to the person on a leg."""

    def digit(self, digit: str) -> None:
        """A key was pressed."""

    def speech(self, text: str) -> None:
        """Something was said."""


class Floor(Protocol):
    """Where a leg hears other legs: a conference, or two that are bridged."""

    def speak(self, leg: Leg, text: str) -> None:
        """Let the others hear what is said."""

    def tone(self, leg: Leg, digit: str) -> None:
        """Let the others hear a key."""

    def drop(self, leg: Leg, why: str) -> None:
        """Take the leg away; for the second time it is nothing."""


class Tap(Protocol):
    """What listens in on a leg: a recording or a transcription."""

    def caught(self, track: str, text: str) -> None:
        """Words on ``inbound`` (from the phone) or ``outbound`` (to it)."""

    def end(self) -> None:
        """The call is over."""


@dataclass(slots=True, kw_only=True, eq=False)
class Leg:
    """Times are in UTC. ``parent`` is the leg whose ``<Dial>`` made this one."""

    account: Account
    from_: str
    to: str
    direction: CallDirection
    created: datetime
    updated: datetime
    sid: str = field(default_factory=lambda: sids.new_sid("CA"))
    status: CallStatus = CallStatus.QUEUED
    statuses: list[CallStatus] = field(default_factory=list)
    started: datetime | None = None
    ended: datetime | None = None
    parent: Leg | None = None
    caller_name: str = ""
    forwarded_from: str = ""
    phone_number_sid: str | None = None
    callback: Callback = field(default_factory=Callback)
    fallback: Source = field(default_factory=Source)
    told: int = 0
    """How many status callbacks there were."""
    hearing: Sound | None = None
    heard: list[Sound] = field(default_factory=list)
    ear: Ear | None = None
    floor: Floor | None = None
    taps: list[Tap] = field(default_factory=list)
    script: asyncio.Task[None] | None = None
    parting: str = ""
    """Why the script is being broken off: ``hangup`` or ``redirected``."""
    limit_s: int = 0
    """How long it may last once it is answered; 0: as long as it likes."""
    queue: str = ""
    """The name of the queue that it waits in."""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answered(self) -> bool:
        """Whether somebody has picked up, and not hung up since."""
        return self.status is CallStatus.IN_PROGRESS

    def hear(self, sound: Sound) -> None:
        """Let the person on it hear something."""
        self.heard.append(sound)
        if sound.kind in (Kind.SAY, Kind.SPEECH):
            for tap in tuple(self.taps):
                tap.caught("outbound", sound.text)

    def utter(self, text: str) -> None:
        """The person on it says something."""
        for tap in tuple(self.taps):
            tap.caught("inbound", text)
        if self.ear is not None:
            self.ear.speech(text)
        if self.floor is not None:
            self.floor.speak(self, text)

    def press(self, digit: str) -> None:
        """The person on it presses a key; nobody hears it where nothing listens."""
        if self.ear is not None:
            self.ear.digit(digit)
        if self.floor is not None:
            self.floor.tone(self, digit)

    def duration(self, now: datetime) -> int:
        """How long it has lasted, in seconds."""
        if self.started is None:
            return 0
        return round(((self.ended or now) - self.started).total_seconds())
