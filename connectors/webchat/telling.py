"""From what was committed to the visitor's sockets, wherever they are connected.

Works in every process that commits, also in one without sockets. An agent's messages are the
carrier's; all else that a visitor sees of the timeline comes from here.
"""

from __future__ import annotations

from connectors.base import House
from connectors.webchat.outbound import WebchatCarrier
from connectors.webchat.view import NAMESPACE, conversation_room, visible, visitor_room
from conversations.channels import Channel
from conversations.entries import Direction, Entry, Kind
from conversations.events import Committed, Event, Typing


class Telling:
    """Subscribes to the bus and emits."""

    def __init__(self, house: House, carrier: WebchatCarrier) -> None:
        self._house = house
        self._carrier = carrier
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

    async def _committed(self, event: Committed) -> None:
        conversation, before = event.conversation, event.before
        self._carrier.note(event.entries)
        for entry in event.entries:
            if visible(entry) and not _is_outbound(entry):
                await self._carrier.push(conversation, entry)
        if before is not None and before.unread > 0 and conversation.unread == 0:
            await self._house.emitter.emit(
                "seen",
                {"seq": conversation.seq},
                namespace=NAMESPACE,
                room=visitor_room(conversation.inbox.id, conversation.address),
            )


def _is_outbound(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and entry.direction is Direction.OUT
