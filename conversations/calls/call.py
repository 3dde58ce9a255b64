"""A call as part of its conversation: where it stands, who is in it, and what is wished of it.

What people and rules want of a call (``wanted``, ``place``, ``held`` …) stands beside what is so
(``state``, ``place_now``, ``held_now`` …). The connector makes the second follow the first
(:mod:`conversations.calls.actions`), so whoever finds a call, also after a crash, can go on with
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversations.calls.leg import Leg, LegState, Party
from conversations.entries import Direction
from conversations.errors import IllegalTransition


class CallState(StrEnum):
    """Where a call stands."""

    RINGING = "ringing"
    MENU = "menu"
    QUEUED = "queued"
    OFFERED = "offered"
    CONNECTING = "connecting"
    """An agent has taken it; their phone rings (and then, if we call, the contact's)."""
    TALKING = "talking"
    ON_HOLD = "on_hold"
    TRANSFERRING = "transferring"
    """The agent speaks with a third person first, while the contact is on hold."""
    WRAP_UP = "wrap_up"
    """Nobody speaks any more; the agent writes down what it was about."""
    VOICEMAIL = "voicemail"
    """The contact is leaving a message."""
    CALLBACK = "callback"
    """The contact has hung up and keeps the place in the queue; they will be called."""
    ENDED = "ended"
    ABANDONED = "abandoned"


S = CallState
_TALK_NEXT = frozenset({S.QUEUED, S.CONNECTING, S.WRAP_UP, S.ENDED})
TRANSITIONS: dict[CallState, frozenset[CallState]] = {
    S.RINGING: frozenset({S.MENU, S.QUEUED, S.VOICEMAIL, S.CONNECTING, S.ENDED, S.ABANDONED}),
    S.MENU: frozenset({S.QUEUED, S.VOICEMAIL, S.CONNECTING, S.ENDED, S.ABANDONED}),
    S.QUEUED: frozenset({S.OFFERED, S.CONNECTING, S.VOICEMAIL, S.CALLBACK, S.ENDED, S.ABANDONED}),
    S.OFFERED: frozenset({S.QUEUED, S.CONNECTING, S.VOICEMAIL, S.CALLBACK, S.ENDED, S.ABANDONED}),
    S.CONNECTING: frozenset({S.TALKING, S.QUEUED, S.CALLBACK, S.WRAP_UP, S.ENDED, S.ABANDONED}),
    S.TALKING: _TALK_NEXT | {S.ON_HOLD, S.TRANSFERRING},
    S.ON_HOLD: _TALK_NEXT | {S.TALKING, S.TRANSFERRING},
    S.TRANSFERRING: _TALK_NEXT | {S.TALKING, S.ON_HOLD},
    S.WRAP_UP: frozenset({S.ENDED}),
    S.VOICEMAIL: frozenset({S.ENDED, S.ABANDONED}),
    S.CALLBACK: frozenset({S.ENDED}),
    S.ENDED: frozenset(),
    S.ABANDONED: frozenset(),
}
"""From each state, the states that may follow."""

OVER = frozenset({S.ENDED, S.ABANDONED})
BEFORE_QUEUE = frozenset({S.RINGING, S.MENU})
IN_LINE = frozenset({S.QUEUED, S.OFFERED})
SPEAKING = frozenset({S.TALKING, S.ON_HOLD, S.TRANSFERRING})


class CallOutcome(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    ABANDONED_MENU = "abandoned_menu"
    ABANDONED_QUEUE = "abandoned_queue"
    ABANDONED_UNREACHED = "abandoned_unreached"
    """The provider could not hand the call to us; its list told of it afterwards."""
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    CLOSED = "closed"
    """Out of hours, or the menu said all there was to say."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """We hung up before the contact answered, or closed the matter instead of speaking."""
    AGENT_NOT_REACHED = "agent_not_reached"


class Place(StrEnum):
    """Where the contact's line is: in the dialogue (menu, waiting), or in the room with others."""

    LINE = "line"
    ROOM = "room"


class Taping(StrEnum):
    """Whether a call is recorded."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """What the inbox says of its calls. Times in seconds; ``recording`` is ``off``, ``on_request``
    or ``always``."""

    ring_s: int = 20
    wrap_up_s: int = 60
    recording: str = "off"
    transcribe: bool = False
    dispositions: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: dict[str, Any]) -> CallPlan:
        """Read it from an inbox's settings, which its connector has checked."""
        given = {key: settings[key] for key in cls.__slots__ if key in settings}
        if "dispositions" in given:
            given["dispositions"] = tuple(given["dispositions"])
        return cls(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording that is stored or on its way. ``sid`` is the provider's; ``file_id`` is None
    until it is in our store, and again (``deleted``) after it has been deleted by retention."""

    sid: str
    kind: str = "call"
    """``call`` or ``voicemail``."""
    at: datetime
    duration_s: int = 0
    file_id: str | None = None
    file_name: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call. ``seq`` is its entry on the timeline; ``ours`` and ``theirs`` are numbers in E.164
    (``theirs`` is empty if it was withheld). ``number_sid`` is the provider's id of the contact's
    line when they called. ``since`` is when the state began. Times of waiting, hold and wrap-up are
    in seconds."""

    id: str
    seq: int
    direction: Direction
    ours: str
    theirs: str
    state: CallState
    since: datetime
    started_at: datetime
    plan: CallPlan = CallPlan()
    legs: tuple[Leg, ...] = ()
    place: Place = Place.LINE
    place_now: Place = Place.LINE
    conference_sid: str | None = None
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    held_at: datetime | None = None
    hold_s: float = 0.0
    wrap_up_until: datetime | None = None
    wrap_up_s: float = 0.0
    taping: Taping = Taping.OFF
    taping_now: Taping = Taping.OFF
    tape_sid: str | None = None
    transcribing: bool = False
    transcript_sid: str | None = None
    tones: str = ""
    """Keys of the keypad still to be sounded."""
    callback_to: str = ""
    joined: bool = False
    """It came into a matter that was open already."""
    outcome: CallOutcome | None = None
    disposition: str = ""
    note: str = ""
    agents: tuple[tuple[str, str], ...] = ()
    """(id, name) of those who spoke with the contact, in order."""
    recordings: tuple[Recording, ...] = ()
    problem: str = ""
    """What could not be done last, as a sentence for the agent."""

    @property
    def is_live(self) -> bool:
        """Whether it still needs looking after."""
        return self.state not in OVER and self.state is not CallState.CALLBACK

    @property
    def is_attended(self) -> bool:
        """Whether anything may still have to be done about it: it is live, or has lines open."""
        return self.is_live or any(not leg.is_over for leg in self.legs)

    @property
    def hears_goodbye(self) -> bool:
        """Whether the dialogue says a last word to the contact and ends their line by itself."""
        if self.state is CallState.CALLBACK:
            return True
        said = self.outcome in (CallOutcome.CLOSED, CallOutcome.VOICEMAIL)
        return self.state is CallState.ENDED and said and self.place_now is Place.LINE

    @property
    def leftover(self) -> tuple[Leg, ...]:
        """Lines of the team that are let go and have not ended yet: the next call of the
        conversation sees to them."""
        return tuple(
            leg
            for leg in self.legs
            if leg.party is not Party.CONTACT
            and not leg.wanted
            and leg.state not in (LegState.OUT, LegState.WANTED)
        )

    @property
    def contact(self) -> Leg | None:
        """The contact's line."""
        return next((leg for leg in self.legs if leg.party is Party.CONTACT), None)

    @property
    def agent(self) -> Leg | None:
        """The line of the agent whose call it is."""
        return self.party(Party.AGENT)

    @property
    def consulted(self) -> Leg | None:
        """The line of the person who is spoken with before a transfer."""
        return self.party(Party.CONSULTED)

    def party(self, party: Party) -> Leg | None:
        """The newest wanted line of a kind that has not ended."""
        lines = [it for it in self.legs if it.party is party and it.wanted and not it.is_over]
        return lines[-1] if lines else None

    def leg(self, leg_id: str) -> Leg | None:
        """A line by its id."""
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def leg_of(self, user_id: str, *parties: Party) -> Leg | None:
        """The wanted line of one of the team that has not ended."""
        for leg in self.legs:
            open_line = leg.user_id == user_id and leg.wanted and not leg.is_over
            if open_line and (not parties or leg.party in parties):
                return leg
        return None

    @property
    def occupied(self) -> frozenset[str]:
        """Those of the team beside the agent whom it takes up: consulted, or added."""
        return frozenset(
            leg.user_id
            for leg in self.legs
            if leg.user_id
            and leg.party in (Party.CONSULTED, Party.GUEST)
            and leg.wanted
            and not leg.is_over
        )

    def with_leg(self, leg_id: str, **fields: Any) -> Call:
        """The call with one line changed."""
        legs = tuple(replace(it, **fields) if it.id == leg_id else it for it in self.legs)
        return replace(self, legs=legs)


def check_transition(old: CallState, new: CallState) -> None:
    """Raise IllegalTransition unless ``old`` → ``new`` is in :data:`TRANSITIONS`."""
    if new not in TRANSITIONS[old]:
        allowed = ", ".join(sorted(TRANSITIONS[old])) or "nothing"
        raise IllegalTransition(
            f"The call is {old} and cannot become {new}.",
            remedy=f"From {old} it may become: {allowed}.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrival:
    """A call that comes in, as the connector hands it over: the provider's id of the line, both
    numbers (``theirs`` is empty if withheld), and where the dialogue begins. ``missed`` is set for
    one that did not reach us: when it began and ended."""

    sid: str
    ours: str
    theirs: str
    plan: CallPlan
    state: CallState = CallState.RINGING
    missed: tuple[datetime, datetime] | None = None
