"""Stores on a database of their own, and the small team that most tests need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from conversations.bus import EventBus
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.contacts import Identity
from conversations.conversation import Conversation
from conversations.inbound import InboundMessage, JournalRecord
from conversations.intake import Intake
from conversations.people import Role, User
from conversations.places import Inbox, Queue, Team
from storage import FernetCipher, Stores, open_stores
from storage.client import Client, connect
from storage.command_log import CommandLog
from storage.documents.conversation import to_conversation

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def command_log() -> CommandLog:
    return CommandLog()


@pytest.fixture
async def client(mongo_uri: str, command_log: CommandLog) -> AsyncIterator[Client]:
    async with connect(mongo_uri, event_listeners=[command_log]) as client:
        yield client


@pytest.fixture
async def stores(client: Client, database_name: str, clock: ManualClock) -> AsyncIterator[Stores]:
    stores = await open_stores(client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock)
    yield stores
    await stores.close()


@dataclass
class House:
    """A team with one queue and one web chat inbox, and the door for messages."""

    stores: Stores
    clock: ManualClock
    intake: Intake
    inbox: Inbox
    queue: Queue
    users: list[User] = field(default_factory=list)

    async def say(
        self, visitor: str, text: str = "hello", external_id: str | None = None
    ) -> Conversation:
        """A visitor writes; returns the conversation as it stands afterwards."""
        received = await self.intake.accept(
            self.inbox,
            external_id or new_id(),
            {"visitor": visitor, "text": text, "sent_at": self.clock.now()},
        )
        document = await self.stores.db["conversations"].find_one({"_id": received.conversation_id})
        assert document is not None
        return to_conversation(document)

    async def agent(
        self, name: str, *, queues: Sequence[str] | None = None, capacity: int = 60
    ) -> User:
        """A user with a seat in the queue."""
        now = self.clock.now()
        user = User(
            id=new_id(),
            email=f"{name}@example.com",
            name=name,
            role=Role.AGENT,
            capacity=capacity,
            created_at=now,
            changed_at=now,
        )
        await self.stores.seats.keep(user, queues or [self.queue.id], now)
        self.users.append(user)
        return user


async def tame(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    payload: dict[str, Any] = record.payload
    visitor = payload["visitor"]
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.WEBCHAT,
        external_id=record.external_id,
        thread=visitor,
        sender=Identity(channel=Channel.WEBCHAT, address=visitor, verified_by="token"),
        sent_at=payload["sent_at"],
        text=payload["text"],
        sender_name=payload.get("name", ""),
    )


@pytest.fixture
async def house(stores: Stores, clock: ManualClock) -> House:
    return await build_house(stores, clock)


async def build_house(stores: Stores, clock: ManualClock) -> House:
    now = clock.now()
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queue = await stores.queues.add(
        Queue(id=new_id(), name="Support", team_id=team.id, created_at=now)
    )
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Site",
            channel=Channel.WEBCHAT,
            public_key=new_id(),
            queue_id=queue.id,
            secrets={"identity_secret": "s3cret"},
            created_at=now,
        )
    )
    intake = build_intake(stores, clock)
    return House(stores=stores, clock=clock, intake=intake, inbox=inbox, queue=queue)


def build_intake(stores: Stores, clock: ManualClock) -> Intake:
    intake = Intake(
        journal=stores.journal,
        conversations=stores.conversations,
        contacts=stores.contacts,
        places=stores.places,
        bus=EventBus(),
        clock=clock,
    )
    intake.register(Channel.WEBCHAT, tame)
    return intake
