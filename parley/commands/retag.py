"""`parley sentiment retag`: tag a period once more, with this or another engine.

Works beside a running Parley, which then does the work, and without one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date
from typing import TYPE_CHECKING

from parley.commands.options import add_data
from parley.settings import Settings, TaggingEngine
from parley.settings_loading import load

if TYPE_CHECKING:
    from conversations.retags import Retag
    from parley.commands.options import Subcommands
    from parley.core import Core

ENGINES = [engine.value for engine in TaggingEngine if engine is not TaggingEngine.OFF]
LOOK_S = 1.0
TAKEN_WITHIN_S = 6.0
"""If no running Parley has taken the job by then, it is done here."""


def add_to(actions: Subcommands) -> None:
    """Declare the action of `parley sentiment`."""
    retag = actions.add_parser("retag", help="tag a period's messages once more")
    retag.add_argument(
        "--from", dest="first", required=True, type=_day, metavar="DAY", help="first day (UTC)"
    )
    retag.add_argument(
        "--to", dest="until", required=True, type=_day, metavar="DAY", help="day after the last"
    )
    retag.add_argument("--engine", choices=ENGINES, help="what tags them (PARLEY_TAGGING_ENGINE)")
    add_data(retag)
    retag.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Have it done and show how far it is; 1 if it fails or is cancelled."""
    from conversations.errors import Invalid

    if options.first >= options.until:
        raise Invalid("--from should be before --to.", remedy="--to is not included.")
    settings = load(data=options.data)
    engine = options.engine or settings.tagging_engine.value
    if engine == TaggingEngine.OFF:
        raise Invalid("Tagging is switched off.", remedy="Name an engine with --engine.")
    return asyncio.run(_retag(settings, options.first, options.until, engine))


async def _retag(settings: Settings, first: date, until: date, engine: str) -> int:
    from conversations.clock import SystemClock, new_id
    from conversations.retags import Retag, RetagState
    from parley import keys as key_files
    from parley.core import build_core
    from parley.database import opened_stores

    clock = SystemClock()
    keys = await asyncio.to_thread(key_files.load, settings)
    async with opened_stores(settings, keys, clock, beside=True) as stores:
        core = build_core(stores, clock)
        retag = await stores.retags.add(
            Retag(
                id=new_id(),
                first=first,
                until=until,
                engine=engine,
                by_name="parley sentiment retag",
                created_at=clock.now(),
            )
        )
        ended = await _followed(core, settings, retag)
    _report(ended)
    return 0 if ended.state is RetagState.DONE else 1


async def _followed(core: Core, settings: Settings, retag: Retag) -> Retag:
    """Show the progress until the end; do the work here if nobody else does."""
    from conversations.tasks import end

    loop = asyncio.get_running_loop()
    began = loop.time()
    working: asyncio.Task[None] | None = None
    shown = False
    try:
        while (now := await core.stores.retags.get(retag.id)).is_open:
            if working is None and now.started_at is None and loop.time() - began > TAKEN_WITHIN_S:
                working = asyncio.create_task(_work(core, settings))
            shown = _show(now) or shown
            await asyncio.sleep(LOOK_S)
    finally:
        if working is not None:
            await end(working)
        if shown:
            print(file=sys.stderr)
    return now


async def _work(core: Core, settings: Settings) -> None:
    from conversations.clock import new_id
    from parley.analysis.retagging import LEASE, build_retagging
    from parley.analysis.tagging import taught_by
    from parley.analysis.tagging_engine import engine_choice
    from parley.sole import SoleWork

    lease = core.stores.leases.held_by(LEASE, new_id(), 15.0)
    choice = engine_choice(settings)
    retagging = build_retagging(core, taught_by(core), choice, None, lease)
    await SoleWork(lease, core.clock, retagging.work).run()


def _show(retag: Retag) -> bool:
    if retag.total is None or not sys.stderr.isatty():
        return False
    share = retag.done / retag.total if retag.total else 1.0
    line = f"\r{share:4.0%}  {retag.done} of {retag.total} conversations, {retag.messages} messages"
    print(line, end="", file=sys.stderr, flush=True)
    return True


def _report(retag: Retag) -> None:
    """Print what came of it: a line, and a small table of the sentiments that changed."""
    print(f"{retag.state}: {retag.done} conversations, {retag.messages} messages, {retag.engine}")
    for (before, after), count in sorted(retag.changed.items(), key=lambda it: -it[1]):
        print(f"  {before:>8} → {after:<8}  {count}")
    if retag.error:
        print(f"parley: {retag.error}", file=sys.stderr)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{given}” is no day such as 2026-11-22") from None
