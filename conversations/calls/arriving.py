"""A call comes in: it opens a conversation, or joins one that waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.calls.call import Call, CallArrival, CallState, Leg, LegState, Party
from conversations.calls.card import card
from conversations.clock import new_id
from conversations.conversation import LastMessage
from conversations.entries import Author, Direction, Entry, Kind

if TYPE_CHECKING:
    from conversations.change import Change


def arrive(change: Change, arrival: CallArrival, author: Author, *, inbox_id: str) -> Entry:
    """Put a call on the timeline, with its caller on the line.

    A callback that somebody waits for is kept: it comes back to life if this call comes to nothing.
    """
    before = change.it.call
    joined = bool(change.it.seq > 1)
    contact = Leg(
        id=new_id(),
        party=Party.CONTACT,
        name=change.it.contact.name,
        address=arrival.theirs,
        state=LegState.IN,
        since=change.now,
        sid=arrival.sid,
        answered_at=change.now,
    )
    call = Call(
        id=new_id(),
        seq=change.it.seq + 1,
        direction=Direction.IN,
        ours=arrival.ours,
        theirs=arrival.theirs,
        state=arrival.state,
        since=change.now,
        started_at=change.now,
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
    return entry
