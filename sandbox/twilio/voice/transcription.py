"""Real-time transcriptions (https://www.twilio.com/docs/voice/twiml/transcription)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.twilio import sids
from sandbox.twilio.voice.leg import Leg

if TYPE_CHECKING:
    from sandbox.twilio.voice.exchange import Exchange


@dataclass(slots=True, kw_only=True, eq=False)
class Transcription:
    """``track`` is ``inbound_track`` (what comes from the phone), ``outbound_track`` or both."""

    exchange: Exchange
    leg: Leg
    name: str
    track: str
    url: str
    method: str
    language: str
    partial: bool
    updated: datetime
    labels: dict[str, str] = field(default_factory=dict)
    sid: str = field(default_factory=lambda: sids.new_sid("GT"))
    status: str = "in-progress"
    told: int = 0

    def caught(self, track: str, text: str) -> None:
        """Words that are written down, and told of."""
        name = f"{track}_track"
        if self.status != "in-progress" or self.track not in ("both_tracks", name):
            return
        told = {"Track": name, "LanguageCode": self.language}
        if name in self.labels:
            told["TrackLabel"] = self.labels[name]
        if self.partial:
            first = text.split(" ")[0]
            self._tell("content", {**told, "TranscriptionData": _data(first), "Final": "false"})
        self._tell("content", {**told, "TranscriptionData": _data(text, 0.95), "Final": "true"})

    def begin(self) -> None:
        """Start, and tell so."""
        self._tell(
            "started",
            {
                "LanguageCode": self.language,
                "Track": self.track,
                "TranscriptionEngine": "google",
                "PartialResults": str(self.partial).lower(),
            },
        )

    def end(self) -> None:
        """Stop, and tell so; for the second time it is nothing."""
        if self.status == "in-progress":
            self.status, self.updated = "stopped", self.exchange.now()
            if self in self.leg.taps:
                self.leg.taps.remove(self)
            self._tell("stopped", {})

    def _tell(self, event: str, more: dict[str, str]) -> None:
        if not self.url:
            return
        self.told += 1
        form = {
            "AccountSid": self.leg.account.sid,
            "CallSid": self.leg.sid,
            "TranscriptionSid": self.sid,
            "TranscriptionEvent": f"transcription-{event}",
            "Timestamp": self.exchange.now().isoformat().replace("+00:00", "Z"),
            "SequenceId": str(self.told),
            **more,
        }
        self.exchange.asking.tell(self.leg.account, self.sid, self.url, self.method, form)


def _data(text: str, confidence: float | None = None) -> str:
    data: dict[str, object] = {"transcript": text}
    if confidence is not None:
        data["confidence"] = confidence
    return json.dumps(data, ensure_ascii=False)


class Transcriptions:
    """All of them, by SID."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Transcription] = {}

    def start(
        self,
        leg: Leg,
        *,
        url: str,
        method: str = "POST",
        name: str = "",
        track: str = "both_tracks",
        language: str = "en-US",
        partial: bool = False,
        labels: dict[str, str] | None = None,
    ) -> Transcription:
        """Write down what is said on a leg from now on."""
        one = Transcription(
            exchange=self._exchange,
            leg=leg,
            url=url,
            method=method,
            name=name,
            track=track,
            language=language,
            partial=partial,
            updated=self._exchange.now(),
            labels=labels or {},
        )
        self.all[one.sid] = one
        leg.taps.append(one)
        one.begin()
        return one

    def named(self, leg: Leg, name: str) -> Transcription | None:
        """What goes on on a leg under a name or SID."""
        for one in self.all.values():
            if one.leg is leg and name in (one.name, one.sid) and one.status == "in-progress":
                return one
        return None
