"""``<Enqueue>`` (https://www.twilio.com/docs/voice/twiml/enqueue)."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from sandbox.twilio.voice.bridge import Bridge
from sandbox.twilio.voice.document import DocumentError, words
from sandbox.twilio.voice.grammar import QUEUE_VERBS
from sandbox.twilio.voice.leg import GoneError, Kind, Sound
from sandbox.twilio.voice.music import TWILIOS_OWN
from sandbox.twilio.voice.queue import Member
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, number, play_through, verb
from sandbox.twilio.voice.verbs.control import LeftError
from sandbox.twilio.voice.waiting import first_of


@verb("Enqueue")
async def enqueue(stage: Stage, element: ET.Element) -> Source | None:
    """Wait in a queue, with music, until somebody takes the call, or it leaves."""
    exchange, leg = stage.exchange, stage.leg
    queue = exchange.queues.open(leg.account, words(element))
    if len(queue.members) >= min(queue.largest, number(element, "maxQueueSize", queue.largest)):
        return stage.after(element, {"QueueResult": "queue-full"})
    member = queue.enter(leg)

    def result(name: str) -> dict[str, str]:
        return {
            "QueueResult": name,
            "QueueSid": queue.sid,
            "QueueTime": str(member.waited(exchange.now())),
        }

    told: dict[str, str] = {}
    try:
        await first_of(member.taken.wait(), _music(stage, element, member))
        told = result("bridged")
        leg.hearing = None
        if member.bridge is not None:
            await _talk(stage, member.bridge)
        return stage.after(element, told)
    except LeftError:
        return stage.after(element, result("leave"))
    except (GoneError, asyncio.CancelledError):
        redirected = leg.parting == "redirected"
        how = "redirected" if redirected else "hangup"
        if told:
            how = "redirected-from-bridged" if redirected else "bridged"
        action = stage.after(element, told | {"QueueResult": how} if told else result(how))
        if action is not None:
            exchange.asking.tell_action(leg, action)
        raise
    finally:
        queue.leave(member)
        member.left.set()


async def _talk(stage: Stage, bridge: Bridge) -> None:
    """Hear what the one who takes the call wants to be heard first, and talk until it is over."""
    if bridge.first is not None:
        await play_through(Stage(stage.exchange, stage.leg, told=bridge.told), bridge.first)
    bridge.join(stage.leg)
    await bridge.done.wait()


async def _music(stage: Stage, element: ET.Element, member: Member) -> None:
    """The wait music, over and over: its document is asked for each time."""
    exchange, leg, queue = stage.exchange, stage.leg, member.queue

    def told() -> Mapping[str, str]:
        if member not in queue.members:
            return {}
        return {
            "QueueSid": queue.sid,
            "QueuePosition": str(queue.position(member)),
            "QueueTime": str(member.waited(exchange.now())),
            "AvgQueueTime": str(queue.average_wait()),
            "CurrentQueueSize": str(len(queue.members)),
        }

    url = element.get("waitUrl")
    try:
        while url:
            begun = exchange.now()
            source = stage.here.follow(url, element.get("waitUrlMethod", "POST"), {})
            await play_through(Stage(exchange, leg, QUEUE_VERBS, told), source)
            passed = (exchange.now() - begun).total_seconds()
            await exchange.sleep(max(0.0, exchange.pace.round - passed))
    except DocumentError:
        pass  # complained of; the queue goes on
    exchange.play(leg, Sound(Kind.MUSIC if url is None or url else Kind.SILENCE, TWILIOS_OWN))
    await asyncio.Event().wait()
