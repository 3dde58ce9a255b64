"""How a queue stands, as the wallboard shows it."""

from __future__ import annotations

from agent_console.console import Console
from agent_console.wire.scalars import RefShape
from agent_console.wire.supervision import AgentCounts, QueueStatsShape, ServiceLevelShape
from conversations.people import Presence
from conversations.places import Queue


def stats_of(console: Console, queue: Queue) -> QueueStatsShape:
    """A queue as it is now; what each figure means stands in :mod:`router.stats`."""
    now = console.services.clock.now()
    stats = console.services.figures.of(queue.id, now)
    return QueueStatsShape(
        queue=RefShape(id=queue.id, name=queue.name),
        waiting=stats.waiting,
        longest_wait_since=stats.longest_wait_since,
        expected_wait_s=stats.expected_wait_s,
        offered=stats.offered,
        active=stats.active,
        agents=AgentCounts(
            available=stats.agents.get(Presence.AVAILABLE, 0),
            busy=stats.agents.get(Presence.BUSY, 0),
            away=stats.agents.get(Presence.AWAY, 0),
            on_call=stats.on_call,
            wrap_up=stats.wrap_up,
        ),
        service_level=ServiceLevelShape(
            target_s=queue.target_s, met=stats.met, total=stats.answered_or_lost
        ),
        abandoned_today=stats.abandoned_today,
        sentiment=stats.sentiment,
        at=now,
    )
