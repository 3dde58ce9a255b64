"""Intake with the built-in model tagging, beside intake without tags, in turns on one machine.

The model works in a process of its own at a low priority. What comes faster than it reads waits in
the database; after each round everything is tagged before the next begins, so that no round pays
for another's texts.
"""

from __future__ import annotations

import statistics
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import Site, site
from benchmarks.processes import started, until_idle
from benchmarks.table import Row

VISITORS = 32
ROUNDS = 7
ROUND_S = 8.0
CATCHING_UP_S = 180.0
AT_LEAST = 0.9
"""Of the throughput without tags."""


@dataclass(slots=True)
class _Contender:
    site: Site
    pids: list[int]
    rates: list[float] = field(default_factory=list)


async def measure(folder: Path) -> list[Row]:
    """Run both, a round each in turns; about four minutes.

    Raises RuntimeError if what came in a round is not tagged in time.
    """
    async with AsyncExitStack() as stack:
        off, on = [await _parley(stack, folder, engine) for engine in ("off", "builtin")]
        for one in (off, on):
            await one.site.saturate(1.0)
        for _ in range(ROUNDS):
            for one in (off, on):
                for each in (off, on):
                    if not await until_idle(each.pids, at_most_s=CATCHING_UP_S):
                        raise RuntimeError(f"not everything was tagged in {CATCHING_UP_S:.0f} s")
                one.rates.append(await one.site.saturate(ROUND_S))
    with_tags, without = statistics.median(on.rates), statistics.median(off.rates)
    return [
        Row(
            what="intake with the built-in model tagging",
            measured=with_tags,
            unit="messages/s",
            against="tagging off",
            reference=without,
            ratio=with_tags / without,
            at_least=AT_LEAST,
        )
    ]


async def _parley(stack: AsyncExitStack, folder: Path, engine: str) -> _Contender:
    server, pids = await stack.enter_async_context(
        started(folder / engine, "benchmarks.parley_server", "--tagging", engine)
    )
    page = site(server.url, "/bench/webhook", visitors=VISITORS, sign_in=True)
    return _Contender(await stack.enter_async_context(page), pids)
