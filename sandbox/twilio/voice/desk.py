"""The voice side as the sandbox holds it: people call, phones ring, and the API does its part."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from sandbox.twilio.access import Access
from sandbox.twilio.account import Account, PhoneNumber
from sandbox.twilio.faults import WebhookFaults
from sandbox.twilio.resources import (
    calls,
    conferences,
    participants,
    queues,
    recordings,
    transcriptions,
)
from sandbox.twilio.timing import Now, Sleep
from sandbox.twilio.voice import verbs
from sandbox.twilio.voice.asking import Asking
from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import CallDirection, CallStatus, GoneError, Leg
from sandbox.twilio.voice.pace import VoicePace
from sandbox.twilio.voice.person import Person
from sandbox.twilio.voice.source import Callback, Source
from sandbox.twilio.voice.stage import Stage, play_through
from sandbox.twilio.webhooks import Webhooks

__all__ = ["VoiceDesk", "verbs"]


async def perform(exchange: Exchange, leg: Leg, source: Source) -> None:
    """Carry out a document for a leg, and whatever it leads to."""
    await play_through(Stage(exchange, leg), source)


class VoiceDesk:
    """Joins the exchange to the sandbox's API and webhooks."""

    def __init__(
        self, webhooks: Webhooks, faults: WebhookFaults, now: Now, sleep: Sleep, pace: VoicePace
    ) -> None:
        self.asking = Asking(webhooks, faults)
        self.exchange = Exchange(
            asking=self.asking, now=now, sleep=sleep, pace=pace, perform=perform
        )

    def call(
        self,
        account: Account,
        number: PhoneNumber,
        from_: str,
        *,
        caller_name: str = "",
        forwarded_from: str = "",
    ) -> Person:
        """Let somebody call a number of the account."""
        exchange, now = self.exchange, self.exchange.now()
        leg = exchange.add(
            Leg(
                account=account,
                from_=from_,
                to=number.number,
                direction=CallDirection.INBOUND,
                created=now,
                updated=now,
                status=CallStatus.RINGING,
                caller_name=caller_name,
                forwarded_from=forwarded_from,
                phone_number_sid=number.sid,
                callback=Callback(
                    url=number.status_callback,
                    method=number.status_callback_method,
                    events=frozenset(("completed",)),
                ),
                fallback=Source(url=number.voice_fallback_url, method=number.voice_fallback_method),
            )
        )

        async def work() -> None:
            if not number.voice_url:
                raise GoneError(CallStatus.FAILED)
            source = Source(url=number.voice_url, method=number.voice_method)
            await perform(exchange, leg, source)

        exchange.start(leg, work)
        return Person(exchange, leg)

    def routes(self, access: Access, *, open_to_all: Callable[[], bool]) -> list[web.RouteDef]:
        """What the API answers about calls."""
        return [
            *calls.routes(access, self.exchange),
            *conferences.routes(access, self.exchange),
            *participants.routes(access, self.exchange),
            *queues.routes(access, self.exchange),
            *recordings.routes(access, self.exchange, open_to_all=open_to_all),
            *transcriptions.routes(access, self.exchange),
        ]
