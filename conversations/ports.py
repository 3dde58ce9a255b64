"""What the domain needs from outside, each as a small protocol that storage implements."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from conversations.channels import Channel
from conversations.consent import Consent
from conversations.contacts import Contact
from conversations.conversation import Conversation
from conversations.entries import Attachment, Delivery, Entry
from conversations.events import Event
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.outbox import OutboxItem, OutboxState, Patience
from conversations.outcome import Outcome
from conversations.people import Scope, Seat
from conversations.places import Inbox, Queue


class Journal(Protocol):
    """The durable record of every payload, written before its sender is answered."""

    async def record(self, record: JournalRecord) -> bool:
        """Store durably; False if (inbox, external id) was there already."""
        ...

    async def done(self, inbox_id: str, external_id: str) -> None:
        """Note that the payload is on a timeline. May be written a little later, in groups: a
        record that is received twice meets the unique index of entries."""
        ...

    async def failed(
        self, inbox_id: str, external_id: str, error: str, now: datetime, *, permanent: bool = False
    ) -> None:
        """Count a failed attempt, with back-off. After MAX_RECEIVE_ATTEMPTS, or at once if
        ``permanent``, the record waits in quarantine for a person."""
        ...

    async def filed(self, inbox_id: str, external_id: str, filed: Filed) -> None:
        """Note that the payload belongs on no timeline, and why."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[JournalRecord]:
        """Records to try again, oldest first: pending ones left over by a crash included."""
        ...


class ConversationStore(Protocol):
    """Conversations with their timelines: the one place where they change."""

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it, or raise :class:`conversations.errors.NotFound` also when out of scope."""
        ...

    async def newest_in_thread(self, inbox_id: str, thread: str) -> Conversation | None:
        """Return the open conversation of the thread, else the one closed last, else None."""
        ...

    async def commit(self, outcome: Outcome) -> None:
        """Store all of the outcome in one transaction.

        Raises VersionConflict (state moved on, or another opened the thread first), ClaimLost, or
        DuplicateEntry; then nothing was stored.
        """
        ...

    async def next_number(self) -> int:
        """Return the next number for people to call a conversation by."""
        ...

    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        """Return one entry of the timeline."""
        ...

    async def entry_by_external_id(self, inbox_id: str, external_id: str) -> Entry | None:
        """Return the entry that a provider's message became."""
        ...

    async def entry_by_command(self, command_id: str) -> Entry | None:
        """Return the entry that a command became."""
        ...

    async def customers_messages(self, conversation_id: str) -> Sequence[Entry]:
        """Return all that the customer wrote in a conversation, in order, with its tags."""
        ...

    async def unread_outbound(self, conversation_id: str, up_to_seq: int) -> Sequence[Entry]:
        """Return outbound messages up to ``up_to_seq`` that are not ``read`` or ``failed``."""
        ...


class ContactStore(Protocol):
    """Contacts; an identity belongs to one contact by a unique index."""

    async def resolve(self, message: InboundMessage, now: datetime) -> Contact:
        """Return the contact of the sender's identity, made now if there is none."""
        ...

    async def get(self, contact_id: str) -> Contact:
        """Return it or raise NotFound."""
        ...

    async def update(self, contact: Contact) -> Contact:
        """Store the changed contact if its version still stands, else VersionConflict."""
        ...


class ConsentLedger(Protocol):
    """Who may be written to."""

    async def of(self, inbox_id: str, address: str) -> Consent:
        """Return the newest word of an address to an inbox; ``unknown`` if there is none."""
        ...

    async def record(self, consent: Consent) -> bool:
        """Keep a word, unless a later one is there; return whether it was kept."""
        ...


class Places(Protocol):
    """Inboxes and queues, read from a short-lived cache."""

    async def inbox(self, inbox_id: str) -> Inbox:
        """Return it or raise NotFound."""
        ...

    async def queue(self, queue_id: str) -> Queue:
        """Return it or raise NotFound."""
        ...


class Seats(Protocol):
    """The agents' seats."""

    async def seat(self, user_id: str) -> Seat:
        """Return it or raise NotFound."""
        ...


class Outbox(Protocol):
    """What waits to be delivered."""

    async def claim(
        self,
        owner: str,
        now: datetime,
        lease_s: float,
        limit: int,
        *,
        state: OutboxState = OutboxState.QUEUED,
    ) -> Sequence[OutboxItem]:
        """Take due items of a state under a lease; they are ``sending`` then. No two owners get the
        same item while its lease runs."""
        ...

    async def renew(self, owner: str, item_ids: Sequence[str], until: datetime) -> None:
        """Keep the leases of these items, as far as they are still the owner's."""
        ...

    async def expired(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Items whose lease ran out in ``sending``: what became of them is unknown."""
        ...

    async def settle(self, item: OutboxItem) -> bool:
        """Store the item's new state; only if the lease is still its owner's, else False."""
        ...


class FileStore(Protocol):
    """Where attachments lie; GridFS here, an S3-compatible store can take its place."""

    async def save(
        self,
        name: str,
        content: AsyncIterator[bytes],
        *,
        max_bytes: int,
        owner: dict[str, Any],
        file_id: str | None = None,
    ) -> Attachment:
        """Store, sniffing the type from the content; raises Invalid beyond ``max_bytes``.

        A ``file_id`` that is stored already is left as it is, so that storing may be repeated.
        """
        ...

    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        ...

    def read(self, file_id: str) -> AsyncIterator[bytes]:
        """Return its content in chunks."""
        ...


class Carrier(Protocol):
    """A connector's outgoing side.

    ``tells_copies_apart``: the receiving end drops a copy of a message that it has already, so
    that an attempt with an unknown end may simply be repeated. ``patience``: how long a message
    is tried that the channel does not take for now.
    """

    channel: Channel
    tells_copies_apart: bool
    patience: Patience

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        """Hand a message over and return how far it came.

        Raises DeliveryDelayed (try again), DeliveryRefused (never), DeliveryUnknown (may have been
        taken: reconcile first).
        """
        ...

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        """Ask the channel what became of a message: how far it came, or None if the channel has
        never had it, and then it is sent again. Raises DeliveryUnknown if that cannot be told."""
        ...


Handler = Callable[[Event], Awaitable[None]]


class Bus(Protocol):
    """Tells events to their handlers in this process."""

    async def publish(self, event: Event) -> None:
        """Run every handler; a failing one is logged and does not stop the others."""
        ...
