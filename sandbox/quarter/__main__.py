"""Prints a quarter, one conversation a line: `python -m sandbox.quarter [count [seed]]`."""

from __future__ import annotations

import dataclasses
import json
import sys

from sandbox.quarter import Plan, conversations


def main() -> None:
    """Print the quarter that the command line asks for."""
    plan = Plan()
    given = [int(argument) for argument in sys.argv[1:3]]
    count, seed = given + [plan.count, plan.seed][len(given) :]
    for each in conversations(Plan(count=count, seed=seed)):
        line = {**dataclasses.asdict(each), "at": each.at.isoformat()}
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
