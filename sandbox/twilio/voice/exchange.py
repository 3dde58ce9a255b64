"""The telephone exchange: all legs, and what is done to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.twilio.account import Account
from sandbox.twilio.timing import Now, Sleep
from sandbox.twilio.voice.asking import Asking, about, moment
from sandbox.twilio.voice.bell import Bell
from sandbox.twilio.voice.conference import Conferences
from sandbox.twilio.voice.document import DocumentError
from sandbox.twilio.voice.leg import CallDirection, CallStatus, GoneError, Kind, Leg, Sound
from sandbox.twilio.voice.pace import VoicePace
from sandbox.twilio.voice.phones import Phones
from sandbox.twilio.voice.queue import Queues
from sandbox.twilio.voice.recording import Recordings
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.transcription import Transcriptions

_log = logging.getLogger(__name__)

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
"""What a caller hears where our instructions fail, in other words than Twilio's."""

_SIP = {
    CallStatus.BUSY: "486",
    CallStatus.NO_ANSWER: "487",
    CallStatus.CANCELED: "487",
    CallStatus.FAILED: "500",
}
"""What SIP says of how a call ended, roughly."""

Work = Callable[[], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """``perform`` carries out documents for a leg until there are none left."""

    asking: Asking
    now: Now
    sleep: Sleep
    pace: VoicePace
    perform: Callable[[Exchange, Leg, Source], Awaitable[None]]
    media_base: str = ""
    legs: dict[str, Leg] = field(default_factory=dict)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    """Nouns that do nothing here, with the call that they were for."""
    bell: Bell = field(default_factory=Bell)
    phones: Phones = field(init=False)
    conferences: Conferences = field(init=False)
    queues: Queues = field(init=False)
    recordings: Recordings = field(init=False)
    transcriptions: Transcriptions = field(init=False)

    _limits: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.phones = Phones(self)
        self.conferences = Conferences(self)
        self.queues = Queues(self)
        self.recordings = Recordings(self)
        self.transcriptions = Transcriptions(self)

    def add(self, leg: Leg) -> Leg:
        """Keep a new leg."""
        leg.statuses.append(leg.status)
        self.legs[leg.sid] = leg
        self.bell.ring()
        return leg

    def of(self, account: Account) -> list[Leg]:
        """An account's calls, the newest first."""
        return [leg for leg in reversed(self.legs.values()) if leg.account is account]

    def start(self, leg: Leg, work: Work) -> None:
        """Let ``work`` be what the leg does, and hang up after it."""
        leg.script = asyncio.create_task(self._life(leg, work), name=f"call {leg.sid}")

    def follow(self, leg: Leg, source: Source) -> None:
        """Let a leg do what a document says, and hang up after it."""

        async def work() -> None:
            await self.perform(self, leg, source)

        self.start(leg, work)

    def redirect(self, leg: Leg, source: Source) -> None:
        """Break off what a leg is at, and let it do something else."""
        old, leg.parting = leg.script, "redirected"
        if old is not None:
            old.cancel()
        if leg.floor is not None:
            leg.floor.drop(leg, "redirected")

        async def work() -> None:
            if old is not None:
                await asyncio.wait((old,))
            leg.parting = ""
            await self.perform(self, leg, source)

        self.start(leg, work)

    async def _life(self, leg: Leg, work: Work) -> None:
        status = CallStatus.COMPLETED
        try:
            await work()
        except GoneError as gone:
            status = gone.status
        except DocumentError:
            if not leg.over.is_set():
                self.answer(leg)
                await self.sound(leg, Sound(Kind.SAY, APOLOGY), 0)
            status = CallStatus.FAILED
        except Exception:
            _log.exception("call %s broke off", leg.sid)
            status = CallStatus.FAILED
        self.hang_up(leg, status)

    def answer(self, leg: Leg) -> None:
        """The call is picked up; for the second time it is nothing."""
        if leg.started is None and not leg.over.is_set():
            leg.started = self.now()
            self.move(leg, CallStatus.IN_PROGRESS)
            self.progress(leg, "answered")
            self.limit(leg, leg.limit_s)

    def limit(self, leg: Leg, seconds: float) -> None:
        """End a leg after so long from now on; nothing for 0."""

        async def work() -> None:
            await self.sleep(seconds)
            self.hang_up(leg)

        if seconds:
            task = asyncio.create_task(work(), name=f"limit of {leg.sid}")
            self._limits.add(task)
            task.add_done_callback(self._limits.discard)

    def move(self, leg: Leg, status: CallStatus) -> None:
        """Give a leg another status."""
        leg.status, leg.updated = status, self.now()
        leg.statuses.append(status)
        self.bell.ring()

    def hang_up(self, leg: Leg, status: CallStatus = CallStatus.COMPLETED) -> bool:
        """End a leg; False if it is over already. What was never answered is not completed."""
        if leg.over.is_set():
            return False
        if leg.started is None and status is CallStatus.COMPLETED:
            inbound = leg.direction is CallDirection.INBOUND
            status = CallStatus.NO_ANSWER if inbound else CallStatus.CANCELED
        leg.over.set()
        leg.ended, leg.parting, leg.hearing = self.now(), "hangup", None
        self.move(leg, status)
        if leg.floor is not None:
            leg.floor.drop(leg, "hangup")
        leg.ear = None
        for tap in tuple(leg.taps):
            tap.end()
        if leg.script is not None and leg.script is not asyncio.current_task():
            leg.script.cancel()
        self.progress(leg, "completed")
        self.bell.ring()
        return True

    def progress(self, leg: Leg, event: str) -> None:
        """Tell the call's status callback, if it wants to know."""
        if not leg.callback.wants(event):
            return
        shown = "initiated" if event == "initiated" else leg.status.value
        form = {
            **about(leg),
            "CallStatus": shown,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(leg.told),
            "Timestamp": moment(self.now()),
        }
        if event == "completed":
            seconds = leg.duration(self.now())
            form |= {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
            form["SipResponseCode"] = _SIP.get(leg.status, "200")
        leg.told += 1
        callback = leg.callback
        self.asking.tell(leg.account, leg.sid, callback.url, callback.method, form)

    async def sound(self, leg: Leg, sound: Sound, seconds: float) -> None:
        """Let a leg hear something for so long."""
        self.play(leg, sound)
        try:
            await self.sleep(seconds)
        finally:
            if leg.hearing is sound:
                leg.hearing = None
                self.bell.ring()

    def play(self, leg: Leg, sound: Sound) -> None:
        """Let a leg hear something until it hears something else."""
        leg.hearing = sound
        leg.hear(sound)
        self.bell.ring()

    async def end(self) -> None:
        """Break all calls off without a word."""
        scripts = [leg.script for leg in self.legs.values() if leg.script is not None]
        scripts += [*self.conferences.music, *self._limits]
        for script in scripts:
            script.cancel()
        await asyncio.gather(*scripts, return_exceptions=True)
        await self.recordings.end()
