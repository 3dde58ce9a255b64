"""Reading conversations for the console: one by one, and in lists, from two repositories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.outcome import Decision
from conversations.people import Scope
from conversations.queries import ConversationFilter, ConversationPage, ViewCounts
from storage.stores import Stores


class ConversationReads:
    """Implements :class:`agent_console.ports.ConversationReads`."""

    def __init__(self, stores: Stores) -> None:
        self._one = stores.conversations
        self._lists = stores.lists

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it or raise NotFound."""
        return await self._one.get(conversation_id, scope)

    async def get_many(
        self, conversation_ids: Sequence[str], scope: Scope
    ) -> dict[str, Conversation]:
        """Return those that exist and are in scope, by id."""
        return await self._one.get_many(conversation_ids, scope)

    async def page(self, asked: ConversationFilter, scope: Scope) -> ConversationPage:
        """Return a page of a list."""
        return await self._lists.page(asked, scope)

    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> Sequence[Conversation]:
        """Return what changed since, in the order of change."""
        return await self._lists.changed_since(since, scope, limit)

    async def counts(self, scope: Scope) -> ViewCounts:
        """Return how many open conversations each view holds."""
        return await self._lists.counts(scope)

    async def offered_to(self, user_id: str) -> Sequence[Conversation]:
        """Return the conversations held out to an agent."""
        return await self._lists.offered_to(user_id)

    async def decisions(self, conversation_id: str, scope: Scope) -> Sequence[Decision]:
        """Return the router's decisions, newest first."""
        return await self._one.decisions(conversation_id, scope)

    async def entry_by_command(self, command_id: str) -> Entry | None:
        """Return the entry that a command became."""
        return await self._one.entry_by_command(command_id)
