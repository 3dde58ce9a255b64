"""The small steps of which every change of a call is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from conversations.calls.call import (
    SPEAKING,
    Call,
    CallOutcome,
    CallState,
    Taping,
    check_transition,
)
from conversations.calls.card import card
from conversations.calls.leg import Leg, LegEnd, LegState, Listening, Party
from conversations.clock import new_id
from conversations.entries import SYSTEM, Activity, Author, Direction
from conversations.errors import NotFound
from conversations.outcome import EntryFold

GIVEN_UP = (
    CallOutcome.ABANDONED_MENU,
    CallOutcome.ABANDONED_QUEUE,
    CallOutcome.ABANDONED_UNREACHED,
)

if TYPE_CHECKING:
    from conversations.change import Change


def call_of(change: Change) -> Call:
    """Return the conversation's call, or raise NotFound."""
    if change.it.call is None:
        raise NotFound(f"Conversation #{change.it.number} has no call.")
    return change.it.call


def put(change: Change, **fields: Any) -> Call:
    """Replace fields of the call (not its state: see :func:`to`)."""
    call = replace(call_of(change), **fields)
    change.set(call=call)
    return call


def to(change: Change, state: CallState, **fields: Any) -> Call:
    """Move the call to ``state`` if the table of transitions allows it; time on hold is counted."""
    call = call_of(change)
    if state is not call.state:
        check_transition(call.state, state)
        fields["since"] = change.now
    if call.held_at is not None and state is not CallState.ON_HOLD:
        if state is not CallState.TRANSFERRING:
            fields["held_at"] = None
            fields["hold_s"] = call.hold_s + (change.now - call.held_at).total_seconds()
    elif state in (CallState.ON_HOLD, CallState.TRANSFERRING) and call.held_at is None:
        fields["held_at"] = change.now
    return put(change, state=state, **fields)


def put_leg(change: Change, leg: Leg | None, **fields: Any) -> None:
    """Replace fields of a line, if there is one."""
    if leg is not None:
        change.set(call=call_of(change).with_leg(leg.id, **fields))


def want(
    change: Change, party: Party, *, name: str, address: str = "", user_id: str | None = None
) -> Leg:
    """Wish for somebody to be in the call."""
    leg = Leg(
        id=new_id(), party=party, name=name, address=address, user_id=user_id, since=change.now
    )
    put(change, legs=(*call_of(change).legs, leg))
    return leg


def let_go(change: Change, legs: Iterable[Leg]) -> None:
    """Wish for lines to end; one that was never dialled has ended with that."""
    for leg in legs:
        if leg.is_over:
            continue
        if leg.state is LegState.WANTED:
            over = {"state": LegState.OUT, "end": LegEnd.LET_GO, "since": change.now}
            put_leg(change, leg, wanted=False, **over)
        else:
            put_leg(change, leg, wanted=False)


def tell(
    change: Change,
    event: str,
    *,
    author: Author = SYSTEM,
    command_id: str | None = None,
    **detail: Any,
) -> None:
    """Add what happened to the timeline, and bring the call's card up to date."""
    call = call_of(change)
    shown = card(call, change.now)
    change.note_activity(
        Activity.CALL,
        {"event": event, "targets": [call.seq], "card": shown, **detail},
        author=author,
        command_id=command_id,
    )
    change.fold(EntryFold(seq=call.seq, data=shown))


def answer(change: Change) -> None:
    """Contact and agent speak with each other."""
    call = call_of(change)
    first = call.answered_at is None
    agent = change.it.agent
    agents = call.agents
    if agent is not None and (agent.id, agent.name) not in agents:
        agents = (*agents, (agent.id, agent.name))
    taping = call.taping
    if first and call.plan.recording == "always":
        taping = Taping.ON
    to(
        change,
        CallState.TALKING,
        answered_at=call.answered_at or change.now,
        agents=agents,
        taping=taping,
        transcribing=written_down(call, taping),
        problem="",
    )
    put_leg(change, call.contact, held=False)
    for leg in call.legs:
        if leg.mode is Listening.WHISPER and leg.wanted:
            put_leg(change, leg, mode_now=None)  # to whom: that may be another agent now
    change.set(waiting_since=None, unread=0)
    if call.direction is Direction.IN or change.it.queued_at is not None:  # somebody waited for us
        change.set(first_response_at=change.it.first_response_at or change.now)
    tell(change, "answered", agent=_agent(change))


def hang_up(
    change: Change, event: str, *, author: Author = SYSTEM, command_id: str | None = None
) -> None:
    """End all lines. Whoever spoke writes down what it was about, if there is time for that."""
    call = call_of(change)
    let_go(change, call.legs)
    wrap_up(change, event, author=author, command_id=command_id)


def wrap_up(
    change: Change, event: str, *, author: Author = SYSTEM, command_id: str | None = None
) -> None:
    """Nobody speaks with the contact any more; without an agent there is nothing to write down."""
    call = call_of(change)
    spoke = call.answered_at is not None
    outcome = call.outcome or (CallOutcome.ANSWERED if spoke else CallOutcome.CANCELLED)
    over = {"ended_at": call.ended_at or change.now, "outcome": outcome, **_no_tape(call)}
    if spoke and change.it.agent is not None:
        until = change.now + timedelta(seconds=call.plan.wrap_up_s)
        to(change, CallState.WRAP_UP, wrap_up_until=until, **over)
    else:
        to(change, CallState.ENDED, **over)
    tell(change, event, author=author, command_id=command_id, outcome=outcome.value)


def end(change: Change, event: str, outcome: CallOutcome, *, author: Author = SYSTEM) -> None:
    """End the call and all its lines without wrap-up."""
    call = call_of(change)
    let_go(change, call.legs)
    state = CallState.ENDED
    if outcome in GIVEN_UP:
        state = CallState.ABANDONED
    to(change, state, ended_at=call.ended_at or change.now, outcome=outcome, **_no_tape(call))
    tell(change, event, author=author, outcome=outcome.value)


def owed(call: Call) -> Call:
    """The callback that was promised before this call came to nothing. A phone that rings for it is
    let go yet."""
    return replace(call, state=CallState.CALLBACK, legs=call.leftover, outcome=None)


def taped(call: Call, wish: Taping) -> dict[str, Taping]:
    """The fields that wish for a recording. Before it is paused or ended, one that was asked for
    counts as begun: the provider may be recording although it has not said so."""
    if wish is not Taping.ON and call.taping is Taping.ON and call.taping_now is Taping.OFF:
        return {"taping": wish, "taping_now": Taping.ON}
    return {"taping": wish}


def written_down(call: Call, wish: Taping) -> bool:
    """Whether what is said is to be written down: not while the recording pauses, for that is when
    a card number is said."""
    return call.plan.transcribe and wish is not Taping.PAUSED


def is_speaking(call: Call) -> bool:
    """Whether contact and agent are connected."""
    return call.state in SPEAKING


def _no_tape(call: Call) -> dict[str, Any]:
    contact = call.contact
    if contact is not None and contact.is_up and contact.wanted:
        # they speak on with somebody else, and that is not ours to keep
        return {**taped(call, Taping.OFF), "transcribing": False, "tones": ""}
    # both end with the line itself
    return {
        "taping": Taping.OFF,
        "taping_now": Taping.OFF,
        "transcribing": False,
        "transcript_sid": None,
        "tones": "",
    }


def _agent(change: Change) -> dict[str, str] | None:
    agent = change.it.agent
    return {"id": agent.id, "name": agent.name} if agent else None
