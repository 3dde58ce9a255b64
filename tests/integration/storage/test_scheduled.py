"""Scheduled replies in the database: one taker at a time, nothing forgotten, nothing revived."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from conversations.clock import ManualClock
from conversations.conversation import Ref
from conversations.entries import Attachment
from conversations.scheduling import ScheduledReply, ScheduledState, Unsendable
from storage import Stores
from storage.migrations import m0002_scheduled_replies

LEASE_S = 30.0


def scheduled(clock: ManualClock, reply_id: str = "r1", hours: float = 1) -> ScheduledReply:
    return ScheduledReply(
        id=reply_id,
        conversation_id="c1",
        author=Ref(id="ana", name="Ana"),
        text="later",
        attachments=(Attachment(id="f", name="a.pdf", content_type="application/pdf", size=7),),
        resolve=True,
        send_at=clock.now() + timedelta(hours=hours),
        created_at=clock.now(),
    )


async def test_it_comes_back_as_it_was_stored_and_an_id_counts_once(
    stores: Stores, clock: ManualClock
) -> None:
    first = scheduled(clock)
    answers = await asyncio.gather(
        *(stores.scheduled.add(replace(first, text=str(n))) for n in range(5))
    )
    assert len({it.text for it in answers}) == 1
    assert await stores.scheduled.find("r1") == answers[0]
    assert await stores.scheduled.of_conversation("c1") == [answers[0]]
    assert await stores.scheduled.of_conversation("c2") == []


async def test_only_what_is_due_is_taken_and_by_one(stores: Stores, clock: ManualClock) -> None:
    for number in range(10):
        await stores.scheduled.add(scheduled(clock, f"r{number}", hours=1 + number / 100))
    await stores.scheduled.add(scheduled(clock, "tomorrow", hours=24))
    assert await stores.scheduled.claim("w", clock.now(), LEASE_S, 100) == []
    clock.advance(7200)
    taken = await asyncio.gather(
        *(stores.scheduled.claim(f"w{n}", clock.now(), LEASE_S, 100) for n in range(4))
    )
    ids = [reply.id for batch in taken for reply in batch]
    assert sorted(ids) == [f"r{number}" for number in range(10)]


async def test_what_a_dead_taker_had_comes_up_again(stores: Stores, clock: ManualClock) -> None:
    await stores.scheduled.add(scheduled(clock))
    clock.advance(3600)
    [taken] = await stores.scheduled.claim("dead", clock.now(), LEASE_S, 10)
    assert await stores.scheduled.claim("w", clock.now(), LEASE_S, 10) == []
    assert await stores.scheduled.take("r1", "w", clock.now(), LEASE_S) is None
    assert not await stores.scheduled.cancel("r1", clock.now())
    clock.advance(LEASE_S)
    [again] = await stores.scheduled.claim("w", clock.now(), LEASE_S, 10)
    assert again == taken
    late = replace(taken, state=ScheduledState.FAILED, failure=Unsendable.REFUSED, error="e")
    assert not await stores.scheduled.settle(late, "dead")
    await stores.scheduled.done("r1")
    assert await stores.scheduled.find("r1") is None


async def test_a_failed_one_waits_for_a_person(stores: Stores, clock: ManualClock) -> None:
    await stores.scheduled.add(scheduled(clock))
    clock.advance(3600)
    [taken] = await stores.scheduled.claim("w", clock.now(), LEASE_S, 10)
    failed = replace(taken, state=ScheduledState.FAILED, failure=Unsendable.CLOSED, error="e")
    assert await stores.scheduled.settle(failed, "w")
    clock.advance(86_400)
    assert await stores.scheduled.claim("w", clock.now(), LEASE_S, 10) == []
    assert await stores.scheduled.of_conversation("c1") == [failed]
    assert await stores.scheduled.take("r1", "ana", clock.now(), LEASE_S) == taken
    waiting = replace(taken, state=ScheduledState.WAITING)
    assert await stores.scheduled.settle(waiting, "ana")
    assert len(await stores.scheduled.claim("w", clock.now(), LEASE_S, 10)) == 1


async def test_a_cancelled_one_leaves_a_mark_without_words(
    stores: Stores, clock: ManualClock
) -> None:
    await stores.scheduled.add(scheduled(clock))
    assert await stores.scheduled.cancel("r1", clock.now())
    kept = await stores.scheduled.add(scheduled(clock))
    assert (kept.state, kept.text, kept.attachments) == (ScheduledState.CANCELLED, "", ())
    assert await stores.scheduled.of_conversation("c1") == []
    clock.advance(7200)
    assert await stores.scheduled.claim("w", clock.now(), LEASE_S, 10) == []
    assert await stores.scheduled.take("r1", "w", clock.now(), LEASE_S) is None


async def test_the_migration_may_be_repeated(stores: Stores, clock: ManualClock) -> None:
    await stores.scheduled.add(scheduled(clock))
    await m0002_scheduled_replies.migrate(stores.db)
    assert await stores.scheduled.find("r1") is not None
