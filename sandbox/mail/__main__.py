"""``python -m sandbox.mail``: the mail host by itself, with customers who write to the shop."""

from __future__ import annotations

import argparse
import asyncio
import logging

from sandbox.mail.customers import Customers
from sandbox.mail.host import CUSTOMERS, SHOP, MailHost
from sandbox.mail.matters import load_matters
from sandbox.stopping import until_told


def main() -> None:
    """Reads the command line and runs until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.mail", description=__doc__)
    parser.add_argument("--imap-port", type=int, default=1143, help="0: any that is free")
    parser.add_argument("--smtp-port", type=int, default=1025, help="0: any that is free")
    parser.add_argument("--rate", type=float, default=2, help="new matters a minute; 0: none")
    parser.add_argument("--opening", type=int, default=10, help="matters that are there at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--languages", default="", help="only these, e.g. de,fa")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    wanted = set(options.languages.split(",")) - {""}
    matters = [one for one in load_matters() if not wanted or one.customs.language in wanted]

    async def run() -> None:
        async with MailHost(imap_port=options.imap_port, smtp_port=options.smtp_port) as host:
            logging.info("IMAP at 127.0.0.1:%d, SMTP at :%d", host.imap_port, host.smtp_port)
            logging.info("%s and anybody@%s, password %s", SHOP, CUSTOMERS, host.office.password)
            if options.rate <= 0:
                await asyncio.get_running_loop().create_future()
            customers = Customers(
                host.office,
                matters,
                rate=options.rate,
                seed=options.seed,
                opening=options.opening,
            )
            await customers.run()

    asyncio.run(until_told(run()))


if __name__ == "__main__":
    main()
