"""Two routers over one store, and what must hold whatever happens: at any time, and at rest."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.conversation import Conversation, State
from conversations.entries import Activity
from conversations.events import Event
from conversations.people import Presence, Seat
from router.matching import requirement
from router.runner import HEARD
from tests.doubles.memory_store import MemoryStore
from tests.unit.router.making import NOW, SETTINGS, Floor, floor

AGENTS = ("ana", "bo", "cy", "di")
PATIENT = replace(SETTINGS, keep_room_s=86_400, offers_at_once=2)
"""Nobody gives up keeping room: giving up is tried in test_saving.py. So few offers at once that
even chats come to the bound."""


class Floors(RuleBasedStateMachine):
    """Both floors with their store, their clock and the news on their way, and what must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = MemoryStore()
        self.clock = ManualClock(NOW)
        self.pending: tuple[list[Event], list[Event]] = ([], [])
        self.missed = False
        self.number = 0
        self.routing = 2
        self.floors: list[Floor] = []
        for index in (0, 1):
            self.floors.append(floor(self.store, self.clock, settings=PATIENT))
            self._forward(index)

    def teardown(self) -> None:
        self.loop.close()

    def _forward(self, index: int) -> None:
        async def forward(event: Event) -> None:
            self.pending[1 - index].append(event)

        self.floors[index].bus.subscribe(HEARD, forward)

    def run(self, work: Awaitable[Any]) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(5):
                await work

        self.loop.run_until_complete(bounded())

    def queued(self) -> list[Conversation]:
        return [it for it in self.store.conversations.values() if it.state is State.QUEUED]

    def one(self, at: int, *states: State) -> Conversation | None:
        found = [it for it in self.store.conversations.values() if it.state in states]
        return found[at % len(found)] if found else None

    # What must hold

    @invariant()
    def nobody_is_over_capacity_but_for_light_work_beside_a_call(self) -> None:
        for stored in self.store.seats_by_id.values():
            all_of_it = self.store.conversations.values()
            held = [it for it in all_of_it if it.holder == stored.user_id]
            calls = [it for it in held if it.channel is Channel.VOICE]
            others = sum(it.weight for it in held if it.channel is not Channel.VOICE)
            assert stored.load == 60 * len(calls) + others, stored
            assert len(calls) <= 1, stored
            assert others <= stored.capacity, stored
            assert not calls or others <= max(18, stored.capacity - 60), stored

    @invariant()
    def nobody_has_more_offers_at_once_than_they_can_read(self) -> None:
        if self.routing == 1:  # Two that race may each hold something out.
            for user_id in AGENTS:
                assert self._offers_at(user_id) <= PATIENT.offers_at_once, user_id

    @invariant()
    def never_two_agents(self) -> None:
        for it in self.store.conversations.values():
            assert it.agent is None or it.offer is None, it
            standing = 0
            for entry in self.store.timelines[it.id]:
                standing += entry.activity is Activity.OFFERED
                standing -= entry.activity is Activity.OFFER_ENDED
                assert standing in (0, 1), it
            assert standing == (1 if it.offer else 0) or it.state is State.RESOLVED, it

    def nobody_starves(self) -> None:
        for it in self.store.conversations.values():
            if it.state is not State.QUEUED:
                continue
            free = {s.user_id for s in self.store.seats_by_id.values() if could_take(s, it)}
            if it.channel is not Channel.VOICE:
                free -= {id for id in free if self._offers_at(id) >= PATIENT.offers_at_once}
            if self._rests(it):
                free -= set(it.declined_by)
            assert self._are_kept_for_older_work(free, it), f"{it} waits while {free} could take it"

    def _are_kept_for_older_work(self, free: set[str], it: Conversation) -> bool:
        """Whether each of ``free`` can keep their room for heavier work that stands before ``it``,
        each for another kind of it."""
        kinds = {
            user_id: {
                (requirement(older), frozenset(older.declined_by))
                for older in self.store.conversations.values()
                if older.state is State.QUEUED
                and order(older) < order(it)
                and older.weight > it.weight
                and could_take(replace(self.store.seats_by_id[user_id], load=0), older)
            }
            for user_id in free
        }
        return any(
            len(set(chosen)) == len(chosen)
            for chosen in itertools.product(*(kinds[user_id] for user_id in free))
        )

    def older_ones_came_first(self, offered_before: set[str]) -> None:
        offers = self.offers_made() - offered_before
        for it in self.store.conversations.values():
            if it.offer is None or it.offer.id not in offers:
                continue
            for other in self.store.conversations.values():
                if other.state is not State.QUEUED or requirement(other) != requirement(it):
                    continue
                came_back_just_now = self._rests(other) or any(
                    entry.at == self.clock.now() for entry in self.store.timelines[other.id]
                )
                assert order(it) < order(other) or came_back_just_now, (it, other)

    def no_offer_outlives_its_time(self) -> None:
        for it in self.store.conversations.values():
            assert it.offer is None or it.offer.expires_at > self.clock.now(), it

    def who_is_gone_holds_nothing(self) -> None:
        for stored in self.store.seats_by_id.values():
            if stored.vanished_at is not None:
                away = self.clock.now() - stored.vanished_at
                assert away < timedelta(seconds=SETTINGS.grace_s), stored

    def _rests(self, it: Conversation) -> bool:
        """Whether those who declined may still be left alone with it."""
        pause = timedelta(seconds=SETTINGS.ask_again_s)
        ended = [
            entry.at
            for entry in self.store.timelines[it.id]
            if entry.activity is Activity.OFFER_ENDED
        ]
        latest = max([*ended, it.changed_at] if it.declined_by else ended, default=NOW)
        return bool(it.declined_by) and self.clock.now() - latest < pause

    def _offers_at(self, user_id: str) -> int:
        return sum(
            it.offer is not None
            and it.offer.agent.id == user_id
            and it.channel is not Channel.VOICE
            for it in self.store.conversations.values()
        )

    def offers_made(self) -> set[str]:
        return {decision.id for decision in self.store.decisions}


def could_take(stored: Seat, it: Conversation) -> bool:
    if it.channel is Channel.VOICE:
        fits = stored.load <= 18 and stored.capacity > 0
    else:
        fits = stored.load + it.weight <= stored.capacity
    return (
        fits
        and stored.presence is Presence.AVAILABLE
        and stored.vanished_at is None
        and it.queue is not None
        and it.queue.id in stored.queue_ids
        and set(it.skills) <= set(stored.skills)
    )


def order(it: Conversation) -> tuple[Any, ...]:
    return (it.priority.rank, it.queued_at, it.number)
