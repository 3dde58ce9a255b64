"""Insights: written by one process, and read in pages within the caller's scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from conversations.clock import Clock
from conversations.entries import AuthorType, Direction, Kind
from conversations.errors import Invalid
from conversations.insights import NO_TOPIC, Insight, InsightFilter, InsightPage, MessageTags
from conversations.people import Scope
from storage import names
from storage.client import DUPLICATE_KEY, Database, Document, answering
from storage.documents.entry import to_tags
from storage.documents.insights import NO_QUEUE, WORSENED, from_insight, to_insight
from storage.documents.keys import entry_key, moment_key, moment_of
from storage.list_filters import Keep, both
from storage.merging import merged
from storage.places import PlaceCache
from storage.windows import Stretch, Windows

ROUNDS = 5
"""How often a page is read on if what is asked for is rare, before it is given as it is."""
_SHOWN = {"meaning": 0}
_TAGGED = {
    **{"_id": 0, "seq": 1, "at": 1, "kind": 1, "direction": 1, "author.type": 1},
    **{"tags": 1, "corrected": 1, "meaning": 1},
}


class InsightRepository:
    """One insight for each conversation."""

    def __init__(self, db: Database, windows: Windows, places: PlaceCache, clock: Clock) -> None:
        self._insights = db[names.INSIGHTS]
        self._entries = db[names.ENTRIES]
        self._windows = windows
        self._places = places
        self._clock = clock

    @answering
    async def get(self, conversation_id: str) -> Insight | None:
        """Return a conversation's, whoever asks: the caller has checked the scope."""
        document = await self._insights.find_one({"_id": conversation_id}, _SHOWN)
        return to_insight(document) if document else None

    @answering
    async def get_many(self, conversation_ids: Sequence[str]) -> dict[str, Insight]:
        """Return those that there are, whole, by conversation."""
        found = self._insights.find({"_id": {"$in": list(conversation_ids)}})
        return {document["_id"]: to_insight(document) async for document in found}

    @answering
    async def messages(
        self, conversation_id: str, after: int, until: int, also: Collection[int] = ()
    ) -> Sequence[MessageTags]:
        """Return what is known of the customer's messages with a ``seq`` above ``after`` and up to
        ``until``, and of those in ``also``, in order."""
        wanted: list[Document] = []
        if after < until:
            stretch = {"$gt": after, "$lte": until}
            wanted.append({"conversation_id": conversation_id, "seq": stretch})
        if also:
            wanted.append({"_id": {"$in": [entry_key(conversation_id, seq) for seq in also]}})
        found: list[Document] = []
        for query in wanted:
            found += await self._entries.find(query, _TAGGED).to_list()
        found.sort(key=lambda it: int(it["seq"]))
        return [_to_message(it) for it in found if _is_customers(it)]

    @answering
    async def put(self, insights: Sequence[Insight], stored: Mapping[str, Insight]) -> None:
        """Write insights in one statement; ``stored`` are those that stand already.

        Only a new one is inserted: what was erased in the meantime is not written again. An
        insight made of a later version of its conversation stays.
        """
        writes: list[InsertOne[Document] | UpdateOne] = []
        for insight in insights:
            document = from_insight(insight)
            was = stored.get(insight.conversation_id)
            if was is None:
                writes.append(InsertOne(document))
                continue
            old = from_insight(was)
            changed = {key: it for key, it in document.items() if old.get(key) != it}
            gone = {key: "" for key in old if key not in document}
            update: Document = {"$set": changed} if changed else {}
            if gone:
                update["$unset"] = gone
            if update:
                condition = {"_id": insight.conversation_id, "version": {"$lte": insight.version}}
                writes.append(UpdateOne(condition, update))
        if not writes:
            return
        try:
            await self._insights.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if any(failure.get("code") != DUPLICATE_KEY for failure in failures):
                raise

    @answering
    async def remove(self, conversation_ids: Sequence[str]) -> None:
        """Take away the insights of conversations that are gone."""
        await self._insights.delete_many({"_id": {"$in": list(conversation_ids)}})

    @answering
    async def page(self, asked: InsightFilter, scope: Scope) -> InsightPage:
        """Return a page, newest first. It may be short of the limit and still have a next one,
        where something rare is asked for that no index serves."""
        stretches = await self._stretches(asked, scope)
        begin, cursor = moment_key(asked.start), self._from(asked)
        found: list[Document] = []
        for _ in range(ROUNDS):
            limit = asked.limit - len(found)
            page = await merged(self._windows, stretches, cursor=cursor, limit=limit)
            found += [it for it in page.documents if it["at_key"] >= begin]
            cursor = page.next
            if cursor is not None and cursor < begin:
                cursor = None
            if cursor is None or len(found) >= asked.limit:
                break
        return InsightPage(items=tuple(to_insight(it) for it in found), next=cursor)

    def _from(self, asked: InsightFilter) -> str | None:
        """Below which key to read; None: from now on. Raises Invalid."""
        if asked.cursor is not None:
            try:
                moment_of(asked.cursor)
            except (ValueError, OverflowError):
                raise Invalid(
                    "This is not a cursor of ours.", remedy="Begin at the first page."
                ) from None
        end = moment_key(asked.end) if asked.end <= self._clock.now() else None
        return min((it for it in (asked.cursor, end) if it is not None), default=None)

    async def _stretches(self, asked: InsightFilter, scope: Scope) -> list[Stretch]:
        """The most telling of what is asked is looked up in an index, the rest is left out of what
        was found there."""
        keep = both(_in_scope(asked, scope), _by_what_is_asked(asked))
        if asked.topic_id not in (None, NO_TOPIC):
            return [self._stretch({"topic_id": str(asked.topic_id)}, keep)]
        facet = next(iter(_facets(asked)), None)
        if facet is not None:
            return [self._stretch({"facets": facet}, keep)]
        return [self._stretch({"queue_id": it}, keep) for it in await self._queues(asked, scope)]

    async def _queues(self, asked: InsightFilter, scope: Scope) -> list[str]:
        if asked.queue_id is not None:
            inside = scope.everything or asked.queue_id in scope.queue_ids
            return [asked.queue_id] if inside else []
        if scope.everything:
            return [*await self._places.queue_ids(), NO_QUEUE]
        return sorted(scope.queue_ids)

    def _stretch(self, equal: Mapping[str, str], keep: Keep | None) -> Stretch:
        return Stretch(
            collection=self._insights, equal=equal, key="at_key", keep=keep, fields=_SHOWN
        )


def _facets(asked: InsightFilter) -> list[str]:
    """The facets asked for, the most telling first."""
    found = {
        "k:": asked.keyword,
        "i:": asked.intent,
        "w:": asked.watch,
        "l:": asked.language,
        "c:": asked.channel,
    }
    facets = [kind + value for kind, value in found.items() if value is not None]
    return [WORSENED, *facets] if asked.worsened else facets


def _in_scope(asked: InsightFilter, scope: Scope) -> Keep:
    if asked.queue_id is not None:
        wanted = frozenset((asked.queue_id,))
        inside = wanted if scope.everything else wanted & scope.queue_ids
        return lambda document: document["queue_id"] in inside
    return lambda document: scope.everything or document["queue_id"] in scope.queue_ids


def _by_what_is_asked(asked: InsightFilter) -> Keep:
    facets = frozenset(_facets(asked))

    def keep(document: Document) -> bool:
        if asked.label not in (None, document["label"]):
            return False
        if asked.worsened is not None and document["worsened"] is not asked.worsened:
            return False
        topic_id = document.get("topic_id")
        if asked.topic_id == NO_TOPIC:
            if topic_id in asked.shown:
                return False
        elif asked.topic_id not in (None, topic_id):
            return False
        return facets <= frozenset(document["facets"])

    return keep


def _is_customers(document: Document) -> bool:
    """As :func:`conversations.mood.is_customers`, of a document."""
    return (
        document["kind"] == Kind.MESSAGE
        and document.get("direction") == Direction.IN
        and document["author"]["type"] == AuthorType.CONTACT
    )


def _to_message(document: Document) -> MessageTags:
    corrected = to_tags(document.get("corrected", ()))
    kinds = {tag.kind for tag in corrected}
    machine = tuple(tag for tag in to_tags(document.get("tags", ())) if tag.kind not in kinds)
    return MessageTags(
        seq=document["seq"],
        at=document["at"],
        tags=machine + corrected,
        meaning=document.get("meaning"),
    )
