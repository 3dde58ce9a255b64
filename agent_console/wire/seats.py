"""Agents at work on the wire: seats, presence, and what calls have them do."""

from __future__ import annotations

from agent_console.wire.scalars import Given, Line, Moment, RefShape, Shown
from conversations.people import Presence, Seat
from router.on_calls import Doing, Engagement


class SeatCall(Shown):
    """What a call has an agent do: they are in one (or their phone rings for it), or write down
    what it was about."""

    state: Doing
    since: Moment
    conversation: str


class SeatShape(Shown):
    """An agent at work. What is told of a seat with the ``version`` that is known is newer all the
    same: ``conversations`` and ``call`` change without it."""

    agent: RefShape
    presence: Presence
    reason: str
    since: Moment
    queue_ids: list[str]
    skills: list[str]
    languages: list[str]
    capacity: int
    load: int
    idle_since: Moment
    conversations: int
    call: SeatCall | None
    vanished_at: Moment | None
    version: int


class Seats(Shown):
    """The seats that the caller may see."""

    items: list[SeatShape]


class DayQuery(Given):
    """When the day began where the agent sits; without it, at midnight UTC."""

    since: Moment | None = None


class SpentShape(Shown):
    """Seconds in each presence."""

    available: float
    busy: float
    away: float
    offline: float


class PresenceDay(Shown):
    """How long the caller has been in each presence from ``since`` until ``at``."""

    since: Moment
    at: Moment
    spent: SpentShape


class PresenceBody(Given):
    """Whether work is taken, and why not."""

    presence: Presence
    reason: Line = ""


def seat_shape(given: Seat, conversations: int, call: Engagement | None) -> SeatShape:
    """A seat with how many conversations it holds, and what a call has the agent do."""
    return SeatShape(
        agent=RefShape(id=given.user_id, name=given.name),
        presence=given.presence,
        reason=given.reason,
        since=given.since,
        queue_ids=list(given.queue_ids),
        skills=list(given.skills),
        languages=list(given.languages),
        capacity=given.capacity,
        load=given.load,
        idle_since=given.idle_since,
        conversations=conversations,
        call=(
            SeatCall(state=call.doing, since=call.since, conversation=call.conversation_id)
            if call
            else None
        ),
        vanished_at=given.vanished_at,
        version=given.version,
    )
