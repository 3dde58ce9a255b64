"""Measure and print one table: ``python -m benchmarks [PART …]``; without a part, all of them.

Only a run of all parts is written down, in ``results.json`` and in the README's table.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks import (
    growth,
    intake,
    mail,
    memory,
    models,
    round_trips,
    router,
    start,
    tagged_intake,
    tagging,
)
from benchmarks.table import Row, as_markdown, write_results, write_table

HERE = Path(__file__).parent

Part = Callable[[Path], Awaitable[list[Row]]]


async def _router(_: Path) -> list[Row]:
    return router.rows()


async def _models(folder: Path) -> list[Row]:
    return models.measure(folder)


async def _tagging(_: Path) -> list[Row]:
    return tagging.measure()


PARTS: dict[str, Part] = {
    "intake": intake.measure,
    "round_trips": round_trips.measure,
    "mail": mail.measure,
    "router": _router,
    "growth": growth.measure,
    "memory": memory.measure,
    "tagging": _tagging,
    "models": _models,
    "tagged_intake": tagged_intake.measure,
    "start": start.measure,
}


def ran_on() -> dict[str, str]:
    """What a reader has to know of the machine, and nothing that names it."""
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "database": f"embedded SecantusDB {version('SecantusDB')}, a process of its own",
        "date": time.strftime("%Y-%m-%d"),
    }


async def _run(chosen: list[str]) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        for name in chosen:
            begun = time.perf_counter()
            print(f"==> {name}", file=sys.stderr, flush=True)
            rows += await PARTS[name](Path(folder) / name)
            print(f"    {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Read the command line, measure, print, and write down."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = options.parse_args().parts
    unknown = sorted(set(parts) - PARTS.keys())
    if unknown:
        options.error(f"there is no part {unknown[0]}; choose from {', '.join(PARTS)}")
    rows = asyncio.run(_run(parts or list(PARTS)))
    print(as_markdown(rows))
    if not parts:
        write_results(HERE / "results.json", ran_on(), rows)
        write_table(HERE / "README.md", ran_on(), rows)


if __name__ == "__main__":
    main()
