import asyncio
from dataclasses import replace

import pytest

from conversations.commands import AcceptOffer, DeclineOffer, Resolve, Snooze
from conversations.conversation import Ref, State
from conversations.entries import Activity
from conversations.events import Committed, SeatChanged, SettingsChanged
from conversations.people import Presence
from tests.doubles.memory_store import MemoryLease, MemoryLeaseHolder
from tests.unit.router.making import (
    NOW,
    activities,
    actor,
    after,
    floor,
    offer_of,
    queue,
    seat,
    store,
    waiting,
)


async def test_what_waits_at_the_start_is_offered_with_its_decision_stored() -> None:
    place = floor(store(waiting(1), seat("ana", 42)))
    await place.router.step()
    made = offer_of(place, "c1")
    assert (made.agent.id, made.expires_at) == ("ana", after(30))
    assert made.reasons == ("queue=Support", "idle_s=42", "waited_s=0")
    assert place.seat("ana").load == 20
    decision = place.store.decisions[0]
    assert (decision.chosen, decision.total_candidates) == ("ana", 1)
    assert decision.reasons == made.reasons


async def test_each_commit_is_told_and_the_claimed_seat_after_it() -> None:
    place = floor(store(waiting(1), seat("ana")))
    await place.router.step()
    committed, changed = place.told
    assert isinstance(committed, Committed) and isinstance(changed, SeatChanged)
    assert committed.conversation.state is State.OFFERED
    assert changed.seat.load == 20


async def test_a_new_conversation_and_a_freed_agent_wake_it() -> None:
    place = floor(store(seat("ana", capacity=20)))
    await place.router.step()
    for number in (1, 2):
        place.store.put(waiting(number))
        await place.bus.publish(Committed(conversation=waiting(number), before=None, entries=()))
    await place.router.step()
    accept = AcceptOffer(id="x1", conversation_id="c1", offer_id=offer_of(place, "c1").id)
    await place.desk.execute(actor("ana"), accept)
    await place.router.step()
    assert (await place.stored("c2")).state is State.QUEUED
    await place.desk.execute(actor("ana"), Resolve(id="x2", conversation_id="c1"))
    await place.router.step()
    assert offer_of(place, "c2").agent.id == "ana"


async def test_a_declined_offer_goes_to_the_next_agent() -> None:
    place = floor(store(waiting(1), seat("ana", 9), seat("bo")))
    await place.router.step()
    decline = DeclineOffer(id="x1", conversation_id="c1", offer_id=offer_of(place, "c1").id)
    await place.desk.execute(actor("ana"), decline)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"
    assert (place.seat("ana").load, place.seat("bo").load) == (0, 20)


async def test_an_offer_times_out_at_its_moment_and_is_made_again() -> None:
    place = floor(store(waiting(1), seat("ana", 9), seat("bo")))
    await place.router.step()
    assert place.router.next_at() == after(30)
    place.clock.advance(29.999)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "ana"
    place.clock.advance(0.001)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"
    place.clock.advance(30)
    await place.router.step()
    assert (await place.stored("c1")).offer is None
    place.clock.advance(20)
    await place.router.step()
    again = offer_of(place, "c1")
    assert again.agent.id == "ana"
    assert "asked_again" in again.reasons


async def test_a_vanished_agents_work_returns_after_the_grace_at_its_old_place() -> None:
    held = [
        waiting(1, state=State.ACTIVE, agent=Ref(id="ana", name="Ana")),
        waiting(2, state=State.PENDING, agent=Ref(id="ana", name="Ana")),
        waiting(3, state=State.OFFERED, offer=None),
    ]
    place = floor(store(*held[:2], waiting(3), seat("ana", load=40)))
    await place.attendance.connected("ana", "s1")
    await place.router.step()
    assert offer_of(place, "c3").agent.id == "ana"
    await place.attendance.disconnected("ana", "s1")
    place.clock.advance(29)
    await place.router.step()
    assert place.seat("ana").load == 60
    place.store.put(seat("bo"))
    await place.tell_seat("bo")
    place.clock.advance(31)
    await place.router.step()
    returned = [place.store.conversations[id] for id in ("c1", "c2", "c3")]
    assert [it.offer.agent.id for it in returned if it.offer] == ["bo", "bo", "bo"]
    assert [it.queued_at for it in returned] == [NOW, NOW, NOW]
    gone = place.seat("ana")
    assert (gone.presence, gone.reason, gone.load) == (Presence.OFFLINE, "vanished", 0)
    assert gone.vanished_at is None
    assert [line.after for line in place.store.presence_log] == [Presence.OFFLINE]


async def test_an_agent_who_comes_back_within_the_grace_keeps_their_work() -> None:
    active = waiting(1, state=State.ACTIVE, agent=Ref(id="ana", name="Ana"))
    place = floor(store(active, seat("ana", load=20)))
    await place.router.step()
    await place.attendance.connected("ana", "s1")
    await place.attendance.disconnected("ana", "s1")
    place.store.put(waiting(2))
    place.clock.advance(59)
    await place.router.step()
    assert (await place.stored("c2")).offer is None
    await place.attendance.connected("ana", "s2")
    place.clock.advance(2)
    await place.router.step()
    assert (await place.stored("c1")).agent == Ref(id="ana", name="Ana")
    assert offer_of(place, "c2").agent.id == "ana"


async def test_an_agent_whose_process_died_is_found_silent() -> None:
    active = waiting(1, state=State.ACTIVE, agent=Ref(id="ana", name="Ana"))
    place = floor(store(active, seat("ana", load=20, last_seen=NOW)))
    await place.router.step()
    for _ in range(4):
        place.clock.advance(30)
        await place.router.step()
    assert (await place.stored("c1")).state is State.QUEUED


async def test_a_snoozed_conversation_wakes() -> None:
    place = floor(store(waiting(1), seat("ana")))
    place.store.put(replace(waiting(1), state=State.ACTIVE, agent=Ref(id="ana", name="Ana")))
    place.store.put(seat("ana", load=20))
    await place.router.step()
    await place.desk.execute(actor("ana"), Snooze(id="x1", conversation_id="c1", until=after(100)))
    place.clock.advance(99)
    await place.router.step()
    assert (await place.stored("c1")).state is State.SNOOZED
    place.clock.advance(1)
    await place.router.step()
    made = offer_of(place, "c1")
    assert "last_agent" in made.reasons


async def test_work_that_waits_too_long_overflows_to_the_queue_that_helps_out() -> None:
    place = floor(
        store(
            queue(overflow_queue_id="all", overflow_after_s=60),
            queue("all"),
            waiting(1),
            seat("bo", queue_ids=("all",)),
        )
    )
    place.store.put(queue(overflow_queue_id="all", overflow_after_s=60))
    await place.router.step()
    place.clock.advance(60)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"
    assert Activity.TRANSFERRED in activities(place, "c1")


async def test_a_queues_new_settings_are_read() -> None:
    place = floor(store(queue("all"), waiting(1), seat("bo", queue_ids=("all",))))
    await place.router.step()
    place.store.put(queue(overflow_queue_id="all", overflow_after_s=5))
    await place.bus.publish(SettingsChanged(kind="queue", id="support"))
    place.clock.advance(5)
    await place.router.step()
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"


async def test_only_the_holder_of_the_lease_routes_and_the_next_takes_over() -> None:
    shared, lease = store(waiting(1), seat("ana", capacity=20)), MemoryLease()
    one = floor(shared)
    holder = MemoryLeaseHolder(lease, "one", one.clock)
    one = floor(shared, one.clock, lease=holder)
    two = floor(shared, one.clock, lease=MemoryLeaseHolder(lease, "two", one.clock))
    await one.router.step()
    await two.router.step()
    assert (one.router.leading, two.router.leading) == (True, False)
    assert two.router.why_waiting("c1") is None
    holder.cut_off = True
    shared.put(waiting(2), seat("bo"))
    for _ in range(4):
        one.clock.advance(2)
        await one.router.step()
        await two.router.step()
    assert (one.router.leading, two.router.leading) == (False, True)
    assert offer_of(two, "c2").agent.id == "bo"
    assert lease.fence == 2


async def test_run_sleeps_until_something_happens_and_gives_the_lease_up() -> None:
    lease = MemoryLease()
    place = floor(store(seat("ana")))
    place = floor(place.store, place.clock, lease=MemoryLeaseHolder(lease, "one", place.clock))
    offered = asyncio.Event()

    async def see(event: object) -> None:
        if isinstance(event, Committed) and event.conversation.offer is not None:
            offered.set()

    place.bus.subscribe(Committed, see)
    await place.router.step()
    task = asyncio.create_task(place.router.run())
    async with asyncio.timeout(5):
        place.store.put(waiting(1))
        await place.bus.publish(Committed(conversation=waiting(1), before=None, entries=()))
        await offered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert lease.owner is None


async def test_changes_of_other_processes_are_asked_for() -> None:
    news: list[Committed] = []

    async def poll() -> list[Committed]:
        heard = list(news)
        news.clear()
        return heard

    place = floor(store(seat("ana")), listening=False, poll_changes=poll)
    await place.router.step()
    place.store.put(waiting(1))
    news.append(Committed(conversation=waiting(1), before=None, entries=()))
    place.clock.advance(1)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "ana"


async def test_a_burst_is_worked_off_in_rounds_with_every_seat_filled() -> None:
    agents = [seat(f"a{number:03}", idle_s=number) for number in range(60)]
    place = floor(store(*(waiting(number) for number in range(1, 301)), *agents))
    await place.router.step()
    states = [it.state for it in place.store.conversations.values()]
    assert (states.count(State.OFFERED), states.count(State.QUEUED)) == (180, 120)
    assert {it.load for it in place.store.seats_by_id.values()} == {60}
    assert place.router.refused == 0


async def test_what_an_ended_offer_makes_due_is_done_in_the_same_step() -> None:
    helping = queue(overflow_queue_id="all", overflow_after_s=30)
    bo = seat("bo", queue_ids=("all",))
    place = floor(store(queue("all"), waiting(1), seat("ana", capacity=20), bo))
    place.store.put(helping)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "ana"
    place.clock.advance(30)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"
