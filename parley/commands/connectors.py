"""`parley connectors`: the inboxes' lines to the outside, told, tried, and compared."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from parley import logging
from parley.commands.options import add_data
from parley.settings import LogLevel
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand and its own."""
    parser = subcommands.add_parser("connectors", help="the inboxes and how their lines fare")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="show all inboxes")
    check = actions.add_parser("check", help="try an inbox's settings, step by step")
    compare = actions.add_parser(
        "reconcile", help="compare a mail inbox with its server, and fetch what is missing"
    )
    for each in (check, compare):
        each.add_argument("inbox", metavar="INBOX", help="its name or id")
    for each in (listing, check, compare):
        add_data(each)
        each.add_argument(
            "--demo", action="store_true", help="those of `parley demo`, which keeps its own"
        )
        each.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it and print it; 1 if something is wrong with the line, else 0. A Parley that runs on
    the same data may go on running."""
    settings = load(data=options.data)
    from parley import lines

    if options.demo:
        from parley.demo.running import DEMO_SUFFIX

        settings = settings.model_copy(update={"database": settings.database + DEMO_SUFFIX})
    log = logging.configure(LogLevel.ERROR, settings.log_format)
    try:
        match options.action:
            case "list":
                sound = asyncio.run(lines.show_all(settings, _say))
            case "check":
                sound = asyncio.run(lines.check(settings, options.inbox, _say))
            case _:
                sound = asyncio.run(lines.reconcile(settings, options.inbox, _say))
    finally:
        log.close()
    return 0 if sound else 1


def _say(line: str) -> None:
    print(line, flush=True)
