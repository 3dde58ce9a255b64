"""The connector for texts put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from connectors.base import House, Job
from connectors.sms import settings as sms_settings
from connectors.sms.checking import check_line
from connectors.sms.inbound import Inbound
from connectors.sms.lines import Lines
from connectors.sms.media import MAX_TOTAL
from connectors.sms.opting import Opting
from connectors.sms.outbound import SmsCarrier
from connectors.sms.segments import MAX_LENGTH
from connectors.sms.texts import MAX_MEDIA
from connectors.sms.webhooks import Webhooks
from connectors.twilio_account import account
from connectors.twilio_account.client import TwilioApis
from conversations.channels import Capabilities, Channel
from conversations.connections import CheckStep
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.places import Inbox


class OpenedSms:
    """Texts at work in one process."""

    def __init__(self, house: House) -> None:
        book, opting = sms_settings.SettingsBook(), Opting(house)
        self.apis = TwilioApis()
        self.inbound = Inbound(house, book, opting)
        self.carrier = SmsCarrier(house, book, opting, self.apis)
        self.webhooks = Webhooks(house, book, opting)
        self.lines = Lines(house, book, self.apis, self.webhooks.last_at)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """A journalled text as a message, or why it is on no timeline."""
        return await self.inbound.tame(inbox, record)

    def jobs(self) -> Mapping[str, Job]:
        """Looking through Twilio's lists, where the process holds lines to the outside."""
        return {"texts": self.lines.run}

    async def close(self) -> None:
        """Finish what webhooks have begun, and close the connections to Twilio."""
        await self.webhooks.close()
        await self.apis.close()

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Add the addresses that Twilio calls."""
        self.webhooks.add_routes(app.router)


class SmsConnector:
    """What ``setup()`` returns."""

    channel = Channel.SMS
    capabilities = Capabilities(
        text_length=MAX_LENGTH,
        attachments=MAX_MEDIA,
        attachment_size=MAX_TOTAL,
        delivery_states=frozenset({"sent", "delivered", "read", "failed", "unknown"}),
    )

    def __init__(self) -> None:
        self._public_url: str | None = None

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings complete and checked; raises Invalid."""
        return sms_settings.check(settings)

    def destinations(self, settings: Mapping[str, Any]) -> Mapping[str, str]:
        """The auth token goes to the API's host."""
        return account.destinations(settings)

    async def check_line(self, inbox: Inbox) -> Sequence[CheckStep]:
        """Try account, number and webhook for real; nothing is sent or changed."""
        return await check_line(inbox, self._public_url)

    def open(self, house: House) -> OpenedSms:
        """Begin to work."""
        self._public_url = house.public_url
        return OpenedSms(house)
