"""``python -m sandbox.visitors``: a crowd of simulated visitors against a running Parley."""

from __future__ import annotations

import argparse
import asyncio
import logging

from sandbox.stopping import until_told
from sandbox.visitors.crowd import Crowd
from sandbox.visitors.scenario import load_scenarios


def main() -> None:
    """Reads the command line and runs until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.visitors", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where Parley runs")
    parser.add_argument("--key", required=True, help="public key of the web-chat inbox")
    parser.add_argument("--rate", type=float, default=4, help="conversations a minute")
    parser.add_argument("--at-once", type=int, default=30, help="conversations at most at a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--languages", default="", help="only these, e.g. de,fa")
    parser.add_argument("--limit", type=int, default=None, help="stop after so many conversations")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    wanted = set(options.languages.split(",")) - {""}
    scenarios = [one for one in load_scenarios() if not wanted or one.language in wanted]

    async def run() -> None:
        crowd = Crowd(
            options.url,
            options.key,
            scenarios,
            rate=options.rate,
            seed=options.seed,
            at_once=options.at_once,
            limit=options.limit,
        )
        await until_told(crowd.run())
        logging.info("%d conversations started", crowd.tally.started)

    asyncio.run(run())


if __name__ == "__main__":
    main()
