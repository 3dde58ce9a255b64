"""Finding words: a multikey index of normalised terms, filled off the path of a message.

One term is looked up in the index, the one that is likely to be the rarest; the others are
looked for in what it found. What the last word may become while it is typed stands in a list of
all words, so that every look-up of a message is an equality.
"""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import ReplaceOne
from pymongo.errors import BulkWriteError

from conversations.entries import Entry
from conversations.people import Scope
from conversations.queries import SearchHit, SearchPage
from storage import names
from storage.client import DUPLICATE_KEY, Database, Document, answering
from storage.conversations import ConversationRepository
from storage.documents.entry import to_entry
from storage.documents.keys import entry_key, order_key
from storage.merging import merged
from storage.terms import terms_of, words
from storage.transactions import update_by_ids
from storage.windows import Stretch, Windows

ENDINGS = 12
"""How many continuations of an unfinished word are looked up."""
SHORTEST_UNFINISHED = 2
KNOWN_WORDS = 100_000
ROUNDS = 6


class SearchRepository:
    """Indexes messages and notes, and finds them."""

    def __init__(
        self, db: Database, windows: Windows, conversations: ConversationRepository
    ) -> None:
        self._terms = db[names.SEARCH_TERMS]
        self._words = db[names.SEARCH_WORDS]
        self._entries = db[names.ENTRIES]
        self._windows = windows
        self._conversations = conversations
        self._known: set[str] = set()

    @answering
    async def index_entries(self, entries: Sequence[Entry]) -> int:
        """Make messages and notes findable; return how many were. Harmless when repeated."""
        documents = [_terms_document(entry) for entry in entries if entry.text]
        documents = [document for document in documents if document["terms"]]
        if documents:
            await self._remember_words({it for one in documents for it in one["terms"]})
            await self._put(documents)
        ids = [entry_key(entry.conversation_id, entry.seq) for entry in entries]
        if ids:
            await update_by_ids(self._entries, ids, {"$unset": {"unsearched_key": ""}})
        return len(documents)

    @answering
    async def messages(
        self, words: str, scope: Scope, *, cursor: str | None = None, limit: int = 20
    ) -> SearchPage:
        """Return conversations in scope with the newest message of each that holds all words.

        The last word may be unfinished. A page may be short of ``limit`` and still have a next.
        """
        lookups, others, ending = await self._plan(words)
        if not lookups:
            return SearchPage(items=())
        stretches = [
            Stretch(
                collection=self._terms,
                equal={"terms": term},
                key="time_key",
                keep=lambda document: _holds(document, others, ending),
            )
            for term in lookups
        ]
        newest: dict[str, Document] = {}
        hits: list[SearchHit] = []
        for _ in range(ROUNDS):
            page = await merged(self._windows, stretches, cursor=cursor, limit=limit)
            fresh: dict[str, Document] = {}
            for document in page.documents:
                if document["conversation_id"] not in newest:
                    fresh.setdefault(document["conversation_id"], document)
            newest |= fresh
            hits += await self._hits(list(fresh.values()), scope)
            cursor = page.next
            if cursor is None or len(hits) >= limit:
                break
        return SearchPage(items=tuple(hits), next=cursor)

    async def _plan(self, text: str) -> tuple[list[str], frozenset[str], str | None]:
        """Which terms to look up, which others have to be there, and the unfinished one."""
        asked = words(text)
        if not asked:
            return [], frozenset(), None
        ending = None if text[-1:].isspace() else asked[-1]
        finished = list(dict.fromkeys(asked if ending is None else asked[:-1]))
        longest = max(finished, key=len, default="")
        if ending is None or len(longest) >= max(4, len(ending)):
            return [longest], frozenset(finished) - {longest}, ending
        return await self._continuations(ending), frozenset(finished), None

    async def _continuations(self, start: str) -> list[str]:
        if len(start) < SHORTEST_UNFINISHED:
            return [start]
        query: Document = {"word": {"$gte": start, "$lt": start + "\uffff"}}
        found = await self._words.find(query, {"word": 1}).sort("word", 1).limit(2_000).to_list()
        candidates = sorted((str(it["word"]) for it in found), key=lambda word: (len(word), word))
        return candidates[:ENDINGS]

    async def _hits(self, documents: Sequence[Document], scope: Scope) -> list[SearchHit]:
        ids = [str(document["conversation_id"]) for document in documents]
        if not ids:
            return []
        conversations = await self._conversations.get_many(ids, scope)
        wanted = [it for it in documents if it["conversation_id"] in conversations]
        found = self._entries.find({"_id": {"$in": [it["_id"] for it in wanted]}})
        entries = {document["_id"]: to_entry(document) async for document in found}
        return [
            SearchHit(
                conversation=conversations[it["conversation_id"]], entry=entries.get(it["_id"])
            )
            for it in wanted
        ]

    async def _put(self, documents: Sequence[Document]) -> None:
        """Insert, which is one statement for all of them; replace those that are there already."""
        try:
            await self._terms.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if any(failure.get("code") != DUPLICATE_KEY for failure in failures):
                raise
            again = [documents[failure["index"]] for failure in failures]
            await self._terms.bulk_write(
                [ReplaceOne({"_id": it["_id"]}, it) for it in again], ordered=False
            )

    async def _remember_words(self, found: set[str]) -> None:
        """Add words to the list of all words. What this process has added it does not add again."""
        fresh = sorted(found - self._known)
        if not fresh:
            return
        try:
            await self._words.insert_many(
                [{"_id": word, "word": word} for word in fresh], ordered=False
            )
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if any(failure.get("code") != DUPLICATE_KEY for failure in failures):
                raise
        if len(self._known) > KNOWN_WORDS:
            self._known.clear()
        self._known.update(fresh)


def _terms_document(entry: Entry) -> Document:
    identity = entry_key(entry.conversation_id, entry.seq)
    return {
        "_id": identity,
        "conversation_id": entry.conversation_id,
        "contact_id": entry.contact_id,
        "time_key": order_key(entry.at, identity),
        "terms": terms_of(entry.text),
    }


def _holds(document: Document, others: frozenset[str], ending: str | None) -> bool:
    terms = document["terms"]
    if not others.issubset(terms):
        return False
    return ending is None or any(term.startswith(ending) for term in terms)
