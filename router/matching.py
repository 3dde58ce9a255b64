"""The rules: who may take a conversation, who is asked first, and why.

Which **work** is served next: the highest priority first; within a priority the one that has waited
longest; then the lower number. Across queues there is one order, so an agent of several queues
always gets the most pressing work that they can take.

Who **may** take it (all must hold): the agent is ``available`` with a console connected; has room
for the channel's weight; belongs to the conversation's queue; has every skill that it needs.

Who is **asked first** among those:

1. the agent who had the conversation last, unless they have declined it in this round;
2. agents who have not declined it in this round and speak its language;
3. the other agents who have not declined it in this round;
4. when all of those have let it go, and after a pause: those who declined, in the same order.

Within each group the longest idle agent comes first; equal ones by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from conversations.conversation import Conversation, Priority, Ref
from conversations.people import Presence
from router.crews import Crew, CrewKey, Taker, primary

CANDIDATES_LISTED = 20
"""At most so many agents are listed with a decision; their total is given beside."""
IN_LINE = 4
"""How many of those next in line are looked up for the explanation, per pool."""
OTHERS = 4
"""How many other members of a large queue are listed, to show what rules agents out."""

Candidate = dict[str, Any]
"""``agent``, ``name``, and ``ruled_out`` (a code) or ``rank``: as in ``Decision.candidates``."""


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
    conversation: Conversation, crew: Crew, takers: Mapping[str, Taker], *, resting: bool
) -> Taker | None:
    """Return who is asked next, or None. ``resting``: those who declined are left alone now."""
    declined = conversation.declined_by
    last = conversation.last_agent
    if last is not None and last.id not in declined:
        taker = takers.get(last.id)
        if taker is not None and crew.key in taker.crews and taker.has_room_for(crew.key.weight):
            return taker
    for avoid in ((declined,) if resting else (declined, ())) if declined else ((),):
        found = crew.everybody.first(takers, avoid)
        if found is None:
            continue
        if conversation.language:
            return crew.speaking(conversation.language, takers).first(takers, avoid) or found
        return found
    return None


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


def ruled_out(conversation: Conversation, taker: Taker, *, resting: bool) -> str | None:
    """Return the first rule that keeps an agent from this conversation, or None if none does.

    ``other_queue``, ``skill=<missing>``, ``offline``, ``away``, ``busy``, ``disconnected``,
    ``no_room``, or ``declined`` (left alone for now).
    """
    seat = taker.seat
    if conversation.queue is None or conversation.queue.id not in seat.queue_ids:
        return "other_queue"
    for skill in conversation.skills:
        if skill not in taker.skills:
            return f"skill={skill}"
    if seat.presence is not Presence.AVAILABLE:
        return seat.presence.value
    if seat.vanished_at is not None:
        return "disconnected"
    if taker.load + conversation.weight > seat.capacity:
        return "no_room"
    if resting and taker.user_id in conversation.declined_by:
        return "declined"
    return None


def candidates(
    conversation: Conversation,
    crew: Crew,
    takers: Mapping[str, Taker],
    members: Mapping[str, Taker],
    *,
    chosen: Taker | None,
    resting: bool,
) -> tuple[Candidate, ...]:
    """Return who was looked at and what ruled each out; ranks count among those listed.

    Gathered by bounded looks and never by a scan: the one chosen, the last agent, some who
    declined, those next in line, and a few other members of the queue. A queue with no more than
    :data:`CANDIDATES_LISTED` members is listed in full.
    """
    ids: dict[str, None] = {}
    if chosen is not None:
        ids[chosen.user_id] = None
    if conversation.last_agent is not None:
        ids[conversation.last_agent.id] = None
    ids.update(dict.fromkeys(conversation.declined_by[:IN_LINE]))
    if len(members) > CANDIDATES_LISTED:
        if conversation.language:
            pool = crew.speaking(conversation.language, takers)
            ids.update(dict.fromkeys(pool.next_in_line(IN_LINE)))
        ids.update(dict.fromkeys(crew.everybody.next_in_line(IN_LINE)))
        ids.update(dict.fromkeys(islice(members, OTHERS)))
    else:
        ids.update(dict.fromkeys(members))
    listed = [takers[id] for id in islice(ids, CANDIDATES_LISTED) if id in takers]
    return listing(conversation, listed, resting=resting)


def listing(
    conversation: Conversation, takers: Iterable[Taker], *, resting: bool
) -> tuple[Candidate, ...]:
    """Return agents in the order in which they would be asked, then those who were ruled out."""
    wanted = primary(conversation.language) if conversation.language else None
    last = conversation.last_agent.id if conversation.last_agent else None
    able = []
    unable: list[Candidate] = []
    for taker in takers:
        code = ruled_out(conversation, taker, resting=resting)
        if code is not None:
            unable.append({"agent": taker.user_id, "name": taker.seat.name, "ruled_out": code})
            continue
        declined = taker.user_id in conversation.declined_by
        order = (declined or taker.user_id != last, declined, wanted not in taker.languages)
        able.append((order, taker.idle_since, taker.user_id, taker.seat.name))
    able.sort()
    ranked: list[Candidate] = [
        {"agent": user_id, "name": name, "rank": rank}
        for rank, (_, _, user_id, name) in enumerate(able, 1)
    ]
    return (*ranked, *unable)


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))
