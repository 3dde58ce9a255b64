"""The answer that goes out by itself when a mail opens a conversation (RFC 3834)."""

from __future__ import annotations

import logging
import uuid

from connectors.base import House
from connectors.email.settings import EmailSettings, read
from conversations.change import Change
from conversations.channels import Channel
from conversations.commands import Reply
from conversations.conversation import Conversation
from conversations.entries import Author, AuthorType, Direction, Kind
from conversations.errors import DuplicateEntry, ParleyError
from conversations.events import Committed, Event
from conversations.handlers import reply
from conversations.letters import MAIL, Letter
from conversations.places import Inbox

_log = logging.getLogger(__name__)

HOUR_S = 3600.0
_NAMESPACE = uuid.UUID("6d3b1c52-6f0e-4a86-8a56-5b0a3f0d8e11")
_NOBODY = ("no-reply", "noreply", "do-not-reply", "donotreply", "mailer-daemon", "postmaster")
"""Local parts behind which nobody reads."""


class Acknowledgements:
    """Answers opened conversations, within the caps of the inbox's settings. Nothing of what the
    customer wrote is repeated, so that nobody can have us send their words to somebody else."""

    def __init__(self, house: House) -> None:
        self._house = house
        house.bus.subscribe(Committed, self.on_event)

    async def on_event(self, event: Event) -> None:
        """Acknowledge, if a person's mail opened a conversation here."""
        if not isinstance(event, Committed) or not _opened_by_person(event):
            return
        conversation = event.conversation
        try:
            inbox = await self._house.inboxes.inbox(conversation.inbox.id)
            settings = read(inbox.settings)
            if await self._wanted(inbox, settings, conversation):
                await self._send(inbox, settings, conversation)
        except ParleyError as error:
            _log.warning(
                "no acknowledgement was sent: %s", error, extra={"inbox": conversation.inbox.id}
            )

    async def _wanted(
        self, inbox: Inbox, settings: EmailSettings, conversation: Conversation
    ) -> bool:
        given, address = settings.acknowledge, conversation.address
        if not given.enabled or not given.text.strip() or address in settings.own_addresses:
            return False
        if address.partition("@")[0].startswith(_NOBODY) or address.endswith("@invalid"):
            return False
        take = self._house.tallies.take
        return await take(
            f"ack:{inbox.id}:{address}", given.per_address_hour, HOUR_S
        ) and await take(f"ack:{inbox.id}", given.per_hour, HOUR_S)

    async def _send(
        self, inbox: Inbox, settings: EmailSettings, conversation: Conversation
    ) -> None:
        given = settings.acknowledge
        command = Reply(
            id=uuid.uuid5(_NAMESPACE, conversation.id).hex,
            conversation_id=conversation.id,
            text=given.text,
            letter=Letter(subject=given.subject),
        )
        author = Author(type=AuthorType.BOT, name=settings.sender_name or inbox.name)

        async def decide(change: Change) -> bool:
            if not change.it.is_open:
                return False
            reply(change, command, author)
            return True

        try:
            await self._house.workbench.change(conversation.id, decide)
        except DuplicateEntry:
            return


def _opened_by_person(event: Committed) -> bool:
    if event.before is not None or event.conversation.channel is not Channel.EMAIL:
        return False
    return any(
        entry.kind is Kind.MESSAGE
        and entry.direction is Direction.IN
        and entry.data.get(MAIL, {}).get("kind") == "message"
        for entry in event.entries
    )
