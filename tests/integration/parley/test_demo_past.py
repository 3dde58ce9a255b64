"""The demo's past: conversations of a quarter, closed, stored once, and waiting to be tagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.conversation import State
from conversations.entries import Direction, Entry, Kind
from conversations.people import SYSTEM_SCOPE
from conversations.places import Inbox
from parley.core import Core, build_core
from parley.demo.house import MAIL_INBOX, MAIL_QUEUE, SMS_INBOX, SMS_QUEUE, queues, teams
from parley.demo.past import WEEKS, add_past
from storage import FernetCipher, open_stores
from storage.client import connect

pytestmark = pytest.mark.timeout(60)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
COUNT = 60


@pytest.fixture
async def core(mongo_uri: str, database_name: str) -> AsyncIterator[Core]:
    clock = ManualClock(NOW)
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        for team in teams(NOW):
            await stores.teams.add(team)
        for queue in queues(NOW):
            await stores.queues.add(queue)
        for inbox_id, channel, queue_id in (
            ("demo-inbox-shop", Channel.WEBCHAT, "demo-queue-support"),
            (MAIL_INBOX, Channel.EMAIL, MAIL_QUEUE),
            (SMS_INBOX, Channel.SMS, SMS_QUEUE),
        ):
            await stores.inboxes.add(
                Inbox(
                    id=inbox_id,
                    name=inbox_id,
                    channel=channel,
                    public_key=inbox_id,
                    queue_id=queue_id,
                    created_at=NOW,
                )
            )
        yield build_core(stores, clock)
        await stores.close()


async def said(core: Core) -> list[Entry]:
    """What waits to be tagged: all that the customers of the past wrote."""
    return list(await core.stores.timelines.untagged(NOW, 10_000))


async def test_it_is_stored_closed_and_spread_over_the_weeks(core: Core) -> None:
    await add_past(core, COUNT)
    messages = await said(core)
    by_conversation = Counter(entry.conversation_id for entry in messages)
    assert 0.8 * COUNT < len(by_conversation) <= COUNT
    assert all(
        it.kind is Kind.MESSAGE and it.direction is Direction.IN and it.at < NOW for it in messages
    )
    assert NOW - min(it.at for it in messages) > timedelta(weeks=WEEKS - 2)
    assert len({it.channel for it in messages}) == 3
    found = await core.stores.conversations.get_many(sorted(by_conversation), SYSTEM_SCOPE)
    for conversation in found.values():
        assert conversation.state is State.RESOLVED
        assert conversation.version == 1
        assert conversation.last_agent is not None
        assert conversation.created_at < (conversation.resolved_at or NOW) < NOW


async def test_it_is_stored_once_however_often_the_demo_starts(core: Core) -> None:
    await add_past(core, COUNT)
    before = await said(core)
    await add_past(core, COUNT)
    assert await said(core) == before


async def test_without_a_past_nothing_is_stored(core: Core) -> None:
    await add_past(core, 0)
    assert await said(core) == []
