from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.entries import Author, AuthorType, Direction, Entry, Kind
from parley.analysis.backlog import AT_ONCE, FRESH_S, Backlog

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def message(seconds_ago: float) -> Entry:
    return Entry(
        id=f"entry-{seconds_ago}",
        conversation_id="conversation",
        contact_id="contact",
        inbox_id="inbox",
        channel=Channel.WEBCHAT,
        seq=1,
        kind=Kind.MESSAGE,
        at=NOW - timedelta(seconds=seconds_ago),
        author=Author(type=AuthorType.CONTACT, id="contact", name="A customer"),
        direction=Direction.IN,
        text="hello",
    )


@dataclass
class Shelf:
    """Messages without tags, and what was asked for."""

    messages: list[Entry] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)

    async def untagged(self, before: datetime, limit: int) -> Sequence[Entry]:
        self.asked.append(before)
        older = [each for each in self.messages if each.at < before]
        return sorted(older, key=lambda each: each.at, reverse=True)[:limit]


async def test_it_walks_from_the_newest_to_the_oldest_and_meets_each_once() -> None:
    shelf = Shelf([message(seconds) for seconds in range(1, 2 * AT_ONCE + 100)])
    backlog = Backlog(shelf, ManualClock(NOW))
    walked: list[Entry] = []
    while found := await backlog.next():
        assert len(found) <= AT_ONCE
        walked += found
    assert walked == [each for each in shelf.messages if each.at < NOW - timedelta(seconds=FRESH_S)]
    assert len(shelf.asked) == 4


async def test_a_new_walk_finds_what_came_meanwhile_and_what_was_not_stored() -> None:
    shelf = Shelf([message(60)])
    clock = ManualClock(NOW)
    backlog = Backlog(shelf, clock)
    assert await backlog.next() == [shelf.messages[0]]
    assert await backlog.next() == []
    shelf.messages.append(message(1))
    assert await backlog.next() == [shelf.messages[0]]  # the other one is too young
    clock.advance(10)
    backlog.begin_anew()
    assert [each.at for each in await backlog.next()] == [
        NOW - timedelta(seconds=1),
        NOW - timedelta(seconds=60),
    ]


async def test_the_walk_goes_on_where_it_was_although_newer_ones_come() -> None:
    shelf = Shelf([message(seconds) for seconds in range(10, 10 + 2 * AT_ONCE)])
    backlog = Backlog(shelf, ManualClock(NOW))
    first = await backlog.next()
    shelf.messages.insert(0, message(8))
    second = await backlog.next()
    assert second[0].at < first[-1].at
    backlog.begin_anew()
    assert (await backlog.next())[0].at == NOW - timedelta(seconds=8)
