"""Lists and timelines: what a hundred times as many stored documents cost, and more.

Small and large lie in databases of their own on one embedded server and are read in turns. Most of
the time goes into storing them; lists and histories have a server each, which takes a core each.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.table import Row
from conversations.channels import Channel
from conversations.clock import SystemClock
from conversations.conversation import Conversation, LastMessage, Ref, State
from conversations.entries import Author, AuthorType, Direction, Entry, Kind, Tag, TagKind
from conversations.people import Scope
from conversations.places import Queue, Team
from conversations.queries import ConversationFilter, ViewName
from storage import names
from storage.client import Client, Collection, Database, Document, connect
from storage.documents.conversation import from_conversation
from storage.documents.entry import from_entry
from storage.documents.keys import order_key
from storage.embedded import EmbeddedServer
from storage.secrets import FernetCipher
from storage.stores import Stores, open_stores

SMALL_LIST, LARGE_LIST = 1_000, 100_000
SMALL_HISTORY, LARGE_HISTORY = 100, 100_000
SPAN = timedelta(days=30)
"""All that is stored lies within this time, however much it is."""
QUEUES = ("q0", "q1", "q2", "q3")
SCOPE = Scope(user_id="a0", queue_ids=frozenset(QUEUES[:2]))
IN_A_CONVERSATION = 50
ROUNDS = 60
SEEDED_AT_ONCE = 1_000

Read = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Stock:
    """What one database holds."""

    now: datetime
    conversations: int
    entries: int

    def conversation(self, number: int) -> Conversation:
        """One of the open conversations; the higher its number, the later it changed."""
        at = self.now - SPAN + SPAN / self.conversations * (number + 1)
        return Conversation(
            id=f"c{number}",
            number=number,
            inbox=Ref(id="i", name="Shop"),
            channel=Channel.WEBCHAT,
            contact=Ref(id=f"p{number}", name="Visitor"),
            thread=f"visitor:{number}",
            address=f"visitor:{number}",
            state=State.QUEUED,
            queue=Ref(id=QUEUES[number % 4], name="Queue"),
            created_at=at,
            changed_at=at,
            queued_at=at,
            waiting_since=at,
            last_message=LastMessage(seq=2, text="Where is my order?", at=at, author="contact"),
            unread=1,
            seq=2,
            version=2,
        )

    def entry(self, number: int) -> Entry:
        """One of the entries of the contact with the long history."""
        conversation, seq = divmod(number, IN_A_CONVERSATION)
        return Entry(
            id=f"e{number}",
            conversation_id=f"h{conversation}",
            contact_id="regular",
            inbox_id="i",
            channel=Channel.WEBCHAT,
            seq=seq + 1,
            kind=Kind.MESSAGE,
            direction=Direction.IN,
            at=self.now - SPAN + SPAN / self.entries * (number + 1),
            author=Author(type=AuthorType.CONTACT, id="regular", name="Visitor"),
            text="Where is my order? It should have come on Monday.",
            tags=(Tag(kind=TagKind.LANGUAGE, value="en"),),
            external_id=f"x{number}",
            queue_id="q0",
        )

    def histories(self) -> Iterator[Conversation]:
        """The conversations of that contact: all closed but the last."""
        for number in range(self.entries // IN_A_CONVERSATION):
            last = number == self.entries // IN_A_CONVERSATION - 1
            at = self.entry((number + 1) * IN_A_CONVERSATION - 1).at
            yield Conversation(
                id=f"h{number}",
                number=self.conversations + number,
                inbox=Ref(id="i", name="Shop"),
                channel=Channel.WEBCHAT,
                contact=Ref(id="regular", name="Visitor"),
                thread="visitor:regular",
                address="visitor:regular",
                state=State.QUEUED if last else State.RESOLVED,
                queue=Ref(id="q0", name="Queue"),
                created_at=at,
                changed_at=at,
                queued_at=at,
                resolved_at=None if last else at,
                seq=IN_A_CONVERSATION,
                version=IN_A_CONVERSATION,
            )

    async def store(self, db: Database) -> None:
        """Store all of it."""
        open_ones = (from_conversation(self.conversation(it)) for it in range(self.conversations))
        await _insert(db[names.CONVERSATIONS], open_ones)
        await _insert(db[names.CONVERSATIONS], map(from_conversation, self.histories()))
        entries = (_indexed(self.entry(it)) for it in range(self.entries))
        await _insert(db[names.ENTRIES], entries)


@dataclass(frozen=True, slots=True)
class House:
    """A database that is filled, and what is read from it."""

    stores: Stores
    stock: Stock

    async def first_page(self) -> None:
        """What an agent sees who opens the list."""
        await self._page(None)

    async def middle_page(self) -> None:
        """What the agent sees who has scrolled to the middle of it."""
        middle = self.stock.conversation(self.stock.conversations // 2)
        await self._page(order_key(middle.changed_at, middle.id))

    async def open_conversation(self) -> None:
        """The newest page of the conversation, and of the contact's whole history."""
        newest = f"h{self.stock.entries // IN_A_CONVERSATION - 1}"
        page, history = await asyncio.gather(
            self.stores.timelines.page(newest, limit=60),
            self.stores.timelines.of_contact("regular", SCOPE, limit=50),
        )
        if len(page.items) != IN_A_CONVERSATION or len(history.items) != 50:
            raise RuntimeError("the history is not as it was stored")

    async def _page(self, cursor: str | None) -> None:
        asked = ConversationFilter(view=ViewName.QUEUES, limit=50, cursor=cursor)
        page = await self.stores.lists.page(asked, SCOPE)
        if len(page.items) != 50:
            raise RuntimeError("the list is not as it was stored")


async def measure(folder: Path) -> list[Row]:
    """Store both sizes of both, then read."""
    async with (
        _pair(folder / "lists", (SMALL_LIST, 0), (LARGE_LIST, 0)) as lists,
        _pair(folder / "histories", (0, SMALL_HISTORY), (0, LARGE_HISTORY)) as histories,
    ):
        houses = (*lists, *histories)
        await asyncio.gather(*(it.stock.store(it.stores.db) for it in houses))
        few, many = lists
        short, long = histories
        return [
            await _row(
                f"inbox list with {LARGE_LIST:,} open: first page",
                f"{SMALL_LIST:,} open",
                1.5,
                (few.first_page, many.first_page),
            ),
            await _row(
                f"inbox list with {LARGE_LIST:,} open: in the middle",
                f"{SMALL_LIST:,} open",
                1.5,
                (few.middle_page, many.middle_page),
            ),
            await _row(
                f"opening a conversation, contact has {LARGE_HISTORY:,} entries",
                f"{SMALL_HISTORY:,} entries",
                1.3,
                (short.open_conversation, long.open_conversation),
            ),
        ]


@asynccontextmanager
async def _pair(
    folder: Path, small: tuple[int, int], large: tuple[int, int]
) -> AsyncIterator[tuple[House, House]]:
    async with EmbeddedServer(folder) as server, connect(server.uri) as client:
        houses = (await _house(client, "small", *small), await _house(client, "large", *large))
        try:
            yield houses
        finally:
            for house in houses:
                await house.stores.close()


async def _house(client: Client, name: str, conversations: int, entries: int) -> House:
    clock = SystemClock()
    stock = Stock(clock.now(), conversations, entries)
    stores = await open_stores(client, name, cipher=FernetCipher(b"k" * 32), clock=clock)
    await stores.teams.add(Team(id="t", name="Team", created_at=stock.now))
    for queue in QUEUES:
        await stores.queues.add(Queue(id=queue, name=queue, team_id="t", created_at=stock.now))
    return House(stores, stock)


async def _row(what: str, against: str, at_most: float, reads: tuple[Read, Read]) -> Row:
    small, large = reads
    taken: dict[Read, list[float]] = {small: [], large: []}
    for read in (small, large):
        for _ in range(5):
            await read()
    for _ in range(ROUNDS):
        for read, times in taken.items():
            begun = time.perf_counter()
            await read()
            times.append(time.perf_counter() - begun)
    reference, measured = (statistics.median(taken[it]) * 1e3 for it in (small, large))
    return Row(
        what=what,
        measured=measured,
        unit="ms",
        against=against,
        reference=reference,
        ratio=measured / reference,
        at_most=at_most,
    )


def _indexed(entry: Entry) -> Document:
    """An entry that search has been at."""
    document = from_entry(entry)
    del document["unsearched_key"]
    return document


async def _insert(collection: Collection, documents: Iterator[Document]) -> None:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == SEEDED_AT_ONCE:
            await collection.insert_many(batch, ordered=False)
            batch = []
    if batch:
        await collection.insert_many(batch, ordered=False)
