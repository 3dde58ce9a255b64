"""Reading conversations, timelines and contacts. Every read takes the caller's scope: what lies
outside is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from conversations.contacts import Contact
from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.outcome import Decision
from conversations.people import Scope
from conversations.queries import (
    ContactPage,
    ConversationFilter,
    ConversationPage,
    EntryPage,
    SearchPage,
    ViewCounts,
)


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

    async def calls(self, conversation_id: str) -> Sequence[Entry]:
        """Return a conversation's calls in order."""
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
