"""From the start of ``parley demo`` to an answer of ``/readyz``."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.processes import free_port, running
from benchmarks.table import Row


async def measure(folder: Path) -> list[Row]:
    """Start it twice on one data folder; the second time is everyday's."""
    taken = [await _start(folder, run) for run in ("first", "second")]
    return [
        Row(what=f"start to first page, {run} run", measured=seconds, unit="s")
        for run, seconds in zip(("first", "second"), taken, strict=True)
    ]


async def _start(folder: Path, run: str) -> float:
    port = free_port()
    command = ["-m", "parley", "demo", "--rate", "0", "--port", str(port), "--data", str(folder)]
    begun = time.perf_counter()
    async with running(command, port=port, log=folder.with_name(f"{run}.log")):
        return time.perf_counter() - begun
