"""Reading timelines: one conversation's by ``seq``, a contact's by time over all conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversations.entries import Entry, Kind
from conversations.people import Scope
from conversations.queries import EntryPage
from storage import names
from storage.client import Database, Document, answering
from storage.conversations import ConversationRepository
from storage.documents.entry import to_entry
from storage.documents.keys import moment_key
from storage.windows import Stretch, Windows

MAX_LIMIT = 500


class TimelineReads:
    """Pages of entries."""

    def __init__(
        self, db: Database, windows: Windows, conversations: ConversationRepository
    ) -> None:
        self._entries = db[names.ENTRIES]
        self._heads = db[names.CONVERSATIONS]
        self._windows = windows
        self._conversations = conversations

    @answering
    async def page(
        self,
        conversation_id: str,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> EntryPage:
        """Return entries in order of ``seq``; without after and before the newest.

        Numbers have no holes, so the range is exactly as wide as the page, however long the
        timeline is. The caller has checked that the conversation is in scope.
        """
        limit = max(1, min(limit, MAX_LIMIT))
        if after is not None:
            found = await self._between(conversation_id, after, after + limit + 1)
            return EntryPage(items=found[:limit], has_more=len(found) > limit)
        if before is None:
            head = await self._heads.find_one({"_id": conversation_id}, {"seq": 1})
            before = int(head["seq"]) + 1 if head else 1
        found = await self._between(conversation_id, before - limit - 1, before - 1)
        return EntryPage(items=found, has_more=before - limit > 1)

    @answering
    async def calls(self, conversation_id: str) -> Sequence[Entry]:
        """Return a conversation's calls in order. The caller has checked the scope.

        All entries are read: no index tells calls from others, and the embedded server takes none
        at all once a condition lies outside of it.
        """
        calls: list[Entry] = []
        after = 0
        while True:
            found = await self._between(conversation_id, after, after + MAX_LIMIT)
            calls += [entry for entry in found if entry.kind is Kind.CALL]
            after += MAX_LIMIT
            if len(found) < MAX_LIMIT:
                return calls

    @answering
    async def of_contact(
        self, contact_id: str, scope: Scope, *, before: str | None = None, limit: int = 100
    ) -> EntryPage:
        """Return a contact's entries across conversations in scope, newest page first."""
        limit = max(1, min(limit, MAX_LIMIT))
        stretch = Stretch(
            collection=self._entries, equal={"contact_id": contact_id}, key="time_key"
        )
        allowed: dict[str, bool] = {}
        found: list[Document] = []
        cursor = before
        for _ in range(8):  # bounded work, also where most of it is out of scope
            window = await self._windows.newest(stretch, before=cursor, limit=limit)
            await self._allow(window.documents, scope, allowed)
            found += [it for it in window.documents if allowed[it["conversation_id"]]]
            cursor = window.reached
            if cursor is None or len(found) >= limit:
                break
        if len(found) > limit:
            found, cursor = found[:limit], str(found[limit - 1]["time_key"])
        items = tuple(to_entry(document) for document in reversed(found))
        return EntryPage(items=items, has_more=cursor is not None, next=cursor)

    @answering
    async def untagged(self, before: datetime, limit: int) -> Sequence[Entry]:
        """Return inbound messages that came before a moment and have no tags, newest first."""
        return await self._left_over("untagged_key", before, limit)

    @answering
    async def unsearched(self, before: datetime, limit: int) -> Sequence[Entry]:
        """Return messages and notes that search does not know yet, newest first."""
        return await self._left_over("unsearched_key", before, limit)

    async def _left_over(self, key: str, before: datetime, limit: int) -> Sequence[Entry]:
        stretch = Stretch(collection=self._entries, equal={}, key=key)
        window = await self._windows.newest(stretch, before=moment_key(before), limit=limit)
        return [to_entry(document) for document in window.documents]

    async def _between(self, conversation_id: str, after: int, until: int) -> tuple[Entry, ...]:
        """Entries with ``after`` < seq ≤ ``until``."""
        query: Document = {
            "conversation_id": conversation_id,
            "seq": {"$gt": max(0, after), "$lte": until},
        }
        found = await self._entries.find(query).sort("seq", 1).to_list()
        return tuple(to_entry(document) for document in found)

    async def _allow(
        self, documents: Sequence[Document], scope: Scope, allowed: dict[str, bool]
    ) -> None:
        unknown = {it["conversation_id"] for it in documents} - allowed.keys()
        if scope.everything:
            allowed.update(dict.fromkeys(unknown, True))
        elif unknown:
            seen = await self._conversations.get_many(sorted(unknown), scope)
            allowed.update(
                {conversation_id: conversation_id in seen for conversation_id in unknown}
            )
