from __future__ import annotations

import asyncio
import time

import pytest
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.parser import text_string_to_metric_families

from parley.metrics import Metrics, watch_loop_lag


def test_page_can_be_read_by_prometheus() -> None:
    metrics = Metrics(CollectorRegistry())
    metrics.inbound.labels("webchat", "stored").inc(3)
    metrics.http_seconds.labels("GET", "/healthz").observe(0.002)
    families = {
        family.name: family for family in text_string_to_metric_families(metrics.text().decode())
    }
    (sample,) = [
        sample
        for sample in families["parley_inbound_messages"].samples
        if sample.name.endswith("_total")
    ]
    assert (sample.labels, sample.value) == ({"channel": "webchat", "outcome": "stored"}, 3.0)
    assert families["parley_build_info"].samples[0].value == 1
    assert all(family.documentation for family in families.values())


def test_two_servers_in_one_process_do_not_share_figures() -> None:
    one, other = Metrics(CollectorRegistry()), Metrics(CollectorRegistry())
    one.waiting.set(4)
    assert b"parley_conversations_waiting 4.0" in one.text()
    assert b"parley_conversations_waiting 0.0" in other.text()


class Noted(Gauge):
    """A gauge that tells when it is set."""

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__("lag_seconds", "Lag.", registry=registry)
        self.told: asyncio.Queue[float] = asyncio.Queue()

    def set(self, value: float) -> None:
        super().set(value)
        self.told.put_nowait(value)


@pytest.mark.alone
async def test_loop_lag_shows_how_long_the_loop_was_held() -> None:
    lag = Noted(CollectorRegistry())
    watcher = asyncio.create_task(watch_loop_lag(lag, interval_s=0.01, window_s=0.03))
    await asyncio.sleep(0)

    held_until = time.perf_counter() + 0.1
    while time.perf_counter() < held_until:  # a busy loop is what no blocking-call detector sees
        pass

    async with asyncio.timeout(5):
        assert await lag.told.get() == pytest.approx(0.09, abs=0.05)
        while await lag.told.get() > 0.05:  # it leaves the window again
            continue
    watcher.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watcher
