"""``<Say>``, ``<Play>`` and ``<Pause>``."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.leg import Kind, Sound
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, number, verb


@verb("Say")
async def say(stage: Stage, element: ET.Element) -> Source | None:
    """Say words."""
    text = words(element)
    seconds = len(text) * stage.exchange.pace.letter

    async def once(at_least: float) -> None:
        await stage.exchange.sound(stage.leg, Sound(Kind.SAY, text), max(at_least, seconds))

    await _repeat(once, number(element, "loop", 1))
    return None


@verb("Play")
async def play(stage: Stage, element: ET.Element) -> Source | None:
    """Play a file; what cannot be fetched is complained of, and not heard."""
    address = words(element)
    if digits := element.get("digits"):
        await stage.exchange.sound(stage.leg, Sound(Kind.TONE, digits, stage.leg.sid), 0)
        return None
    url = stage.here.follow(address, "GET", {}).url
    if not _twilios(url) and not await stage.exchange.asking.can_play(stage.leg, url):
        return None

    async def once(at_least: float) -> None:
        seconds = max(at_least, stage.exchange.pace.play)
        await stage.exchange.sound(stage.leg, Sound(Kind.PLAY, url), seconds)

    await _repeat(once, number(element, "loop", 1))
    return None


@verb("Pause")
async def pause(stage: Stage, element: ET.Element) -> Source | None:
    """Wait; the default is a second."""
    await stage.exchange.sleep(number(element, "length", 1))
    return None


async def _repeat(once: Callable[[float], Awaitable[None]], times: int) -> None:
    """So many times; 0 is until the call goes on in another way."""
    if times == 0:
        while True:
            await once(1.0)
    for _ in range(times):
        await once(0.0)


def _twilios(url: str) -> bool:
    """Whether a file is one of Twilio's own, which nobody here has."""
    host = urlsplit(url).hostname or ""
    return host.endswith("twilio.com") or host.startswith("com.twilio.")
