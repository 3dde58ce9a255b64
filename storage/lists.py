"""The lists of conversations that the console shows, all within the caller's scope."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from conversations.conversation import Category, Conversation, State
from conversations.errors import Invalid
from conversations.people import Scope
from conversations.queries import (
    ConversationFilter,
    ConversationPage,
    Sort,
    ViewCounts,
    ViewName,
)
from storage import names
from storage.client import Database, Document, answering
from storage.conversations import ConversationRepository, covers
from storage.documents.conversation import UNASSIGNED, to_conversation
from storage.documents.keys import moment_key
from storage.merging import Merged, merged
from storage.windows import Stretch, Windows

COUNT_LIMIT = 1_000
OF_CONTACT = 1_000
NOTHING_LIKE_IT = "~"
"""Sorts behind every key."""

Keep = Callable[[Document], bool]


class ConversationLists:
    """Pages, counts and what has changed."""

    def __init__(
        self, db: Database, windows: Windows, conversations: ConversationRepository
    ) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self.get = conversations.get
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
        else:
            found = await self._latest(asked, scope, asked.cursor, _filter(asked, scope))
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
                keep=None if scope.everything else _in_scope(scope),
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
    async def counts(self, scope: Scope) -> ViewCounts:
        """Return how many conversations each view holds; counting stops at 1000."""

        async def count(view: ViewName, category: Category) -> int:
            asked = ConversationFilter(view=view, category=category, limit=COUNT_LIMIT)
            stretches = [
                Stretch(
                    collection=it.collection,
                    equal=it.equal,
                    key=it.key,
                    fields={it.key: 1},
                )
                for it in self._stretches(asked, scope, None)
            ]
            found = await merged(self._windows, stretches, cursor=None, limit=COUNT_LIMIT)
            return len(found.documents)

        mine, queues, unassigned, waiting, everything = await asyncio.gather(
            count(ViewName.MINE, Category.OPEN),
            count(ViewName.QUEUES, Category.OPEN),
            count(ViewName.UNASSIGNED, Category.OPEN),
            count(ViewName.QUEUES, Category.WAITING),
            count(ViewName.ALL, Category.OPEN),
        )
        return ViewCounts(
            mine=mine, queues=queues, unassigned=unassigned, waiting=waiting, all=everything
        )

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
            counted[document["holder_id"]] += 1
        return counted

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
        phase, _, cursor = (asked.cursor or "waiting:").partition(":")
        keep = _filter(asked, scope)
        if phase == "waiting":
            found = await merged(
                self._windows,
                self._waiting_stretches(asked, scope, keep),
                cursor=cursor or None,
                limit=asked.limit,
                ascending=True,
            )
            following = f"waiting:{found.next}" if found.next else "others:"
            return Merged(found.documents, following)
        if phase != "others":
            raise Invalid("This is not a cursor of ours.", remedy="Begin at the first page.")
        found = await self._latest(asked, scope, cursor or None, _both(keep, _waits_for_nobody))
        return Merged(found.documents, f"others:{found.next}" if found.next else None)

    async def _of_contact(self, asked: ConversationFilter, scope: Scope) -> Merged:
        found = self._conversations.find({"contact_id": asked.contact_id})
        newest = await found.sort("number", -1).limit(OF_CONTACT).to_list()
        keep = _both(_both(_filter(asked, scope), _of_view(asked, scope)), _in_scope(scope))
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
            places: list[dict[str, str]] = [
                {"queue_id": queue_id} for queue_id in _queue_ids(asked, scope)
            ]
            if not places and scope.everything:
                places = [{}]
            return [
                Stretch(collection=self._conversations, equal=it, key="unassigned_key", keep=keep)
                for it in places
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
        """By queue, or all; whose list it is has to be looked at."""
        places: list[dict[str, str]] = [{"queue_id": it} for it in _queue_ids(asked, scope)]
        mine = asked.view in (ViewName.MINE, ViewName.ALL)
        if (mine or scope.everything) and asked.queue_id is None:
            # what is mine may be in any queue
            places = [{}]
            keep = _both(keep, _in_scope(scope))
        return [
            Stretch(
                collection=self._conversations,
                equal={**place, "category": category.value},
                key="waiting_key",
                keep=_both(keep, _of_view(asked, scope)),
            )
            for place in places
            for category in ([asked.category] if asked.category else list(Category))
        ]


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


def _filter(asked: ConversationFilter, scope: Scope) -> Keep | None:
    """What no index serves."""
    wanted = {
        "inbox": asked.inbox_id,
        "channel": asked.channel.value if asked.channel else None,
        "label": asked.label,
        "sentiment": asked.sentiment,
    }
    by_queue = asked.queue_id if asked.view is ViewName.MINE else None
    if by_queue is None and all(value is None for value in wanted.values()):
        return None

    def keep(document: Document) -> bool:
        return (
            wanted["inbox"] in (None, document["inbox"]["id"])
            and wanted["channel"] in (None, document["channel"])
            and (wanted["label"] is None or wanted["label"] in document["labels"])
            and wanted["sentiment"] in (None, document.get("sentiment"))
            and by_queue in (None, document.get("queue_id"))
        )

    return keep


def _of_view(asked: ConversationFilter, scope: Scope) -> Keep:
    """Whether a conversation stands in the asked view and category."""

    def keep(document: Document) -> bool:
        if asked.category not in (None, document["category"]):
            return False
        if asked.queue_id not in (None, document.get("queue_id")):
            return False
        if asked.view is ViewName.MINE:
            return bool(document["owner_id"] == scope.user_id)
        if asked.view is ViewName.UNASSIGNED:
            return document["state"] in UNASSIGNED
        if asked.view is ViewName.QUEUES and scope.queue_ids:
            return document.get("queue_id") in scope.queue_ids
        return True

    return keep


def _in_scope(scope: Scope) -> Keep:
    return lambda document: scope.everything or covers(scope, to_conversation(document))


def _waits_for_nobody(document: Document) -> bool:
    return "waiting_key" not in document


def _both(one: Keep | None, other: Keep) -> Keep:
    return other if one is None else lambda document: one(document) and other(document)
