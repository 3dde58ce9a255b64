"""Tagging over a real database, by a process that is killed, dies of a text, or cannot load."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations.clock import ManualClock
from conversations.entries import Entry, TagKind
from conversations.events import Committed
from conversations.inbound import Nature
from parley.analysis.tagging import QueueTeamsOf, Tagging
from parley.analysis.teaching import Taught
from sentiment.port import Text
from sentiment.process import TaggerProcess
from sentiment.process_life import Patience
from sentiment.tags import TextTags
from storage import FernetCipher, open_stores
from storage.client import connect
from tests.doubles.pressed import Pressed
from tests.running import deadly_engine
from tests.running.analysed import AnalysedHouse, build_analysed_house
from tests.running.deadly_engine import DIE

pytestmark = [pytest.mark.timeout(120), pytest.mark.faults]

DEADLINE_S = 60.0
MANY = 70
"""More messages than fit into a batch."""


class NotingProcess(TaggerProcess):
    """A tagging process whose batches are noted as it is given them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(deadly_engine.choice(folder), Patience(pause_s=0.05), deadly_engine.ENTRY)
        self.batches: list[list[str]] = []

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        found = super().tag_many(items)
        self.batches.append([item.text for item in items])
        return found


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[AnalysedHouse]:
    clock = ManualClock(datetime(2026, 3, 4, 9, tzinfo=UTC))
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        made = await build_analysed_house(stores, clock)
        await made.queue("Shop")
        yield made
        await stores.close()


@asynccontextmanager
async def tagging(house: AnalysedHouse, process: TaggerProcess) -> AsyncIterator[Tagging]:
    """Tag until this is left."""
    stores = house.stores
    made = Tagging(
        tagger=process,
        keeper=house.keeper,
        untagged=stores.timelines,
        taught=Taught(
            stores.watch_lists, stores.intents, stores.tunes, QueueTeamsOf(stores.places)
        ),
        clock=house.clock,
        busy=Pressed(),
    )
    house.core.bus.subscribe(Committed, made.on_event)
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def untagged(house: AnalysedHouse) -> Sequence[Entry]:
    house.clock.advance(10)
    return await house.stores.timelines.untagged(house.clock.now(), 1_000)


async def all_tagged(house: AnalysedHouse) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while left := await untagged(house):
        assert time.monotonic() < deadline, [entry.text for entry in left]
        await asyncio.sleep(0.05)


async def test_killed_again_and_again_it_tags_every_message(
    house: AnalysedHouse, tmp_path: Path
) -> None:
    process = NotingProcess(tmp_path)
    async with tagging(house, process):
        for number in range(3):
            await house.say("Shop", f"visitor {number}", f"message {number}")
            await all_tagged(house)
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
        await house.say("Shop", "visitor 0", "the last one")
        await all_tagged(house)
    assert process.starts == 4
    assert len(process.batches) == 4


async def test_a_text_that_kills_it_stays_without_tags_and_its_neighbours_have_theirs(
    house: AnalysedHouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / deadly_engine.UNLOADABLE).touch()  # until all three wait: they are one batch
    process = NotingProcess(tmp_path)
    async with tagging(house, process):
        said = [
            await house.say("Shop", f"visitor {number}", text)
            for number, text in enumerate(("before", DIE, "behind"))
        ]
        (tmp_path / deadly_engine.UNLOADABLE).unlink()
        await all_tagged(house)
    moods = []
    for conversation in said:
        (entry,) = await house.stores.conversations.customers_messages(conversation.id)
        moods.append([tag.value for tag in entry.tags if tag.kind is TagKind.SENTIMENT])
    assert moods == [["neutral"], [], ["neutral"]]
    assert "ended the tagging process twice" in caplog.text


async def test_what_a_machine_wrote_is_not_read(house: AnalysedHouse, tmp_path: Path) -> None:
    process = NotingProcess(tmp_path)
    async with tagging(house, process):
        conversation = await house.say("Shop", "visitor", "Where is it?")
        await house.say("Shop", "visitor", "I am away and very sorry", Nature.AUTOMATIC)
        await house.say("Shop", "visitor", "Hello?")
        await all_tagged(house)
    assert [text for batch in process.batches for text in batch] == ["Where is it?", "Hello?"]
    written = await house.stores.conversations.customers_messages(conversation.id)
    assert [bool(entry.tags) for entry in written] == [True, False, True]


async def test_what_came_while_nothing_tagged_is_tagged_newest_first_and_once(
    house: AnalysedHouse, tmp_path: Path
) -> None:
    newest_first = [f"message {number:03}" for number in reversed(range(MANY))]
    for number, text in enumerate(reversed(newest_first)):
        await house.say("Shop", f"visitor {number % 5}", text)
        house.clock.advance(1)
    house.clock.advance(10)
    process = NotingProcess(tmp_path)
    async with tagging(house, process):
        await all_tagged(house)
    assert [text for batch in process.batches for text in batch] == newest_first
    assert len(process.batches) > 1
