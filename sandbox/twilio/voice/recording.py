"""Recordings: of a call, of a conference, of a caller's message."""

from __future__ import annotations

import asyncio
import io
import math
import wave
from array import array
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.twilio import sids
from sandbox.twilio.account import Account
from sandbox.twilio.voice.asking import moment
from sandbox.twilio.voice.leg import Tap
from sandbox.twilio.voice.source import Callback

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange

RATE = 8000
LONGEST_FILE_S = 600
"""A file has no more than this in it, however long the recording was."""
_STOPPED = frozenset(("processing", "completed", "absent", "deleted"))


@dataclass(slots=True, kw_only=True, eq=False)
class Recording:
    """``words`` is all that was said while it ran, for whoever wants to know what is in it."""

    exchange: Exchange
    account: Account
    call_sid: str
    source: str
    conference_sid: str | None = None
    channels: int = 1
    track: str = "both"
    callback: Callback = field(default_factory=Callback)
    sid: str = field(default_factory=lambda: sids.new_sid("RE"))
    status: str = "in-progress"
    created: datetime
    updated: datetime
    words: list[str] = field(default_factory=list)
    home: list[Tap] = field(default_factory=list)
    """The list of taps that it is in."""
    seconds: float = 0.0
    _since: datetime | None = None
    _counts_pause: bool = False

    def caught(self, track: str, text: str) -> None:
        """Words that are recorded, unless it is paused."""
        if self.status == "in-progress" and self.track in ("both", track):
            self.words.append(text)

    def end(self) -> None:
        """The call is over."""
        self.change("stopped")

    def begin(self) -> None:
        """Start, and tell so."""
        self._since = self.created
        self.exchange.recordings.tell(self, "in-progress")

    def change(self, status: str, pause_behavior: str = "silence") -> None:
        """Pause, go on, or stop."""
        if self.status in _STOPPED:
            return
        now = self.exchange.now()
        if self._since is not None and (self.status == "in-progress" or self._counts_pause):
            self.seconds += (now - self._since).total_seconds()
        self._since, self.updated = now, now
        self._counts_pause = pause_behavior != "skip"
        if status == "stopped":
            if self in self.home:
                self.home.remove(self)
            self.status = "processing"
            self.exchange.recordings.process(self)
        else:
            self.status = status
        self.exchange.bell.ring()

    @property
    def stopped(self) -> bool:
        """Whether it can go on no more."""
        return self.status in _STOPPED

    @property
    def duration(self) -> int:
        """In whole seconds; what was recorded at all has lasted one."""
        return max(1, round(self.seconds))


class Recordings:
    """All of them, by SID."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Recording] = {}
        self._processing: set[asyncio.Task[None]] = set()

    def start(
        self,
        home: list[Tap],
        account: Account,
        call_sid: str,
        source: str,
        *,
        callback: Callback | None = None,
        conference_sid: str | None = None,
        channels: int = 1,
        track: str = "both",
    ) -> Recording:
        """Record what the taps in ``home`` catch."""
        now = self._exchange.now()
        recording = Recording(
            exchange=self._exchange,
            account=account,
            call_sid=call_sid,
            source=source,
            conference_sid=conference_sid,
            channels=channels,
            track=track,
            callback=callback or Callback(),
            created=now,
            updated=now,
            home=home,
        )
        self.all[recording.sid] = recording
        home.append(recording)
        recording.begin()
        self._exchange.bell.ring()
        return recording

    def process(self, recording: Recording) -> None:
        """Make it ready for being fetched."""

        async def work() -> None:
            await self._exchange.sleep(self._exchange.pace.processing)
            if recording.sid in self.all:
                recording.status, recording.updated = "completed", self._exchange.now()
                self.tell(recording, "completed")
                self._exchange.bell.ring()

        task = asyncio.create_task(work(), name=f"recording {recording.sid}")
        self._processing.add(task)
        task.add_done_callback(self._processing.discard)

    def url(self, recording: Recording) -> str:
        """Where its sound is."""
        path = f"/2010-04-01/Accounts/{recording.account.sid}/Recordings/{recording.sid}"
        return self._exchange.media_base + path

    def tell(self, recording: Recording, event: str) -> None:
        """Tell its callback (https://www.twilio.com/docs/voice/api/recording)."""
        callback = recording.callback
        if not callback.wants(event):
            return
        form = {
            "AccountSid": recording.account.sid,
            "CallSid": recording.call_sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": self.url(recording),
            "RecordingStatus": recording.status,
            "RecordingDuration": str(recording.duration if recording.stopped else -1),
            "RecordingChannels": str(recording.channels),
            "RecordingStartTime": moment(recording.created),
            "RecordingSource": recording.source,
            "RecordingTrack": recording.track,
            "ErrorCode": "0",
        }
        if recording.conference_sid:
            form["ConferenceSid"] = recording.conference_sid
        self._exchange.asking.tell(
            recording.account, recording.sid, callback.url, callback.method, form
        )

    async def end(self) -> None:
        """Break off what is under way."""
        tasks = tuple(self._processing)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@lru_cache(maxsize=1)
def _second() -> bytes:
    tone = (round(6000 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(RATE))
    return array("h", tone).tobytes()


def wav(recording: Recording) -> bytes:
    """A tone that lasts as long as the recording: 16 bit at 8 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(_second() * min(recording.duration, LONGEST_FILE_S))
    return file.getvalue()
