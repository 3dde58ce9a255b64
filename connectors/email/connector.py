"""The mail connector put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from connectors.base import House, Job
from connectors.email import settings as email_settings
from connectors.email.acknowledge import Acknowledgements
from connectors.email.checking import check_line
from connectors.email.imap.fleet import Fleet
from connectors.email.inbound import Inbound
from connectors.email.letterbox import Letterbox
from connectors.email.oauth import AccessTokens
from connectors.email.outbound import EmailCarrier
from connectors.email.signing import Marks
from connectors.email.sources import Sources
from conversations.channels import Capabilities, Channel
from conversations.clock import SystemClock
from conversations.connections import CheckStep
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.places import Inbox

MAX_TEXT = 200_000
MAX_ATTACHMENTS = 25
MAX_SIZE = 25 * 1024 * 1024


class OpenedEmail:
    """Mail at work in one process."""

    def __init__(self, house: House) -> None:
        self._house = house
        marks = Marks(house.signing_key)
        self.tokens = AccessTokens(house.clock, self._keep_token)
        sources = Sources(house.files)
        self.letterbox = Letterbox(house, sources)
        self.inbound = Inbound(house, marks, sources)
        self.carrier = EmailCarrier(house, self.tokens, marks)
        self.acknowledgements = Acknowledgements(house)
        self._fleet = Fleet(house, self.letterbox, self.tokens)

    async def _keep_token(self, inbox: Inbox, token: str) -> None:
        await self._house.inboxes.keep_secret(inbox.id, email_settings.REFRESH_TOKEN, token)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """A journalled mail as a message, or why it is on no timeline."""
        return await self.inbound.tame(inbox, record)

    def jobs(self) -> Mapping[str, Job]:
        """Fetching, where the process holds lines to the outside."""
        return {"mail": self._fleet.run}

    async def close(self) -> None:
        """Say goodbye to the outgoing servers."""
        await self.carrier.close()

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Nothing: mail comes and goes by lines of its own."""


class EmailConnector:
    """What ``setup()`` returns."""

    channel = Channel.EMAIL
    capabilities = Capabilities(
        text_length=MAX_TEXT,
        attachments=MAX_ATTACHMENTS,
        attachment_size=MAX_SIZE,
        rich_text=True,
        threads=True,
        delivery_states=frozenset({"sent", "failed", "unknown"}),
    )

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings complete and checked; raises Invalid."""
        return email_settings.check(settings)

    def destinations(self, settings: Mapping[str, Any]) -> Mapping[str, str]:
        """Passwords go to the mail servers, what renews access to the provider of tokens."""
        return email_settings.destinations(settings)

    async def check_line(self, inbox: Inbox) -> Sequence[CheckStep]:
        """Try receiving and sending for real; nothing is sent."""
        return await check_line(inbox, AccessTokens(SystemClock()))

    def open(self, house: House) -> OpenedEmail:
        """Begin to work."""
        return OpenedEmail(house)
