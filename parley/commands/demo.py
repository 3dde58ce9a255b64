"""`parley demo`: a living contact center to look at, with simulated visitors."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from parley import logging
from parley.commands.options import add_address, add_data
from parley.settings import LogLevel
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands

DEFAULT_RATE = 6.0
DEFAULT_PAST = 1_200
MOST_PAST = 50_000


def rate(text: str) -> float:
    """Read a number of conversations a minute, 0 to 600."""
    value = float(text)
    if not 0 <= value <= 600:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 600 conversations a minute")
    return value


def past(text: str) -> int:
    """Read how many conversations the demo begins with, 0 to 50,000."""
    value = int(text)
    if not 0 <= value <= MOST_PAST:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MOST_PAST} conversations")
    return value


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    parser = subcommands.add_parser(
        "demo", help="start everything with simulated visitors and printed logins"
    )
    add_address(parser)
    add_data(parser)
    parser.add_argument(
        "--rate",
        type=rate,
        default=DEFAULT_RATE,
        help="new visitors a minute, and half as many mails, texts and calls each "
        f"(default {DEFAULT_RATE:g}; 0: none)",
    )
    parser.add_argument(
        "--past",
        type=past,
        default=DEFAULT_PAST,
        help="conversations of the thirteen weeks before its first start "
        f"(default {DEFAULT_PAST}; 0: none)",
    )
    parser.add_argument("--seed", type=int, help="the same seed gives the same visitors")
    parser.add_argument("--quiet", action="store_true", help="print the address and logins only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C; 0 after a graceful stop."""
    settings = load(host=options.host, port=options.port, data=options.data)
    from parley.demo.running import run as run_demo

    level = LogLevel.ERROR if options.quiet else settings.log_level
    log = logging.configure(level, settings.log_format)
    try:
        asyncio.run(
            run_demo(
                settings,
                rate=options.rate,
                past=options.past,
                seed=options.seed,
                quiet=options.quiet,
            )
        )
    finally:
        log.close()
    return 0
