"""`parley doctor`: tries what Parley needs and says, one line each, what is wrong."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from parley.commands.options import add_address, add_data
from parley.settings import Role
from parley.settings_loading import load

if TYPE_CHECKING:
    from parley.commands.options import Subcommands


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    parser = subcommands.add_parser("doctor", help="try the settings and what they point at")
    parser.add_argument("--role", choices=[role.value for role in Role], help="as in `serve`")
    add_address(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one finding a line; 1 if Parley would not run like this, else 0."""
    settings = load(role=options.role, host=options.host, port=options.port, data=options.data)
    from parley import checks

    async def print_findings() -> bool:
        sound = True
        for check in checks.ALL:
            finding = await check(settings)
            print(finding, flush=True)
            sound = sound and finding.verdict is not checks.Verdict.FAIL
        return sound

    return 0 if asyncio.run(print_findings()) else 1
