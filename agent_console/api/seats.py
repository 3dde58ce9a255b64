"""Seats and the wallboard."""

from __future__ import annotations

from agent_console import seating
from agent_console.routing import Call, Door, Routes
from agent_console.wallboard import stats_of
from agent_console.wire.seats import DayQuery, PresenceBody, PresenceDay, Seats, SeatShape
from agent_console.wire.supervision import WallboardShape
from conversations.people import Permission

routes = Routes("agents")


@routes("GET", "/seats", Door.SIGNED_IN)
async def list_seats(call: Call) -> Seats:
    """The agents who share a queue with me, and whether they take work"""
    return Seats(items=await seating.visible(call.console, call.caller))


@routes("PUT", "/seats/me", Permission.CONVERSATIONS_WORK)
async def set_my_presence(call: Call, body: PresenceBody) -> SeatShape:
    """Set whether I take work"""
    return await seating.set_presence(
        call.console, call.caller, call.caller.user.id, body.presence, body.reason
    )


@routes("GET", "/seats/me/today", Permission.CONVERSATIONS_WORK)
async def my_day(call: Call, query: DayQuery) -> PresenceDay:
    """How long I have been in each presence today"""
    return await seating.day(call.console, call.caller, query.since)


@routes("PUT", "/seats/{id}", Permission.AGENTS_MANAGE)
async def set_presence(call: Call, body: PresenceBody) -> SeatShape:
    """Set whether an agent takes work"""
    return await seating.set_presence(
        call.console, call.caller, call.id(), body.presence, body.reason
    )


@routes("GET", "/wallboard", Permission.WALLBOARD_SEE)
async def wallboard(call: Call) -> WallboardShape:
    """My queues and agents as they are now"""
    scope = call.caller.actor.scope
    queues = [q for q in await call.console.access.queues() if scope.covers(queue_id=q.id)]
    return WallboardShape(
        queues=[stats_of(call.console, queue) for queue in queues],
        seats=await seating.visible(call.console, call.caller),
        at=call.services.clock.now(),
    )
