"""What is kept of conversations' messages is what is stored, and little of it is read twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from conversations.conversation import Conversation
from conversations.entries import SYSTEM, Activity, Direction, Entry, Kind, Tag, TagKind
from conversations.events import Committed
from conversations.insights import MessageTags
from parley.analysis.message_tags import (
    CONVERSATIONS,
    FIRST_ENTRIES,
    LAST_ENTRIES,
    KnownMessages,
)
from tests.unit.conversations.making import conversation

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
NEUTRAL = Tag(kind=TagKind.SENTIMENT, value="neutral", score=0.0, source="engine")


class Stored:
    """Messages as a database holds them; the version of each is its meaning."""

    def __init__(self) -> None:
        self.tagged: dict[int, int] = {}
        self.read: list[int] = []
        self.fails = False
        self.meanwhile: Callable[[], None] | None = None

    async def messages(
        self, conversation_id: str, after: int, until: int, also: Collection[int] = ()
    ) -> Sequence[MessageTags]:
        if self.fails:
            raise OSError("the database is away")
        seqs = [it for it in sorted(self.tagged) if after < it <= until or it in also]
        self.read += seqs
        found = [
            MessageTags(seq=it, at=NOW, tags=(), meaning=bytes([self.tagged[it]])) for it in seqs
        ]
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return found


class House:
    """A conversation, what is stored of it, and who knows it."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.known = KnownMessages(self.stored)
        self.it: Conversation = replace(conversation(), seq=0, version=1)

    def say(self, times: int = 1, *, tagged: bool = True) -> None:
        """The customer writes; what they write has its tags at once, or waits for them."""
        for _ in range(times):
            before = self.it
            self.it = replace(before, seq=before.seq + 1, version=before.version + 1)
            self.stored.tagged[self.it.seq] = 0
            said = self._entry(
                kind=Kind.MESSAGE, direction=Direction.IN, tags=(NEUTRAL,) if tagged else ()
            )
            self.known.heard(Committed(conversation=self.it, before=before, entries=(said,)))

    def tag(self, *seqs: int, told: bool = True) -> None:
        """Tag messages again; ``told`` by a commit of this process, or of another one."""
        for seq in seqs:
            self.stored.tagged[seq] += 1
        before = self.it
        self.it = replace(before, seq=before.seq + 1, version=before.version + 1)
        entry = self._entry(
            kind=Kind.ACTIVITY, activity=Activity.TAGGED, data={"targets": list(seqs)}
        )
        if told:
            self.known.heard(Committed(conversation=self.it, before=before, entries=(entry,)))

    def _entry(self, **more: Any) -> Entry:
        """The newest of the timeline."""
        return Entry(
            id="e",
            conversation_id=self.it.id,
            contact_id="c",
            inbox_id="i",
            channel=self.it.channel,
            seq=self.it.seq,
            at=NOW,
            author=SYSTEM,
            **more,
        )

    def told_by_the_feed(self) -> None:
        self.known.heard(Committed(conversation=self.it, before=None, entries=()))

    async def asked(self) -> list[tuple[int, int]]:
        """Every message with how often it was tagged."""
        found = await self.known.of(self.it)
        return [(it.seq, it.meaning[0]) for it in found if it.meaning is not None]

    def read(self) -> list[int]:
        """What was read since the last call."""
        read, self.stored.read = self.stored.read, []
        return read


@pytest.fixture
def house() -> House:
    return House()


async def test_only_what_is_new_is_read(house: House) -> None:
    house.say(3)
    assert await house.asked() == [(1, 0), (2, 0), (3, 0)]
    assert house.read() == [1, 2, 3]
    house.say()
    assert await house.asked() == [(1, 0), (2, 0), (3, 0), (4, 0)]
    assert house.read() == [4]
    assert await house.asked() == [(1, 0), (2, 0), (3, 0), (4, 0)]
    assert house.read() == []


async def test_what_waits_for_its_tags_is_read_when_it_has_them(house: House) -> None:
    house.say(2)
    await house.asked()
    house.say(50, tagged=False)
    house.read()
    assert await house.asked() == [(1, 0), (2, 0)]
    assert house.read() == []
    house.tag(3, 4)
    assert await house.asked() == [(1, 0), (2, 0), (3, 1), (4, 1)]
    assert house.read() == [3, 4]


async def test_what_was_tagged_again_is_read_again(house: House) -> None:
    house.say(3)
    await house.asked()
    house.read()
    house.tag(2)
    house.say()
    assert await house.asked() == [(1, 0), (2, 1), (3, 0), (5, 0)]
    assert house.read() == [2, 5]


async def test_what_another_process_did_is_not_known_so_all_is_read(house: House) -> None:
    house.say(3)
    await house.asked()
    house.tag(1, told=False)
    house.told_by_the_feed()
    house.read()
    assert await house.asked() == [(1, 1), (2, 0), (3, 0)]
    assert house.read() == [1, 2, 3]


async def test_a_commit_that_was_not_heard_of_is_missed_by_the_next_one(house: House) -> None:
    house.say(3)
    await house.asked()
    house.tag(1, told=False)
    house.tag(2)
    assert await house.asked() == [(1, 1), (2, 1), (3, 0)]


async def test_what_is_told_twice_costs_nothing(house: House) -> None:
    house.say(2)
    await house.asked()
    house.tag(2)
    await house.asked()
    house.read()
    house.told_by_the_feed()
    assert await house.asked() == [(1, 0), (2, 1)]
    assert house.read() == []


async def test_a_change_while_it_reads_is_seen_the_next_time(house: House) -> None:
    house.say(2)
    house.stored.meanwhile = lambda: house.tag(1)
    assert await house.asked() == [(1, 0), (2, 0)]
    assert await house.asked() == [(1, 1), (2, 0)]


async def test_what_failed_is_read_from_the_beginning(house: House) -> None:
    house.say(2)
    await house.asked()
    house.tag(1)
    house.say()
    house.stored.fails = True
    with pytest.raises(OSError, match="away"):
        await house.asked()
    house.stored.fails = False
    assert await house.asked() == [(1, 1), (2, 0), (4, 0)]


async def test_of_a_very_long_conversation_begin_and_end(house: House) -> None:
    house.say(FIRST_ENTRIES + LAST_ENTRIES)
    assert len(await house.asked()) == FIRST_ENTRIES + LAST_ENTRIES
    house.say(5)
    known = await house.asked()
    assert [seq for seq, _ in known] == [
        *range(1, FIRST_ENTRIES + 1),
        *range(FIRST_ENTRIES + 6, FIRST_ENTRIES + LAST_ENTRIES + 6),
    ]
    house.known.forget()
    assert await house.asked() == known


async def test_so_many_conversations_are_kept(house: House) -> None:
    house.say()
    await house.asked()
    house.read()
    for number in range(CONVERSATIONS - 1):
        await house.known.of(replace(house.it, id=f"other{number}"))
    house.read()
    await house.asked()
    assert house.read() == []
    for number in range(CONVERSATIONS):
        await house.known.of(replace(house.it, id=f"other{number}"))
    house.read()
    await house.asked()
    assert house.read() == [1]
