"""``python -m sandbox.agents``: simulated agents against a running Parley."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os

from sandbox.agents.crew import Crew, Login
from sandbox.agents.phrases import load_phrasebooks
from sandbox.stopping import until_told


def main() -> None:
    """Reads the command line and runs until Ctrl-C. The password comes from the environment."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.agents", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where Parley runs")
    parser.add_argument("--email", action="append", required=True, help="may be given many times")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    password = os.environ.get("PARLEY_AGENT_PASSWORD", "")
    if not password:
        parser.error("set PARLEY_AGENT_PASSWORD: a password on the command line is seen by all")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")

    async def run() -> None:
        logins = [Login(email=email, password=password) for email in options.email]
        crew = Crew(options.url, logins, load_phrasebooks(), seed=options.seed)
        await until_told(crew.run())

    asyncio.run(run())


if __name__ == "__main__":
    main()
