"""`parley serve`: run Parley, or one role of it, until a signal ends it."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from parley import logging
from parley.commands.options import add_address, add_data
from parley.settings import Role
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    parser = subcommands.add_parser("serve", help="run Parley, or one role of it")
    parser.add_argument(
        "--role",
        choices=[role.value for role in Role],
        help="all (default): every role in this process; web: pages, API and sockets; "
        "connectors: channels; worker: routing, delivery and tagging",
    )
    add_address(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; 0 after a graceful stop."""
    settings = load(role=options.role, host=options.host, port=options.port, data=options.data)
    from parley.bootstrap import run_server

    log = logging.configure(settings.log_level, settings.log_format)
    try:
        asyncio.run(run_server(settings, settings.role, lambda: log.dropped))
    finally:
        log.close()
    return 0
