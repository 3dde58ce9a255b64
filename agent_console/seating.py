"""Who sits where: the seats in a caller's scope, and presence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.wire.seats import PresenceDay, SeatShape, SpentShape, seat_shape
from conversations.errors import Invalid, NotFound
from conversations.people import Presence, Scope, Seat
from router.presence import PresenceChange, time_in_presence

LONGEST_DAY = timedelta(hours=48)
"""Further back a "today" cannot begin, in whatever time zone."""


def in_scope(seat: Seat, scope: Scope) -> bool:
    """Whether a seat may be seen: one's own, and those who share a queue."""
    if scope.everything or seat.user_id == scope.user_id:
        return True
    return not scope.queue_ids.isdisjoint(seat.queue_ids)


async def shapes(console: Console, seats: Sequence[Seat]) -> list[SeatShape]:
    """Seats on the wire, with what each has in hand, and whether they are on a call."""
    held = await console.services.holdings.held([seat.user_id for seat in seats])
    engagement = console.services.figures.engagement
    return [seat_shape(seat, held.get(seat.user_id, 0), engagement(seat.user_id)) for seat in seats]


async def visible(console: Console, caller: Caller) -> list[SeatShape]:
    """The seats in the caller's scope."""
    scope = caller.actor.scope
    seats = [seat for seat in await console.services.seats.all() if in_scope(seat, scope)]
    return await shapes(console, seats)


async def set_presence(
    console: Console, caller: Caller, user_id: str, presence: Presence, reason: str
) -> SeatShape:
    """Set the presence of the caller, or of somebody in their scope."""
    seat = await console.services.seats.seat(user_id)
    if not in_scope(seat, caller.actor.scope):
        raise NotFound("There is no such agent.")
    seat = await console.services.attendance.choose(user_id, presence, reason)
    if user_id != caller.user.id:
        await console.record(
            caller, "presence_set", "user", user_id, presence=presence, reason=reason
        )
    return (await shapes(console, [seat]))[0]


async def day(console: Console, caller: Caller, since: datetime | None) -> PresenceDay:
    """Return how long the caller has been in each presence since their day began (midnight UTC
    unless they say otherwise). Raises Invalid for a day that is none, NotFound without a seat."""
    now = console.services.clock.now()
    start = since or datetime.combine(now.date(), time(tzinfo=now.tzinfo))
    if not now - LONGEST_DAY <= start <= now:
        raise Invalid("That is no beginning of today.", remedy="Give a time of the last 48 hours.")
    seat = await console.services.seats.seat(caller.user.id)
    changes = [
        PresenceChange(
            user_id=seat.user_id,
            at=line["at"],
            before=Presence(line["before"]),
            after=Presence(line["after"]),
            reason=line["reason"],
        )
        for line in await console.services.audit.presence_of(seat.user_id, start, now)
    ]
    # Without a change since then, they are still what they were.
    at_start = changes[0].before if changes else seat.presence
    spent = time_in_presence(changes, start=start, end=now, at_start=at_start)
    return PresenceDay(
        since=start,
        at=now,
        spent=SpentShape(**{presence.value: seconds for presence, seconds in spent.items()}),
    )
