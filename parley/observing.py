"""Counting what happens, for ``/metrics``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Middleware

from agent_console.sockets import SOCKETS
from conversations.channels import Channel
from conversations.entries import Activity, DeliveryState, Entry
from conversations.events import Committed, Event
from conversations.outbox import OutboxState
from parley.analysis.tagging import Tagging
from parley.core import Core
from parley.metrics import Metrics
from router.stats import Figures

_log = logging.getLogger(__name__)

EVERY_S = 5.0
COUNTED_AT_MOST = 1_000
SOCKET_PATH = "/socket.io"
SETTLED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)


class Observer:
    """Turns events into figures, and reads the gauges from time to time."""

    def __init__(
        self, metrics: Metrics, core: Core, figures: Figures, dropped: Callable[[], int]
    ) -> None:
        self._metrics = metrics
        self._core = core
        self._figures = figures
        self._dropped = dropped
        self._app: web.Application | None = None
        self._tagging: Tagging | None = None
        self._tagged = 0
        core.bus.subscribe(Committed, self.on_event)

    def watch_requests(self, app: web.Application) -> None:
        """Count and time the application's requests, and its sockets."""
        self._app = app
        app.middlewares.insert(0, _counting(self._metrics))

    def watch_tagging(self, tagging: Tagging) -> None:
        """Count the texts that are tagged."""
        self._tagging = tagging

    async def on_event(self, event: Event) -> None:
        """Count one event."""
        if isinstance(event, Committed):
            for entry in event.entries:
                self._count(entry, event)

    async def run(self) -> None:
        """Read the gauges until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._read()
            except Exception:
                _log.exception("reading figures for /metrics failed; trying again")

    async def _read(self) -> None:
        metrics, stores, now = self._metrics, self._core.stores, self._core.clock.now()
        queues = self._figures.queue_ids()
        metrics.waiting.set(sum(self._figures.of(queue_id, now).waiting for queue_id in queues))
        metrics.log_dropped.set(self._dropped())
        quarantined = await stores.journal.quarantined(COUNTED_AT_MOST)
        metrics.backlog.labels("quarantine").set(len(quarantined))
        dead = await stores.outbox.waiting(OutboxState.DEAD, COUNTED_AT_MOST)
        metrics.backlog.labels("dead_letters").set(len(dead))
        if self._tagging is not None:
            worker = self._tagging.worker
            metrics.backlog.labels("tagging").set(worker.waiting)
            standing = self._tagging.standing
            if standing.engine:
                metrics.tagged.labels(standing.engine).inc(worker.processed - self._tagged)
                self._tagged = worker.processed
            metrics.tagging_ready.set(standing.ready)
            metrics.tagging_memory.set(standing.memory)
        if self._app is not None:
            for namespace in ("/console", "/widget"):
                members = self._app[SOCKETS].manager.get_participants(namespace, None)
                metrics.sockets.labels(namespace).set(sum(1 for _ in members))

    def _count(self, entry: Entry, event: Committed) -> None:
        if entry.activity is Activity.OFFER_ENDED:
            outcome = str(entry.data["outcome"])
            self._metrics.offers.labels(outcome).inc()
            queued_at = event.before.queued_at if event.before else None
            if outcome == "accepted" and queued_at is not None:
                self._metrics.wait_seconds.observe((entry.at - queued_at).total_seconds())
        elif entry.activity is Activity.DELIVERY and entry.data["state"] in SETTLED:
            state = str(entry.data["state"])
            self._metrics.deliveries.labels(entry.channel.value, state).inc()


def intake_observer(metrics: Metrics) -> Callable[[Channel, str, float], None]:
    """Return what intake tells of each message."""

    def observe(channel: Channel, outcome: str, seconds: float) -> None:
        metrics.inbound.labels(channel.value, outcome).inc()
        if outcome == "stored":
            metrics.intake_seconds.labels(channel.value).observe(seconds)

    return observe


def _counting(metrics: Metrics) -> Middleware:
    @web.middleware
    async def middleware(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        began = perf_counter()
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "none"
        response = await handler(request)
        metrics.http_requests.labels(request.method, route, str(response.status)).inc()
        if not request.path.startswith(SOCKET_PATH):  # those last as long as somebody is there
            metrics.http_seconds.labels(request.method, route).observe(perf_counter() - began)
        return response

    return middleware
