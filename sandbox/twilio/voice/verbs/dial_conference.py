"""``<Dial><Conference>`` (https://www.twilio.com/docs/voice/twiml/conference)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from sandbox.twilio.voice.conference import EVENTS, Conference
from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.participant import Seating
from sandbox.twilio.voice.source import Callback, Source
from sandbox.twilio.voice.stage import Stage, number, truth


async def dial_conference(
    stage: Stage, dial: ET.Element, noun: ET.Element, result: dict[str, str]
) -> None:
    """Be in a conference until it or one's part in it ends."""
    exchange, leg = stage.exchange, stage.leg
    exchange.answer(leg)
    conference = exchange.conferences.open(leg.account, words(noun))
    conference.largest = number(noun, "maxParticipants", conference.largest)
    if conference.full:
        result["DialCallStatus"] = "failed"
        return
    _arrange(stage, conference, noun)
    wait = noun.get("waitUrl")
    seating = Seating(
        muted=truth(noun, "muted"),
        beep=noun.get("beep", "true"),
        start_on_enter=truth(noun, "startConferenceOnEnter", True),
        end_on_exit=truth(noun, "endConferenceOnExit"),
        wait=_wait(stage, noun, wait) if wait is not None else None,
        coach=noun.get("coach", ""),
        label=noun.get("participantLabel", ""),
    )
    result |= {"DialCallStatus": "answered", "DialConferenceSid": conference.sid}
    participant = exchange.conferences.seat(conference, leg, seating)
    begun = exchange.now()
    conference.join(participant)
    try:
        await participant.out.wait()
    finally:
        conference.leave(participant, "participant_hung_up")
        result["DialCallDuration"] = str(round((exchange.now() - begun).total_seconds()))


def _wait(stage: Stage, noun: ET.Element, url: str) -> Source:
    method = noun.get("waitMethod", "POST")
    return stage.here.follow(url, method, {}) if url else Source()


def _arrange(stage: Stage, conference: Conference, noun: ET.Element) -> None:
    """The first who says so decides who is told, and whether it is recorded."""
    callback = stage.callback(noun, "statusCallback", ())
    if callback.url and not conference.callback.url:
        conference.callback = Callback(
            url=callback.url, method=callback.method, events=told_of(callback.events)
        )
    record = noun.get("record", "do-not-record")
    if record in ("true", "record-from-start") and not conference.recording[0]:
        told = stage.callback(noun, "recordingStatusCallback", ("completed",))
        conference.recording = ("both", told)


def told_of(events: frozenset[str]) -> frozenset[str]:
    """What is told for the events that are asked for."""
    return frozenset(name for event in events for name in EVENTS.get(event, ()))
