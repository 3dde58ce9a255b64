"""What the subcommands share: the type of their parsers and the options that stand for settings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Subcommands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


def add_data(parser: argparse.ArgumentParser) -> None:
    """Declare `--data`; stands above PARLEY_DATA."""
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="data folder (PARLEY_DATA)")


def add_address(parser: argparse.ArgumentParser) -> None:
    """Declare `--host` and `--port`; they stand above PARLEY_HOST and PORT."""
    parser.add_argument("--host", help="address to listen on (PARLEY_HOST)")
    parser.add_argument("--port", help="port to listen on (PARLEY_PORT or PORT)")
