"""``<Gather>`` (https://www.twilio.com/docs/voice/twiml/gather)."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, carry_out, number, truth, verb
from sandbox.twilio.voice.waiting import first_of

CONFIDENCE = "0.95"
"""How sure Twilio is of what it has heard."""


@dataclass(slots=True, kw_only=True)
class _Listening:
    keys: bool
    words: bool
    finish_on: str
    enough: int
    digits: str = ""
    said: str = ""
    finished_on: str = ""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def digit(self, digit: str) -> None:
        """Take a key."""
        if not self.keys or self.done.is_set():
            return
        self.begun.set()
        if digit == self.finish_on:
            self.finished_on = digit
            self.done.set()
            return
        self.digits += digit
        self.more.set()
        if len(self.digits) == self.enough:
            self.done.set()

    def speech(self, text: str) -> None:
        """Take words, unless keys were pressed."""
        if self.words and not self.digits and not self.done.is_set():
            self.said = text
            self.begun.set()
            self.done.set()


@verb("Gather")
async def gather(stage: Stage, element: ET.Element) -> Source | None:
    """Ask for keys or words, and take them to the action; without, go on with the next verb."""
    wanted = element.get("input", "dtmf").split()
    listening = _Listening(
        keys="dtmf" in wanted,
        words="speech" in wanted,
        finish_on=element.get("finishOnKey", "#"),
        enough=number(element, "numDigits", 0),
    )
    stage.leg.ear = listening
    stage.exchange.bell.ring()
    try:
        # Whoever begins to press or to speak is not talked over.
        interrupted = truth(element, "bargeIn", True)
        prompts = carry_out(stage, list(element))
        if interrupted:
            await first_of(prompts, listening.begun.wait())
        else:
            await prompts
        stage.leg.hearing = None
        await _listen(stage, listening, number(element, "timeout", 5))
    finally:
        if stage.leg.ear is listening:
            stage.leg.ear = None
    result = {}
    if listening.said:
        result = {"SpeechResult": listening.said, "Confidence": CONFIDENCE}
    elif listening.digits:
        result = {"Digits": listening.digits}
    elif not truth(element, "actionOnEmptyResult"):
        return None
    else:
        result = {"Digits": ""} if listening.keys else {"SpeechResult": ""}
    if listening.finished_on:
        result["FinishedOnKey"] = listening.finished_on
    # Without an action it is taken to where the document came from.
    return stage.after(element, result) or stage.here.follow(
        "", element.get("method", "POST"), result
    )


async def _listen(stage: Stage, listening: _Listening, timeout_s: float) -> None:
    """Until it is done, or nothing more comes for so long."""
    while not listening.done.is_set():
        listening.more.clear()
        first = await first_of(
            listening.done.wait(), listening.more.wait(), _timer(stage, timeout_s)
        )
        if first == 2:
            return


async def _timer(stage: Stage, seconds: float) -> None:
    await stage.exchange.sleep(seconds)
