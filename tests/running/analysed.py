"""A small house whose conversations are analysed as a test says, without an engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.commands import CorrectTag
from conversations.contacts import Identity
from conversations.conversation import Conversation
from conversations.entries import Tag, TagKind
from conversations.inbound import InboundMessage, JournalRecord, Nature
from conversations.insights import Insight
from conversations.people import SYSTEM_SCOPE, Actor, Role
from conversations.places import Inbox, Queue, Team
from conversations.tagging import TagKeeper
from parley.analysis.growth import GrowthWatch
from parley.analysis.insight_days import DayKeeping, DayPace
from parley.analysis.insights import InsightKeeping, Pace
from parley.analysis.topics import Search, TopicKeeping, TopicPace, search_apart
from parley.core import Core, build_core
from sentiment.meaning import DIMENSIONS, pack
from storage import FernetCipher, open_stores
from storage.client import connect
from storage.command_log import CommandLog
from storage.stores import Stores

ENGINE = "machine:test-1"
ADA = Actor(user_id="ada", name="Ada", role=Role.ADMIN, scope=SYSTEM_SCOPE)


def meaning_near(place: int, seed: int = 0, spread: float = 0.3) -> bytes:
    """A meaning near the ``place``th of many places far from each other."""
    centre = np.random.default_rng(place).normal(size=DIMENSIONS)
    noise = np.random.default_rng(10_000 + seed).normal(size=DIMENSIONS)
    vector = centre / np.linalg.norm(centre) + spread * noise / np.linalg.norm(noise)
    return pack((vector / np.linalg.norm(vector)).astype(np.float32))


def tags(
    score: float, keywords: Sequence[str] = (), language: str | None = "en", **more: str
) -> list[Tag]:
    """What an engine might say of a message; ``more`` are tags of other kinds by their value."""
    label = "positive" if score > 0.3 else "negative" if score < -0.3 else "neutral"
    found = [Tag(kind=TagKind.SENTIMENT, value=label, score=score, source=ENGINE)]
    if language:
        found.append(Tag(kind=TagKind.LANGUAGE, value=language, score=1.0, source="machine:eldc"))
    found += [
        Tag(kind=TagKind.KEYWORD, value=it, score=2.0, source="machine:rake") for it in keywords
    ]
    return found + [
        Tag(kind=TagKind(kind), value=value, source="machine") for kind, value in more.items()
    ]


@dataclass
class AnalysedHouse:
    """Queues with an inbox each, and the parts that keep insights, nothing of it running."""

    core: Core
    clock: ManualClock
    insights: InsightKeeping
    days: DayKeeping
    topics: TopicKeeping
    growth: GrowthWatch
    keeper: TagKeeper
    queues: dict[str, Queue] = field(default_factory=dict)
    inboxes: dict[str, Inbox] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @property
    def stores(self) -> Stores:
        """Where all is kept."""
        return self.core.stores

    async def queue(self, name: str, channel: Channel = Channel.WEBCHAT) -> Queue:
        """A queue of a team of its own, with an inbox."""
        now, stores = self.clock.now(), self.stores
        team = await stores.teams.add(Team(id=f"team-{name}", name=name, created_at=now))
        queue = await stores.queues.add(
            Queue(id=name.lower(), name=name, team_id=team.id, created_at=now)
        )
        self.queues[name] = queue
        self.inboxes[name] = await stores.inboxes.add(
            Inbox(
                id=f"inbox-{name.lower()}",
                name=name,
                channel=channel,
                public_key=new_id(),
                queue_id=queue.id,
                created_at=now,
            )
        )
        return queue

    async def say(
        self, queue: str, visitor: str, text: str = "hello", nature: Nature = Nature.MESSAGE
    ) -> Conversation:
        """A customer writes, or their machine; nothing is tagged yet."""
        payload = {"visitor": visitor, "text": text, "nature": nature.value}
        received = await self.core.intake.accept(self.inboxes[queue], new_id(), payload)
        return await self.stores.conversations.get(received.conversation_id, SYSTEM_SCOPE)

    async def said(
        self,
        queue: str,
        visitor: str,
        text: str,
        found: Sequence[Tag],
        meaning: bytes | None = None,
    ) -> Conversation:
        """A customer writes, and it is tagged."""
        conversation = await self.say(queue, visitor, text)
        entries = await self.stores.conversations.customers_messages(conversation.id)
        await self.tag(conversation.id, entries[-1].seq, found, meaning)
        return await self.stores.conversations.get(conversation.id, SYSTEM_SCOPE)

    async def tag(
        self, conversation_id: str, seq: int, found: Sequence[Tag], meaning: bytes | None = None
    ) -> None:
        """The machine's tags of one message, put once more."""
        await self.keeper.put(conversation_id, {seq: found}, {seq: meaning} if meaning else None)

    async def correct(self, conversation_id: str, value: str) -> None:
        """An admin's word on the mood of the newest message; an empty one takes it back."""
        entries = await self.stores.conversations.customers_messages(conversation_id)
        corrected = CorrectTag(
            id=new_id(),
            conversation_id=conversation_id,
            seq=entries[-1].seq,
            kind=TagKind.SENTIMENT,
            value=value,
        )
        await self.core.desk.execute(ADA, corrected)

    async def settled(self) -> None:
        """Make the insights of all that changed, and the sums of all days that they changed."""
        await self.insights.catch_up()
        self.clock.advance(60)
        while not await self.days.make_marked():
            pass

    async def insight_of(self, conversation_id: str) -> Insight:
        """The insight that is kept of a conversation; there has to be one."""
        found = (await self.stores.insights.get_many([conversation_id])).get(conversation_id)
        assert found is not None
        return found

    async def sums_of(self, queue: str) -> list[tuple[str, int]]:
        """How many conversations of a queue have which mood, by what its days are added up to."""
        today = self.clock.now().date()
        days = await self.stores.insight_days.between(
            today - timedelta(days=5),
            today + timedelta(days=5),
            SYSTEM_SCOPE,
            self.queues[queue].id,
        )
        return [
            (label, times)
            for sums in days
            for channel in sums.channels.values()
            for label, times in sorted(channel.labels.items())
        ]


@asynccontextmanager
async def analysed_house(
    mongo_uri: str,
    database: str,
    clock: ManualClock,
    *queues: str,
    commands: CommandLog | None = None,
) -> AsyncIterator[AnalysedHouse]:
    """A house with these queues, and stores of its own until this is left.

    ``commands`` hears what is sent to the database.
    """
    async with connect(mongo_uri, event_listeners=[commands] if commands else []) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database, cipher=cipher, clock=clock)
        made = await build_analysed_house(stores, clock)
        for queue in queues:
            await made.queue(queue)
        try:
            yield made
        finally:
            await stores.close()


async def build_analysed_house(
    stores: Stores, clock: ManualClock, search: Search = search_apart
) -> AnalysedHouse:
    """Wire it; no queue is there yet."""
    core = build_core(stores, clock)
    core.intake.register(Channel.WEBCHAT, _tame)
    core.intake.register(Channel.EMAIL, _tame)
    lease = stores.leases.held_by("understanding", "test", 3600.0)
    await lease.hold()
    days = DayKeeping(stores.insight_days, clock, DayPace(look=0.02, again=0.0, rest=0.0))
    topics = TopicKeeping(
        stores, clock, lease, days.touched, search=search, pace=TopicPace(look=0.02, rest=0.0)
    )
    pace = Pace(gather=0.01, rest=0.0, again=0.02)
    return AnalysedHouse(
        core=core,
        clock=clock,
        insights=InsightKeeping(stores, clock, lease, topics, days.touched, pace),
        days=days,
        topics=topics,
        growth=GrowthWatch(stores, core.bus, clock, look_s=0.02),
        keeper=TagKeeper(core.workbench, stores.conversations, stores.places, stores.users),
    )


async def _tame(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    visitor = record.payload["visitor"]
    return InboundMessage(
        inbox_id=inbox.id,
        channel=inbox.channel,
        external_id=record.external_id,
        thread=visitor,
        sender=Identity(channel=inbox.channel, address=visitor, verified_by="token"),
        sent_at=record.received_at,
        text=record.payload["text"],
        sender_name=visitor,
        nature=Nature(record.payload["nature"]),
    )
