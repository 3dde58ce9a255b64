"""Who has a conversation: offers, assignment, transfer, and the way back to the queue."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.change import Change
from conversations.conversation import Conversation, Offer, Ref, State, check_transition
from conversations.entries import SYSTEM, Activity, Author
from conversations.errors import Invalid, OfferGone
from conversations.places import Queue


def offer(change: Change, made: Offer) -> None:
    """Hold the conversation out to one agent; their capacity is taken while it stands."""
    change.to(State.OFFERED, offer=made)
    change.note_activity(
        Activity.OFFERED,
        {
            "offer": made.id,
            "agent": _ref(made.agent),
            "expires_at": made.expires_at.isoformat(),
            "reasons": list(made.reasons),
        },
    )


def standing_offer(conversation: Conversation, offer_id: str, agent_id: str | None) -> Offer:
    """Return the offer if it stands and is made to ``agent_id``, else raise OfferGone."""
    made = conversation.offer
    if made is None or made.id != offer_id or (agent_id is not None and made.agent.id != agent_id):
        raise OfferGone(f"The offer of conversation #{conversation.number} no longer stands.")
    return made


def accept(change: Change, offer_id: str, author: Author, command_id: str) -> None:
    """The agent takes what was offered."""
    made = standing_offer(change.it, offer_id, author.id)
    if made.expires_at <= change.now:
        raise OfferGone(f"The offer of conversation #{change.it.number} has timed out.")
    _offer_ended(change, made, "accepted", author=author, command_id=command_id)
    change.to(State.ACTIVE, offer=None, agent=made.agent, declined_by=())
    change.note_activity(Activity.ASSIGNED, {"agent": _ref(made.agent), "reason": "accepted"})


def end_offer(
    change: Change,
    offer_id: str,
    outcome: str,
    *,
    author: Author = SYSTEM,
    reason: str = "",
    command_id: str | None = None,
) -> None:
    """The offer is declined, times out or is withdrawn: back to the queue at the old place."""
    made = standing_offer(change.it, offer_id, author.id if outcome == "declined" else None)
    _offer_ended(change, made, outcome, author=author, reason=reason, command_id=command_id)
    declined = change.it.declined_by
    if outcome in ("declined", "timed_out") and made.agent.id not in declined:
        declined = (*declined, made.agent.id)
    change.to(State.QUEUED, offer=None, agent=None, declined_by=declined)


def assign(
    change: Change,
    agent: Ref | None,
    author: Author,
    command_id: str | None,
    *,
    reason: str = "assigned",
) -> None:
    """Give the conversation to an agent, or back to its queue."""
    if not change.it.is_open:
        raise Invalid(
            f"Conversation #{change.it.number} is {change.it.state}.", remedy="Reopen it first."
        )
    if change.it.offer is not None:
        _offer_ended(change, change.it.offer, "withdrawn", author=author, reason=reason)
    before = change.it.agent
    if agent is None:
        _back_to_queue(change, before)
    else:
        if change.it.state is not State.ACTIVE:
            check_transition(change.it.number, change.it.state, State.ACTIVE)
        change.to(State.ACTIVE, agent=agent, offer=None, declined_by=(), snoozed_until=None)
    change.note_activity(
        Activity.ASSIGNED,
        {"agent": _ref(agent) if agent else None, "reason": reason},
        author=author,
        command_id=command_id,
    )


def transfer(
    change: Change, queue: Queue, agent: Ref | None, author: Author, command_id: str, reason: str
) -> None:
    """Move the conversation to another queue, or to an agent of that queue."""
    if not change.it.is_open:
        raise Invalid(
            f"Conversation #{change.it.number} is {change.it.state}.", remedy="Reopen it first."
        )
    if change.it.offer is not None:
        _offer_ended(change, change.it.offer, "withdrawn", author=author, reason="transferred")
    old = change.it.queue
    previous = change.it.agent
    change.set(
        queue=Ref(id=queue.id, name=queue.name),
        skills=queue.skills,
        transfers=change.it.transfers + 1,
    )
    change.note_activity(
        Activity.TRANSFERRED,
        {
            "from_queue": _ref(old) if old else None,
            "to_queue": {"id": queue.id, "name": queue.name},
            "agent": _ref(agent) if agent else None,
            "reason": reason,
        },
        author=author,
        command_id=command_id,
    )
    if agent is None:
        _back_to_queue(change, previous)
    else:
        change.to(State.ACTIVE, agent=agent, offer=None, declined_by=(), snoozed_until=None)


def move(change: Change, queue: Queue, *, reason: str, cause: Mapping[str, object]) -> None:
    """Put a conversation that no agent has into another queue, at its place by time. It is no
    transfer that counts: nobody had it."""
    if change.it.offer is not None:
        _offer_ended(change, change.it.offer, "withdrawn", reason="moved")
    old = change.it.queue
    change.to(
        State.QUEUED,
        offer=None,
        agent=None,
        declined_by=(),
        queue=Ref(id=queue.id, name=queue.name),
        skills=queue.skills,
    )
    change.note_activity(
        Activity.TRANSFERRED,
        {
            "from_queue": _ref(old) if old else None,
            "to_queue": {"id": queue.id, "name": queue.name},
            "agent": None,
            "reason": reason,
            "cause": dict(cause),
        },
    )


def reopen(change: Change, author: Author, command_id: str) -> None:
    """Take up a closed matter: it waits in its queue, for its last agent first."""
    if change.it.is_open:
        raise Invalid(f"Conversation #{change.it.number} is open already.")
    change.to(
        State.QUEUED,
        agent=None,
        offer=None,
        declined_by=(),
        queued_at=change.now,
        resolved_at=None,
        reopens=change.it.reopens + 1,
    )
    change.note_activity(
        Activity.REOPENED,
        {"queue": _ref(change.it.queue) if change.it.queue else None},
        author=author,
        command_id=command_id,
    )


def return_to_queue(change: Change, reason: str, *, keep_place: bool) -> None:
    """Bring a conversation back whose agent vanished, or that was snoozed until now.

    ``keep_place``: it stands where it stood, for the wait was not the contact's doing.
    """
    if change.it.offer is not None:
        _offer_ended(change, change.it.offer, "withdrawn", reason=reason)
    before, place = change.it.state, change.it.queued_at
    _back_to_queue(change, change.it.agent)
    if keep_place and place is not None:
        change.set(queued_at=place)
    change.note_activity(Activity.STATE, {"from": before, "to": State.QUEUED, "reason": reason})


def _back_to_queue(change: Change, previous: Ref | None) -> None:
    change.to(
        State.QUEUED,
        agent=None,
        offer=None,
        declined_by=(),
        last_agent=previous or change.it.last_agent,
        snoozed_until=None,
        queued_at=change.now if change.it.state is not State.QUEUED else change.it.queued_at,
    )


def _offer_ended(
    change: Change,
    made: Offer,
    outcome: str,
    *,
    author: Author = SYSTEM,
    reason: str = "",
    command_id: str | None = None,
) -> None:
    change.note_activity(
        Activity.OFFER_ENDED,
        {"offer": made.id, "agent": _ref(made.agent), "outcome": outcome, "reason": reason},
        author=author,
        command_id=command_id,
    )


def _ref(ref: Ref) -> dict[str, str]:
    return {"id": ref.id, "name": ref.name}
