"""From what was committed to the visitors it concerns, and the ticking of their presence."""

from __future__ import annotations

import asyncio
import logging

from connectors.base import House
from connectors.webchat.lines import Line, Lines
from connectors.webchat.namespace import WidgetNamespace
from connectors.webchat.outbound import WebchatCarrier
from connectors.webchat.session import Sessions
from connectors.webchat.view import NAMESPACE, conversation_room, visible, visitor_room
from conversations.channels import Channel
from conversations.entries import Direction, Entry, Kind
from conversations.errors import NotFound
from conversations.events import Committed, Event, Typing

_log = logging.getLogger(__name__)

PRESENCE_EVERY_S = 3.0


class Mirror:
    """Subscribes to the bus. An agent's messages are the carrier's; all else that a visitor sees
    of the timeline comes from here."""

    def __init__(
        self,
        house: House,
        carrier: WebchatCarrier,
        namespace: WidgetNamespace,
        lines: Lines,
        sessions: Sessions,
    ) -> None:
        self._house = house
        self._carrier = carrier
        self._namespace = namespace
        self._lines = lines
        self._sessions = sessions
        house.bus.subscribe((Committed, Typing), self.on_event)

    async def on_event(self, event: Event) -> None:
        """Tell the visitor what one event means to them."""
        if isinstance(event, Committed):
            if event.conversation.channel is Channel.WEBCHAT:
                await self._committed(event)
        elif isinstance(event, Typing) and event.author == "agent":
            await self._house.emitter.emit(
                "typing",
                {"on": event.on, "name": event.name},
                namespace=NAMESPACE,
                room=conversation_room(event.conversation_id),
            )

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

    async def _committed(self, event: Committed) -> None:
        conversation, before = event.conversation, event.before
        room = visitor_room(conversation.inbox.id, conversation.address)
        lines = self._lines.of(room)
        if before is None:
            for line in lines:
                line.conversation_id = conversation.id
                line.contact_id = conversation.contact.id
                await self._namespace.follow(line, conversation.id)
        for entry in event.entries:
            if visible(entry) and not _is_outbound(entry):
                await self._carrier.push(conversation, entry)
        if before is not None and before.unread > 0 and conversation.unread == 0:
            await self._house.emitter.emit(
                "seen", {"seq": conversation.seq}, namespace=NAMESPACE, room=room
            )
        if conversation.queue is not None:
            for line in lines:
                line.queue_id = conversation.queue.id
        if before is None or before.state is not conversation.state:
            for line in lines:
                await self.tell_presence(line)


def _is_outbound(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and entry.direction is Direction.OUT
