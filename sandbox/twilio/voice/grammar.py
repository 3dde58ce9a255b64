"""What TwiML for calls may have in it (https://www.twilio.com/docs/voice/twiml).

Twilio only warns of attributes that it does not know (12200). Here they fail, so that a slip is
found by the first test that makes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BOOL, METHOD = ("true", "false"), ("GET", "POST")
INT, TEXT, URL, URI = "int", "text", "url", "uri"

Kind = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """``attributes`` by name, with what they may be; ``text``: it may hold words."""

    attributes: Mapping[str, Kind] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: bool = False


_SSML = frozenset(
    ("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w")
)
_CALLBACK: dict[str, Kind] = {
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
    "statusCallbackEvent": TEXT,
}
_RECORDED: dict[str, Kind] = {
    "recordingStatusCallback": URL,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": TEXT,
    "recordingConfigurationId": TEXT,
    "trim": ("trim-silence", "do-not-trim"),
}
_RECORDS: Kind = (
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "record-from-start",
    "true",
    "false",
)
_AMD: dict[str, Kind] = {
    "machineDetection": TEXT,
    "amdStatusCallback": URL,
    "amdStatusCallbackMethod": METHOD,
    "machineDetectionTimeout": INT,
    "machineDetectionSpeechThreshold": INT,
    "machineDetectionSpeechEndThreshold": INT,
    "machineDetectionSilenceTimeout": INT,
}
_NOUN: dict[str, Kind] = {"url": URL, "method": METHOD, **_CALLBACK}
_ACTION: dict[str, Kind] = {"action": URL, "method": METHOD}
_TRANSCRIPTION: dict[str, Kind] = {
    "name": TEXT,
    "track": ("inbound_track", "outbound_track", "both_tracks"),
    "statusCallbackUrl": URL,
    "statusCallbackMethod": METHOD,
    "inboundTrackLabel": TEXT,
    "outboundTrackLabel": TEXT,
    "partialResults": BOOL,
    "languageCode": TEXT,
    "transcriptionEngine": TEXT,
    "profanityFilter": BOOL,
    "speechModel": TEXT,
    "hints": TEXT,
    "enableAutomaticPunctuation": BOOL,
    "intelligenceService": TEXT,
}
_STREAM: dict[str, Kind] = {
    "name": TEXT,
    "connectorName": TEXT,
    "url": URI,
    "track": ("inbound_track", "outbound_track", "both_tracks"),
    "statusCallback": URL,
    "statusCallbackMethod": METHOD,
}
_RECORDING: dict[str, Kind] = {
    **_RECORDED,
    "track": ("inbound", "outbound", "both"),
    "channels": ("mono", "dual"),
}

GRAMMAR: dict[str, Element] = {
    "Say": Element({"voice": TEXT, "language": TEXT, "loop": INT}, _SSML, text=True),
    "Play": Element({"loop": INT, "digits": TEXT}, text=True),
    "Pause": Element({"length": INT}),
    "Gather": Element(
        {
            **_ACTION,
            "input": ("dtmf", "speech", "dtmf speech", "speech dtmf"),
            "timeout": INT,
            "speechTimeout": TEXT,
            "maxSpeechTime": INT,
            "profanityFilter": BOOL,
            "finishOnKey": TEXT,
            "numDigits": INT,
            "partialResultCallback": URL,
            "partialResultCallbackMethod": METHOD,
            "language": TEXT,
            "hints": TEXT,
            "bargeIn": BOOL,
            "debug": BOOL,
            "actionOnEmptyResult": BOOL,
            "speechModel": TEXT,
            "enhanced": BOOL,
        },
        frozenset(("Say", "Play", "Pause")),
    ),
    "Record": Element(
        {
            **_ACTION,
            **_RECORDED,
            "timeout": INT,
            "finishOnKey": TEXT,
            "maxLength": INT,
            "playBeep": BOOL,
            "transcribe": BOOL,
            "transcribeCallback": URL,
        }
    ),
    "Enqueue": Element(
        {
            **_ACTION,
            "maxQueueSize": INT,
            "waitUrl": URL,
            "waitUrlMethod": METHOD,
            "workflowSid": TEXT,
        },
        text=True,
    ),
    "Leave": Element(),
    "Dial": Element(
        {
            **_ACTION,
            **_RECORDED,
            "timeout": INT,
            "hangupOnStar": BOOL,
            "timeLimit": INT,
            "callerId": TEXT,
            "record": _RECORDS,
            "answerOnBridge": BOOL,
            "ringTone": TEXT,
            "recordingTrack": ("inbound", "outbound", "both"),
            "sequential": BOOL,
            "referUrl": URL,
            "referMethod": METHOD,
        },
        frozenset(("Number", "Client", "Sip", "Conference", "Queue")),
        text=True,
    ),
    "Number": Element({**_NOUN, **_AMD, "sendDigits": TEXT, "byoc": TEXT}, text=True),
    "Client": Element(_NOUN, frozenset(("Identity", "Parameter")), text=True),
    "Identity": Element(text=True),
    "Parameter": Element({"name": TEXT, "value": TEXT}),
    "Sip": Element({**_NOUN, **_AMD, "username": TEXT, "password": TEXT}, text=True),
    "Queue": Element(
        {"url": URL, "method": METHOD, "reservationSid": TEXT, "postWorkActivitySid": TEXT},
        text=True,
    ),
    "Conference": Element(
        {
            **_CALLBACK,
            **_RECORDED,
            "muted": BOOL,
            "beep": ("true", "false", "onEnter", "onExit"),
            "startConferenceOnEnter": BOOL,
            "endConferenceOnExit": BOOL,
            "waitUrl": URL,
            "waitMethod": METHOD,
            "maxParticipants": INT,
            "record": _RECORDS,
            "region": TEXT,
            "coach": TEXT,
            "eventCallbackUrl": URL,
            "jitterBufferSize": ("small", "medium", "large", "off"),
            "participantLabel": TEXT,
        },
        text=True,
    ),
    "Redirect": Element({"method": METHOD}, text=True),
    "Hangup": Element(children=frozenset(("Parameter",))),
    "Reject": Element({"reason": ("rejected", "busy")}, frozenset(("Parameter",))),
    "Start": Element(_ACTION, frozenset(("Transcription", "Recording", "Stream"))),
    "Stop": Element({}, frozenset(("Transcription", "Stream"))),
    "Transcription": Element(_TRANSCRIPTION, frozenset(("Config", "Parameter"))),
    "Config": Element({"name": TEXT, "value": TEXT}),
    "Recording": Element(_RECORDING),
    "Stream": Element(_STREAM, frozenset(("Parameter",))),
    **{name: Element(text=True, children=_SSML) for name in _SSML},
}
"""What may stand in what. The attributes of words within ``<Say>`` (SSML) are let be."""

_CONTROL = frozenset(("Redirect", "Hangup", "Reject", "Start", "Stop", "Leave"))
VERBS = _CONTROL | {"Say", "Play", "Pause", "Gather", "Record", "Enqueue", "Dial"}
"""What may stand in ``<Response>``."""
QUEUE_VERBS = frozenset(("Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Leave"))
"""What a ``waitUrl`` of ``<Enqueue>`` may answer."""
MUSIC_VERBS = frozenset(("Say", "Play", "Pause", "Redirect"))
"""What a conference's wait, hold and announce addresses may answer."""
SSML = _SSML


def fits(kind: Kind, value: str) -> bool:
    """Whether an attribute may be this."""
    if isinstance(kind, tuple):
        return value in kind
    if kind == INT:
        return re.fullmatch(r"-?\d+", value) is not None
    if kind == URL:
        return re.match(r"(https?://|[^:]*$|/|\?)", value) is not None
    return True
