"""What the router does to a conversation, each as a decision that is taken on its newest state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from conversations import assignment
from conversations.calls import lines
from conversations.change import Change
from conversations.clock import new_id
from conversations.conversation import Offer, State
from conversations.entries import SYSTEM
from conversations.outcome import Decision, Outcome
from conversations.places import Queue
from router.matching import Match


def offer(
    match: Match, now: datetime, timeout_s: float, ids: Callable[[], str] = new_id
) -> Outcome:
    """Offer the conversation to the agent, with the decision that is kept for whoever asks."""
    change = Change.of(match.conversation, now)
    made = Offer(
        id=ids(),
        agent=match.agent,
        offered_at=now,
        expires_at=now + timedelta(seconds=timeout_s),
        reasons=match.reasons,
    )
    assignment.offer(change, made)
    decision = Decision(
        id=made.id,
        conversation_id=match.conversation.id,
        at=now,
        chosen=match.agent.id,
        reasons=match.reasons,
        candidates=match.candidates,
        total_candidates=match.total_candidates,
    )
    return change.finish(decision=decision)


def time_out(change: Change, offer_id: str) -> bool:
    """End an offer that nobody answered in time."""
    made = change.it.offer
    if made is None or made.id != offer_id or made.expires_at > change.now:
        return False
    assignment.end_offer(change, offer_id, "timed_out")
    return True


def wake(change: Change) -> bool:
    """Bring a snoozed conversation back to its queue."""
    until = change.it.snoozed_until
    if change.it.state is not State.SNOOZED or until is None or until > change.now:
        return False
    assignment.return_to_queue(change, "snooze_over", keep_place=False)
    return True


def overflow(change: Change, from_queue_id: str, to: Queue) -> bool:
    """Move work that has waited too long to the queue that helps out."""
    queue = change.it.queue
    if not change.it.waits_for_agent or queue is None or queue.id != from_queue_id:
        return False
    assignment.transfer(change, to, None, SYSTEM, new_id(), "overflow")
    return True


def give_back(change: Change, user_id: str) -> bool:
    """Return what an agent who is gone held: offered, active or pending, at its old place. Whoever
    is on the line goes on speaking."""
    if user_id not in change.it.holders:
        return False
    if change.it.call is not None and change.it.call.is_live:
        return lines.vanished(change, user_id)
    if change.it.holder != user_id:
        return False
    assignment.return_to_queue(change, "agent_vanished", keep_place=True)
    return True
