"""How a queue stands: the figures of the store and the presence of its agents, together."""

from __future__ import annotations

from collections import Counter

from agent_console.console import Console
from agent_console.wire.scalars import RefShape
from agent_console.wire.supervision import AgentCounts, QueueStatsShape, ServiceLevelShape
from conversations.people import Presence
from conversations.places import Queue
from conversations.queries import QueueFigures


async def stats_of(console: Console, queue: Queue) -> QueueStatsShape:
    """A queue as it is now; "today" begins at midnight UTC."""
    now = console.services.clock.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    figures = await console.services.queue_book.figures(queue, today, now)
    seats = [seat for seat in await console.services.seats.all() if queue.id in seat.queue_ids]
    presence = Counter(seat.presence for seat in seats if seat.vanished_at is None)
    return QueueStatsShape(
        queue=RefShape(id=queue.id, name=queue.name),
        waiting=figures.waiting,
        longest_wait_since=figures.longest_wait_since,
        expected_wait_s=expected_wait(figures, presence[Presence.AVAILABLE]),
        offered=figures.offered,
        active=figures.active,
        agents=AgentCounts(
            available=presence[Presence.AVAILABLE],
            busy=presence[Presence.BUSY],
            away=presence[Presence.AWAY],
        ),
        service_level=ServiceLevelShape(
            target_s=queue.target_s, met=figures.in_time, total=figures.answered
        ),
        abandoned_today=figures.abandoned,
        sentiment=figures.sentiment,
        at=now,
    )


def expected_wait(figures: QueueFigures, available: int) -> float | None:
    """Seconds until somebody answers who comes now: today's mean wait, scaled by how many wait for
    each agent. None while nobody is available or nobody was answered today: then nobody knows."""
    if available == 0 or figures.mean_wait_s is None:
        return None
    return round(figures.mean_wait_s * (1.0 + figures.waiting / available), 1)
