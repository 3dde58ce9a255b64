"""The command `parley`: one subcommand per file in `parley.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from conversations.errors import ParleyError
from parley import commands
from parley.settings_loading import SettingsError

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Build the parser with every subcommand."""
    root = argparse.ArgumentParser(
        prog="parley",
        description="An omnichannel contact center that a team runs itself.",
        epilog="Settings come from the environment and parley.toml; see the README.",
    )
    subcommands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands.ALL:
        command.add_to(subcommands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and return its exit code.

    1 for an expected failure, 2 for a wrong use or a wrong setting; both are told in one line each.
    """
    options = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except SettingsError as error:
        for problem in error.problems:
            print(f"parley: {problem}", file=sys.stderr)
        return WRONG_USE
    except ParleyError as error:
        print(f"parley: {error} {error.remedy}".rstrip(), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
