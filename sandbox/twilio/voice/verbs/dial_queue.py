"""``<Dial><Queue>``: take the one who has waited longest."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from sandbox.twilio.voice.bridge import Bridge
from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.leg import Kind, Sound
from sandbox.twilio.voice.stage import Stage, number, truth
from sandbox.twilio.voice.waiting import first_of


async def dial_queue(
    stage: Stage, dial: ET.Element, noun: ET.Element, result: dict[str, str]
) -> None:
    """Talk to whoever is first in a queue, as soon as there is somebody."""
    exchange, leg = stage.exchange, stage.leg
    exchange.answer(leg)
    queue = exchange.queues.open(leg.account, words(noun))
    exchange.play(leg, Sound(Kind.RINGING))
    result["DialCallStatus"] = "no-answer"

    async def somebody() -> None:
        while not queue.members:
            await exchange.bell.until(lambda: queue.members, 3600)

    async def timer() -> None:
        await exchange.sleep(number(dial, "timeout", 30))

    while True:
        if not queue.members and await first_of(somebody(), timer()) == 1:
            return
        if not queue.members:
            continue  # somebody else was faster
        member = queue.members[0]
        waited = member.waited(exchange.now())
        bridge = Bridge(exchange, leg, hangup_on_star=truth(dial, "hangupOnStar"))
        if url := noun.get("url"):
            bridge.first = stage.here.follow(url, noun.get("method", "POST"), {})

        def told(waited: int = waited) -> Mapping[str, str]:
            return {
                "QueueSid": queue.sid,
                "QueueTime": str(waited),
                "DequeingCallSid": leg.sid,
            }

        bridge.told = told
        queue.take(member, bridge)
        await first_of(bridge.joined.wait(), member.left.wait())
        if bridge.joined.is_set():
            break
    result |= {"DialCallSid": member.sid, "DialCallStatus": "completed"}
    begun = exchange.now()
    try:
        await bridge.done.wait()
    finally:
        bridge.drop(leg, "done")
        result["DialCallDuration"] = str(round((exchange.now() - begun).total_seconds()))
        result["DialBridged"] = "true"
