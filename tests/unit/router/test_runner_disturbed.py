"""A whole router when others were quicker, events are missed, or the store fails."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from conversations.commands import AcceptOffer, Resolve
from conversations.conversation import Conversation, State
from conversations.entries import Activity
from conversations.errors import Unavailable
from conversations.events import Committed
from tests.doubles.memory_store import MemoryLease, MemoryLeaseHolder, MemoryStore
from tests.unit.router.making import activities, actor, floor, offer_of, queue, seat, store, waiting


async def test_a_lost_claim_is_read_again_and_another_agent_asked() -> None:
    place = floor(store(seat("ana", 99), seat("bo")))
    await place.router.step()
    # Somebody else fills Ana without a word to this process.
    place.store.put(replace(place.seat("ana"), load=60, version=9))
    place.store.put(waiting(1))
    await place.bus.publish(Committed(conversation=waiting(1), before=None, entries=()))
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "bo"
    assert place.router.refused == 1


async def test_a_conversation_that_moved_on_is_read_again() -> None:
    place = floor(store(waiting(1)))
    await place.router.step()
    place.store.put(replace(waiting(1), subject="newer", version=2))
    place.store.put(seat("ana"))
    await place.tell_seat("ana")
    await place.router.step()
    assert (offer_of(place, "c1").agent.id, place.router.refused) == ("ana", 1)


async def test_a_claim_refused_for_no_visible_reason_is_not_tried_in_a_circle() -> None:
    place = floor(store(seat("ana"), waiting(1)))

    async def refuse(outcome: object) -> None:
        raise Unavailable("The database does not answer.")

    stored_commit = place.store.commit
    place.store.commit = refuse  # type: ignore[method-assign]
    await place.router.step()
    assert place.router.failures == 1
    await place.router.step()
    assert place.router.failures == 1
    place.store.commit = stored_commit  # type: ignore[method-assign]
    place.clock.advance(1)
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "ana"


async def test_missed_events_are_made_up_for_by_reading_again() -> None:
    place = floor(store(waiting(1), waiting(2)), listening=False)
    await place.router.step()
    place.store.put(replace(waiting(2), state=State.RESOLVED, version=2))
    place.store.put(seat("ana"), waiting(3))
    place.clock.advance(29)
    await place.router.step()
    assert place.router.offers == 0
    place.clock.advance(1)
    await place.router.step()
    states = [place.store.conversations[id].state for id in ("c1", "c2", "c3")]
    assert states == [State.OFFERED, State.RESOLVED, State.OFFERED]
    assert place.router.refused == 0


async def test_a_conversation_that_is_erased_is_forgotten() -> None:
    place = floor(store(waiting(1)))
    await place.router.step()
    del place.store.conversations["c1"]
    place.store.put(seat("ana"), waiting(2))
    await place.tell_seat("ana")
    await place.bus.publish(Committed(conversation=waiting(2), before=None, entries=()))
    await place.router.step()
    assert offer_of(place, "c2").agent.id == "ana"
    assert place.router.why_waiting("c1") is None


async def test_a_timer_that_fails_is_tried_again() -> None:
    place = floor(store(waiting(1), seat("ana")))
    await place.router.step()
    place.clock.advance(29.5)
    await place.router.step()
    place.clock.advance(0.4)
    await place.router.step()
    place.store.fail_with = Unavailable("The database does not answer.")
    place.clock.advance(0.1 - 0.001)
    with pytest.raises(Unavailable):
        place.clock.advance(0.001)
        await place.router.step()
    place.store.fail_with = None
    place.clock.advance(1)
    await place.router.step()
    assert Activity.OFFER_ENDED in activities(place, "c1")


async def test_a_lease_that_is_lost_while_everything_is_read_stops_the_reading() -> None:
    lease = MemoryLease()
    place = floor(store(*(waiting(number) for number in range(1200)), seat("ana")))
    holder = MemoryLeaseHolder(lease, "one", place.clock)

    class Slow(MemoryStore):
        async def live(self, states: Sequence[State]) -> AsyncIterator[Sequence[Conversation]]:
            async for chunk in super().live(states):
                place.clock.advance(4)
                holder.cut_off = True
                yield chunk

    slow = Slow()
    slow.put(queue(), seat("ana"), *place.store.conversations.values())
    one = floor(slow, place.clock, lease=holder)
    await one.router.step()
    assert (one.router.leading, one.router.offers) == (False, 0)


async def test_a_seat_that_could_not_be_read_is_read_the_next_time() -> None:
    place = floor(store(waiting(1), seat("ana", capacity=20)))
    await place.router.step()
    accept = AcceptOffer(id="x1", conversation_id="c1", offer_id=offer_of(place, "c1").id)
    await place.desk.execute(actor("ana"), accept)
    await place.desk.execute(actor("ana"), Resolve(id="x2", conversation_id="c1"))
    place.store.fail_with = Unavailable("The database does not answer.")
    with pytest.raises(Unavailable):
        await place.router.step()
    place.store.fail_with = None
    place.store.put(waiting(2))
    await place.bus.publish(Committed(conversation=waiting(2), before=None, entries=()))
    await place.router.step()
    assert offer_of(place, "c2").agent.id == "ana"


async def test_after_a_failed_start_everything_is_read_as_soon_as_it_can_be() -> None:
    place = floor(store(waiting(1), seat("ana")))
    place.store.fail_with = Unavailable("The database does not answer.")
    with pytest.raises(Unavailable):
        await place.router.step()
    place.store.fail_with = None
    await place.router.step()
    assert offer_of(place, "c1").agent.id == "ana"
