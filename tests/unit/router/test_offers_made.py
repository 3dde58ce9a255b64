"""What stands at each agent when the router makes its offers true in a store."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from conversations.channels import Channel
from conversations.commands import AcceptOffer, Assign, DeclineOffer, Resolve
from conversations.conversation import Conversation, State
from conversations.errors import Conflict, Unavailable
from conversations.events import Committed
from conversations.outcome import Outcome
from router.settings import RouterSettings
from tests.doubles.memory_store import MemoryStore
from tests.unit.router.making import Floor, actor, after, floor, queue, seat, waiting

AGENTS = ("ana", "bo", "cy")


def morning(mails: int, *agents: str, listening: bool = True) -> Floor:
    """Mails have come over night."""
    made = MemoryStore()
    made.put(queue(), *(seat(user_id) for user_id in agents))
    made.put(*(_mail(number) for number in range(1, mails + 1)))
    return floor(made, listening=listening)


def _mail(number: int) -> Conversation:
    return waiting(number, channel=Channel.EMAIL)


def standing(store: MemoryStore) -> Mapping[str, list[Conversation]]:
    """Everything that is offered now, by whom it is offered to, oldest first."""
    found: dict[str, list[Conversation]] = {}
    for it in sorted(store.conversations.values(), key=lambda it: it.number):
        if it.offer is not None:
            found.setdefault(it.offer.agent.id, []).append(it)
    return found


def numbers(place: Floor, user_id: str = "ana") -> list[int]:
    return [it.number for it in standing(place.store).get(user_id, [])]


async def answer(place: Floor, it: Conversation, kind: type[AcceptOffer | DeclineOffer]) -> None:
    assert it.offer is not None
    command = kind(id=f"a{it.offer.id}", conversation_id=it.id, offer_id=it.offer.id)
    await place.desk.execute(actor(it.offer.agent.id), command)


@pytest.mark.timeout(60)
async def test_five_hundred_mails_come_three_at_a_time_and_all_are_served() -> None:
    place = morning(500, *AGENTS)
    rounds = 0
    while True:
        await place.router.step()
        at = standing(place.store)
        if not at:
            break
        rounds += 1
        if rounds <= 500 // 9:
            assert {user_id: len(held) for user_id, held in at.items()} == dict.fromkeys(AGENTS, 3)
        for held in at.values():
            for it in held:
                await answer(place, it, AcceptOffer)
                await place.desk.execute(
                    actor(it.holder or ""), Resolve(id=f"r{it.id}", conversation_id=it.id)
                )
    states = {it.state for it in place.store.conversations.values()}
    assert states == {State.RESOLVED}
    assert rounds == 56
    assert (place.router.offers, place.router.refused, place.router.failures) == (500, 0, 0)


async def test_a_call_rings_at_once_at_whoever_has_three_mails_to_answer() -> None:
    place = morning(20, "ana")
    await place.router.step()
    ringing = waiting(100, channel=Channel.VOICE)
    place.store.put(ringing)
    await place.bus.publish(Committed(conversation=ringing, before=None, entries=()))
    await place.router.step()
    assert numbers(place) == [1, 2, 3, 100]


async def test_an_accepted_offer_makes_way_for_the_next_though_the_load_stays() -> None:
    place = morning(20, "ana")
    await place.router.step()
    assert numbers(place) == [1, 2, 3]
    await answer(place, standing(place.store)["ana"][1], AcceptOffer)
    await place.router.step()
    assert numbers(place) == [1, 3, 4]
    assert place.seat("ana").load == 24


async def test_whoever_accepts_everything_is_filled_to_their_capacity() -> None:
    place = morning(20, "ana")
    await place.router.step()
    while at := standing(place.store):
        for it in at["ana"]:
            await answer(place, it, AcceptOffer)
        await place.router.step()
    assert place.seat("ana").load == 60


async def test_a_declined_offer_makes_way_for_the_next() -> None:
    place = morning(20, "ana")
    await place.router.step()
    await answer(place, standing(place.store)["ana"][0], DeclineOffer)
    await place.router.step()
    assert numbers(place) == [2, 3, 4]


async def test_offers_that_time_out_make_way_for_the_next() -> None:
    place = morning(20, "ana")
    await place.router.step()
    place.clock.advance(30)
    await place.router.step()
    assert numbers(place) == [4, 5, 6]


async def test_an_offer_that_is_withdrawn_makes_way_for_the_next() -> None:
    place = morning(20, "ana", "bo")
    place.store.put(seat("bo", queue_ids=()))
    await place.router.step()
    await place.desk.execute(actor("bo"), Assign(id="x1", conversation_id="c2", agent_id="bo"))
    await place.router.step()
    assert numbers(place) == [1, 3, 4]


async def test_a_new_leader_counts_the_offers_that_stand() -> None:
    place = morning(20, "ana")
    await place.router.step()
    successor = floor(place.store, place.clock)
    await successor.router.step()
    assert numbers(place) == [1, 2, 3]
    await answer(successor, standing(place.store)["ana"][0], AcceptOffer)
    await successor.router.step()
    assert numbers(place) == [2, 3, 4]


async def test_what_is_accepted_elsewhere_makes_way_when_everything_is_read_again() -> None:
    place = morning(20, "ana", listening=False)
    place.router.settings = RouterSettings(offer_timeout_s=300)
    await place.router.step()
    await answer(place, standing(place.store)["ana"][0], AcceptOffer)
    await place.router.step()
    assert numbers(place) == [2, 3]
    place.clock.advance(30)
    await place.router.step()
    assert numbers(place) == [2, 3, 4]


@pytest.mark.parametrize("error", [Conflict("Somebody was faster."), Unavailable("No answer.")])
async def test_what_could_not_be_offered_does_not_stand_for_ever(error: Exception) -> None:
    place = morning(20, "ana")
    stored_commit = place.store.commit

    async def refuse(outcome: Outcome) -> None:
        raise error

    place.store.commit = refuse  # type: ignore[method-assign]
    await place.router.step()
    assert numbers(place) == []
    place.store.commit = stored_commit  # type: ignore[method-assign]
    place.clock.advance(1)
    await place.router.step()
    assert numbers(place) == [1, 2, 3]
    assert (await place.stored("c1")).offer is not None
    assert place.clock.now() == after(1)
