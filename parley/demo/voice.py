"""The demo's telephone: the number that takes its texts takes calls too, people call it, and the
devices of whoever works here are picked up by themselves, for there is no sound in the demo.

A real person only clicks "Accept": what their side says comes from the caller's script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.channels import Channel
from conversations.places import Inbox
from parley.core import Core
from parley.demo.house import SALES_QUEUE, VOICE_INBOX, VOICE_QUEUE
from parley.demo.sms import EXAMPLE, NUMBER
from sandbox.callers import Called, Callers, Errands
from sandbox.twilio import TwilioSandbox, VoicePace

RATE = 0.5
"""New calls for each new visitor of the chat: at the demo's own rate one every 20 s."""
OPENING = 3
"""So many people call as soon as the demo runs."""
WAIT_S = 30
"""So long the music plays until a caller is told how it stands."""
PACE = VoicePace(play=WAIT_S)
"""Whoever waits hears the music to its end; nothing else is played here."""

MENU: dict[str, Any] = {
    "speech": True,
    "options": [
        {"digit": "1", "words": ["support", "help", "Hilfe", "destek", "yardım"]},
        {
            "digit": "2",
            "words": ["sales", "buy", "Verkauf", "bestellen", "satış"],
            "queue_id": SALES_QUEUE,
        },
        {"digit": "0", "words": ["a message"], "does": "voicemail"},
    ],
}
DISPOSITIONS = ["Order and delivery", "Return or refund", "Damaged", "Sale", "Question", "Other"]


def take_calls(twilio: TwilioSandbox, base_url: str) -> None:
    """Let the shop's number ask the demo what to do with a call."""
    hook = f"{base_url}/hooks/voice/{VOICE_INBOX}"
    number = twilio.account.numbers[NUMBER]
    number.voice_url = hook
    number.voice_fallback_url = f"{hook}/again"
    number.status_callback = f"{hook}/status"


def _at_twilio(twilio: TwilioSandbox) -> dict[str, Any]:
    return {"account_sid": twilio.account.sid, "api_base": twilio.url, "number": NUMBER}


def voice_inbox(twilio: TwilioSandbox, now: datetime) -> Inbox:
    """The shop's telephone."""
    return Inbox(
        id=VOICE_INBOX,
        name="Phone",
        channel=Channel.VOICE,
        public_key=VOICE_INBOX,
        queue_id=VOICE_QUEUE,
        settings={
            **_at_twilio(twilio),
            "greeting": {"text": "Welcome to Glimmerwick. Lamps, and what they shine on."},
            "menu": MENU,
            "waiting": {"callback": True, "every_s": WAIT_S, "longest_s": 600},
            "voicemail": {"on": True},
            "recording": "on_request",
            "transcribe": True,
            "dispositions": DISPOSITIONS,
        },
        secrets={"auth_token": twilio.account.auth_token},
        created_at=now,
    )


async def move_calls(core: Core, twilio: TwilioSandbox) -> None:
    """Point the inbox at this start's account."""
    inbox = await core.stores.inboxes.get(VOICE_INBOX)
    settings = {**inbox.settings, **_at_twilio(twilio)}
    secrets = {**inbox.secrets, "auth_token": twilio.account.auth_token}
    if settings != inbox.settings or secrets != inbox.secrets:
        await core.stores.inboxes.update(replace(inbox, settings=settings, secrets=secrets))


def called(twilio: TwilioSandbox, languages: Sequence[Errands], *, seed: int) -> Called:
    """Who picks up: agents' devices, and people whom an agent dials."""
    return Called(twilio, languages, seed=seed)


def callers(
    twilio: TwilioSandbox, languages: Sequence[Errands], *, rate: float, seed: int
) -> Callers:
    """Who calls; ``rate`` is in new visitors of the chat a minute."""
    errands = [errand for language in languages for errand in language.errands]
    return Callers(twilio, NUMBER, errands, rate=rate * RATE, seed=seed, opening=OPENING)


def told(twilio: TwilioSandbox) -> list[str]:
    """What the banner says of it."""
    return [
        f"  Call the shop         curl {twilio.url}/calls -d From={EXAMPLE}",
        f"  Go on in that call    curl {twilio.url}/calls/CA… -d press=1 (say=…, hang_up=yes)",
    ]
