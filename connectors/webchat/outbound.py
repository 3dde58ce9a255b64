"""The outgoing side: an agent's message goes to the visitor's sockets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.ports import Emitter, Timelines
from connectors.webchat.trails import Trails
from connectors.webchat.view import NAMESPACE, shape, visible, visitor_room
from conversations.channels import Channel
from conversations.clock import Clock
from conversations.conversation import Conversation
from conversations.entries import Delivery, DeliveryState, Entry
from conversations.outbox import USUAL

LOOK_BACK = 40
"""Entries looked through for the visible one before; further back the widget asks for itself."""


class WebchatCarrier:
    """Emits to the visitor's room, on whichever process the visitor is connected.

    ``sent`` is all that can be said: the visitor may have left. They find the message when they
    come back, and ``read`` comes by the widget's ``seen``. The widget drops copies by ``seq``.
    """

    channel = Channel.WEBCHAT
    tells_copies_apart = True
    patience = USUAL

    def __init__(
        self, emitter: Emitter, timelines: Timelines, sign: Callable[[str], str], clock: Clock
    ) -> None:
        self._emitter = emitter
        self._timelines = timelines
        self._sign = sign
        self._clock = clock
        self._trails = Trails()

    def note(self, entries: Sequence[Entry]) -> None:
        """Remember what was committed: the entry before the next one need not be asked for."""
        self._trails.note(entries)

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        """Hand a message to the visitor's sockets."""
        await self.push(conversation, entry)
        return Delivery(state=DeliveryState.SENT, at=self._clock.now())

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """Nothing tells; the widget drops copies, so it is simply sent again."""
        return None

    async def push(self, conversation: Conversation, entry: Entry) -> None:
        """Emit a visible entry, with the seq of the visible one before it."""
        prev = self._trails.before(conversation.id, entry.seq)
        if prev is None:
            prev = await self._look_back(entry)
        await self._emitter.emit(
            "entry",
            shape(entry, self._sign, prev),
            namespace=NAMESPACE,
            room=visitor_room(conversation.inbox.id, conversation.address),
        )

    async def _look_back(self, entry: Entry) -> int | None:
        before = await self._timelines.page(
            entry.conversation_id, after=None, before=entry.seq, limit=LOOK_BACK
        )
        seen = [it.seq for it in before.items if visible(it)]
        return seen[-1] if seen else (None if before.has_more else 0)
