"""The rules: who may take a conversation, who is asked first, and why.

Which **work** is served next: the highest priority first; within a priority the one that has waited
longest; then the lower number. Across queues there is one order, so an agent of several queues
always gets the most pressing work that they can take.

Who **may** take it (all must hold): the agent is ``available`` with a console connected; has room
for the channel's weight, or for a call at most light work (:func:`conversations.channels.fits`);
has not as many offers to answer as stand at one agent at a time (which no call asks); belongs to
the conversation's queue; has every skill that it needs; and keeps that room for nothing heavier
that stands before it (:mod:`router.saving`).

Who is **asked first** among those:

1. the agent who had the conversation last, unless they have declined it in this round;
2. agents who have not declined it in this round and speak its language;
3. the other agents who have not declined it in this round;
4. when all of those have let it go, and after a pause: those who declined, in the same order.

Within each group the longest idle agent comes first; equal ones by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conversations.conversation import Conversation, Priority, Ref
from router.crews import Crew, CrewKey, Taker, primary
from router.explaining import Candidate, candidates
from router.order import Place


@dataclass(frozen=True, slots=True)
class Match:
    """One decision: this conversation is to be offered to this agent, for these reasons."""

    conversation: Conversation
    agent: Ref
    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    total_candidates: int


def requirement(conversation: Conversation) -> CrewKey | None:
    """Return what kind of work a conversation is; None while it has no queue."""
    if conversation.queue is None:
        return None
    return CrewKey(conversation.queue.id, frozenset(conversation.skills), conversation.weight)


def choose(
    conversation: Conversation, at: Place, crew: Crew, takers: Mapping[str, Taker], *, resting: bool
) -> Taker | None:
    """Return who is asked next for what stands ``at``, or None. ``resting``: those who declined are
    left alone now."""
    declined = conversation.declined_by
    last = conversation.last_agent
    if last is not None and last.id not in declined:
        taker = takers.get(last.id)
        if (
            taker is not None
            and crew.key in taker.crews
            and taker.has_room_for(crew.key.weight)
            and not taker.is_kept_from(at, crew.key.weight)
        ):
            return taker
    for avoid in ((declined,) if resting else (declined, ())) if declined else ((),):
        found = crew.everybody.first(takers, avoid, at)
        if found is None:
            continue
        if conversation.language:
            return crew.speaking(conversation.language, takers).first(takers, avoid, at) or found
        return found
    return None


def explained(
    conversation: Conversation,
    crew: Crew,
    taker: Taker,
    takers: Mapping[str, Taker],
    members: Mapping[str, Taker],
    now: datetime,
    *,
    resting: bool,
) -> Match:
    """Return the decision for ``taker`` with its reasons and with who else was looked at."""
    return Match(
        conversation,
        Ref(id=taker.user_id, name=taker.seat.name),
        reasons(conversation, taker, now),
        candidates(conversation, crew, takers, members, chosen=taker, resting=resting),
        len(members),
    )


def reasons(conversation: Conversation, taker: Taker, now: datetime) -> tuple[str, ...]:
    """Return why this agent, as codes with values, in the order in which they count."""
    given = []
    if conversation.queue is not None:
        given.append(f"queue={conversation.queue.name}")
    if conversation.priority is not Priority.NORMAL:
        given.append(f"priority={conversation.priority.value}")
    given.extend(f"skill={skill}" for skill in conversation.skills)
    if taker.user_id in conversation.declined_by:
        given.append("asked_again")
    elif conversation.last_agent is not None and conversation.last_agent.id == taker.user_id:
        given.append("last_agent")
    if conversation.language and primary(conversation.language) in taker.languages:
        given.append(f"language={primary(conversation.language)}")
    given.append(f"idle_s={_seconds(taker.idle_since, now)}")
    if conversation.queued_at is not None:
        given.append(f"waited_s={_seconds(conversation.queued_at, now)}")
    return tuple(given)


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))
