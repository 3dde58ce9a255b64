"""`parley version`: the version of Parley and of what it runs on."""

from __future__ import annotations

import argparse
import platform
from typing import TYPE_CHECKING

from parley import __version__

if TYPE_CHECKING:
    from parley.commands.options import Subcommands


def add_to(subcommands: Subcommands) -> None:
    """Declare the subcommand."""
    subcommands.add_parser("version", help="print the version").set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Print one line."""
    print(f"parley {__version__} (Python {platform.python_version()}, {platform.machine()})")
    return 0
