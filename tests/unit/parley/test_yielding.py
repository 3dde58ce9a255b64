"""Work that can wait: how long it rests behind a piece, and that search terms go by it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.conversation import Conversation, Ref, State
from conversations.entries import Author, AuthorType, Direction, Entry, Kind
from conversations.events import Committed
from conversations.tasks import end
from parley.searching import PIECE, SearchIndexing
from parley.yielding import Yielding
from tests.doubles.pressed import Pressed

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
REF = Ref(id="x", name="X")
CONVERSATION = Conversation(
    id="c1",
    number=1,
    inbox=REF,
    channel=Channel.WEBCHAT,
    contact=REF,
    thread="v",
    address="v",
    state=State.QUEUED,
    queue=REF,
    created_at=NOW,
    changed_at=NOW,
)


def message(seq: int, text: str = "hello") -> Entry:
    return Entry(
        id=f"e{seq}",
        conversation_id="c1",
        contact_id="x",
        inbox_id="x",
        channel=Channel.WEBCHAT,
        seq=seq,
        kind=Kind.MESSAGE,
        at=NOW,
        author=Author(type=AuthorType.CONTACT, id="x", name="X"),
        direction=Direction.IN,
        text=text,
    )


class Terms:
    """Notes what is indexed; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.pieces: list[list[int]] = []
        self.failures = failures

    async def index_entries(self, entries: Sequence[Entry]) -> int:
        if self.failures:
            self.failures -= 1
            raise OSError("away")
        self.pieces.append([it.seq for it in entries])
        return len(entries)

    @property
    def done(self) -> list[int]:
        return [seq for piece in self.pieces for seq in piece]


class Marked:
    """What stands marked in the database as not indexed."""

    def __init__(self, terms: Terms, entries: Sequence[Entry]) -> None:
        self.terms, self.entries = terms, entries
        self.asked: list[datetime] = []

    async def unsearched(self, before: datetime, limit: int) -> Sequence[Entry]:
        self.asked.append(before)
        return [it for it in self.entries if it.seq not in self.terms.done][:limit]


def indexing(
    terms: Terms, marked: Sequence[Entry] = (), pressure: float = 0.0
) -> tuple[SearchIndexing, Marked]:
    left = Marked(terms, marked)
    clock = ManualClock(NOW)
    made = SearchIndexing(terms, left, clock, Pressed(pressure))  # type: ignore[arg-type]  # doubles
    return made, left


async def until_done(terms: Terms, count: int) -> None:
    async with asyncio.timeout(10):
        while len(terms.done) < count:  # noqa: ASYNC110 - another task does it
            await asyncio.sleep(0.01)


async def heard(made: SearchIndexing, entries: Sequence[Entry]) -> None:
    event = Committed(conversation=CONVERSATION, entries=tuple(entries), before=CONVERSATION)
    await made.on_event(event)


async def test_terms_are_made_in_small_pieces_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.searching.GATHER_S", 0.0)
    terms = Terms()
    made, _ = indexing(terms)
    await heard(made, [message(seq) for seq in range(2 * PIECE + 1)])
    running = asyncio.create_task(made.run())
    await until_done(terms, 2 * PIECE + 1)
    await end(running)
    assert [len(piece) for piece in terms.pieces] == [PIECE, PIECE, 1]
    assert terms.done == list(range(2 * PIECE + 1))


async def test_behind_a_piece_it_rests_by_how_much_others_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parley.searching.GATHER_S", 0.0)
    for pressure, rested in ((0.0, False), (1.0, True)):
        terms = Terms()
        made, _ = indexing(terms, pressure=pressure)
        rests: list[float] = []

        async def pause(seconds: float, rests: list[float] = rests) -> None:
            rests.append(seconds)

        monkeypatch.setattr(made.yielding, "pause", pause)
        await heard(made, [message(seq) for seq in range(2 * PIECE)])
        running = asyncio.create_task(made.run())
        await until_done(terms, 2 * PIECE)
        await end(running)
        assert [rest > 0.0 for rest in rests[:1]] == [rested]


async def test_what_failed_or_was_left_over_is_found_by_its_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("parley.searching.GATHER_S", 0.0)
    monkeypatch.setattr("parley.searching.SWEEP_S", 0.01)
    terms = Terms(failures=1)
    entries = [message(seq) for seq in range(3)]
    made, marked = indexing(terms, entries)
    await heard(made, entries)
    running = asyncio.create_task(made.run())
    await until_done(terms, 3)
    await end(running)
    assert terms.done == [0, 1, 2]
    assert marked.asked[0] == NOW - timedelta(seconds=0.01)


async def test_a_rest_ends_when_no_messages_come_any_more() -> None:
    yielding = Yielding(Pressed(), rest=1e9, at_most_s=3600.0, quiet_s=0.01)
    yielding.said()
    async with asyncio.timeout(5), yielding.piece():
        await asyncio.sleep(0)


async def test_messages_put_the_end_of_a_rest_off_up_to_its_length() -> None:
    yielding = Yielding(Pressed(), rest=1e9, at_most_s=0.2, quiet_s=0.05)
    loop = asyncio.get_running_loop()

    async def go_on_writing() -> None:
        while True:
            yielding.said()
            await asyncio.sleep(0.01)

    writing = asyncio.create_task(go_on_writing())
    began = loop.time()
    await asyncio.sleep(0)
    async with asyncio.timeout(5), yielding.piece():
        await asyncio.sleep(0.001)
    assert loop.time() - began >= 0.2
    await end(writing)


async def test_work_that_failed_is_not_rested_from() -> None:
    yielding = Yielding(Pressed(), rest=1e9, at_most_s=3600.0, quiet_s=3600.0)
    yielding.said()
    with pytest.raises(OSError, match="away"):
        async with asyncio.timeout(5), yielding.piece():
            raise OSError("away")


async def test_pieces_of_several_take_turns() -> None:
    busy = Pressed(0.0)
    at_it: list[str] = []

    async def work(name: str) -> None:
        async with Yielding(busy, rest=1.0).piece():
            at_it.append(name)
            for _ in range(3):
                await asyncio.sleep(0)
                assert at_it == [name]
            at_it.remove(name)

    await asyncio.gather(*(work(name) for name in ("tags", "terms", "insights")))
    with pytest.raises(OSError, match="away"):
        async with Yielding(busy, rest=1.0).piece():
            raise OSError("away")
    assert not busy.turn.locked()
