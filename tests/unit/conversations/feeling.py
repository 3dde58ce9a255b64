"""A conversation in memory whose customer's messages are tagged, corrected and tagged anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conversations.bus import EventBus
from conversations.clock import ManualClock, new_id
from conversations.commands import CorrectTag, SetPriority
from conversations.conversation import Conversation, Priority, Ref, State
from conversations.desk import Desk
from conversations.entries import (
    Activity,
    Author,
    AuthorType,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
)
from conversations.errors import NotFound
from conversations.events import AlertRaised, Committed, Event
from conversations.people import SYSTEM_SCOPE, Actor, Role, User
from conversations.places import Queue, WatchTerms
from conversations.tagging import Heard, TagKeeper
from conversations.workbench import Workbench
from tests.doubles.memory_store import MemoryStore

from .making import CONTACT, NOW, QUEUE, conversation

VERA = Author(type=AuthorType.CONTACT, id=CONTACT.id, name="Vera")
SUPERVISOR = Actor(user_id="sue", name="Sue", role=Role.SUPERVISOR, scope=SYSTEM_SCOPE)
OTHER_QUEUE = Queue(id="q2", name="Billing", team_id="t2", skills=("billing",), created_at=NOW)
RUDE = WatchTerms(id="w1", name="Lawyers", terms=("lawyer",), created_at=NOW)


class Feelings:
    """One conversation with messages at seqs 2, 3, …; everything as it runs, over a store in
    memory."""

    def __init__(self, *texts: str, state: State = State.QUEUED, **fields: Any) -> None:
        self.store = MemoryStore()
        self.clock = ManualClock(NOW)
        self.users: dict[str, User] = {}
        self.told: list[Event] = []
        bus = EventBus()
        bus.subscribe((Committed, AlertRaised), self._hear)
        bench = Workbench(self.store, bus, self.clock)
        self.keeper = TagKeeper(bench, self.store, self.store, self)
        self.desk = Desk(
            workbench=bench, conversations=self.store, places=self.store, seats=self.store
        )
        it = conversation(state, seq=1 + len(texts), **fields)
        self.store.put(QUEUE, OTHER_QUEUE, it)
        self.id = it.id
        self.store.timelines[it.id] = [
            self.message(seq, text, NOW) for seq, text in enumerate(texts, 2)
        ]

    @property
    def now(self) -> Conversation:
        """The conversation as it is."""
        return self.store.conversations[self.id]

    @property
    def timeline(self) -> list[Entry]:
        """All entries, in order."""
        return self.store.timelines[self.id]

    def activities(self, kind: Activity) -> list[Entry]:
        """The activities of a kind."""
        return [it for it in self.timeline if it.activity is kind]

    def message(
        self, seq: int, text: str, at: datetime, author: Author = VERA, **fields: Any
    ) -> Entry:
        """A message of the customer."""
        return Entry(
            id=f"e{seq}",
            conversation_id="conv",
            contact_id=CONTACT.id,
            inbox_id="i1",
            channel=conversation().channel,
            seq=seq,
            kind=Kind.MESSAGE,
            at=at,
            author=author,
            direction=Direction.IN,
            text=text,
            queue_id=QUEUE.id,
            **fields,
        )

    async def tag(
        self,
        scores: dict[int, float],
        *,
        lists: Sequence[WatchTerms] = (),
        ago_s: float = 0,
        anew: bool = False,
        by_customer: bool = True,
    ) -> None:
        """Tag messages by seq, as the worker does; ``anew`` as a re-tagging does."""
        at = self.clock.now() - timedelta(seconds=ago_s)
        texts = {it.seq: it.text for it in self.timeline}
        heard = {
            seq: Heard(
                at=at,
                text=texts.get(seq, ""),
                by_customer=by_customer,
                watched=tuple((it, it.terms[0]) for it in lists),
            )
            for seq in scores
        }
        await self.keeper.put(
            self.id,
            {seq: [sentiment(score)] for seq, score in scores.items()},
            heard=None if anew else heard,
        )

    async def write(self, text: str, score: float, **how: Any) -> int:
        """The customer writes once more, and it is tagged; return its seq."""
        self.clock.advance(10)
        it = self.now
        seq = it.seq + 1
        self.store.conversations[self.id] = replace(it, seq=seq, version=it.version + 1)
        self.timeline.append(self.message(seq, text, self.clock.now()))
        await self.tag({seq: score}, **how)
        return seq

    async def correct(self, seq: int, value: str, kind: TagKind = TagKind.SENTIMENT) -> None:
        """A person says what a tag should be."""
        command = CorrectTag(id=new_id(), conversation_id=self.id, seq=seq, kind=kind, value=value)
        await self.desk.execute(SUPERVISOR, command)

    async def prioritise(self, priority: Priority) -> None:
        """A person chooses the priority."""
        command = SetPriority(id=new_id(), conversation_id=self.id, priority=priority)
        await self.desk.execute(SUPERVISOR, command)

    async def get(self, user_id: str) -> User:
        """A user, as those who own lists are looked up."""
        if user_id not in self.users:
            raise NotFound("There is no such user.")
        return self.users[user_id]

    def change(self, **fields: Any) -> None:
        """Put the conversation into another state, as if it had been committed."""
        it = self.now
        self.store.conversations[self.id] = replace(it, version=it.version + 1, **fields)

    async def _hear(self, event: Event) -> None:
        self.told.append(event)


def sentiment(score: float) -> Tag:
    """The machine's tag for a score."""
    label = "neutral" if abs(score) < 0.3 else "positive" if score > 0 else "negative"
    return Tag(kind=TagKind.SENTIMENT, value=label, score=score, source="machine:test")


def user(user_id: str, *teams: str, role: Role = Role.AGENT, active: bool = True) -> User:
    """Somebody who may own a list."""
    return User(
        id=user_id,
        email=f"{user_id}@example.com",
        name=user_id.title(),
        role=role,
        team_ids=teams,
        active=active,
        created_at=NOW,
        changed_at=NOW,
    )


def ref(user_id: str) -> Ref:
    """An agent pointed at."""
    return Ref(id=user_id, name=user_id.title())
