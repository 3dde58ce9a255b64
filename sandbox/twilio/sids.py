"""Identifiers as Twilio makes them: two letters for the kind, and 32 hexadecimal digits."""

from __future__ import annotations

import uuid

ACCOUNT = "AC"
KEY = "SK"
NUMBER = "PN"
SERVICE = "MG"
SMS = "SM"
MMS = "MM"
MEDIA = "ME"


def new_sid(kind: str) -> str:
    """Never from a seed: whoever has stored an earlier run's ids would take them for known."""
    return kind + uuid.uuid4().hex
