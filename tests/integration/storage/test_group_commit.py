"""Commits in a group answer exactly as each would have alone."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest

from conversations import handlers
from conversations.change import Change
from conversations.clock import new_id
from conversations.commands import Note
from conversations.conversation import Conversation
from conversations.entries import Activity, Author, AuthorType
from conversations.errors import DuplicateEntry, ParleyError, Unavailable, VersionConflict
from conversations.outcome import Outcome
from conversations.people import SYSTEM_SCOPE
from storage.grouping import Grouping
from storage.transactions import in_transaction
from tests.integration.storage.conftest import House

AUTHOR = Author(type=AuthorType.AGENT, id="a", name="A")


def note(conversation: Conversation, house: House, command_id: str) -> Outcome:
    change = Change.of(conversation, house.clock.now())
    command = Note(id=command_id, conversation_id=conversation.id, text=command_id)
    handlers.note(change, command, AUTHOR)
    return change.finish()


async def test_many_at_once_share_few_transactions(house: House) -> None:
    conversations = [await house.say(f"v{i}") for i in range(30)]
    before = house.stores.commits.transactions
    await asyncio.gather(
        *(house.stores.conversations.commit(note(it, house, new_id())) for it in conversations)
    )
    assert house.stores.commits.transactions - before <= 2
    for conversation in conversations:
        stored = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
        assert (stored.seq, stored.version) == (conversation.seq + 1, conversation.version + 1)


@pytest.mark.parametrize("seed", range(6))
async def test_conflicts_in_a_group_hit_only_those_who_have_them(house: House, seed: int) -> None:
    """Some outcomes are stale and some repeat a command; the others must not suffer."""
    rng = random.Random(seed)
    conversations = [await house.say(f"v{i}") for i in range(12)]
    taken = [new_id() for _ in range(3)]
    for command_id in taken:
        first = await house.say(f"holder of {command_id}")
        await house.stores.conversations.commit(note(first, house, command_id))
    expected: list[type[ParleyError] | None] = []
    outcomes: list[Outcome] = []
    for conversation in conversations:
        fate = rng.choice(["good", "good", "stale", "repeated"])
        if fate == "stale":
            stale = replace(conversation, version=conversation.version - 1)
            outcomes.append(note(stale, house, new_id()))
            expected.append(VersionConflict)
        elif fate == "repeated":
            outcomes.append(note(conversation, house, rng.choice(taken)))
            expected.append(DuplicateEntry)
        else:
            outcomes.append(note(conversation, house, new_id()))
            expected.append(None)
    results = await asyncio.gather(
        *(house.stores.conversations.commit(outcome) for outcome in outcomes),
        return_exceptions=True,
    )
    assert [None if it is None else type(it) for it in results] == expected
    for outcome, error in zip(outcomes, expected, strict=True):
        assert outcome.before is not None
        conversation = next(it for it in conversations if it.id == outcome.after.id)
        stored = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
        assert stored == (outcome.after if error is None else conversation)
        entry = await house.stores.conversations.entry(conversation.id, conversation.seq + 1)
        assert (entry is None) == (error is not None)


async def test_one_that_is_known_to_be_outdated_does_not_undo_its_group(house: House) -> None:
    conversations = [await house.say(f"v{i}") for i in range(8)]
    await house.say("v0", "this makes the first one outdated")
    before = house.stores.commits.transactions
    results = await asyncio.gather(
        *(house.stores.conversations.commit(note(it, house, new_id())) for it in conversations),
        return_exceptions=True,
    )
    assert [type(it) for it in results] == [VersionConflict] + [type(None)] * 7
    assert house.stores.commits.transactions - before <= 2


async def test_two_for_one_conversation_never_share_a_group(house: House) -> None:
    conversation = await house.say("ada")
    first = note(conversation, house, "one")
    second = note(first.after, house, "two")
    await asyncio.gather(
        house.stores.conversations.commit(first), house.stores.conversations.commit(second)
    )
    stored = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
    assert stored == second.after


async def test_a_lone_item_starts_at_once_and_company_goes_together() -> None:
    groups: list[list[int]] = []
    gate, started = asyncio.Event(), asyncio.Event()

    async def work(items: object) -> list[int]:
        assert isinstance(items, list)
        groups.append(items)
        started.set()
        await gate.wait()
        return items

    grouping: Grouping[int, int] = Grouping(work, size=3)
    first = asyncio.create_task(grouping.submit(0))
    await started.wait()
    others = [asyncio.create_task(grouping.submit(i)) for i in range(1, 6)]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, *others) == [0, 1, 2, 3, 4, 5]
    assert groups == [[0], [1, 2, 3], [4, 5]]


async def test_a_cancelled_caller_takes_nobody_along() -> None:
    async def work(items: object) -> list[int]:
        assert isinstance(items, list)
        await asyncio.sleep(0)
        return items

    grouping: Grouping[int, int] = Grouping(work, size=8)
    tasks = [asyncio.create_task(grouping.submit(i)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert (results[0], results[2]) == (0, 2)
    assert isinstance(results[1], asyncio.CancelledError)
    await grouping.close()


async def test_what_goes_wrong_inside_leaves_nothing_behind(house: House) -> None:
    class Boom(Exception):
        pass

    async def body(session: object) -> None:
        await house.stores.db["entries"].insert_one({"_id": "x"}, session=session)  # type: ignore[arg-type]  # the driver's own
        raise Boom

    with pytest.raises(Boom):
        await in_transaction(house.stores.db.client, body)
    assert await house.stores.db["entries"].find_one({"_id": "x"}) is None


async def test_a_database_that_is_away_is_unavailable() -> None:
    from conversations.clock import SystemClock
    from storage import FernetCipher, connect, open_stores

    uri = "mongodb://127.0.0.1:9/?directConnection=true"
    async with connect(uri, serverSelectionTimeoutMS=100) as client:
        with pytest.raises(Unavailable):
            await open_stores(client, "x", cipher=FernetCipher(b"k" * 32), clock=SystemClock())


async def test_commits_of_tags_alone_keep_nobody_busy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what stores tags would hold back for itself."""
    conversation = await house.say("v1")
    busy = house.stores.commits.busy
    monotonic = [0.0]
    busy._clock = lambda: monotonic[0]
    busy._taken.clear()
    write = house.stores.commits._write

    async def slowly(*given: Any) -> None:
        monotonic[0] += 1.0
        await write(*given)

    monkeypatch.setattr(house.stores.commits, "_write", slowly)
    change = Change.of(conversation, house.clock.now())
    change.note_activity(Activity.TAGGED, {"targets": [1], "tags": []})
    await house.stores.conversations.commit(change.finish())
    assert busy.share == 0.0
    stored = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
    await house.stores.conversations.commit(note(stored, house, new_id()))
    assert busy.share > 0.0
