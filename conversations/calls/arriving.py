"""A call comes in: it opens a conversation, or joins one that waits for it. One that did not reach
us is over when it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.calls.call import Call, CallArrival, CallOutcome, CallState
from conversations.calls.card import card
from conversations.calls.changing import end, owed
from conversations.calls.leg import Leg, LegEnd, LegState, Party
from conversations.clock import new_id
from conversations.conversation import LastMessage, State
from conversations.entries import Activity, Author, Direction, Entry, Kind

if TYPE_CHECKING:
    from conversations.change import Change


def arrive(change: Change, arrival: CallArrival, author: Author, *, inbox_id: str) -> Entry:
    """Put a call on the timeline, with its caller on the line.

    A callback that somebody waits for is kept: it comes back to life if this call comes to nothing.
    """
    before = change.it.call
    joined = bool(change.it.seq > 1)
    began, ended = arrival.missed or (change.now, None)
    contact = Leg(
        id=new_id(),
        party=Party.CONTACT,
        name=change.it.contact.name,
        address=arrival.theirs,
        state=LegState.OUT if ended else LegState.IN,
        since=ended or change.now,
        sid=arrival.sid,
        answered_at=None if ended else change.now,
        end=LegEnd.FAILED if ended else None,
    )
    call = Call(
        id=new_id(),
        seq=change.it.seq + 1,
        direction=Direction.IN,
        ours=arrival.ours,
        theirs=arrival.theirs,
        state=arrival.state,
        since=change.now,
        started_at=began,
        ended_at=ended,
        plan=arrival.plan,
        legs=(contact, *(before.leftover if before else ())),
        callback_to=before.callback_to if before else "",
        joined=joined,
    )
    entry = change.add(
        Kind.CALL,
        author,
        direction=Direction.IN,
        data=card(call, change.now),
        external_id=arrival.sid,
        inbox_id=inbox_id,
    )
    change.set(
        call=call,
        last_message=LastMessage(seq=entry.seq, text="", at=change.now, author="contact"),
    )
    if call.state is CallState.QUEUED:
        raise ValueError("a call enters its queue by a step of its own")
    if ended:
        _missed(change)
    return entry


def _missed(change: Change) -> None:
    """It is over. What it joined stays as it is, but somebody should look; a callback is still
    owed."""
    end(change, "unreached", CallOutcome.ABANDONED_UNREACHED)
    call = change.it.call
    if call is not None and call.joined:
        change.set(unread=change.it.unread + 1)
        if call.callback_to:
            change.set(call=owed(call))
        return
    closed = State.ABANDONED
    change.note_activity(
        Activity.STATE, {"from": change.it.state, "to": closed, "reason": "unreached"}
    )
    change.to(closed, resolved_at=change.now)
