"""Calls: legs, documents and their verbs, conferences, queues, recordings, and people on phones."""

from sandbox.twilio.voice.clock import ManualClock
from sandbox.twilio.voice.document import Complaint
from sandbox.twilio.voice.leg import CallStatus
from sandbox.twilio.voice.pace import TALK_AT_ONCE, VoicePace
from sandbox.twilio.voice.person import Person
from sandbox.twilio.voice.phones import Phone

__all__ = [
    "TALK_AT_ONCE",
    "CallStatus",
    "Complaint",
    "ManualClock",
    "Person",
    "Phone",
    "VoicePace",
]
