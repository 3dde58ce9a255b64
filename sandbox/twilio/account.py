"""An account at Twilio: who may sign in, its numbers, services and messages."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.twilio import sids
from sandbox.twilio.message import Message


@dataclass(slots=True, kw_only=True)
class PhoneNumber:
    """A number that the account has, and the addresses to be asked when somebody writes to it."""

    number: str
    sid: str = field(default_factory=lambda: sids.new_sid(sids.NUMBER))
    name: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    can_text: bool = True
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True, kw_only=True)
class MessagingService:
    """A pool of numbers that sends as one. Without ``inbound_url`` the number's own is asked.

    ``tells_words``: what Twilio calls Advanced Opt-Out, which tells us what a word was taken for.
    """

    numbers: list[str]
    sid: str = field(default_factory=lambda: sids.new_sid(sids.SERVICE))
    inbound_url: str = ""
    fallback_url: str = ""
    status_callback: str = ""
    tells_words: bool = False


@dataclass(slots=True, kw_only=True)
class Account:
    """``messages`` is in the order of creation. ``stopped`` holds (sender, address) pairs: who may
    not be written to, and by which number or service."""

    sid: str = field(default_factory=lambda: sids.new_sid(sids.ACCOUNT))
    auth_token: str = field(default_factory=lambda: uuid.uuid4().hex)
    name: str = "Sandbox"
    keys: dict[str, str] = field(default_factory=dict)
    """Secrets of standard API keys, by SID."""
    numbers: dict[str, PhoneNumber] = field(default_factory=dict)
    """By number, not by SID."""
    services: dict[str, MessagingService] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    stopped: set[tuple[str, str]] = field(default_factory=set)
    landlines: set[str] = field(default_factory=set)
    """Numbers that cannot be written to: error 21614."""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def add_number(self, number: PhoneNumber) -> PhoneNumber:
        """Buy a number."""
        self.numbers[number.number] = number
        return number

    def add_service(self, service: MessagingService) -> MessagingService:
        """Make a messaging service."""
        self.services[service.sid] = service
        return service

    def add_key(self) -> tuple[str, str]:
        """Make a standard API key; returns its SID and its secret."""
        key, secret = sids.new_sid(sids.KEY), uuid.uuid4().hex
        self.keys[key] = secret
        return key, secret

    def service_of(self, number: str) -> MessagingService | None:
        """The service to whose pool a number belongs."""
        return next((one for one in self.services.values() if number in one.numbers), None)

    def sender(self, number: str) -> str:
        """What somebody who writes STOP to ``number`` wants no more messages from."""
        service = self.service_of(number)
        return service.sid if service else number

    def lets_in(self, name: str, password: str) -> bool:
        """Whether these are the account's own credentials or those of one of its keys."""
        expected = self.auth_token if name == self.sid else self.keys.get(name)
        return expected is not None and hmac.compare_digest(expected.encode(), password.encode())
