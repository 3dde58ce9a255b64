"""Finding a text of ours in Twilio's list when its answer never came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.sms.settings import SmsSettings
from connectors.sms.statuses import delivery
from connectors.twilio_account.client import TwilioApi
from conversations.conversation import Conversation
from conversations.entries import Delivery, DeliveryState, Direction, Entry, Kind

SKEW = timedelta(minutes=2)
"""How far Twilio's clock may be behind ours."""
LATEST = 200
"""Texts to one number that are looked through; Twilio lists the newest first."""
NEARBY = 100
_TAKEN = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ})
"""A failed one may never have been at Twilio; rather ours counts as it than it is sent twice."""


class LookUp:
    """Compares by recipient, sender, words, and number of files. Twilio does not tell an id of
    ours back, so equal texts to the same number are counted: one more than we know of is ours."""

    def __init__(self, house: House, settings: SmsSettings, api: TwilioApi) -> None:
        self._house = house
        self._settings = settings
        self._api = api

    async def find(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """How far the text has come; None if Twilio never had it. Raises TwilioError if Twilio
        cannot be asked, UnknownEvent if what it says is unknown."""
        since = entry.at - SKEW
        alike = [
            each
            async for each in self._listed(conversation.address, since)
            if self._is(each, entry)
        ]
        known = await self._known(entry, since)
        if len(alike) <= known:
            return None
        ours = alike[0]  # the newest: what is known was sent before
        return delivery(str(ours.status), int(ours.error_code or 0), self._house.clock.now())

    async def _listed(self, address: str, since: datetime) -> AsyncIterator[Any]:
        # not by DateSent: a text that still waits at Twilio has none
        with self._api.asking():
            texts = await self._api.rest.messages.stream_async(
                to=address, limit=LATEST, page_size=50
            )
            async for each in texts:
                if each.date_created is not None and each.date_created < since:
                    return
                yield each

    def _is(self, listed: Any, entry: Entry) -> bool:
        settings = self._settings
        if not str(listed.direction or "").startswith("outbound"):
            return False
        if settings.messaging_service_sid:
            if listed.messaging_service_sid != settings.messaging_service_sid:
                return False
        elif listed.from_ != settings.number:
            return False
        files = int(listed.num_media or 0)
        return (listed.body or "") == entry.text and files == len(entry.attachments)

    async def _known(self, entry: Entry, since: datetime) -> int:
        """How many equal texts of this conversation Twilio has taken in this time, by our own
        records."""
        page = await self._house.timelines.page(
            entry.conversation_id, after=max(0, entry.seq - NEARBY), before=None, limit=2 * NEARBY
        )
        return sum(
            1
            for each in page.items
            if each.id != entry.id
            and each.kind is Kind.MESSAGE
            and each.direction is Direction.OUT
            and (each.text, len(each.attachments)) == (entry.text, len(entry.attachments))
            and each.delivery is not None
            and each.delivery.at >= since
            and each.delivery.state in _TAKEN
        )
