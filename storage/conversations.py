"""Conversations and their timelines: reading one, and the commit by which they change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from conversations.conversation import Conversation
from conversations.entries import DeliveryState, Direction, Entry, Kind, delivery_rank
from conversations.errors import NotFound
from conversations.mood import is_customers
from conversations.outcome import Decision, Outcome
from conversations.people import Scope
from storage import names
from storage.client import Database, Document, answering
from storage.counters import Numbers
from storage.documents.conversation import to_conversation
from storage.documents.deliveries import to_decision
from storage.documents.entry import to_entry
from storage.documents.keys import entry_key, external_key, thread_key
from storage.group_commit import GroupCommit
from storage.grouping import Grouping

GROUP_SIZE = 64
PAGE = 500
UNREAD_WINDOW = 500
"""How far back a read receipt is looked after, in entries."""


class ConversationRepository:
    """Implements :class:`conversations.ports.ConversationStore`."""

    def __init__(self, db: Database, commits: GroupCommit, numbers: Numbers) -> None:
        self._db = db
        self._conversations = db[names.CONVERSATIONS]
        self._entries = db[names.ENTRIES]
        self._contacts = db[names.CONTACTS]
        self._commits = commits
        self._numbers = numbers
        # who asks at the same time asks together; alone, a question goes out at once
        self._by_id: Grouping[str, Document | None] = Grouping(
            partial(self._find_each, "_id"), size=GROUP_SIZE
        )
        self._by_thread: Grouping[str, Document | None] = Grouping(
            partial(self._find_each, "open_thread"), size=GROUP_SIZE
        )

    @answering
    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it, or raise NotFound, also when it is out of scope."""
        document = await self._by_id.submit(conversation_id)
        conversation = to_conversation(document) if document else None
        if conversation is None or not covers(scope, conversation):
            raise NotFound("There is no such conversation.")
        return conversation

    @answering
    async def get_many(
        self, conversation_ids: Sequence[str], scope: Scope
    ) -> dict[str, Conversation]:
        """Return those that exist and are in scope, by id."""
        found = self._conversations.find({"_id": {"$in": list(dict.fromkeys(conversation_ids))}})
        conversations = [to_conversation(document) async for document in found]
        return {it.id: it for it in conversations if covers(scope, it)}

    @answering
    async def newest_in_thread(self, inbox_id: str, thread: str) -> Conversation | None:
        """Return the open conversation of the thread, else the one closed last, else None."""
        key = thread_key(inbox_id, thread)
        document = await self._by_thread.submit(key)
        if document is None:
            closed = self._conversations.find({"closed_thread": key}).sort("number", -1).limit(1)
            document = next(iter(await closed.to_list()), None)
        return to_conversation(document) if document else None

    @answering
    async def numbered(self, identity_key: str, number: int) -> Conversation | None:
        """Return a conversation by its number, if its contact has this identity."""
        contact = await self._contacts.find_one({"identity_keys": identity_key}, {"_id": 1})
        if contact is None:
            return None
        document = await self._conversations.find_one(
            {"contact_id": contact["_id"], "number": number}
        )
        return to_conversation(document) if document else None

    @answering
    async def commit(self, outcome: Outcome) -> None:
        """Store all of the outcome in one transaction, or nothing of it.

        Raises VersionConflict, ClaimLost or DuplicateEntry.
        """
        await self._commits.commit(outcome)

    @answering
    async def next_number(self) -> int:
        """Return the next number for people to call a conversation by."""
        return await self._numbers.next()

    @answering
    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        """Return one entry of the timeline."""
        return await self._one_entry({"_id": entry_key(conversation_id, seq)})

    @answering
    async def entry_by_external_id(self, inbox_id: str, external_id: str) -> Entry | None:
        """Return the entry that a provider's message became."""
        return await self._one_entry({"external_key": external_key(inbox_id, external_id)})

    @answering
    async def entry_by_command(self, command_id: str) -> Entry | None:
        """Return the entry that a command became."""
        return await self._one_entry({"command_id": command_id})

    @answering
    async def customers_messages(self, conversation_id: str) -> Sequence[Entry]:
        """Return all that the customer wrote in a conversation, in order, with its tags.

        All entries are read, page by page: no index tells these from others.
        """
        found: list[Entry] = []
        after = 0
        while True:
            query: Document = {
                "conversation_id": conversation_id,
                "seq": {"$gt": after, "$lte": after + PAGE},
            }
            page = await self._entries.find(query).sort("seq", 1).to_list()
            found += [it for it in map(to_entry, page) if is_customers(it)]
            after += PAGE
            if len(page) < PAGE:
                return found

    @answering
    async def unread_outbound(self, conversation_id: str, up_to_seq: int) -> Sequence[Entry]:
        """Return our messages up to ``up_to_seq`` that are not ``read`` or ``failed``.

        Looks at the last :data:`UNREAD_WINDOW` entries before it.
        """
        found = self._entries.find(
            {
                "conversation_id": conversation_id,
                "seq": {"$gt": up_to_seq - UNREAD_WINDOW, "$lte": up_to_seq},
            }
        ).sort("seq", 1)
        entries = [
            to_entry(document)
            async for document in found
            if document["kind"] == Kind.MESSAGE
            and document.get("direction") == Direction.OUT
            and document.get("delivery_rank") not in _NEVER_UNREAD
        ]
        return entries

    @answering
    async def decisions(self, conversation_id: str, scope: Scope) -> Sequence[Decision]:
        """Return the router's decisions on a conversation in scope, newest first."""
        _, documents = await asyncio.gather(
            self.get(conversation_id, scope),
            self._db[names.DECISIONS]
            .find({"conversation_id": conversation_id})
            .sort("at", -1)
            .limit(100)
            .to_list(),
        )
        return [to_decision(document) for document in documents]

    async def _find_each(self, field: str, values: Sequence[str]) -> list[Document | None]:
        found = self._conversations.find({field: {"$in": list(dict.fromkeys(values))}})
        documents = {document[field]: document async for document in found}
        return [documents.get(value) for value in values]

    async def _one_entry(self, query: Document) -> Entry | None:
        document = await self._entries.find_one(query)
        return to_entry(document) if document else None


_NEVER_UNREAD = frozenset({delivery_rank(DeliveryState.READ), delivery_rank(DeliveryState.FAILED)})


def covers(scope: Scope, conversation: Conversation) -> bool:
    """Whether ``conversation`` is in ``scope``: by its queue, by who has or last had it,
    or by who else of the team is in its call."""
    people = (conversation.agent, conversation.last_agent)
    agents = {ref.id for ref in people if ref is not None}
    if conversation.offer is not None:
        agents.add(conversation.offer.agent.id)
    if conversation.call is not None:
        agents |= conversation.call.occupied
    queue_id = conversation.queue.id if conversation.queue else None
    return scope.covers(queue_id=queue_id, agent_ids=frozenset(agents))
