"""What a call goes through: what the contact chooses and does, and the time for the wrap-up.

Each function changes the conversation if that is news, and says whether it was: providers tell
things twice, late, and in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations import assignment
from conversations.calls.call import BEFORE_QUEUE, IN_LINE, Call, CallOutcome, CallState, Place
from conversations.calls.changing import call_of, end, let_go, owed, tell, to
from conversations.calls.following import finish_wrap_up
from conversations.conversation import Ref, State
from conversations.entries import SYSTEM, Activity
from conversations.handlers import close
from conversations.places import Queue

if TYPE_CHECKING:
    from conversations.change import Change


TAKEN = (State.ACTIVE, State.PENDING, State.SNOOZED)


def enter_menu(change: Change) -> bool:
    """The caller hears the menu."""
    if call_of(change).state is not CallState.RINGING:
        return False
    to(change, CallState.MENU)
    tell(change, "menu")
    return True


def enter_queue(change: Change, queue: Queue | None, chosen: str = "") -> bool:
    """The caller waits for an agent now; ``queue`` if the menu chose another one than the inbox's,
    ``chosen`` is what they pressed or said."""
    call = call_of(change)
    if call.state not in BEFORE_QUEUE:
        return False
    if queue is not None and (change.it.queue is None or change.it.queue.id != queue.id):
        change.set(queue=Ref(id=queue.id, name=queue.name), skills=queue.skills)
        if not call.joined:
            change.set(priority=queue.priority)
    to(change, CallState.QUEUED, queued_at=change.now)
    since = change.it.queued_at or change.now
    if change.it.state in TAKEN:
        assignment.return_to_queue(change, "contact_called", keep_place=False)
        since = change.now
    change.set(queued_at=since, waiting_since=change.it.waiting_since or change.now)
    tell(change, "queued", queue=change.it.queue.name if change.it.queue else "", chosen=chosen)
    return True


def enter_voicemail(change: Change) -> bool:
    """The caller is asked to leave a message."""
    call = call_of(change)
    if call.state not in BEFORE_QUEUE and call.state not in IN_LINE:
        return False
    if change.it.offer is not None:
        assignment.end_offer(change, change.it.offer.id, "withdrawn", reason="voicemail")
        call = call_of(change)
    to(change, CallState.VOICEMAIL)
    tell(change, "voicemail")
    return True


def left_message(change: Change) -> bool:
    """The caller has left a message: the conversation waits for somebody to listen to it."""
    if call_of(change).state is not CallState.VOICEMAIL:
        return False
    end(change, "message_left", CallOutcome.VOICEMAIL)
    if change.it.state in (State.PENDING, State.SNOOZED):
        assignment.return_to_queue(change, "contact_called", keep_place=False)
    change.set(
        queued_at=change.it.queued_at or change.now,
        waiting_since=change.it.waiting_since or change.now,
        unread=change.it.unread + 1,
    )
    return True


def no_message(change: Change) -> bool:
    """The caller left no message after all."""
    call = call_of(change)
    if call.state is not CallState.VOICEMAIL:
        return False
    abandon(change, call, CallOutcome.ABANDONED_QUEUE, "abandoned")
    return True


def ask_callback(change: Change, number: str) -> bool:
    """The caller hangs up and keeps the place in the queue. Whoever was about to take the call, but
    is not on the line yet, is let go: what the caller was promised counts."""
    call = call_of(change)
    coming = call.state is CallState.CONNECTING and call.place is Place.LINE
    if not (call.state in IN_LINE or coming) or not number:
        return False
    if coming:
        assignment.return_to_queue(change, "callback", keep_place=True)
    let_go(change, call.legs)
    to(change, CallState.CALLBACK, callback_to=number)
    tell(change, "callback", number=number)
    change.set(unread=change.it.unread + 1)
    return True


def said_goodbye(change: Change) -> bool:
    """The dialogue has come to its own end: out of hours, or all was said."""
    call = call_of(change)
    if call.state not in BEFORE_QUEUE:
        return False
    abandon(change, call, CallOutcome.CLOSED, "closed")
    return True


def wrap_up_over(change: Change, *, at_once: bool = False) -> bool:
    """The time for the wrap-up is over: the matter is closed as it is."""
    call = call_of(change)
    if call.state is not CallState.WRAP_UP or call.wrap_up_until is None:
        return False
    if not at_once and call.wrap_up_until > change.now:
        return False
    finish_wrap_up(change)
    close(change, "wrap_up_over", SYSTEM)
    return True
    # VOICEMAIL: the recording decides; CALLBACK, WRAP_UP: they are gone already


def abandon(change: Change, call: Call, outcome: CallOutcome, event: str) -> None:
    """The call came to nothing. What it joined stays as it was; a callback is still owed."""
    if change.it.offer is not None and not call.callback_to:
        assignment.end_offer(change, change.it.offer.id, "withdrawn", reason="abandoned")
    end(change, event, outcome)
    if call.callback_to:
        change.set(call=owed(call_of(change)))
        if change.it.state is State.ACTIVE:
            assignment.return_to_queue(change, "abandoned", keep_place=True)
    elif not call.joined:
        closed = State.RESOLVED if outcome is CallOutcome.CLOSED else State.ABANDONED
        change.note_activity(
            Activity.STATE, {"from": change.it.state, "to": closed, "reason": event}
        )
        last = change.it.agent or change.it.last_agent
        change.to(closed, last_agent=last, agent=None, resolved_at=change.now)
        change.set(waiting_since=None, unread=0)
    elif change.it.state is State.ACTIVE:
        assignment.return_to_queue(change, "abandoned", keep_place=True)
