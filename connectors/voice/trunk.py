"""An inbox's way to Twilio: whose account carries out its calls, and where Twilio calls back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connectors.base import House
from connectors.twilio_account.client import TwilioApi, TwilioApis
from connectors.voice.paths import Addresses
from connectors.voice.settings import SettingsBook, VoiceSettings
from conversations.errors import Unavailable
from conversations.places import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The way of one inbox."""

    inbox: Inbox
    settings: VoiceSettings
    api: TwilioApi
    addresses: Addresses


class Trunks:
    """The ways of all inboxes."""

    def __init__(self, house: House, book: SettingsBook, apis: TwilioApis) -> None:
        self._house = house
        self._book = book
        self._apis = apis

    async def of(self, inbox_id: str) -> Trunk:
        """An inbox's. Raises NotFound if it is gone, Unavailable while it has no account."""
        inbox = await self._house.inboxes.inbox(inbox_id)
        settings = await asyncio.to_thread(self._book.of, inbox.id, inbox.settings)
        return self.at(inbox, settings)

    def at(self, inbox: Inbox, settings: VoiceSettings) -> Trunk:
        """The way of an inbox whose settings are at hand. Raises Unavailable."""
        account = settings.account(inbox.secrets)
        if account is None:
            raise Unavailable(
                f"The inbox “{inbox.name}” has no account at Twilio.",
                remedy="Set account SID and auth token in the inbox's settings.",
            )
        return Trunk(
            inbox=inbox,
            settings=settings,
            api=self._apis.of(account),
            addresses=Addresses(self._house.public_url, inbox.public_key),
        )
