"""The lists of conversations that the console shows, all within the caller's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from conversations.conversation import Category, Conversation, State
from conversations.errors import Invalid
from conversations.people import Scope
from conversations.queries import (
    ConversationFilter,
    ConversationPage,
    Sort,
    ViewName,
)
from storage import names
from storage.client import Database, Document, answering
from storage.conversations import ConversationRepository, covers
from storage.counting import ViewCounter
from storage.documents.conversation import to_conversation
from storage.documents.keys import moment_key
from storage.list_filters import Keep, both, by_what_is_asked, in_scope, of_view, unassigned
from storage.merging import Merged, merged
from storage.places import PlaceCache
from storage.windows import Stretch, Windows

AT_ONCE = 1_000
"""A contact's conversations, or an agent's own, are read together and sorted here."""
NOTHING_LIKE_IT = "~"
"""Sorts behind every key."""


class ConversationLists:
    """Pages, counts and what has changed."""

    def __init__(
        self,
        db: Database,
        windows: Windows,
        conversations: ConversationRepository,
        places: PlaceCache,
    ) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self._places = places
        self.counts = ViewCounter(db, windows, places).counts
        self.get = conversations.get
        self.get_many = conversations.get_many
        self.decisions = conversations.decisions
        self.entry_by_command = conversations.entry_by_command

    @answering
    async def page(self, asked: ConversationFilter, scope: Scope) -> ConversationPage:
        """Return a page of a list. It may be short of the limit and still have a next one: a
        filter that no index serves looks at a bounded number of conversations for each page."""
        if asked.contact_id is not None:
            found = await self._of_contact(asked, scope)
        elif asked.sort is Sort.WAITING:
            found = await self._longest_waiting(asked, scope)
        elif asked.view is ViewName.UNASSIGNED:
            spelled = await self._spelled_out(asked, scope)
            found = await self._latest(asked, spelled, asked.cursor, by_what_is_asked(asked))
        else:
            found = await self._latest(asked, scope, asked.cursor, by_what_is_asked(asked))
        conversations = [to_conversation(document) for document in found.documents]
        return ConversationPage(
            items=tuple(it for it in conversations if covers(scope, it)), next=found.next
        )

    @answering
    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> Sequence[Conversation]:
        """Return what changed at or after ``since``, in the order of change, at most ``limit``.

        Commits may become visible a little out of order: a caller asks again from some seconds
        before the last change it knows.
        """
        stretches = [
            Stretch(
                collection=self._conversations,
                equal={"category": category.value},
                key="changed_key",
                keep=None if scope.everything else in_scope(scope),
            )
            for category in Category
        ]
        cursor = moment_key(since)
        found: list[Document] = []
        while True:
            page = await merged(
                self._windows,
                stretches,
                cursor=cursor,
                limit=limit - len(found),
                ascending=True,
            )
            found += page.documents
            if page.next is None or len(found) >= limit:
                return [to_conversation(document) for document in found]
            cursor = page.next

    @answering
    async def offered_to(self, user_id: str) -> Sequence[Conversation]:
        """Return the conversations held out to an agent."""
        held = await self._conversations.find({"holder_id": user_id}).to_list()
        return [to_conversation(it) for it in held if it["state"] == State.OFFERED]

    @answering
    async def held(self, user_ids: Sequence[str]) -> dict[str, int]:
        """Return how many conversations take a seat of each of these agents."""
        counted = dict.fromkeys(user_ids, 0)
        found = self._conversations.find(
            {"holder_id": {"$in": list(counted)}}, {"holder_id": 1, "_id": 0}
        )
        async for document in found:
            holders = document["holder_id"]
            for user_id in holders if isinstance(holders, list) else (holders,):
                if user_id in counted:
                    counted[user_id] += 1
        return counted

    async def _spelled_out(self, asked: ConversationFilter, scope: Scope) -> Scope:
        """``everything`` queue by queue, for the indexes that begin with the queue."""
        if not scope.everything or (scope.queue_ids and asked.view is not ViewName.ALL):
            return scope
        return replace(scope, queue_ids=frozenset(await self._places.queue_ids()))

    async def _latest(
        self,
        asked: ConversationFilter,
        scope: Scope,
        cursor: str | None,
        keep: Keep | None,
    ) -> Merged:
        stretches = self._stretches(asked, scope, keep)
        return await merged(self._windows, stretches, cursor=cursor, limit=asked.limit)

    async def _longest_waiting(self, asked: ConversationFilter, scope: Scope) -> Merged:
        """First those who wait for an answer, the longest first; then the others, latest first."""
        keep = by_what_is_asked(asked)
        if asked.view is ViewName.MINE:
            return await self._mine_waiting(asked, scope, keep)
        spelled = await self._spelled_out(asked, scope)
        phase, _, cursor = (asked.cursor or "waiting:").partition(":")
        if phase == "waiting":
            found = await merged(
                self._windows,
                self._waiting_stretches(asked, spelled, keep),
                cursor=cursor or None,
                limit=asked.limit,
                ascending=True,
            )
            following = f"waiting:{found.next}" if found.next else "others:"
            return Merged(found.documents, following)
        if phase != "others":
            raise Invalid("This is not a cursor of ours.", remedy="Begin at the first page.")
        rest = both(keep, lambda it: not _in_waiting_stretch(it, asked, spelled))
        whole = spelled if asked.view is ViewName.UNASSIGNED else scope
        found = await self._latest(asked, whole, cursor or None, rest)
        return Merged(found.documents, f"others:{found.next}" if found.next else None)

    async def _mine_waiting(
        self, asked: ConversationFilter, scope: Scope, keep: Keep | None
    ) -> Merged:
        """What one agent has is little: it is read as a whole."""
        found = await merged(
            self._windows,
            self._stretches(asked, scope, keep),
            cursor=None,
            limit=AT_ONCE,
        )
        latest_first = found.documents
        waiting = sorted(
            (it for it in latest_first if "waiting_key" in it),
            key=lambda it: str(it["waiting_key"]),
        )
        ordered = waiting + [it for it in latest_first if "waiting_key" not in it]
        start = 0
        if asked.cursor is not None:
            if not asked.cursor.isdecimal():
                raise Invalid("This is not a cursor of ours.", remedy="Begin at the first page.")
            start = int(asked.cursor)
        end = start + asked.limit
        return Merged(ordered[start:end], str(end) if end < len(ordered) else None)

    async def _of_contact(self, asked: ConversationFilter, scope: Scope) -> Merged:
        found = self._conversations.find({"contact_id": asked.contact_id})
        newest = await found.sort("number", -1).limit(AT_ONCE).to_list()
        keep = both(both(by_what_is_asked(asked), of_view(asked, scope)), in_scope(scope))
        kept = [it for it in newest if keep(it)]
        kept.sort(key=lambda it: str(it["changed_key"]), reverse=True)
        later = [it for it in kept if it["changed_key"] < (asked.cursor or NOTHING_LIKE_IT)]
        more = len(later) > asked.limit
        page = later[: asked.limit]
        return Merged(page, str(page[-1]["changed_key"]) if more else None)

    def _stretches(
        self, asked: ConversationFilter, scope: Scope, keep: Keep | None
    ) -> list[Stretch]:
        if asked.view is ViewName.UNASSIGNED:
            if asked.category not in (None, Category.OPEN):
                return []
            return [
                Stretch(
                    collection=self._conversations,
                    equal={"queue_id": queue_id},
                    key="unassigned_key",
                    keep=keep,
                )
                for queue_id in _queue_ids(asked, scope)
            ]
        return [
            Stretch(
                collection=self._conversations,
                equal={**place, "category": category.value},
                key="changed_key",
                keep=keep,
            )
            for place in _places(asked, scope)
            for category in ([asked.category] if asked.category else list(Category))
        ]

    def _waiting_stretches(
        self, asked: ConversationFilter, scope: Scope, keep: Keep | None
    ) -> list[Stretch]:
        return [
            Stretch(
                collection=self._conversations,
                equal={"queue_id": queue_id, "category": category.value},
                key="waiting_key",
                keep=unassigned(keep) if asked.view is ViewName.UNASSIGNED else keep,
            )
            for queue_id in _queue_ids(asked, scope)
            for category in ([asked.category] if asked.category else list(Category))
        ]


def _in_waiting_stretch(document: Document, asked: ConversationFilter, scope: Scope) -> bool:
    """Whether the first phase has shown it: what waits in a queue of others comes in the second."""
    return "waiting_key" in document and document.get("queue_id") in _queue_ids(asked, scope)


def _places(asked: ConversationFilter, scope: Scope) -> list[dict[str, str]]:
    """The index prefixes that together hold what the view may show."""
    mine = [{"owner_id": scope.user_id}] if scope.user_id is not None else []
    if asked.view is ViewName.MINE:
        return mine
    queues = [{"queue_id": queue_id} for queue_id in _queue_ids(asked, scope)]
    if asked.queue_id is not None:
        return queues
    if scope.everything and (asked.view is ViewName.ALL or not queues):
        return [{}]
    return queues + mine if asked.view is ViewName.ALL else queues


def _queue_ids(asked: ConversationFilter, scope: Scope) -> list[str]:
    if asked.queue_id is None:
        return sorted(scope.queue_ids)
    return [asked.queue_id] if scope.everything or asked.queue_id in scope.queue_ids else []
