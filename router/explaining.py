"""Why: what is told of a decision, and of a conversation that nobody has been found for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from conversations.channels import fits
from conversations.conversation import Conversation
from conversations.people import Presence
from router.crews import Crew, Taker, primary
from router.order import place

CANDIDATES_LISTED = 20
"""At most so many agents are listed with a decision; their total is given beside."""
IN_LINE = 4
"""How many of those next in line are looked up for the explanation, per pool."""
OTHERS = 4
"""How many other members of a large queue are listed, to show what rules agents out."""

Candidate = dict[str, Any]
"""``agent``, ``name``, and ``ruled_out`` (a code) or ``rank``: as in ``Decision.candidates``."""
EXAMINED = 1000
"""At most so many members of a queue are examined to say why a conversation waits."""


@dataclass(frozen=True, slots=True)
class WhyWaiting:
    """Why a conversation has not been offered: how many agents each rule keeps from it."""

    waited_s: int
    codes: dict[str, int]
    """Code of :func:`ruled_out` → agents; ``no_queue``, ``nobody`` (the queue has
    no members) or ``free`` (qualified, the next decision is theirs)."""
    candidates: tuple[Candidate, ...]
    total_candidates: int
    asked_again_at: datetime | None
    """When those who declined may be asked again, if that is being waited for."""


def ruled_out(conversation: Conversation, taker: Taker, *, resting: bool) -> str | None:
    """Return the first rule that keeps an agent from this conversation, or None if none does.

    ``other_queue``, ``skill=<missing>``, ``offline``, ``away``, ``busy``, ``disconnected``,
    ``no_room``, ``offers_full`` (has as many offers to answer as stand at one agent at a time),
    ``declined`` (left alone for now), or ``saved_for`` (keeps the room for older, heavier work).
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
    if not fits(conversation.weight, taker.load, seat.capacity):
        return "no_room"
    if taker.has_offers_enough(conversation.weight):
        return "offers_full"
    if resting and taker.user_id in conversation.declined_by:
        return "declined"
    if taker.is_kept_from(place(conversation), conversation.weight):
        return "saved_for"
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


def why_waiting(
    conversation: Conversation,
    members: Mapping[str, Taker],
    now: datetime,
    *,
    resting: bool,
    asked_again_at: datetime | None,
) -> WhyWaiting:
    """Say what keeps the agents of the queue from a conversation; computed when somebody asks."""
    looked_at = list(islice(members.values(), EXAMINED))
    listed = listing(conversation, looked_at, resting=resting)
    codes: dict[str, int] = {}
    for candidate in listed:
        code = candidate.get("ruled_out", "free")
        codes[code] = codes.get(code, 0) + 1
    if not codes:
        codes = {"nobody" if conversation.queue else "no_queue": 0}
    since = conversation.queued_at or conversation.created_at
    return WhyWaiting(
        waited_s=max(0, int((now - since).total_seconds())),
        codes=codes,
        candidates=listed[:CANDIDATES_LISTED],
        total_candidates=len(members),
        asked_again_at=asked_again_at,
    )
