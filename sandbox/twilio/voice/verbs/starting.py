"""``<Start>`` and ``<Stop>``: what goes on beside the other verbs."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, truth, verb


@verb("Start")
async def start(stage: Stage, element: ET.Element) -> Source | None:
    """Start what is in it. A ``<Stream>`` is only noted: nobody here listens to sound."""
    for noun in element:
        if noun.tag == "Transcription":
            _transcribe(stage, noun)
        elif noun.tag == "Recording":
            stage.exchange.recordings.start(
                stage.leg.taps,
                stage.leg.account,
                stage.leg.sid,
                "StartCallRecordingAPI",
                callback=stage.callback(noun, "recordingStatusCallback", ("completed",)),
                track=noun.get("track", "both"),
                channels=1 if noun.get("channels") == "mono" else 2,
            )
        else:
            stage.exchange.ignored.append((stage.leg.sid, noun.tag))
    return None


@verb("Stop")
async def stop(stage: Stage, element: ET.Element) -> Source | None:
    """Stop what is in it, by name."""
    for noun in element:
        if noun.tag == "Transcription":
            found = stage.exchange.transcriptions.named(stage.leg, noun.get("name", ""))
            if found is not None:
                found.end()
        else:
            stage.exchange.ignored.append((stage.leg.sid, noun.tag))
    return None


def _transcribe(stage: Stage, noun: ET.Element) -> None:
    callback = stage.callback(noun, "statusCallbackUrl", ())
    labels = {
        f"{end}_track": label
        for end in ("inbound", "outbound")
        if (label := noun.get(f"{end}TrackLabel"))
    }
    stage.exchange.transcriptions.start(
        stage.leg,
        url=callback.url,
        method=noun.get("statusCallbackMethod", "POST"),
        name=noun.get("name", ""),
        track=noun.get("track", "both_tracks"),
        language=noun.get("languageCode", "en-US"),
        partial=truth(noun, "partialResults"),
        labels=labels,
    )
