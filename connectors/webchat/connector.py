"""The web chat connector put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from aiohttp import web

from connectors.base import House, Job
from connectors.webchat import inbound
from connectors.webchat import settings as webchat_settings
from connectors.webchat.config import MAX_FILE, WidgetHttp
from connectors.webchat.limits import limits
from connectors.webchat.lines import Lines
from connectors.webchat.mailing import ChatMail
from connectors.webchat.mirror import Mirror
from connectors.webchat.namespace import WidgetNamespace
from connectors.webchat.outbound import WebchatCarrier
from connectors.webchat.payloads import MAX_ATTACHMENTS, MAX_TEXT
from connectors.webchat.session import Sessions
from connectors.webchat.telling import Telling
from connectors.webchat.visitors import Visitors
from conversations.channels import Capabilities, Channel
from conversations.connections import CheckStep
from conversations.inbound import InboundMessage, JournalRecord
from conversations.places import Inbox
from conversations.tasks import end


class OpenedWebchat:
    """Web chat at work in one process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.limits = limits(house.visitor_messages_per_minute)
        self.settings = webchat_settings.SettingsBook()
        self.lines = Lines()
        self.visitors = Visitors(house.signing_key, house.clock)
        self.carrier = WebchatCarrier(house.emitter, house.timelines, house.sign_file, house.clock)
        self.telling = Telling(house, self.carrier)
        self.mailing = ChatMail(house, self.settings)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage:
        """A journalled payload as a message."""
        return inbound.tame(inbox, record)

    def jobs(self) -> Mapping[str, Job]:
        """Mailing replies that stay unread."""
        return {"chat mail": self.mailing.run}

    async def close(self) -> None:
        """Nothing is open but the application's own sockets."""

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Add the widget's routes and namespace."""
        sessions = Sessions(self._house, self.visitors, self.settings)
        namespace = WidgetNamespace(
            self._house,
            settings=self.settings,
            visitors=self.visitors,
            lines=self.lines,
            sessions=sessions,
            limits=self.limits,
            mailing=self.mailing,
        )
        mirror = Mirror(self._house, namespace, self.lines, sessions)
        WidgetHttp(self._house, self.settings, self.visitors, self.limits).add_routes(app.router)
        sockets.register_namespace(namespace)

        async def working(_: web.Application) -> AsyncIterator[None]:
            task = asyncio.create_task(mirror.run())
            yield
            await end(task, 3.0)

        app.cleanup_ctx.append(working)


class WebchatConnector:
    """What ``setup()`` returns."""

    channel = Channel.WEBCHAT
    capabilities = Capabilities(
        text_length=MAX_TEXT,
        attachments=MAX_ATTACHMENTS,
        attachment_size=MAX_FILE,
        typing=True,
        read_receipts=True,
        delivery_states=frozenset({"sent", "read"}),
    )

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings complete and checked; raises Invalid. Reads the time zones' files."""
        return webchat_settings.check(settings)

    def destinations(self, settings: Mapping[str, Any]) -> Mapping[str, str]:
        """None: its secret is shown to nobody."""
        return {}

    async def check_line(self, inbox: Inbox) -> Sequence[CheckStep]:
        """There is no other side: the widget comes to us."""
        return ()

    def open(self, house: House) -> OpenedWebchat:
        """Begin to work."""
        return OpenedWebchat(house)
