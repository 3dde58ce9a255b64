"""What Parley counts about itself, in Prometheus's terms, and the watch over the event loop.

The registry is injected, so that two servers in one process (tests) do not share figures. Names
end in their unit. Labels hold only values from short, fixed lists: never an id or an address.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from parley import __version__

LAG_INTERVAL_S = 0.25
LAG_WINDOW_S = 15.0

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_WAITING = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)


class Metrics:
    """Every counter, gauge and histogram of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register them all; a registry takes them once."""
        self._registry = registry
        self.build = Gauge("parley_build_info", "Always 1.", ["version"], registry=registry)
        self.build.labels(__version__).set(1)
        self.http_requests = Counter(
            "parley_http_requests",
            "HTTP requests answered.",
            ["method", "route", "status"],
            registry=registry,
        )
        self.http_seconds = Histogram(
            "parley_http_request_seconds",
            "Seconds from an HTTP request to its answer.",
            ["method", "route"],
            buckets=_FAST,
            registry=registry,
        )
        self.sockets = Gauge("parley_sockets", "Open sockets.", ["namespace"], registry=registry)
        self.inbound = Counter(
            "parley_inbound_messages",
            "Inbound messages by what became of them (stored, duplicate, failed, quarantined).",
            ["channel", "outcome"],
            registry=registry,
        )
        self.intake_seconds = Histogram(
            "parley_intake_seconds",
            "Seconds from the journal's write to the timeline entry.",
            ["channel"],
            buckets=_FAST,
            registry=registry,
        )
        self.webhooks = Counter(
            "parley_webhooks",
            "Webhooks by what became of them (accepted, status, refused, unknown, unavailable, …).",
            ["channel", "outcome"],
            registry=registry,
        )
        self.offers = Counter(
            "parley_offers",
            "Offers by how they ended (accepted, declined, timed_out, withdrawn).",
            ["outcome"],
            registry=registry,
        )
        self.wait_seconds = Histogram(
            "parley_wait_seconds",
            "Seconds a conversation waited in its queue until an agent accepted.",
            buckets=_WAITING,
            registry=registry,
        )
        self.waiting = Gauge(
            "parley_conversations_waiting",
            "Conversations that wait for an agent.",
            registry=registry,
        )
        self.deliveries = Counter(
            "parley_deliveries",
            "Deliveries by how they ended (sent, failed, unknown).",
            ["channel", "outcome"],
            registry=registry,
        )
        self.backlog = Gauge(
            "parley_backlog",
            "Items not yet done (quarantine, dead_letters, tagging), counted up to 1000.",
            ["store"],
            registry=registry,
        )
        self.tagged = Counter("parley_texts_tagged", "Texts tagged.", ["engine"], registry=registry)
        self.tagging_ready = Gauge(
            "parley_tagging_ready",
            "1 while the chosen engine tags; 0 while another stands in for it, or none does.",
            registry=registry,
        )
        self.tagging_memory = Gauge(
            "parley_tagging_memory_bytes",
            "Memory of the process that tags, at its largest; 0 where it is this one.",
            registry=registry,
        )
        self.log_dropped = Gauge(
            "parley_log_records_dropped",
            "Log records dropped because the log's reader was too slow.",
            registry=registry,
        )
        self.loop_lag = Gauge(
            "parley_loop_lag_seconds",
            f"Longest time that the event loop was held up within the last {LAG_WINDOW_S:.0f} s.",
            registry=registry,
        )

    def text(self) -> bytes:
        """Return the page that `/metrics` answers with (`text/plain; version=0.0.4`)."""
        return generate_latest(self._registry)


async def watch_loop_lag(
    lag: Gauge, interval_s: float = LAG_INTERVAL_S, window_s: float = LAG_WINDOW_S
) -> None:
    """Keep the gauge at the worst lag of the window; runs until cancelled.

    Lag is how much later than asked a sleeping task gets its turn, which is how long some other
    task kept the loop to itself.
    """
    recent: deque[float] = deque(maxlen=max(1, round(window_s / interval_s)))
    while True:
        asked_at = perf_counter()
        await asyncio.sleep(interval_s)
        recent.append(max(0.0, perf_counter() - asked_at - interval_s))
        lag.set(max(recent))
