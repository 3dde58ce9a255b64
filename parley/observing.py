"""Counting what happens, for ``/metrics``."""

from __future__ import annotations

import asyncio

from conversations.entries import Activity, DeliveryState, Direction, Entry, Kind
from conversations.events import Committed, Event
from parley.core import Core
from parley.metrics import Metrics
from router.stats import Figures

EVERY_S = 2.0


class Observer:
    """Turns events into figures, and reads the gauges from time to time."""

    def __init__(self, metrics: Metrics, core: Core, figures: Figures | None) -> None:
        self._metrics = metrics
        self._core = core
        self._figures = figures
        core.bus.subscribe(Committed, self.on_event)

    async def on_event(self, event: Event) -> None:
        """Count one event."""
        if isinstance(event, Committed):
            for entry in event.entries:
                self._count(entry, event)

    async def run(self) -> None:
        """Read the gauges until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            if self._figures is not None:
                figures, now = self._figures, self._core.clock.now()
                waiting = sum(figures.of(id, now).waiting for id in figures.queue_ids())
                self._metrics.waiting.set(waiting)

    def _count(self, entry: Entry, event: Committed) -> None:
        if entry.kind is Kind.MESSAGE and entry.direction is Direction.IN:
            self._metrics.inbound.labels(entry.channel.value, "stored").inc()
        elif entry.activity is Activity.OFFER_ENDED:
            outcome = str(entry.data["outcome"])
            self._metrics.offers.labels(outcome).inc()
            queued_at = event.before.queued_at if event.before else None
            if outcome == "accepted" and queued_at is not None:
                self._metrics.wait_seconds.observe((entry.at - queued_at).total_seconds())
        elif entry.activity is Activity.DELIVERY:
            state = str(entry.data["state"])
            if state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN):
                self._metrics.deliveries.labels(entry.channel.value, state).inc()
