"""What the console needs from storage and the router, each as a small protocol.

Every read of conversations and contacts takes the caller's scope: what lies outside is not found.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from conversations.access import ApiToken, AuditRecord, Draft, Session
from conversations.contacts import Contact
from conversations.conversation import Conversation
from conversations.entries import Attachment, Entry
from conversations.inbound import JournalRecord
from conversations.outbox import OutboxItem, OutboxState
from conversations.outcome import Decision
from conversations.people import Presence, Scope, Seat, User
from conversations.places import Inbox
from conversations.queries import (
    ContactPage,
    ConversationFilter,
    ConversationPage,
    EntryPage,
    SearchPage,
    ViewCounts,
)
from router.stats import QueueStats

T = TypeVar("T")


class Kept(Protocol[T]):
    """A small set of things that a team sets up: teams, queues, canned answers, …"""

    async def get(self, thing_id: str) -> T:
        """Return it or raise NotFound."""
        ...

    async def all(self) -> Sequence[T]:
        """Return all of them, by name."""
        ...

    async def add(self, thing: T) -> T:
        """Store a new one; raises Conflict if its id or its unique name is taken."""
        ...

    async def update(self, thing: T) -> T:
        """Store it if its version still stands, with the next one; else VersionConflict."""
        ...

    async def remove(self, thing_id: str) -> None:
        """Take it away, or raise NotFound."""
        ...


class Users(Kept[User], Protocol):
    """The people who sign in."""

    async def by_email(self, email: str) -> User | None:
        """Return the user of a lower-cased address."""
        ...


class Inboxes(Kept[Inbox], Protocol):
    """The configured accounts on channels."""

    async def by_public_key(self, public_key: str) -> Inbox:
        """Return the inbox of a widget's public key, or raise NotFound."""
        ...


class Sessions(Protocol):
    """The sign-ins that hold."""

    async def add(self, session: Session) -> None:
        """Store a new one."""
        ...

    async def find(self, session_id: str, now: datetime) -> Session | None:
        """Return it unless it has ended."""
        ...

    async def remove(self, session_id: str) -> None:
        """End one."""
        ...

    async def remove_of_user(self, user_id: str, *, but: str | None = None) -> None:
        """End all of a user's, but one."""
        ...

    async def alive(self, session_ids: Sequence[str], now: datetime) -> frozenset[str]:
        """Return those of the given that still hold, in one round trip."""
        ...


class Tokens(Protocol):
    """The programs' keys."""

    async def all(self) -> Sequence[ApiToken]:
        """Return all, newest first."""
        ...

    async def get(self, token_id: str) -> ApiToken:
        """Return one or raise NotFound."""
        ...

    async def add(self, token: ApiToken) -> None:
        """Store a new one; raises Conflict if its id is taken."""
        ...

    async def by_hash(self, secret_hash: str) -> ApiToken | None:
        """Return the token of a secret's hash."""
        ...

    async def used(self, token_id: str, at: datetime) -> None:
        """Note that it was used."""
        ...

    async def remove(self, token_id: str) -> None:
        """Take it away, or raise NotFound."""
        ...


class Drafts(Protocol):
    """What agents have typed and not sent."""

    async def get(self, user_id: str, conversation_id: str) -> Draft | None:
        """Return a user's draft in a conversation."""
        ...

    async def put(self, draft: Draft) -> None:
        """Store it in the place of the one before."""
        ...

    async def remove(self, user_id: str, conversation_id: str) -> None:
        """Forget it; harmless if there is none."""
        ...


class AuditLog(Protocol):
    """Who changed what."""

    async def add(self, record: AuditRecord) -> None:
        """Store one."""
        ...

    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[AuditRecord], str | None]:
        """Return a page, newest first, and the cursor of the next."""
        ...


class ConversationReads(Protocol):
    """Reading conversations."""

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it or raise NotFound."""
        ...

    async def get_many(
        self, conversation_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, Conversation]:
        """Return those that exist and are in scope, by id."""
        ...

    async def page(self, asked: ConversationFilter, scope: Scope) -> ConversationPage:
        """Return a page of a list."""
        ...

    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> Sequence[Conversation]:
        """Return what changed at or after ``since``, in the order of change."""
        ...

    async def counts(self, scope: Scope) -> ViewCounts:
        """Return how many open conversations each view holds."""
        ...

    async def offered_to(self, user_id: str) -> Sequence[Conversation]:
        """Return the conversations held out to an agent."""
        ...

    async def decisions(self, conversation_id: str, scope: Scope) -> Sequence[Decision]:
        """Return the router's decisions on a conversation in scope, newest first."""
        ...

    async def entry_by_command(self, command_id: str) -> Entry | None:
        """Return the entry that a command became."""
        ...


class Timelines(Protocol):
    """Reading timelines."""

    async def page(
        self, conversation_id: str, *, after: int | None, before: int | None, limit: int
    ) -> EntryPage:
        """Return entries in order of ``seq``; without after and before the newest."""
        ...

    async def of_contact(
        self, contact_id: str, scope: Scope, *, before: str | None, limit: int
    ) -> EntryPage:
        """Return a contact's entries across conversations in scope, newest page first."""
        ...


class ContactReads(Protocol):
    """Reading and editing contacts."""

    async def get_in_scope(self, contact_id: str, scope: Scope) -> Contact:
        """Return it or raise NotFound: in scope is who has a conversation in scope."""
        ...

    async def page(
        self, words: str, scope: Scope, *, cursor: str | None, limit: int
    ) -> ContactPage:
        """Return contacts that match all words, or all of them."""
        ...

    async def update(self, contact: Contact) -> Contact:
        """Store it if its version still stands, else VersionConflict."""
        ...


class Search(Protocol):
    """Finding words in messages."""

    async def messages(
        self, words: str, scope: Scope, *, cursor: str | None, limit: int
    ) -> SearchPage:
        """Return conversations with the newest message of each that holds all words."""
        ...


class SeatBook(Protocol):
    """The agents' seats."""

    async def seat(self, user_id: str) -> Seat:
        """Return it or raise NotFound."""
        ...

    async def all(self) -> Sequence[Seat]:
        """Return all seats, by name."""
        ...

    async def keep(self, user: User, queue_ids: Sequence[str], now: datetime) -> Seat:
        """Make or renew a user's seat from what the user is; presence and load stay."""
        ...

    async def remove(self, user_id: str) -> None:
        """Take the seat of a user away who has none any more."""
        ...


class Attendance(Protocol):
    """Who is there: :class:`router.attendance.Attendance`. It tells of every change on the bus."""

    async def connected(self, user_id: str, socket: str) -> Seat:
        """A console of the agent connects to this process."""
        ...

    async def disconnected(self, user_id: str, socket: str) -> Seat | None:
        """A console has gone; if it was the last one here, the agent has vanished."""
        ...

    async def heartbeat(self) -> None:
        """Note who is connected to this process, in one write."""
        ...

    async def choose(self, user_id: str, wanted: Presence, reason: str = "") -> Seat:
        """Set a presence. Raises Invalid on a reason that is none."""
        ...


class Holdings(Protocol):
    """What agents have in hand."""

    async def held(self, user_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many conversations take a seat of each of these agents, by user id."""
        ...


class Figures(Protocol):
    """How queues stand: :class:`router.stats.Figures`, kept by events in this process."""

    def of(self, queue_id: str, now: datetime) -> QueueStats:
        """Return a queue's figures."""
        ...


class Quarantine(Protocol):
    """Payloads that could not be received."""

    async def quarantined(self, limit: int = 100) -> Sequence[JournalRecord]:
        """Return them, newest first."""
        ...

    async def release(self, record_id: str, now: datetime) -> JournalRecord:
        """Take it out of quarantine and return it, or raise NotFound."""
        ...


class DeadLetters(Protocol):
    """Messages that could not be delivered."""

    async def waiting(self, state: OutboxState, limit: int = 100) -> Sequence[OutboxItem]:
        """Return items in a state, longest due first: ``dead`` for the dead letters."""
        ...

    async def get(self, item_id: str) -> OutboxItem:
        """Return one, or raise NotFound."""
        ...


class Files(Protocol):
    """The file store, with who put a file there."""

    async def save(
        self, name: str, content: AsyncIterator[bytes], *, max_bytes: int, owner: dict[str, Any]
    ) -> Attachment:
        """Store, sniffing the type from the content; raises Invalid beyond ``max_bytes``."""
        ...

    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        ...

    async def owner(self, file_id: str) -> dict[str, Any]:
        """Return who put it there, or raise NotFound."""
        ...

    def read(self, file_id: str) -> AsyncIterator[bytes]:
        """Return its content in chunks."""
        ...
