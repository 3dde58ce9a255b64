"""The one door for inbound messages of all channels: journal, conversation, timeline."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import Any

from conversations.channels import Channel
from conversations.clock import Clock, new_id
from conversations.contacts import Contact
from conversations.conversation import Conversation
from conversations.errors import DuplicateEntry, Invalid, ParleyError, Unavailable, VersionConflict
from conversations.events import Committed
from conversations.inbound import Filed, InboundMessage, JournalRecord, Nature, Received
from conversations.locks import KeyedLocks
from conversations.outcome import Outcome
from conversations.places import Inbox
from conversations.ports import Bus, ContactStore, ConversationStore, Journal, Places
from conversations.receive import attend, continue_with, open_with, reopens

_log = logging.getLogger(__name__)

Tame = Callable[[Inbox, JournalRecord], Awaitable[InboundMessage | Filed]]
"""A connector's function from a raw payload to a typed message, or to the reason why it belongs on
no timeline; raises Invalid on nonsense. It may be called again with the same record."""

Observe = Callable[[Channel, str, float], None]
"""Told of each message: its channel, what became of it (``stored``, ``filed``, ``duplicate``,
``failed``, ``quarantined``), and the seconds it took from the journal on."""

ATTEMPTS = 12


class _LineBusy(Exception):
    """The thread's open conversation has a call on the line: a second caller from the same number
    is a matter of their own."""


class Intake:
    """Takes payloads from connectors and puts them on timelines, once each."""

    def __init__(
        self,
        *,
        journal: Journal,
        conversations: ConversationStore,
        contacts: ContactStore,
        places: Places,
        bus: Bus,
        clock: Clock,
        observe: Observe | None = None,
        changes: KeyedLocks | None = None,
    ) -> None:
        self._observe = observe
        self._journal = journal
        self._conversations = conversations
        self._contacts = contacts
        self._places = places
        self._bus = bus
        self._clock = clock
        self._tame: dict[str, Tame] = {}
        self._locks = KeyedLocks()
        self._changes = changes or KeyedLocks()
        self.received = 0
        self.duplicates = 0
        self.failures = 0

    def register(self, channel: str, tame: Tame) -> None:
        """Name the function that tames this channel's payloads, also when they are replayed."""
        self._tame[channel] = tame

    async def accept(
        self,
        inbox: Inbox,
        external_id: str,
        payload: dict[str, Any],
        *,
        journalled: asyncio.Event | None = None,
    ) -> Received:
        """Journal a payload and receive it.

        ``journalled`` is set as soon as the payload is safe: a provider that waits for an answer
        need not wait for the timeline. If this process dies then, the journal goes on with it.

        When this returns, the message is stored on its timeline. When it raises ``Invalid``, the
        payload is in quarantine with the reason; on any other error it is retried from the journal
        unless the journal itself could not be written, and then the sender must try again.
        """
        now = self._clock.now()
        record = JournalRecord(
            id=new_id(),
            inbox_id=inbox.id,
            channel=inbox.channel,
            external_id=external_id,
            payload=payload,
            received_at=now,
            next_try_at=now,
        )
        await self._journal.record(record)
        if journalled is not None:
            journalled.set()
        return await self.receive(record)

    async def receive(self, record: JournalRecord) -> Received:
        """Put a journalled payload on its timeline; harmless if it is there already."""
        began = perf_counter()
        try:
            inbox = await self._places.inbox(record.inbox_id)
            message = await self._tame[record.channel](inbox, record)
            if isinstance(message, Filed):
                return await self._file(record, message, began)
            received = await self._place(inbox, message)
        except Exception as error:
            self.failures += 1
            lost = "quarantined" if isinstance(error, Invalid) else "failed"
            self._tell(record.channel, lost, began)
            await self._journal.failed(
                record.inbox_id,
                record.external_id,
                _sentence(error),
                self._clock.now(),
                permanent=isinstance(error, Invalid),
            )
            if isinstance(error, ParleyError):
                raise
            _log.exception(
                "receiving failed",
                extra={"inbox": record.inbox_id, "external_id": record.external_id},
            )
            raise Unavailable(
                f"Message {record.external_id} is stored and will be tried again."
            ) from error
        self._tell(record.channel, "duplicate" if received.duplicate else "stored", began)
        await self._journal.done(record.inbox_id, record.external_id)
        return received

    async def _file(self, record: JournalRecord, filed: Filed, began: float) -> Received:
        await self._journal.filed(record.inbox_id, record.external_id, filed)
        self._tell(record.channel, "filed", began)
        return Received(filed=filed)

    def _tell(self, channel: Channel, outcome: str, began: float) -> None:
        if self._observe is not None:
            self._observe(channel, outcome, perf_counter() - began)

    async def _place(self, inbox: Inbox, message: InboundMessage) -> Received:
        async with self._locks.holding(f"{message.home or inbox.id}:{message.thread}"):
            for attempt in range(ATTEMPTS):
                try:
                    outcome = await self._store(inbox, message)
                except _LineBusy:
                    message = replace(message, thread=f"{message.thread}#{message.external_id}")
                    continue
                except DuplicateEntry:
                    return await self._as_before(message)
                except VersionConflict:
                    await asyncio.sleep(0.002 * 2**attempt)
                    continue
                break
            else:
                raise Unavailable(
                    f"Conversation {message.thread} changes too fast; the message is kept."
                )
        self.received += 1
        await self._bus.publish(
            Committed(conversation=outcome.after, before=outcome.before, entries=outcome.entries)
        )
        entry = next(e for e in outcome.entries if e.external_id == message.external_id)
        return Received(
            conversation_id=entry.conversation_id,
            contact_id=entry.contact_id,
            seq=entry.seq,
            entry_id=entry.id,
            opened=outcome.before is None,
        )

    async def _store(self, inbox: Inbox, message: InboundMessage) -> Outcome:
        """Decide and commit. Whoever else changes the conversation in this process has finished
        before, or waits: what was decided on a state of yesterday would only be refused."""
        place = message.home or inbox.id
        known = await self._conversations.newest_in_thread(place, message.thread)
        if known is None:
            return await self._commit(await self._decide(inbox, message, None))
        if message.call is not None:
            if known.call is not None and known.call.is_live:
                raise _LineBusy
            if not known.is_open:
                return await self._commit(await self._decide(inbox, message, None))
        busy = self._changes.is_held(known.id)
        async with self._changes.holding(known.id):
            if busy:
                known = await self._conversations.newest_in_thread(place, message.thread)
                if message.call is not None and not _takes_call(known):
                    raise VersionConflict("The thread has moved on.")
            return await self._commit(await self._decide(inbox, message, known))

    async def _commit(self, outcome: Outcome) -> Outcome:
        await self._conversations.commit(outcome)
        return outcome

    async def _decide(
        self, inbox: Inbox, message: InboundMessage, known: Conversation | None
    ) -> Outcome:
        now = self._clock.now()
        if known is not None:
            writer = await self._writer(known, message, now)
            if message.nature is not Nature.MESSAGE:
                return attend(known, message, now=now)
            if known.is_open or message.home or reopens(known, inbox, now):
                return continue_with(known, message, writer=writer, now=now)
        elif message.nature is not Nature.MESSAGE:
            raise Invalid(
                f"Message {message.external_id} is a machine's and belongs to no conversation."
            )
        contact = await self._contacts.resolve(message, now)
        queue = await self._places.queue(inbox.queue_id)
        number = await self._conversations.next_number()
        return open_with(message, contact=contact, inbox=inbox, queue=queue, number=number, now=now)

    async def _writer(
        self, known: Conversation, message: InboundMessage, now: datetime
    ) -> Contact | None:
        """Who wrote, if it was somebody else than the conversation's contact."""
        if message.nature is not Nature.MESSAGE:
            return None
        sender = message.sender
        same = sender.channel is known.channel and sender.address == known.address
        if same or message.home is not None:
            return None
        writer = await self._contacts.resolve(message, now)
        return None if writer.id == known.contact.id else writer

    async def _as_before(self, message: InboundMessage) -> Received:
        entry = await self._conversations.entry_by_external_id(
            message.inbox_id, message.external_id
        )
        if entry is None:
            raise Invalid(f"Message id {message.external_id} is taken by something else.")
        self.duplicates += 1
        return Received(
            conversation_id=entry.conversation_id,
            contact_id=entry.contact_id,
            seq=entry.seq,
            entry_id=entry.id,
            duplicate=True,
        )


def _takes_call(known: Conversation | None) -> bool:
    if known is None:
        return True
    return known.is_open and (known.call is None or not known.call.is_live)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, ParleyError) else f"{type(error).__name__}: {error}"
