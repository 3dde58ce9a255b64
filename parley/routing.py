"""The router, wired to the store: its lease, its record of presences, and the queues' figures."""

from __future__ import annotations

from conversations.clock import new_id
from conversations.conversation import State
from conversations.events import Committed, Event, SeatChanged, SettingsChanged
from parley.core import Core
from parley.settings import Settings
from router.attendance import Attendance
from router.runner import HEARD, Changes, Router
from router.settings import RouterSettings
from router.stats import Figures

LEASE_S = 6.0
"""A router that dies is taken over from within so many seconds."""
OPEN_STATES = [State.QUEUED, State.OFFERED, State.ACTIVE, State.PENDING, State.SNOOZED]


def build_attendance(core: Core) -> Attendance:
    """Make this process's attendance and let it hear of other processes' sockets."""
    attendance = Attendance(
        seats=core.stores.seats,
        log=core.stores.audit,
        bus=core.bus,
        clock=core.clock,
    )
    core.bus.subscribe(SeatChanged, attendance.on_event)
    return attendance


def build_router(
    core: Core, settings: Settings, attendance: Attendance, poll_changes: Changes | None
) -> Router:
    """Make the router and let it hear of what is committed."""
    router = Router(
        store=core.stores.router_reads,
        conversations=core.stores.conversations,
        seats=core.stores.seats,
        workbench=core.workbench,
        attendance=attendance,
        bus=core.bus,
        clock=core.clock,
        settings=RouterSettings(
            offer_timeout_s=settings.offer_timeout_s,
            call_offer_timeout_s=settings.call_offer_timeout_s,
            offers_at_once=settings.offers_at_once,
            grace_s=settings.vanish_grace_s,
            silent_after_s=max(3 * settings.heartbeat_s, 15.0),
        ),
        lease=core.stores.leases.held_by("routing", new_id(), LEASE_S),
        poll_changes=poll_changes,
    )
    core.bus.subscribe(HEARD, router.on_event)
    return router


async def build_figures(core: Core) -> Figures:
    """Make the queues' figures as the store has them now, and keep them up to date by events.

    Subscribed before the first read: an event in between is newer, and versions decide.
    """
    figures = Figures()
    core.bus.subscribe((Committed, SeatChanged), figures.on_event)

    async def targets_changed(event: Event) -> None:
        if isinstance(event, SettingsChanged) and event.kind == "queue":
            figures.put_queues(list(await core.stores.queues.all()))

    core.bus.subscribe(SettingsChanged, targets_changed)
    now = core.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    queues = list(await core.stores.queues.all())
    figures.put_queues(queues)
    for queue in queues:
        today = await core.stores.figures.figures(queue, midnight, now)
        figures.restore_today(
            queue.id,
            met=today.in_time,
            total=today.answered + today.abandoned,
            abandoned=today.abandoned,
        )
    async for chunk in core.stores.router_reads.live(OPEN_STATES):
        for conversation in chunk:
            figures.observe(conversation)
    for seat in await core.stores.seats.all():
        figures.observe_seat(seat)
    return figures
