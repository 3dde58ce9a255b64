"""What is to be done at the provider so that a call becomes what is wished of it."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.calls.call import Call, CallState, Place, Taping
from conversations.calls.leg import Leg, LegState, Listening, Party


@dataclass(frozen=True, slots=True)
class Dial:
    """Call a participant, into the call's room."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class Release:
    """End a participant's line: cancel it while it rings."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class Move:
    """Bring the contact into the room, or back into the line."""

    place: Place


@dataclass(frozen=True, slots=True)
class Hold:
    """Put a participant on hold, or take them off it."""

    leg: Leg
    on: bool


@dataclass(frozen=True, slots=True)
class Mute:
    """Let a participant be unheard, or heard again."""

    leg: Leg
    on: bool


@dataclass(frozen=True, slots=True)
class Coach:
    """Change how a supervisor is in the call."""

    leg: Leg
    mode: Listening


@dataclass(frozen=True, slots=True)
class Tape:
    """Begin, pause, go on with or end the recording."""

    wish: Taping


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Begin or end the transcript."""

    on: bool


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound keys of the keypad to the contact."""

    tones: str


Action = Dial | Release | Move | Hold | Mute | Coach | Tape | Transcribe | Sound


def pending(call: Call) -> tuple[Action, ...]:
    """Return what is to be done now, in this order. What needs something else first (the contact
    is called only when the agent is there) comes when that has happened."""
    actions: list[Action] = [
        Release(leg)
        for leg in call.legs
        if not leg.wanted
        and leg.state not in (LegState.OUT, LegState.WANTED)
        and not (leg.party is Party.CONTACT and call.hears_goodbye)
    ]
    if call.state is CallState.CALLBACK:
        return tuple(actions)
    somebody_in = any(leg.is_up for leg in call.legs if leg.party is not Party.CONTACT)
    for leg in call.legs:
        first = leg.party is Party.AGENT
        if leg.wanted and leg.state is LegState.WANTED and (first or somebody_in):
            actions.append(Dial(leg))
    contact = call.contact
    contact_up = contact is not None and contact.is_up and contact.wanted
    if contact_up and call.place is not call.place_now:
        if somebody_in or call.place is Place.LINE:
            actions.append(Move(call.place))
        return tuple(actions)
    in_room = contact_up and call.place_now is Place.ROOM
    for leg in call.legs:
        if leg.is_up and leg.wanted and (in_room or leg.party is not Party.CONTACT):
            actions.extend(_of(leg))
    if contact_up:
        if not call.transcribing and call.transcript_sid is not None:
            actions.append(Transcribe(False))  # first: whoever sees the pause relies on both
        if call.taping is not call.taping_now and (in_room or call.taping is Taping.OFF):
            actions.append(Tape(call.taping))
        if in_room and call.transcribing and call.transcript_sid is None:
            actions.append(Transcribe(True))
        if in_room and call.tones:
            actions.append(Sound(call.tones))
    return tuple(actions)


def _of(leg: Leg) -> list[Action]:
    actions: list[Action] = []
    if leg.held is not leg.held_now:
        actions.append(Hold(leg, leg.held))
    if leg.party is Party.SUPERVISOR:
        if leg.mode is not None and leg.mode is not leg.mode_now:
            actions.append(Coach(leg, leg.mode))
    elif leg.muted is not leg.muted_now:
        actions.append(Mute(leg, leg.muted))
    return actions
