"""``python -m sandbox.twilio``: Twilio's stand-in by itself, with people who write to a number."""

from __future__ import annotations

import argparse
import asyncio
import logging

from sandbox.stopping import until_told
from sandbox.texters import Texters, load_errands
from sandbox.twilio import PhoneNumber, TwilioSandbox


def main() -> None:
    """Reads the command line and runs until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.twilio", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0: any that is free")
    parser.add_argument("--number", default="+15550100200", help="the account's number")
    parser.add_argument("--hook", default="", help="whom texts are told to: …/hooks/sms/KEY")
    parser.add_argument("--rate", type=float, default=0, help="new texters a minute; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")

    async def run() -> None:
        twilio = TwilioSandbox(port=options.port, media_apart=False, door=True)
        number = PhoneNumber(
            number=options.number, sms_url=options.hook, sms_fallback_url=options.hook
        )
        twilio.account.add_number(number)
        async with twilio:
            logging.info("the API is at %s; write texts to %s/texts", twilio.url, twilio.url)
            logging.info("account %s, token %s", twilio.account.sid, twilio.account.auth_token)
            if options.rate <= 0:
                await asyncio.get_running_loop().create_future()
            errands = await asyncio.to_thread(load_errands)
            texters = Texters(twilio, options.number, errands, rate=options.rate, seed=options.seed)
            await texters.run()

    asyncio.run(until_told(run()))


if __name__ == "__main__":
    main()
