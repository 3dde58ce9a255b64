"""``python -m sandbox.twilio``: Twilio's stand-in by itself, with people who write to a number, and
people who call it."""

from __future__ import annotations

import argparse
import asyncio
import logging

from sandbox.callers import Called, Callers
from sandbox.callers import load_errands as load_calls
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
    parser.add_argument("--voice-hook", default="", help="whom calls ask: …/hooks/voice/KEY")
    parser.add_argument("--calls", type=float, default=0, help="new calls a minute; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")

    asyncio.run(until_told(_run(options)))


async def _run(options: argparse.Namespace) -> None:
    twilio = TwilioSandbox(port=options.port, media_apart=False, door=True)
    hook, voice_hook = options.hook, options.voice_hook
    number = PhoneNumber(number=options.number, sms_url=hook, sms_fallback_url=hook)
    if voice_hook:
        number.voice_url, number.status_callback = voice_hook, f"{voice_hook}/status"
        number.voice_fallback_url = f"{voice_hook}/again"
    twilio.account.add_number(number)
    async with twilio, asyncio.TaskGroup() as people:
        logging.info("the API is at %s; write texts to %s/texts", twilio.url, twilio.url)
        logging.info("account %s, token %s", twilio.account.sid, twilio.account.auth_token)
        languages = await asyncio.to_thread(load_calls)
        people.create_task(Called(twilio, languages, seed=options.seed).run())
        if options.rate > 0:
            texts = await asyncio.to_thread(load_errands)
            texters = Texters(twilio, number.number, texts, rate=options.rate, seed=options.seed)
            people.create_task(texters.run())
        if options.calls > 0:
            errands = [errand for language in languages for errand in language.errands]
            callers = Callers(twilio, number.number, errands, rate=options.calls, seed=options.seed)
            people.create_task(callers.run())


if __name__ == "__main__":
    main()
