"""Routers, each as in a process of its own, over the real stores."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from conversations.bus import EventBus
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.conversation import Conversation
from conversations.desk import Desk
from conversations.events import SeatChanged
from conversations.outcome import Outcome
from conversations.people import SYSTEM_SCOPE, Presence, Role, User
from conversations.places import Queue
from conversations.workbench import Workbench
from router.attendance import Attendance
from router.ports import Lease
from router.runner import HEARD, Router
from storage import FernetCipher, Stores, open_stores
from storage.client import connect
from tests.unit.router.making import NOW, queue, waiting


@dataclass
class Process:
    """What one process has of its own."""

    router: Router
    desk: Desk
    attendance: Attendance
    stores: Stores

    async def conversation(self, conversation_id: str) -> Conversation:
        return await self.stores.conversations.get(conversation_id, SYSTEM_SCOPE)

    async def arrive(self, number: int, channel: Channel = Channel.WEBCHAT) -> str:
        """A new conversation starts to wait in the store, without a word to anybody."""
        fresh = waiting(number, id=new_id(), thread=new_id(), version=1, channel=channel)
        await self.stores.conversations.commit(Outcome(before=None, after=fresh))
        return fresh.id

    async def agent(self, name: str, *, capacity: int = 60) -> User:
        """An agent signs in and is available."""
        user = User(
            id=name,
            email=f"{name}@example.com",
            name=name.title(),
            role=Role.AGENT,
            capacity=capacity,
            created_at=NOW,
            changed_at=NOW,
        )
        await self.stores.seats.keep(user, ["support"], NOW)
        await self.attendance.connected(name, "socket")
        await self.attendance.choose(name, Presence.AVAILABLE)
        return user


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def stores(mongo_uri: str, database_name: str, clock: ManualClock) -> AsyncIterator[Stores]:
    async with connect(mongo_uri) as client:
        made = await open_stores(client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock)
        support: Queue = queue()
        await made.queues.add(support)
        yield made
        await made.close()


@pytest.fixture
def process(stores: Stores, clock: ManualClock) -> Callable[..., Process]:
    def start(lease: Lease | None = None) -> Process:
        bus = EventBus()
        workbench = Workbench(stores.conversations, bus, clock)
        attendance = Attendance(seats=stores.seats, log=stores.audit, bus=bus, clock=clock)
        router = Router(
            store=stores.router_reads,
            conversations=stores.conversations,
            seats=stores.seats,
            workbench=workbench,
            attendance=attendance,
            bus=bus,
            clock=clock,
            lease=lease,
        )
        bus.subscribe(HEARD, router.on_event)
        bus.subscribe(SeatChanged, attendance.on_event)
        desk = Desk(
            workbench=workbench,
            conversations=stores.conversations,
            places=stores.places,
            seats=stores.seats,
        )
        return Process(router, desk, attendance, stores)

    return start
