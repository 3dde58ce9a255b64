"""Intake: from a signed webhook to the event at an agent's socket.

``bare`` and ``floor`` are the servers of :mod:`benchmarks.mix_server`. Each server is a process of
its own with an embedded database of its own, and all of them take turns under the same load.
"""

from __future__ import annotations

import random
import statistics
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import Site, site
from benchmarks.processes import started, until_idle
from benchmarks.table import Row

VISITORS = 32
ROUNDS = 5
ROUND_S = 3.0
TRICKLE_ROUNDS = 3
TRICKLE_S = 4.0


@dataclass(slots=True)
class Contender:
    """One of those that are compared."""

    name: str
    site: Site
    pids: list[int]
    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Messages a second: the median of the rounds."""
        return statistics.median(self.rates)


async def measure(folder: Path) -> list[Row]:
    """Run all of it; takes about two minutes."""
    async with AsyncExitStack() as stack:
        shipped = await _parley(stack, folder, "parley", "all")
        alone = await _parley(stack, folder, "parley, web role alone", "web")
        bare = await _mix(stack, folder, "bare mix", "/bare")
        floor = await _mix(stack, folder, "floor", "/floor")
        contenders = [bare, shipped, alone, floor]
        for one in contenders:
            await one.site.saturate(1.0)
        for _ in range(ROUNDS):
            for one in contenders:
                await until_idle(one.pids)
                one.rates.append(await one.site.saturate(ROUND_S))
        half = min(bare.rate, shipped.rate) / 2
        dice = random.Random(4)
        for _ in range(TRICKLE_ROUNDS):
            for one in (bare, shipped, alone):
                await until_idle(one.pids)
                taken = await one.site.trickle(half, TRICKLE_S, dice)
                one.p50.append(statistics.median(taken))
                one.p99.append(statistics.quantiles(taken, n=100)[98])
    return [*_rates(bare, floor, shipped, alone), *_latencies(half, bare, shipped, alone)]


def _rates(bare: Contender, floor: Contender, *ours: Contender) -> list[Row]:
    rows = [
        Row(
            what=f"intake: {one.name}, {VISITORS} visitors at once",
            measured=one.rate,
            unit="messages/s",
            against="bare mix",
            reference=bare.rate,
            ratio=one.rate / bare.rate,
            at_least=0.8,
        )
        for one in ours
    ]
    rows.append(
        Row(
            what=f"intake: {ours[0].name}, against the floor",
            measured=ours[0].rate,
            unit="messages/s",
            against="one insert, one emit",
            reference=floor.rate,
            ratio=ours[0].rate / floor.rate,
        )
    )
    return rows


def _latencies(half: float, bare: Contender, *ours: Contender) -> list[Row]:
    rows = []
    for name, most in (("p50", None), ("p99", 2.0)):
        reference = statistics.median(getattr(bare, name))
        for one in ours:
            measured = statistics.median(getattr(one, name))
            rows.append(
                Row(
                    what=f"intake {name} at half load ({half:.0f}/s): {one.name}",
                    measured=measured * 1e3,
                    unit="ms",
                    against="bare mix",
                    reference=reference * 1e3,
                    ratio=measured / reference,
                    at_most=most,
                )
            )
    return rows


async def _parley(stack: AsyncExitStack, folder: Path, name: str, role: str) -> Contender:
    server, pids = await stack.enter_async_context(
        started(folder / f"parley-{role}", "benchmarks.parley_server", "--role", role)
    )
    page = site(server.url, "/bench/webhook", visitors=VISITORS, sign_in=True)
    return Contender(name, await stack.enter_async_context(page), pids)


async def _mix(stack: AsyncExitStack, folder: Path, name: str, path: str) -> Contender:
    server, pids = await stack.enter_async_context(
        started(folder / path[1:], "benchmarks.mix_server")
    )
    page = site(server.url, path, visitors=VISITORS, sign_in=False)
    return Contender(name, await stack.enter_async_context(page), pids)
