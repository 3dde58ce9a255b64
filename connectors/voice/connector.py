"""The connector for calls put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from connectors.base import House, Job
from connectors.ports import Files
from connectors.twilio_account import account
from connectors.twilio_account.client import TwilioApis
from connectors.voice import settings as voice_settings
from connectors.voice import sounds
from connectors.voice.callers import Callers
from connectors.voice.checking import check_line
from connectors.voice.inbound import read
from connectors.voice.lines import Lines
from connectors.voice.outbound import VoiceCarrier
from connectors.voice.reports import Reports
from connectors.voice.switchboard import Switchboard
from connectors.voice.waiting import Waiting
from connectors.voice.webhooks import Webhooks
from conversations.channels import Capabilities, Channel
from conversations.connections import CheckStep
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.places import Inbox


class OpenedVoice:
    """Calls at work in one process."""

    def __init__(self, house: House) -> None:
        book = voice_settings.SettingsBook()
        self.apis = TwilioApis()
        self.callers = Callers(house)
        self.carrier = VoiceCarrier()
        self.webhooks = Webhooks(house, book, self.callers)
        self.waiting = Waiting(self.webhooks, self.callers)
        self.switchboard = Switchboard(house, book, self.apis)
        self.lines = Lines(house, self.switchboard.trunks, self.callers, self.webhooks.last_at)
        self.reports = Reports(self.webhooks, self.switchboard.trunks, self.switchboard.recordings)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """A journalled call as what begins a conversation."""
        return read(inbox, record)

    def jobs(self) -> Mapping[str, Job]:
        """Leading calls at Twilio, seeing to their recordings, looking for calls that did not reach
        us, and telling how the lines fare, where the process holds lines to the outside."""
        return {**self.switchboard.jobs(), "call lines": self.lines.run}

    async def close(self) -> None:
        """Finish what webhooks have begun, and close the connections to Twilio."""
        await self.webhooks.close()
        await self.switchboard.close()
        await self.apis.close()

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Add the addresses that Twilio calls."""
        sounds.add_routes(app.router)
        self.webhooks.add_routes(app.router)
        self.waiting.add_routes(app.router)
        self.reports.add_routes(app.router)


class VoiceConnector:
    """What ``setup()`` returns."""

    channel = Channel.VOICE
    capabilities = Capabilities(text_length=0, delivery_states=frozenset())

    def __init__(self) -> None:
        self._public_url: str | None = None
        self._files: Files | None = None

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings complete and checked; raises Invalid."""
        return voice_settings.check(settings)

    def destinations(self, settings: Mapping[str, Any]) -> Mapping[str, str]:
        """The secrets go to the API's host."""
        return account.destinations(settings)

    async def check_line(self, inbox: Inbox) -> Sequence[CheckStep]:
        """Try account, number, webhooks and prompts for real; nobody is called."""
        return await check_line(inbox, self._public_url, self._files)

    def open(self, house: House) -> OpenedVoice:
        """Begin to work."""
        self._public_url, self._files = house.public_url, house.files
        return OpenedVoice(house)
