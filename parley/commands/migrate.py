"""`parley migrate`: bring the database to this version of Parley without serving."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from parley.commands.options import add_data
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    parser = subcommands.add_parser(
        "migrate", help="bring the database to this version (serve does so by itself)"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the missing migrations and print each."""
    settings = load(data=options.data)
    from conversations.clock import SystemClock
    from parley.database import opened
    from storage.schema import applied_number, migrate

    async def bring_up_to_date() -> None:
        async with opened(settings) as opening:
            for step in await migrate(opening.database, SystemClock()):
                print(f"{step.number:04d} {step.title}")
            print(f"the database is at version {await applied_number(opening.database)}")

    asyncio.run(bring_up_to_date())
    return 0
