"""Journal, outbox and leases: nothing lost, nothing held by two."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.errors import NotFound
from conversations.inbound import MAX_RECEIVE_ATTEMPTS, JournalRecord, JournalState
from conversations.outbox import OutboxItem, OutboxState
from storage import Stores
from storage.documents.deliveries import from_outbox_item
from storage.leases import Leases
from storage.schema import Migration, TooNew, applied_number, migrate


def record(clock: ManualClock, external_id: str) -> JournalRecord:
    now = clock.now()
    return JournalRecord(
        id=new_id(),
        inbox_id="i",
        channel=Channel.WEBCHAT,
        external_id=external_id,
        payload={"text": external_id, "at": now, "deep": {"list": [1, {"$gt": ""}]}},
        received_at=now,
        next_try_at=now,
    )


async def test_each_payload_is_new_once_however_they_are_grouped(
    stores: Stores, clock: ManualClock
) -> None:
    ids = [f"m{i % 20}" for i in range(60)]
    told = await asyncio.gather(*(stores.journal.record(record(clock, it)) for it in ids))
    assert sum(told) == 20
    assert await stores.db["journal"].count_documents({}) == 20


async def test_what_a_crash_left_pending_comes_back_and_what_is_done_does_not(
    stores: Stores, clock: ManualClock
) -> None:
    for name in ("left", "done", "marked"):
        await stores.journal.record(record(clock, name))
    await stores.journal.done("i", "done")
    await stores.journal.flush()
    assert await stores.journal.due(clock.now(), 10) == []  # they are being received right now
    clock.advance(60)
    await stores.journal.done("i", "marked")
    due = await stores.journal.due(clock.now(), 10)
    assert [it.external_id for it in due] == ["left"]
    assert due[0].payload["deep"] == {"list": [1, {"$gt": ""}]}


async def test_failures_back_off_then_wait_in_quarantine_and_can_be_replayed(
    stores: Stores, clock: ManualClock
) -> None:
    await stores.journal.record(record(clock, "bad"))
    for attempt in range(1, MAX_RECEIVE_ATTEMPTS + 1):
        clock.advance(1000)
        await stores.journal.failed("i", "bad", f"no. {attempt}", clock.now())
        assert await stores.journal.due(clock.now(), 10) == []
    clock.advance(10_000)
    assert await stores.journal.due(clock.now(), 10) == []
    [waiting] = await stores.journal.quarantined()
    assert (waiting.error, waiting.attempts) == ("no. 6", 6)
    released = await stores.journal.release(waiting.id, clock.now())
    assert released.attempts == 0
    [due] = await stores.journal.due(clock.now(), 10)
    assert due.state is JournalState.FAILED
    with pytest.raises(NotFound):
        await stores.journal.release(waiting.id, clock.now())


async def test_nonsense_is_in_quarantine_at_once(stores: Stores, clock: ManualClock) -> None:
    await stores.journal.record(record(clock, "bad"))
    await stores.journal.failed("i", "bad", "nonsense", clock.now(), permanent=True)
    assert len(await stores.journal.quarantined()) == 1


def item(clock: ManualClock, number: int) -> OutboxItem:
    due = clock.now() + timedelta(milliseconds=number)
    return OutboxItem(
        id=f"e{number}",
        conversation_id="c",
        inbox_id="i",
        channel=Channel.WEBCHAT,
        seq=number,
        due_at=due,
        created_at=clock.now(),
    )


async def test_workers_never_share_an_item(stores: Stores, clock: ManualClock) -> None:
    items = [item(clock, number) for number in range(60)]
    await stores.db["outbox"].insert_many([from_outbox_item(it) for it in items])
    clock.advance(1)
    claims = await asyncio.gather(
        *(stores.outbox.claim(f"w{i}", clock.now(), 30, 25) for i in range(8))
    )
    taken = [it.id for claim in claims for it in claim]
    assert len(taken) == len(set(taken))
    rest = await stores.outbox.claim("last", clock.now(), 30, 100)
    assert {*taken, *(it.id for it in rest)} == {it.id for it in items}
    for claim in claims:
        assert [it.seq for it in claim] == sorted(it.seq for it in claim)


async def test_only_the_holder_of_the_lease_settles(stores: Stores, clock: ManualClock) -> None:
    await stores.db["outbox"].insert_one(from_outbox_item(item(clock, 0)))
    clock.advance(1)
    [mine] = await stores.outbox.claim("me", clock.now(), 30, 10)
    assert await stores.outbox.expired(clock.now(), 10) == []
    stranger = replace(mine, lease_owner="you", state=OutboxState.DONE)
    assert not await stores.outbox.settle(stranger)
    clock.advance(31)
    [late] = await stores.outbox.expired(clock.now(), 10)
    assert late.id == mine.id
    again = replace(late, state=OutboxState.QUEUED, attempts=1, error="slow")
    assert await stores.outbox.settle(again)
    assert not await stores.outbox.settle(again)
    stored = await stores.outbox.get(mine.id)
    assert (stored.state, stored.attempts, stored.lease_owner) == (OutboxState.QUEUED, 1, None)


async def test_one_holds_a_lease_and_the_fence_rises_with_each_hand(
    stores: Stores, clock: ManualClock
) -> None:
    leases = Leases(stores.db, clock)
    taken = await asyncio.gather(*(leases.acquire("x", f"p{i}", 5) for i in range(20)))
    [held] = [lease for lease in taken if lease is not None]
    clock.advance(4)
    renewed = await leases.renew(held, 5)
    assert renewed is not None
    clock.advance(4)
    assert await leases.acquire("x", "other", 5) is None
    clock.advance(2)
    following = await asyncio.gather(*(leases.acquire("x", f"q{i}", 5) for i in range(20)))
    [next_one] = [lease for lease in following if lease is not None]
    assert next_one.fence == held.fence + 1
    assert await leases.renew(renewed, 5) is None
    await leases.release(renewed)  # a late release of the former holder changes nothing
    assert await leases.acquire("x", "third", 5) is None
    await leases.release(next_one)
    side = leases.held_by("x", "third", 5)
    assert await side.hold()
    assert await side.hold()
    assert side.fence == held.fence + 2
    await side.release()
    assert await leases.acquire("x", "fourth", 5) is not None


async def test_migrations_run_once_in_order_whoever_starts(
    stores: Stores, clock: ManualClock
) -> None:
    ran: list[int] = []

    def step(number: int) -> Migration:
        async def run(db: object) -> None:
            await asyncio.sleep(0)
            ran.append(number)

        return Migration(number, f"step {number}", run)

    newest = await applied_number(stores.db)
    steps = [step(newest + 1), step(newest + 2)]
    done = await asyncio.gather(*(migrate(stores.db, clock, steps=steps) for _ in range(3)))
    assert ran == [newest + 1, newest + 2]
    assert sorted(len(it) for it in done) == [0, 0, 2]
    assert await applied_number(stores.db) == newest + 2
    with pytest.raises(TooNew):
        await migrate(stores.db, clock, steps=[step(newest + 1)])
