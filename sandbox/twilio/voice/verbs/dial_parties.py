"""``<Dial>`` with ``<Number>``, ``<Client>`` and ``<Sip>``: ring phones, and talk to the first
who answers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from sandbox.twilio.voice.bridge import Bridge
from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.grammar import VERBS
from sandbox.twilio.voice.leg import CallDirection, CallStatus, Kind, Leg, Sound
from sandbox.twilio.voice.recording import Recording
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, number, play_through, truth
from sandbox.twilio.voice.waiting import first_of

WHISPERED = VERBS - {"Dial", "Enqueue"}
"""What the one who is called may hear before being connected."""
LONGEST_S = 4 * 3600


async def dial_parties(
    stage: Stage, dial: ET.Element, nouns: list[ET.Element], result: dict[str, str]
) -> None:
    """Ring all of them at once, or one after the other."""
    groups = [[noun] for noun in nouns] if truth(dial, "sequential") else [nouns]
    for group in groups:
        if await _try(stage, dial, group, result):
            return


async def _try(
    stage: Stage, dial: ET.Element, nouns: list[ET.Element], result: dict[str, str]
) -> bool:
    exchange, leg = stage.exchange, stage.leg
    bridge = Bridge(exchange, leg, hangup_on_star=truth(dial, "hangupOnStar"))
    party = _Party(stage, dial, bridge)
    exchange.play(leg, Sound(Kind.RINGING))
    for noun in nouns:
        party.call(noun)
    result |= {"DialCallStatus": "no-answer", "DialBridged": "false"}
    try:
        await first_of(bridge.joined.wait(), party.all_over())
        if not bridge.joined.is_set():
            last = party.winner or party.legs[-1]
            result |= {"DialCallStatus": last.status.value, "DialCallSid": last.sid}
            return last.status is CallStatus.COMPLETED
        exchange.answer(leg)
        party.record()

        async def limit() -> None:
            await exchange.sleep(number(dial, "timeLimit", LONGEST_S))

        await first_of(bridge.done.wait(), limit())
        return True
    finally:
        # Also where the leg is gone by now: its action is told of all this.
        if bridge.far is not None:
            result |= {
                "DialCallStatus": "completed",
                "DialCallSid": bridge.far.sid,
                "DialBridged": "true",
                "DialCallDuration": str(bridge.far.duration(exchange.now())),
            }
        bridge.drop(leg, "done")
        if not bridge.joined.is_set():
            for child in party.legs:
                exchange.hang_up(child)
        if party.recording is not None:
            party.recording.change("stopped")


class _Party:
    """Those who are called."""

    def __init__(self, stage: Stage, dial: ET.Element, bridge: Bridge) -> None:
        self._stage, self._dial, self._bridge = stage, dial, bridge
        self.legs: list[Leg] = []
        self.winner: Leg | None = None
        self.recording: Recording | None = None

    def call(self, noun: ET.Element) -> None:
        """Begin to ring one of them."""
        stage, exchange = self._stage, self._stage.exchange
        now = exchange.now()
        address = words(noun)
        if noun.tag == "Client":
            identity = noun.find("Identity")
            address = "client:" + (words(identity) if identity is not None else address)
        child = exchange.add(
            Leg(
                account=stage.leg.account,
                from_=self._dial.get("callerId") or stage.leg.from_,
                to=address,
                direction=CallDirection.DIAL,
                created=now,
                updated=now,
                parent=stage.leg,
                callback=stage.callback(noun, "statusCallback", ("completed",)),
            )
        )
        self.legs.append(child)
        url = noun.get("url")
        first = stage.here.follow(url, noun.get("method", "POST"), {}) if url else None

        async def work() -> None:
            await self._answer(child, first)

        exchange.start(child, work)

    async def _answer(self, child: Leg, first: Source | None) -> None:
        exchange = self._stage.exchange
        if not await exchange.phones.ring(child, number(self._dial, "timeout", 30)):
            return
        if self.winner is not None:
            return  # two at once: the other one was first
        self.winner = child
        for other in self.legs:
            if other is not child:
                exchange.hang_up(other, CallStatus.CANCELED)
        if first is not None:
            await play_through(Stage(exchange, child, WHISPERED), first)
        self._bridge.join(child)
        await self._bridge.done.wait()

    async def all_over(self) -> None:
        """Wait until none of them is there any more."""
        for leg in self.legs:
            await leg.over.wait()

    def record(self) -> None:
        """Record both, if that is wanted."""
        kind = self._dial.get("record", "do-not-record")
        if kind in ("do-not-record", "false"):
            return
        stage, leg = self._stage, self._stage.leg
        self.recording = stage.exchange.recordings.start(
            leg.taps,
            leg.account,
            leg.sid,
            "DialVerb",
            callback=stage.callback(self._dial, "recordingStatusCallback", ("completed",)),
            channels=2 if kind.endswith("dual") else 1,
            track=self._dial.get("recordingTrack", "both"),
        )
