"""What a commit means for the visitors connected to this process, and their ticking presence."""

from __future__ import annotations

import asyncio
import logging

from connectors.base import House
from connectors.webchat.lines import Line, Lines
from connectors.webchat.namespace import WidgetNamespace
from connectors.webchat.session import Sessions
from connectors.webchat.view import visitor_room
from conversations.channels import Channel
from conversations.errors import NotFound
from conversations.events import Committed, Event

_log = logging.getLogger(__name__)

PRESENCE_EVERY_S = 3.0


class Mirror:
    """Keeps each line's conversation and queue, and tells it who is there."""

    def __init__(
        self, house: House, namespace: WidgetNamespace, lines: Lines, sessions: Sessions
    ) -> None:
        self._house = house
        self._namespace = namespace
        self._lines = lines
        self._sessions = sessions
        house.bus.subscribe(Committed, self.on_event)
        house.elsewhere.subscribe(Committed, self.on_event)

    async def on_event(self, event: Event) -> None:
        """Take over a visitor's new conversation, queue or state."""
        if not isinstance(event, Committed) or event.conversation.channel is not Channel.WEBCHAT:
            return
        conversation, before = event.conversation, event.before
        opened = before is None and bool(event.entries)
        for line in self._lines.of(visitor_room(conversation.inbox.id, conversation.address)):
            if conversation.queue is not None:
                line.queue_id = conversation.queue.id
            if opened or line.conversation_id != conversation.id:
                if not conversation.is_open:
                    continue  # an older one of theirs
                line.conversation_id = conversation.id
                line.contact_id = conversation.contact.id
                await self._namespace.follow(line)
            elif before is None or before.state is not conversation.state:
                await self.tell_presence(line)

    async def run(self) -> None:
        """Keep telling the visitors who is there, until cancelled."""
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            for line in self._lines:
                try:
                    await self.tell_presence(line)
                except Exception:
                    _log.exception("telling a visitor who is there failed")

    async def tell_presence(self, line: Line) -> None:
        """Tell one socket who is there, if that is news to it."""
        try:
            inbox = await self._house.inboxes.inbox(line.inbox_id)
        except NotFound:
            await self._namespace.disconnect(line.sid)
            return
        shown = await self._sessions.presence(inbox, line)
        if shown != line.told:
            line.told = shown
            await self._namespace.emit("presence", shown, to=line.sid)
