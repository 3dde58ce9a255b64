"""On what an agent takes calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """A kind of telephone."""

    BROWSER = "browser"
    PHONE = "phone"
    SIP = "sip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """An agent's telephone. ``address`` is a number in E.164 or a ``sip:`` address; empty for the
    browser."""

    device: Device = Device.BROWSER
    address: str = ""


def client_name(user_id: str) -> str:
    """By what name a user's browser is known to the provider of telephony: letters, digits and
    underscores only."""
    return f"agent_{user_id.replace('-', '_')}"
