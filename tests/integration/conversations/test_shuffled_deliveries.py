"""A provider delivers in any order, more than once, and at once: each message stands there once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.bus import EventBus
from conversations.channels import Channel
from conversations.clock import SystemClock, new_id
from conversations.contacts import Identity
from conversations.inbound import InboundMessage, JournalRecord
from conversations.intake import Intake
from conversations.places import Inbox, Queue, Team
from storage import FernetCipher, Stores, open_stores
from storage.client import connect

Delivery = tuple[int, int]
"""Which visitor, and the number of the message."""

Deliveries = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=25
).flatmap(lambda them: st.permutations(them + them[: len(them) // 2]))


async def _tame(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    who = str(record.payload["who"])
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.WEBCHAT,
        external_id=record.external_id,
        thread=who,
        sender=Identity(channel=Channel.WEBCHAT, address=who),
        sent_at=record.received_at,
        text=record.external_id,
    )


class Shop:
    """One inbox with its door."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.clock = SystemClock()

    async def inbox(self) -> Inbox:
        """Make an inbox of its own, so that every example begins with nothing."""
        now, unique = self.clock.now(), new_id()
        await self.stores.teams.add(Team(id=unique, name=unique, created_at=now))
        await self.stores.queues.add(Queue(id=unique, name=unique, team_id=unique, created_at=now))
        return await self.stores.inboxes.add(
            Inbox(
                id=unique,
                name=unique,
                channel=Channel.WEBCHAT,
                public_key=unique,
                queue_id=unique,
                created_at=now,
            )
        )

    def door(self) -> Intake:
        """An intake as a process of its own would have it."""
        intake = Intake(
            journal=self.stores.journal,
            conversations=self.stores.conversations,
            contacts=self.stores.contacts,
            places=self.stores.places,
            bus=EventBus(),
            clock=self.clock,
        )
        intake.register(Channel.WEBCHAT, _tame)
        return intake


@pytest.fixture
async def shop(mongo_uri: str, database_name: str) -> AsyncIterator[Shop]:
    async with connect(mongo_uri) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=SystemClock()
        )
        yield Shop(stores)
        await stores.close()


@pytest.mark.timeout(90)
async def test_each_message_stands_there_once(shop: Shop) -> None:
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(Deliveries)
    def every_order(deliveries: list[Delivery]) -> None:
        asyncio.run_coroutine_threadsafe(_deliver(shop, deliveries), loop).result(30)

    await asyncio.to_thread(every_order)


async def _deliver(shop: Shop, deliveries: list[Delivery]) -> None:
    inbox = await shop.inbox()
    doors = (shop.door(), shop.door())  # two, whose locks know nothing of each other
    await asyncio.gather(
        *(
            doors[index % 2].accept(inbox, f"{who}-{number}", {"who": f"{inbox.id}:{who}"})
            for index, (who, number) in enumerate(deliveries)
        )
    )
    for who in {who for who, _ in deliveries}:
        conversation = await shop.stores.conversations.newest_in_thread(
            inbox.id, f"{inbox.id}:{who}"
        )
        assert conversation is not None
        page = await shop.stores.timelines.page(conversation.id, after=0, before=None, limit=200)
        seqs = [entry.seq for entry in page.items]
        assert seqs == list(range(1, len(seqs) + 1))
        texts = Counter(entry.text for entry in page.items if entry.text)
        assert texts == Counter({f"{who}-{n}" for w, n in deliveries if w == who})
