"""On what an agent takes calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneToken:
    """What lets a browser be a telephone. ``identity`` is its name at the provider; ``token`` is
    None where there is no provider to sign in to: ``kind`` is ``simulated`` then."""

    kind: str
    identity: str
    token: str | None = None
    expires_at: datetime | None = None


def client_name(user_id: str) -> str:
    """By what name a user's browser is known to the provider of telephony: letters, digits and
    underscores only."""
    return f"agent_{user_id.replace('-', '_')}"
