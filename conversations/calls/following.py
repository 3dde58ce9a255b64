"""How a call follows its conversation: accepted, handed over, given back, closed.

Run whenever a change of a conversation is finished, so that no command and no rule of the router
needs to know of calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.calls.call import (
    BEFORE_QUEUE,
    IN_LINE,
    Call,
    CallOutcome,
    CallPlan,
    CallState,
    Place,
)
from conversations.calls.card import card
from conversations.calls.changing import (
    answer,
    call_of,
    end,
    let_go,
    put,
    put_leg,
    tell,
    to,
    want,
)
from conversations.calls.leg import Party
from conversations.clock import new_id
from conversations.conversation import LastMessage, Ref, State
from conversations.entries import Author, AuthorType, Direction, Kind
from conversations.errors import Invalid

if TYPE_CHECKING:
    from conversations.change import Change


_NOT_YET = BEFORE_QUEUE | {CallState.VOICEMAIL}
"""A caller in the menu, or with the voicemail, leaves a matter that waits as it is."""


def follow(change: Change) -> None:
    """Make the call what the conversation's new state asks for. Raises Invalid if that cannot be
    with somebody on the line."""
    call = change.it.call
    if call is None or call.state in (CallState.ENDED, CallState.ABANDONED):
        return
    match change.it.state:
        case State.OFFERED:
            if call.state is CallState.QUEUED:
                to(change, CallState.OFFERED)
        case State.QUEUED:
            _in_queue(change, call)
        case State.ACTIVE:
            _active(change, call)
        case State.PENDING | State.SNOOZED:
            if call.state is CallState.WRAP_UP:
                finish_wrap_up(change)
            elif call.is_live and call.state not in _NOT_YET:
                raise Invalid(
                    f"Somebody is on the line in conversation #{change.it.number}.",
                    remedy="Hang up first.",
                )
        case State.RESOLVED | State.ABANDONED:
            if call.state is CallState.WRAP_UP:
                finish_wrap_up(change)
            else:
                spoke = call.answered_at is not None
                end(change, "ended", CallOutcome.ANSWERED if spoke else CallOutcome.CANCELLED)


def finish_wrap_up(change: Change) -> None:
    """The wrap-up is over."""
    call = call_of(change)
    spent = (change.now - (call.ended_at or change.now)).total_seconds()
    to(change, CallState.ENDED, wrap_up_s=spent, wrap_up_until=None)
    tell(change, "wrapped_up")


def begin_call_back(change: Change, number: str, *, command_id: str | None = None) -> None:
    """We call the contact of a conversation that has had a call."""
    before = call_of(change)
    dial_out(change, command_id, before.ours, number, before.plan)


def dial_out(
    change: Change, command_id: str | None, ours: str, number: str, plan: CallPlan
) -> None:
    """We call: the agent's phone rings first, then the contact's. Raises Invalid without one."""
    agent = change.it.agent
    if agent is None:
        raise Invalid("Only an agent's own conversation can be called from.")
    call = Call(
        id=new_id(),
        seq=change.it.seq + 1,
        direction=Direction.OUT,
        ours=ours,
        theirs=number,
        state=CallState.CONNECTING,
        since=change.now,
        started_at=change.now,
        plan=plan,
        place=Place.ROOM,
        place_now=Place.ROOM,
        legs=change.it.call.leftover if change.it.call is not None else (),
    )
    entry = change.add(
        Kind.CALL,
        _author(agent),
        direction=Direction.OUT,
        data=card(call, change.now),
        command_id=command_id,
    )
    change.set(
        call=call,
        last_message=LastMessage(seq=entry.seq, text="", at=change.now, author="agent"),
    )
    want(change, Party.AGENT, name=agent.name, user_id=agent.id)
    want(change, Party.CONTACT, name=change.it.contact.name, address=number)


def _in_queue(change: Change, call: Call) -> None:
    if call.state is CallState.OFFERED:
        to(change, CallState.QUEUED)
    elif call.state is CallState.WRAP_UP:
        finish_wrap_up(change)
    elif call.state not in (*IN_LINE, *BEFORE_QUEUE, CallState.CALLBACK, CallState.VOICEMAIL):
        _back_in_line(change, call)


def _back_in_line(change: Change, call: Call) -> None:
    contact = call.contact
    let_go(change, (leg for leg in call.legs if leg.party is not Party.CONTACT))
    if contact is None or not contact.is_up:  # we called, and nobody is there to wait
        end(change, "ended", call.outcome or CallOutcome.CANCELLED)
        return
    put_leg(change, contact, held=False, held_now=False)
    to(
        change,
        CallState.QUEUED,
        place=Place.LINE,
        queued_at=call.queued_at or change.now,
        conference_sid=None,
        transcribing=False,
    )
    change.set(waiting_since=change.it.waiting_since or change.now)
    tell(change, "queued", queue=change.it.queue.name if change.it.queue else "")


def _active(change: Change, call: Call) -> None:
    agent = change.it.agent
    if agent is None:
        return
    if call.state is CallState.CALLBACK:
        _served_by_calling_back(change, call)
    elif call.state in IN_LINE or call.state in BEFORE_QUEUE:
        want(change, Party.AGENT, name=agent.name, user_id=agent.id)
        to(change, CallState.CONNECTING)
        tell(change, "connecting", agent={"id": agent.id, "name": agent.name})
    elif call.state in (CallState.CONNECTING, *_SPEAKING):
        held_by = call.agent
        if held_by is None or held_by.user_id != agent.id:
            _hand_over(change, call, agent)


_SPEAKING = (CallState.TALKING, CallState.ON_HOLD, CallState.TRANSFERRING)


def _hand_over(change: Change, call: Call, agent: Ref) -> None:
    """Another agent has the conversation now: whoever is in the call already takes over at once,
    else their phone rings while the contact is on hold."""
    known = call.leg_of(agent.id, Party.CONSULTED, Party.GUEST, Party.SUPERVISOR)
    others = (leg for leg in call.legs if leg.party in (Party.AGENT, Party.CONSULTED))
    let_go(change, (leg for leg in others if known is None or leg.id != known.id))
    if known is not None:
        put_leg(change, known, party=Party.AGENT, mode=None, muted=False)
        if known.mode is not None:  # they were listening: now they are heard
            put_leg(change, known, muted_now=True)
        put_leg(change, call.contact, held=False)
        if known.is_up:
            answer(change)
            return
    else:
        want(change, Party.AGENT, name=agent.name, user_id=agent.id)
    contact = call.contact
    if contact is not None and contact.is_up and call.place_now is Place.ROOM:
        put_leg(change, contact, held=True)
    to(change, CallState.CONNECTING)
    tell(change, "connecting", agent={"id": agent.id, "name": agent.name})


def _served_by_calling_back(change: Change, call: Call) -> None:
    to(change, CallState.ENDED)
    put(change, outcome=CallOutcome.CALLBACK)
    tell(change, "callback_taken")
    begin_call_back(change, call.callback_to or call.theirs)


def _author(agent: Ref) -> Author:
    return Author(type=AuthorType.AGENT, id=agent.id, name=agent.name)
