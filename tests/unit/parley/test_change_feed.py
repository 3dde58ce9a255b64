"""What other processes commit is told once, and what this one commits is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conversations.clock import ManualClock
from conversations.conversation import Conversation
from conversations.events import Committed
from conversations.people import Scope, Seat
from parley.change_feed import ChangeFeed
from tests.unit.conversations.making import conversation

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


class Stored:
    """One conversation and nobody's seat, in a database that several processes write to."""

    def __init__(self) -> None:
        self.it = replace(conversation(), version=1, changed_at=NOW)
        self.feed = ChangeFeed(self, self, ManualClock(NOW))

    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> Sequence[Conversation]:
        return [self.it]

    async def all(self) -> Sequence[Seat]:
        return []

    async def commit(self, *, here: bool) -> None:
        """By this process, which hears of it at once, or by another."""
        before, self.it = self.it, replace(self.it, version=self.it.version + 1)
        if here:
            await self.feed.on_event(Committed(conversation=self.it, before=before, entries=()))

    async def told(self) -> list[int]:
        """The versions told of since the last time."""
        polled = await self.feed.poll()
        return [it.conversation.version for it in polled if isinstance(it, Committed)]


@pytest.fixture
async def stored() -> Stored:
    made = Stored()
    assert await made.told() == [1]
    return made


async def test_it_tells_each_commit_once(stored: Stored) -> None:
    assert await stored.told() == []
    await stored.commit(here=False)
    assert await stored.told() == [2]
    assert await stored.told() == []


async def test_it_does_not_tell_a_process_of_its_own(stored: Stored) -> None:
    await stored.commit(here=True)
    await stored.commit(here=True)
    assert await stored.told() == []
    await stored.commit(here=False)
    assert await stored.told() == [4]


async def test_it_does_not_tell_of_what_was_opened_here() -> None:
    made = Stored()
    await made.feed.on_event(Committed(conversation=made.it, before=None, entries=()))
    assert await made.told() == []


async def test_it_tells_of_one_of_another_process_below_one_of_this(stored: Stored) -> None:
    await stored.commit(here=False)
    await stored.commit(here=True)
    assert await stored.told() == [3]
