"""``<Record>`` (https://www.twilio.com/docs/voice/twiml/record)."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from sandbox.twilio.voice.leg import Kind, Sound
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, number, truth, verb
from sandbox.twilio.voice.waiting import first_of


@dataclass(slots=True, kw_only=True)
class _Listening:
    finish_on: str
    said: bool = False
    key: str = ""
    more: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def digit(self, digit: str) -> None:
        """A key may end it."""
        if digit in self.finish_on and not self.done.is_set():
            self.key = digit
            self.done.set()

    def speech(self, text: str) -> None:
        """Words keep it going."""
        self.said = True
        self.more.set()


@verb("Record")
async def record(stage: Stage, element: ET.Element) -> Source | None:
    """Record what the person says, until a key, silence or the limit, and take it to the action.

    Where nothing was said nothing is kept, and the next verb follows.
    """
    leg, exchange = stage.leg, stage.exchange
    listening = _Listening(finish_on=element.get("finishOnKey", "1234567890*#"))
    if truth(element, "playBeep", True):
        leg.hear(Sound(Kind.BEEP))
    leg.ear = listening
    exchange.bell.ring()
    recording = exchange.recordings.start(
        leg.taps,
        leg.account,
        leg.sid,
        "RecordVerb",
        callback=stage.callback(element, "recordingStatusCallback", ("completed",)),
        track="inbound",
    )

    def result(key: str) -> dict[str, str]:
        return {
            "RecordingUrl": exchange.recordings.url(recording),
            "RecordingSid": recording.sid,
            "RecordingDuration": str(recording.duration),
            "Digits": key,
        }

    async def limit() -> None:
        await exchange.sleep(number(element, "maxLength", 3600))

    try:
        await first_of(listening.done.wait(), _silence(stage, listening, element), limit())
    except asyncio.CancelledError:
        action = stage.after(element, result("hangup"))
        if listening.said and action is not None and leg.parting == "hangup":
            exchange.asking.tell_action(leg, action)
        raise
    finally:
        recording.change("stopped")
        if not listening.said:
            exchange.recordings.all.pop(recording.sid, None)
        if leg.ear is listening:
            leg.ear = None
    if not listening.said:
        return None
    told = result(listening.key)
    return stage.after(element, told) or stage.here.follow("", element.get("method", "POST"), told)


async def _silence(stage: Stage, listening: _Listening, element: ET.Element) -> None:
    """Returns when nothing has been said for so long."""
    timeout_s = number(element, "timeout", 5)
    while True:
        listening.more.clear()

        async def timer() -> None:
            await stage.exchange.sleep(timeout_s)

        if await first_of(listening.more.wait(), timer()) == 1:
            return
