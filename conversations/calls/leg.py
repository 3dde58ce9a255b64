"""The line to one participant of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Party(StrEnum):
    """What somebody is in a call."""

    CONTACT = "contact"
    AGENT = "agent"
    CONSULTED = "consulted"
    GUEST = "guest"
    SUPERVISOR = "supervisor"


class LegState(StrEnum):
    """How far the line to one participant has come; it never moves backwards."""

    WANTED = "wanted"
    DIALLING = "dialling"
    RINGING = "ringing"
    IN = "in"
    OUT = "out"

    @property
    def rank(self) -> int:
        """How far it is."""
        return list(LegState).index(self)


class LegEnd(StrEnum):
    """Why a line ended."""

    HUNG_UP = "hung_up"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    LET_GO = "let_go"
    """We ended it."""


class Listening(StrEnum):
    """How a supervisor is in a call: heard by nobody, by the agent only, or by all."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The line to one participant. ``id`` is ours (and the participant's label at the provider),
    ``sid`` the provider's. ``address`` is a number in E.164, or empty for one of the team, whose
    device is looked up when it is dialled. ``since`` is when its state began."""

    id: str
    party: Party
    name: str
    address: str = ""
    user_id: str | None = None
    state: LegState = LegState.WANTED
    since: datetime
    sid: str | None = None
    answered_at: datetime | None = None
    end: LegEnd | None = None
    device: str = ""
    """What was dialled: ``client:…``, ``sip:…`` or a number."""
    wanted: bool = True
    muted: bool = False
    muted_now: bool = False
    held: bool = False
    held_now: bool = False
    mode: Listening | None = None
    mode_now: Listening | None = None

    @property
    def is_up(self) -> bool:
        """Whether they are in the call."""
        return self.state is LegState.IN

    @property
    def is_over(self) -> bool:
        """Whether the line has ended."""
        return self.state is LegState.OUT
