"""Names are read when they may be others by now, and no more often."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from conversations.entries import Tag, TagKind
from conversations.insights import MessageTags, Names
from conversations.intents import Intent
from conversations.places import WatchTerms
from parley.analysis import known_names
from parley.analysis.known_names import KnownNames

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


class Lists:
    """Watch lists as another process makes them."""

    def __init__(self) -> None:
        self.there: list[WatchTerms] = []
        self.reads = 0
        self.held: asyncio.Event | None = None
        self.begun = asyncio.Event()

    def add(self, list_id: str, name: str) -> None:
        self.there.append(WatchTerms(id=list_id, name=name, terms=("law",), created_at=NOW))

    async def all(self) -> list[WatchTerms]:
        self.reads += 1
        found = list(self.there)
        self.begun.set()
        if self.held is not None:
            await self.held.wait()
        return found


class NoIntents:
    async def all(self) -> list[Intent]:
        return []


def hits(*refs: str) -> list[MessageTags]:
    """A message in which these were found."""
    found = [Tag(kind=TagKind.WATCH, value="?", source="machine:watch", ref=it) for it in refs]
    return [MessageTags(seq=1, at=NOW, tags=tuple(found))]


def ids(names: Names) -> list[str]:
    return sorted(names.watch.values())


@pytest.fixture
def lists() -> Lists:
    made = Lists()
    made.add("one", "Lawyers")
    return made


@pytest.fixture
def known(lists: Lists) -> KnownNames:
    return KnownNames(lists, NoIntents())


async def test_they_are_read_once_while_they_are_fresh(lists: Lists, known: KnownNames) -> None:
    for _ in range(3):
        assert ids(await known.of(hits("one"))) == ["one"]
    assert lists.reads == 1


async def test_they_are_read_again_when_they_are_old(
    lists: Lists, known: KnownNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_names, "FRESH_S", 0.0)
    await known.of([])
    lists.there.clear()
    assert ids(await known.of([])) == []


async def test_a_hit_of_a_new_list_has_them_read_once_more(lists: Lists, known: KnownNames) -> None:
    await known.of([])
    lists.add("new", "Press")
    lists.add("newer", "Court")
    assert ids(await known.of(hits("one", "new", "newer"))) == ["new", "newer", "one"]
    assert lists.reads == 2, "once for all that is new"


async def test_what_is_gone_is_looked_for_once(lists: Lists, known: KnownNames) -> None:
    await known.of([])
    for _ in range(3):
        assert ids(await known.of(hits("gone"))) == ["one"]
        assert ids(await known.of(hits("gone", "gone too"))) == ["one"]
    assert lists.reads == 3


async def test_names_that_change_while_they_are_read_are_read_again(
    lists: Lists, known: KnownNames
) -> None:
    lists.held = asyncio.Event()
    reading = asyncio.create_task(known.of([]))
    await lists.begun.wait()
    lists.there.clear()
    known.forget()
    lists.held.set()
    assert ids(await reading) == ["one"]
    assert ids(await known.of([])) == []
