"""The demo's texts: a stand-in for Twilio on loopback, the shop's number at it, and people who
write to it.

The stand-in lives in the demo's own process and event loop, on a free port and with an account of
its own at each start, so an inbox of an earlier start is pointed at the new one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.channels import Channel
from conversations.places import Inbox
from parley.core import Core
from parley.demo.house import SMS_INBOX, SMS_QUEUE
from sandbox.twilio import Account, PhoneNumber, TwilioSandbox, VoicePace

RATE = 0.5
"""New errands by text for each new visitor of the chat; the help of ``--rate`` says so."""
OPENING = 6
"""So many people write as soon as the demo runs."""
NUMBER = "+15550100200"
EXAMPLE = "+12025550199"
"""A number that nobody has; whoever tries the demo may write from it."""


def simulated_twilio(base_url: str, voice_pace: VoicePace | None = None) -> TwilioSandbox:
    """Twilio, with the shop's number, which asks the demo what to do with a text. ``voice_pace``
    is how long things take on the phone."""
    hook = f"{base_url}/hooks/sms/{SMS_INBOX}"
    account = Account(name="Glimmerwick")
    account.add_number(PhoneNumber(number=NUMBER, sms_url=hook, sms_fallback_url=hook))
    # Parley fetches files from no private address but the one that it was told.
    return TwilioSandbox(account=account, voice_pace=voice_pace, media_apart=False, door=True)


def _at_twilio(twilio: TwilioSandbox) -> dict[str, Any]:
    return {"account_sid": twilio.account.sid, "api_base": twilio.url, "number": NUMBER}


def sms_inbox(twilio: TwilioSandbox, now: datetime) -> Inbox:
    """The shop's number."""
    return Inbox(
        id=SMS_INBOX,
        name="Texts",
        channel=Channel.SMS,
        public_key=SMS_INBOX,
        queue_id=SMS_QUEUE,
        settings=_at_twilio(twilio),
        secrets={"auth_token": twilio.account.auth_token},
        created_at=now,
    )


async def move_texts(core: Core, twilio: TwilioSandbox) -> None:
    """Point the inbox at this start's account."""
    inbox = await core.stores.inboxes.get(SMS_INBOX)
    settings = {**inbox.settings, **_at_twilio(twilio)}
    secrets = {**inbox.secrets, "auth_token": twilio.account.auth_token}
    if settings != inbox.settings or secrets != inbox.secrets:
        await core.stores.inboxes.update(replace(inbox, settings=settings, secrets=secrets))


def texts_told(twilio: TwilioSandbox) -> list[str]:
    """What the banner says of it."""
    return [
        f"  Texts for the shop    {NUMBER}, at a simulated Twilio: {twilio.url}",
        f"  Send one yourself     curl {twilio.url}/texts -d From={EXAMPLE} -d Body=Hello",
        f"  See the answers       curl '{twilio.url}/texts?number=%2B{EXAMPLE[1:]}'",
    ]
