"""Tags that cannot be stored, and teachings that somebody else has read first."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from conversations.clock import ManualClock
from conversations.entries import Tag
from conversations.errors import Unavailable
from conversations.events import Committed
from conversations.tagging import TagKeeper
from parley.analysis.backlog import Untagged
from parley.analysis.tagging import RUSH, STORED_AT_ONCE, Message, Tagging, _parts
from parley.analysis.teaching import Taught
from sentiment.engines import EngineChoice, EngineKind
from sentiment.lanes import Job
from sentiment.port import Text
from sentiment.running import TaggerInThread
from sentiment.tags import Sentiment, SentimentLabel, TextTags
from sentiment.teachings import Teachings
from tests.doubles.pressed import Pressed
from tests.unit.conversations.making import conversation
from tests.unit.parley.test_backlog import message

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
FOUND = TextTags(
    language=None,
    language_confidence=0.0,
    sentiment=Sentiment(label=SentimentLabel.NEUTRAL, score=0.0, engine="lexicon-1"),
    keywords=(),
    watch_hits=(),
)


class Places:
    """What is taught, beside a database that may be away."""

    def __init__(self) -> None:
        self.away = True
        self.changed = False
        self.teachings = Teachings()
        self.lists: dict[str, Any] = {}

    async def reload(self) -> bool:
        changed, self.changed = self.changed, False
        if changed:
            self.teachings = Teachings(intents=())
        return changed

    async def tags(self, _queue_id: str | None, _found: TextTags) -> list[Tag]:
        if self.away:
            raise Unavailable("The database is away.", remedy="Wait.")
        return []


class Keeper:
    """Counts what is stored."""

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.puts: dict[str, list[list[int]]] = {}

    async def put(self, _id: str, tags: dict[int, Sequence[Tag]], *_: Any, **__: Any) -> None:
        self.stored += tags
        self.puts.setdefault(_id, []).append(list(tags))


class Nothing:
    """No message stands without tags."""

    async def untagged(self, before: datetime, limit: int) -> Sequence[Any]:
        return []


@pytest.fixture
def places() -> Places:
    return Places()


def tagging_of(places: Places, keeper: Keeper, tagger: TaggerInThread) -> Tagging:
    return Tagging(
        tagger=tagger,
        keeper=cast(TagKeeper, keeper),
        untagged=cast(Untagged, Nothing()),
        taught=cast(Taught, places),
        clock=ManualClock(NOW),
        busy=Pressed(),
    )


async def test_what_the_database_did_not_take_is_taken_when_it_is_found_again(
    places: Places,
) -> None:
    keeper = Keeper()
    tagging = tagging_of(places, keeper, TaggerInThread(EngineChoice(kind=EngineKind.LEXICON)))
    message = Message("conv", 2, "q1", NOW, by_customer=True)
    job = Job(message, Text("hello"))
    tagging._under_way.add(message)
    with pytest.raises(Unavailable):
        await tagging._store([(job, FOUND)])
    assert message not in tagging._under_way
    places.away = False
    await tagging._store([(job, FOUND)])
    assert keeper.stored == [2]


async def test_the_tagger_is_taught_what_a_retagging_noticed_first(places: Places) -> None:
    tagger = TaggerInThread(EngineChoice(kind=EngineKind.LEXICON))
    tagging = tagging_of(places, Keeper(), tagger)
    await tagging.reload()
    places.changed = True
    assert await places.reload()  # by a re-tagging, which shares what was read
    await tagging.reload()
    assert tagger._teachings is places.teachings


async def test_what_piles_up_is_stored_in_order_and_many_of_a_conversation_at_once(
    places: Places,
) -> None:
    """Out of order, each time the whole timeline would be read for the mood."""
    places.away = False
    keeper, dice = Keeper(), random.Random(4)
    tagging = tagging_of(places, keeper, TaggerInThread(EngineChoice(kind=EngineKind.LEXICON)))
    tagging.worker.start()
    for seq in range(1, 41):
        for each in ("one", "two", "three"):
            said = replace(message(seq), id=f"{each}-{seq}", conversation_id=each, seq=seq)
            said = replace(said, text="lamp " * dice.randint(1, 60))
            after = conversation(id=each, seq=seq, version=seq)
            await tagging.on_event(Committed(conversation=after, before=None, entries=(said,)))
    async with asyncio.timeout(8):
        await tagging.worker.drained()
    await tagging.worker.stop()
    assert len(keeper.stored) == 120
    for puts in keeper.puts.values():
        assert [seq for seqs in puts for seq in seqs] == list(range(1, 41))
        assert len(puts) <= 3


@pytest.mark.parametrize(("pressure", "pauses"), [(RUSH, 0), (1.0, 2)])
async def test_a_rush_is_let_pass_between_the_parts_of_a_batch(
    places: Places, monkeypatch: pytest.MonkeyPatch, pressure: float, pauses: int
) -> None:
    places.away = False
    keeper = Keeper()
    tagging = tagging_of(places, keeper, TaggerInThread(EngineChoice(kind=EngineKind.LEXICON)))
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    monkeypatch.setattr(tagging, "_busy", Pressed(pressure))
    monkeypatch.setattr(tagging._yielding, "pause", pause)
    text = Text("hello")
    found = TextTags(None, 0.0, Sentiment(SentimentLabel.NEUTRAL, 0.0, "test"), (), ())
    results = [
        (Job(Message(f"c{number}", 1, None, NOW, by_customer=True), text), found)
        for number in range(2 * STORED_AT_ONCE + 1)
    ]
    await tagging._store(results)
    assert len(keeper.stored) == len(results)
    assert len(paused) == pauses


def test_tags_are_stored_in_parts_that_hold_up_nobody_for_long() -> None:
    found = {f"c{number}": range(number % 7 + 1) for number in range(40)}
    parts = list(_parts(found))
    assert [each for part in parts for each in part] == list(found)
    sizes = [sum(len(found[each]) for each in part) for part in parts]
    assert all(size >= STORED_AT_ONCE for size in sizes[:-1])
    assert max(sizes) < STORED_AT_ONCE + 7
    assert list(_parts({})) == []
