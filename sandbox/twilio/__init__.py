"""A stand-in for Twilio on loopback: its REST API, its webhooks, and the phones behind it.

Messages and media so far. ``resources`` has a file for each REST resource.
``python -m sandbox.twilio --help`` starts one by itself.
"""

from sandbox.twilio.account import Account, MessagingService, PhoneNumber
from sandbox.twilio.faults import EVER, Faults, Trouble
from sandbox.twilio.handsets import Handset
from sandbox.twilio.message import Message, Status
from sandbox.twilio.segments import count_segments
from sandbox.twilio.server import File, TwilioSandbox
from sandbox.twilio.timing import AT_ONCE, Pace
from sandbox.twilio.webhooks import Call

__all__ = [
    "AT_ONCE",
    "EVER",
    "Account",
    "Call",
    "Faults",
    "File",
    "Handset",
    "Message",
    "MessagingService",
    "Pace",
    "PhoneNumber",
    "Status",
    "Trouble",
    "TwilioSandbox",
    "count_segments",
]
