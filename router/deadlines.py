"""Which timers a conversation calls for, and whether one still holds when it falls due."""

from __future__ import annotations

from datetime import timedelta

from conversations.conversation import State
from conversations.places import Queue
from router.lanes import Waiting
from router.timers import Kind, Timer, Timers


def set_timers(timers: Timers, waiting: Waiting, queue: Queue | None) -> None:
    """Set all timers of a conversation; ``queue`` is the one it waits in."""
    it = waiting.conversation
    if it.offer is not None:
        timers.set(it.offer.expires_at, Kind.OFFER, it.id, it.offer.id)
    if it.state is State.SNOOZED and it.snoozed_until is not None:
        timers.set(it.snoozed_until, Kind.WAKE, it.id, str(it.snoozed_until))
    if it.waits_for_agent and waiting.rest_until is not None:
        timers.set(waiting.rest_until, Kind.REST, it.id, str(waiting.rest_until))
    set_overflow(timers, waiting, queue)


def set_overflow(timers: Timers, waiting: Waiting, queue: Queue | None) -> None:
    """Set the moment from which a conversation has waited too long in its queue."""
    it = waiting.conversation
    if it.waits_for_agent and queue is not None and queue.overflow_after_s is not None:
        at = waiting.entered_at + timedelta(seconds=queue.overflow_after_s)
        timers.set(at, Kind.OVERFLOW, it.id, queue.id)


def overflows_to(waiting: Waiting, queue: Queue | None) -> str | None:
    """Return the id of the queue that helps out, unless the conversation came from there."""
    if queue is None or queue.overflow_after_s is None or queue.overflow_queue_id == queue.id:
        return None
    return None if queue.overflow_queue_id in waiting.passed else queue.overflow_queue_id


def still_holds(timer: Timer, waiting: Waiting) -> bool:
    """Whether what the timer was set for is still so."""
    it = waiting.conversation
    match timer.kind:
        case Kind.OFFER:
            return it.offer is not None and it.offer.id == timer.token
        case Kind.WAKE:
            return it.state is State.SNOOZED and str(it.snoozed_until) == timer.token
        case Kind.REST:
            return it.waits_for_agent and str(waiting.rest_until) == timer.token
        case Kind.OVERFLOW:
            queue_id = it.queue.id if it.queue else None
            return it.waits_for_agent and queue_id == timer.token
        case _:
            return True
