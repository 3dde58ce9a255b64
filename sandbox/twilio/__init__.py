"""A stand-in for Twilio on loopback: its REST API, its webhooks, and the phones behind it.

Messages and media here, calls in ``voice``. ``resources`` has a file for each REST resource.
``python -m sandbox.twilio --help`` starts one by itself.
"""

from sandbox.twilio.account import Account, MessagingService, PhoneNumber
from sandbox.twilio.faults import EVER, Faults, Trouble
from sandbox.twilio.handsets import Handset
from sandbox.twilio.message import Message, Status
from sandbox.twilio.segments import count_segments
from sandbox.twilio.server import File, TwilioSandbox
from sandbox.twilio.timing import AT_ONCE, Pace
from sandbox.twilio.voice import (
    TALK_AT_ONCE,
    CallStatus,
    Complaint,
    ManualClock,
    Person,
    Phone,
    VoicePace,
)
from sandbox.twilio.webhooks import Call

__all__ = [
    "AT_ONCE",
    "EVER",
    "TALK_AT_ONCE",
    "Account",
    "Call",
    "CallStatus",
    "Complaint",
    "Faults",
    "File",
    "Handset",
    "ManualClock",
    "Message",
    "MessagingService",
    "Pace",
    "Person",
    "Phone",
    "PhoneNumber",
    "Status",
    "Trouble",
    "TwilioSandbox",
    "VoicePace",
    "count_segments",
]
