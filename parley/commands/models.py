"""`parley models`: put the built-in model together, check it, and tune it on corrections."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from typing import TYPE_CHECKING, Any

from parley.commands.options import add_data
from parley.settings import Settings
from parley.settings_loading import load

if TYPE_CHECKING:
    from conversations.model_heads import Tune, TuneFigures
    from parley.commands.options import Subcommands
    from storage.stores import Stores


class BrokenOff(Exception):
    """Somebody ended the command before the tuning; says what became of that."""


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    models = subcommands.add_parser("models", help="the built-in model: build, check, tune")
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser("build", help="put it together from its parts")
    build.set_defaults(run=run_build)
    check = actions.add_parser("check", help="tell whether it is whole")
    check.set_defaults(run=run_check)
    tune = actions.add_parser("tune", help="let it learn from people's corrections")
    tune.add_argument("--dry-run", action="store_true", help="show the figures, change nothing")
    tune.add_argument("--json", action="store_true", help="print one line of JSON")
    add_data(tune)
    tune.set_defaults(run=run_tune)


def run_build(_options: argparse.Namespace) -> int:
    """Put the model together, and say how far it is; at once if that has been done."""
    from conversations.errors import Unavailable
    from sentiment.builtin.assembling import (
        assemble,
        is_assembled,
        model_folder,
        models_folder,
    )
    from sentiment.builtin.base import BaseError

    folder = model_folder(models_folder(load().models_folder))
    if is_assembled(folder):
        print(f"{folder} is there already")
        return 0
    try:
        assemble(folder, lambda what, done: print(f"{done:4.0%}  {what}", flush=True))
    except (BaseError, OSError) as error:
        raise Unavailable(str(error)) from error
    print(folder)
    return 0


def run_check(_options: argparse.Namespace) -> int:
    """Compare every file with what was shipped; 1 if one is missing or wrong."""
    from sentiment.builtin.assembling import check, is_assembled, model_folder, models_folder

    folder = model_folder(models_folder(load().models_folder))
    if not is_assembled(folder):
        print(
            f"parley: {folder} has not been put together. Run `parley models build`.",
            file=sys.stderr,
        )
        return 1
    wrong = check(folder)
    for name in wrong:
        print(f"parley: {folder / name} is missing or not as shipped", file=sys.stderr)
    if wrong:
        print(f"Remove {folder} and run `parley models build`.", file=sys.stderr)
        return 1
    print(f"{folder} is whole")
    return 0


def run_tune(options: argparse.Namespace) -> int:
    """Tune beside a running Parley or without one; 1 if it could not be tried, 130 if it was broken
    off by SIGINT or SIGTERM. A second one of them ends it at once."""
    from conversations.model_heads import TuneState
    from parley.cli import INTERRUPTED

    try:
        tune, better = asyncio.run(_tune(load(data=options.data), keep=not options.dry_run))
    except BrokenOff as end:
        print(f"parley: {end}", file=sys.stderr)
        return INTERRUPTED
    if options.json:
        print(json.dumps(_as_json(tune, better=better)))
    elif tune.state is TuneState.DONE:
        _report(tune, better=better)
    if tune.error:
        print(f"parley: {tune.error}", file=sys.stderr)
    return 0 if tune.state is TuneState.DONE else 1


async def _tune(settings: Settings, *, keep: bool) -> tuple[Tune, bool]:
    """Return the tuning as it ended, and whether its head was better. What keeps nothing is in
    nobody's way; what does is one at a time, wherever it is carried out."""
    from conversations.bus import EventBus
    from conversations.clock import SystemClock, new_id
    from conversations.model_heads import Tune
    from parley import keys as key_files
    from parley.analysis.tuning import LEASE, LEASE_S, Tuning
    from parley.analysis.tuning_order import tuned
    from parley.database import opened_stores

    _end_at_sigterm()
    clock = SystemClock()
    keys = await asyncio.to_thread(key_files.load, settings)
    async with opened_stores(settings, keys, clock, beside=True) as stores:
        tuning = Tuning(stores, EventBus(), clock, settings.models_folder)
        tune = Tune(id=new_id(), by_name="parley models tune", at=clock.now())
        try:
            if not keep:
                outcome = await tuning.learn(tune)
                return outcome.tune, outcome.head is not None
            lease = stores.leases.held_by(LEASE, new_id(), LEASE_S)
            tune = await tuned(stores, tuning, lease, clock, tune)
        except asyncio.CancelledError:
            raise BrokenOff(await _left(stores, tune)) from None
        return tune, tune.version is not None


def _end_at_sigterm() -> None:
    """Let SIGTERM do what asyncio lets SIGINT do: cancel what runs, and the second time kill."""
    loop, running = asyncio.get_running_loop(), asyncio.current_task()
    assert running is not None  # noqa: S101 - for the type checker

    def end() -> None:
        loop.remove_signal_handler(signal.SIGTERM)
        running.cancel()

    loop.add_signal_handler(signal.SIGTERM, end)


async def _left(stores: Stores, tune: Tune) -> str:
    """Say what became of a tuning that nobody waits for any more."""
    from conversations.errors import NotFound
    from conversations.model_heads import TuneState

    try:
        now = await stores.tunes.get(tune.id)
    except NotFound:  # not ordered yet, or a dry run
        return "Broken off; nothing was changed."
    if now.is_open:
        return (
            "Broken off; the running Parley carries the tuning on. The settings show it under "
            "Analysis."
        )
    if now.state is TuneState.FAILED:
        return "Broken off; the tuning was called off, and the head in force stays."
    return "Broken off when the tuning had just ended. The settings show it under Analysis."


def _report(tune: Tune, *, better: bool) -> None:
    print(f"{tune.corrections} corrections            before   after")
    for name, what in (("anchor", "the model's own sentences"), ("corrections", "corrections")):
        before, after = getattr(tune.before, name), getattr(tune.after, name)
        print(f"macro-F1 on {what:<25}  {before:6.3f}  {after:6.3f}")
    if tune.overtaken:
        print(
            f"It is better, but another head was chosen meanwhile: head {tune.version} is kept "
            "beside it. Choose it in the settings under Analysis."
        )
    elif tune.switched:
        print(f"It is better: head {tune.version} is in force.")
    elif better:
        print("It is better; nothing was changed, for this is a dry run.")
    else:
        print("It is not better on both: the head in force stays.")


def _as_json(tune: Tune, *, better: bool) -> dict[str, Any]:
    return {
        "state": tune.state.value,
        "corrections": tune.corrections,
        "before": _figures(tune.before),
        "after": _figures(tune.after),
        "better": better,
        "switched": tune.switched,
        "overtaken": tune.overtaken,
        "version": tune.version,
        "error": tune.error or None,
    }


def _figures(figures: TuneFigures | None) -> dict[str, float] | None:
    if figures is None:
        return None
    return {"anchor": round(figures.anchor, 4), "corrections": round(figures.corrections, 4)}
