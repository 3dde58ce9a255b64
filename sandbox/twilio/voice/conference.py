"""Conferences, and who is in them (https://www.twilio.com/docs/voice/twiml/conference)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.twilio import sids
from sandbox.twilio.account import Account
from sandbox.twilio.voice.asking import moment
from sandbox.twilio.voice.leg import Kind, Leg, Sound, Tap
from sandbox.twilio.voice.music import announce, hold_music, wait_music
from sandbox.twilio.voice.participant import Participant, Seating
from sandbox.twilio.voice.source import Callback, Source

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange

EVENTS = {
    "start": ("conference-start",),
    "end": ("conference-end",),
    "join": ("participant-join",),
    "leave": ("participant-leave",),
    "mute": ("participant-mute", "participant-unmute"),
    "hold": ("participant-hold", "participant-unhold"),
    "modify": ("participant-modify",),
    "speaker": ("participant-speech-start", "participant-speech-stop"),
    "announcement": ("announcement-end", "announcement-fail"),
}
"""What can be asked for, and what is told then."""


@dataclass(slots=True, kw_only=True, eq=False)
class Conference:
    """``participants`` is by the SID of the call; ``invited`` are those whose phone rings yet."""

    exchange: Exchange
    account: Account
    name: str
    created: datetime
    updated: datetime
    sid: str = field(default_factory=lambda: sids.new_sid("CF"))
    status: str = "init"
    participants: dict[str, Participant] = field(default_factory=dict)
    invited: dict[str, Participant] = field(default_factory=dict)
    callback: Callback = field(default_factory=Callback)
    recording: tuple[str, Callback] = ("", Callback())
    """The track to record from its start on, if any, and who is told."""
    taps: list[Tap] = field(default_factory=list)
    largest: int = 250
    reason: str | None = None
    ended_by: str | None = None
    told: int = 0

    def find(self, name: str) -> Participant | None:
        """Who is known by a call's SID or a label."""
        everybody = [*self.participants.values(), *self.invited.values()]
        return next((one for one in everybody if name in (one.sid, one.seating.label)), None)

    @property
    def full(self) -> bool:
        """Whether nobody else may come in."""
        return len(self.participants) >= self.largest

    def hears(self, speaker: Participant, other: Participant) -> bool:
        """Whether ``other`` hears ``speaker``; coaches hear everybody and are heard by one."""
        if speaker is other or speaker.muted or speaker.hold or other.hold:
            return False
        if self.status != "in-progress":
            return False
        return not speaker.coach or speaker.coach == other.sid

    def spoken(self, speaker: Participant, kind: Kind, text: str) -> None:
        """Carry what somebody says."""
        for other in self.participants.values():
            if self.hears(speaker, other):
                other.leg.hear(Sound(kind, text, speaker.sid))
        loud = self.status == "in-progress" and not (speaker.muted or speaker.hold or speaker.coach)
        if loud and kind is Kind.SPEECH:
            for tap in tuple(self.taps):
                tap.caught("inbound", text)
        if loud:
            self.tell("participant-speech-start", speaker)
            self.tell("participant-speech-stop", speaker)
        self.exchange.bell.ring()

    def join(self, participant: Participant) -> None:
        """Take somebody in, and begin once there are two of whom one may begin it."""
        self.invited.pop(participant.sid, None)
        self.participants[participant.sid] = participant
        participant.leg.floor = participant
        if participant.seating.beep in ("true", "onEnter"):
            self._beep(participant)
        self.tell("participant-join", participant)
        if self.status == "init":
            may = any(one.seating.start_on_enter for one in self.participants.values())
            if may and len(self.participants) > 1:
                self._begin()
            else:
                participant.music = wait_music(participant)
        self.exchange.bell.ring()

    def _begin(self) -> None:
        self.status, self.updated = "in-progress", self.exchange.now()
        for one in self.participants.values():
            one.stop_music()
        self.tell("conference-start")
        track, callback = self.recording
        if track:
            self.exchange.recordings.start(
                self.taps,
                self.account,
                next(iter(self.participants)),
                "Conference",
                callback=callback,
                conference_sid=self.sid,
            )

    def leave(self, participant: Participant, why: str) -> None:
        """Somebody goes; the last one, and whoever is set to, ends it."""
        self.invited.pop(participant.sid, None)
        if self.participants.get(participant.sid) is not participant:
            return
        del self.participants[participant.sid]
        self._out(participant, why)
        kicked = why == "participant_updated_via_api"
        if participant.seating.beep in ("true", "onExit"):
            self._beep(participant)
        if participant.seating.end_on_exit:
            self.end(
                "participant-with-end-conference-on-exit-" + ("kicked" if kicked else "left"),
                participant.sid,
            )
        elif not self.participants:
            self.end("last-participant-" + ("kicked" if kicked else "left"), participant.sid)
        self.exchange.bell.ring()

    def _out(self, participant: Participant, why: str) -> None:
        participant.why = why
        participant.stop_music()
        if participant.leg.floor is participant:
            participant.leg.floor = None
        participant.out.set()
        self.tell("participant-leave", participant, {"ReasonParticipantLeft": why})

    def end(self, reason: str, by: str = "") -> None:
        """All is over; for the second time it is nothing."""
        if self.status == "completed":
            return
        self.status, self.updated = "completed", self.exchange.now()
        self.reason, self.ended_by = reason, by or None
        while self.participants:
            _, participant = self.participants.popitem()
            self._out(participant, "conference_ended_via_api" if not by else "conference_ended")
        for invited in tuple(self.invited.values()):
            self.exchange.hang_up(invited.leg)
        self.invited.clear()
        for tap in tuple(self.taps):
            tap.end()
        more = {"ReasonConferenceEnded": reason, "Reason": reason.replace("-", " ")}
        self.tell("conference-end", None, {**more, "CallSidEndingConference": by} if by else more)

    def mute(self, participant: Participant, muted: bool) -> None:
        """Let somebody be heard no more, or again."""
        if participant.muted != muted:
            participant.muted = muted
            self._changed(participant, "participant-mute" if muted else "participant-unmute")

    def hold(self, participant: Participant, hold: bool, source: Source | None) -> None:
        """Let somebody neither hear nor be heard, but music instead; or take them back."""
        if participant.hold == hold:
            return
        participant.hold = hold
        participant.stop_music()
        if hold:
            participant.music = hold_music(participant, source)
        elif self.status == "init":
            participant.music = wait_music(participant)
        self._changed(participant, "participant-hold" if hold else "participant-unhold")

    def coach(self, participant: Participant, whom: str) -> None:
        """Let somebody be heard by one call alone ("": by everybody)."""
        if participant.coach != whom:
            participant.coach = whom
            self._changed(participant, "participant-modify")

    def announce(self, source: Source, whom: Participant | None = None) -> None:
        """Play something once, to one or to all."""
        for one in [whom] if whom else list(self.participants.values()):
            self.exchange.conferences.keep(announce(one, source))

    def _changed(self, participant: Participant, event: str) -> None:
        participant.updated = self.exchange.now()
        self.tell(event, participant)
        self.exchange.bell.ring()

    def _beep(self, about: Participant) -> None:
        for one in self.participants.values():
            if not one.hold:
                one.leg.hear(Sound(Kind.BEEP, "", about.sid))

    def tell(
        self, event: str, about: Participant | None = None, more: dict[str, str] | None = None
    ) -> None:
        """Tell the callback, if it wants to know."""
        if not self.callback.wants(event):
            return
        self.told += 1
        form = {
            "AccountSid": self.account.sid,
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self.told),
            "Timestamp": moment(self.exchange.now()),
            **(more or {}),
        }
        if about is not None:
            form |= {
                "CallSid": about.sid,
                "Muted": str(about.muted).lower(),
                "Hold": str(about.hold).lower(),
                "Coaching": str(bool(about.coach)).lower(),
                "StartConferenceOnEnter": str(about.seating.start_on_enter).lower(),
                "EndConferenceOnExit": str(about.seating.end_on_exit).lower(),
            }
            if about.coach:
                form["CallSidToCoach"] = about.coach
            if about.seating.label:
                form["ParticipantLabel"] = about.seating.label
        self.exchange.asking.tell(
            self.account, self.sid, self.callback.url, self.callback.method, form
        )


class Conferences:
    """All of them, by SID; of those that go on, each name of an account is there once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Conference] = {}
        self.music: list[asyncio.Task[None]] = []

    def named(self, account: Account, name: str) -> Conference | None:
        """The one that goes on under a name or SID."""
        for one in self.all.values():
            if one.account is account and one.status != "completed" and name in (one.name, one.sid):
                return one
        return None

    def open(self, account: Account, name: str) -> Conference:
        """The one that goes on under a name; a new one if there is none."""
        found = self.named(account, name)
        if found is None:
            now = self._exchange.now()
            found = Conference(
                exchange=self._exchange, account=account, name=name, created=now, updated=now
            )
            self.all[found.sid] = found
        return found

    def seat(self, conference: Conference, leg: Leg, seating: Seating) -> Participant:
        """A place for somebody who is not there yet."""
        now = self._exchange.now()
        return Participant(
            exchange=self._exchange,
            conference=conference,
            leg=leg,
            seating=seating,
            created=now,
            updated=now,
            muted=seating.muted,
            coach=seating.coach,
        )

    def keep(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        """Remember music, so that it can be ended."""
        self.music.append(task)
        task.add_done_callback(self.music.remove)
        return task
