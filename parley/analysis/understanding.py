"""What one process makes of all that was tagged: insights, their sums, topics and their growth."""

from __future__ import annotations

import asyncio

from conversations.bus import EventBus
from conversations.clock import new_id
from conversations.events import Committed, SettingsChanged
from parley.analysis.alert_keeping import AlertKeeping
from parley.analysis.growth import GrowthWatch
from parley.analysis.insight_days import DayKeeping
from parley.analysis.insights import InsightKeeping
from parley.analysis.topics import TopicKeeping
from parley.core import Core
from parley.sole import SoleWork

LEASE_S = 15.0
"""A process that dies is taken over from within so many seconds."""


def build_understanding(core: Core, elsewhere: EventBus) -> SoleWork:
    """Wire the work, which one process of several does; ``elsewhere`` tells it what other processes
    have committed."""
    stores, clock = core.stores, core.clock
    lease = stores.leases.held_by("understanding", new_id(), LEASE_S)
    days = DayKeeping(stores.insight_days, clock)
    topics = TopicKeeping(stores, clock, lease, days.touched)
    insights = InsightKeeping(stores, clock, lease, topics, days.touched)
    growth = GrowthWatch(stores, core.bus, clock)
    alerts = AlertKeeping(stores.alerts, clock)
    core.bus.subscribe((Committed, SettingsChanged), insights.on_event)
    elsewhere.subscribe(Committed, insights.on_event)

    async def work() -> None:
        await topics.load()
        async with asyncio.TaskGroup() as group:
            parts = (insights.run(), days.run(), topics.run(), growth.run(), alerts.run())
            for part in parts:
                group.create_task(part)

    return SoleWork(lease, clock, work)
