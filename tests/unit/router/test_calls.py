"""Calls on their way through the router."""

from dataclasses import replace

import pytest

from conversations.calls.call import CallState
from conversations.channels import Channel
from conversations.conversation import Conversation, State
from conversations.events import Committed
from router.settings import RouterSettings
from tests.doubles.memory_store import MemoryStore
from tests.unit.router.making import (
    NOW,
    Floor,
    after,
    call_in,
    calling,
    floor,
    queue,
    seat,
    waiting,
)


def office(*things: Conversation, settings: RouterSettings | None = None) -> Floor:
    made = MemoryStore()
    made.put(queue(overflow_queue_id="all", overflow_after_s=60), queue("all"), *things)
    made.put(seat("ana"), seat("bo"))
    return floor(made, settings=settings or RouterSettings())


async def test_a_call_has_a_time_to_ring_of_its_own() -> None:
    settings = RouterSettings(offer_timeout_s=40, call_offer_timeout_s=15)
    place = office(calling(1, CallState.QUEUED), waiting(2), settings=settings)
    await place.router.step()
    call, chat = await place.stored("c1"), await place.stored("c2")
    assert call.offer is not None and chat.offer is not None
    assert call.call is not None
    assert call.call.state is CallState.OFFERED
    assert (call.offer.expires_at, chat.offer.expires_at) == (after(15), after(40))


@pytest.mark.parametrize("channel", list(Channel))
def test_only_a_call_rings_for_the_time_of_calls(channel: Channel) -> None:
    expected = 20 if channel is Channel.VOICE else 30
    assert RouterSettings().offer_stands_s(channel) == expected


async def test_a_call_that_rings_unanswered_goes_to_the_next_at_its_old_place() -> None:
    place = office(calling(1, CallState.QUEUED))
    await place.router.step()
    first = (await place.stored("c1")).offer
    place.clock.advance(20)
    await place.router.step()
    again = await place.stored("c1")
    assert first is not None and again.offer is not None
    assert again.offer.agent != first.agent
    assert again.queued_at == NOW
    assert again.call is not None
    assert again.call.state is CallState.OFFERED


async def test_a_caller_in_the_menu_is_not_offered_until_they_choose() -> None:
    menu = calling(1, CallState.MENU, queued_at=None)
    place = office(menu)
    place.clock.advance(600)
    await place.router.step()
    assert (await place.stored("c1")).state is State.QUEUED
    now = place.clock.now()
    call = call_in(menu, CallState.QUEUED)
    queued = replace(menu, call=call, queued_at=now, changed_at=now, version=2)
    place.store.put(queued)
    await place.bus.publish(Committed(conversation=queued, before=menu, entries=()))
    await place.router.step()
    offered = await place.stored("c1")
    assert offered.queue == menu.queue
    assert offered.offer is not None
    assert offered.offer.reasons[-1] == "waited_s=0"


async def test_who_has_begun_to_leave_a_message_does_not_overflow() -> None:
    queued = calling(1, CallState.QUEUED, skills=("nobody_has_it",))
    place = office(queued, settings=RouterSettings(reconcile_s=1000))
    await place.router.step()
    # The router has not heard of it when the time is over.
    place.store.put(replace(queued, call=call_in(queued, CallState.VOICEMAIL), version=2))
    place.clock.advance(60)
    await place.router.step()
    stored = await place.stored("c1")
    assert stored.queue is not None
    assert stored.queue.id == "support"
