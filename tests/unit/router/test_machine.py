"""Guarantees 9 and 10, tried by a state machine: two routers race over one store, each with a board
that hears of the other's commits late, out of order, or never; agents come, go, vanish, accept,
decline and let offers time out; time is moved by hand. In half of the runs only one of them routes,
as the lease has it, and what agents do in the other process comes to it late or never."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from conversations.channels import WEIGHT, Channel
from conversations.clock import new_id
from conversations.commands import (
    AcceptOffer,
    AnyCommand,
    Assign,
    DeclineOffer,
    Reply,
    Resolve,
    SetPending,
    SetPriority,
    Snooze,
    Transfer,
)
from conversations.conversation import Conversation, Priority, Ref, State
from conversations.errors import ParleyError
from conversations.events import Committed
from conversations.people import Presence
from tests.unit.router.floors import AGENTS, PATIENT, Floors, could_take, order
from tests.unit.router.making import SETTINGS, actor, queue, seat, waiting

RUNS = int(os.environ.get("PARLEY_ROUTER_RUNS", "1000"))
QUEUES = ("support", "sales")
SKILLS = ("billing", "returns")
SLIP_IN = 2
"""So much lighter work may be given out before somebody is kept for the heavy one."""

agents = st.sampled_from(AGENTS)
which = st.integers(0, 1)
pick = st.integers(0, 50)


class Machine(Floors):
    """Customers, agents, time and news, in any order."""

    @initialize(data=st.data())
    def open_the_floor(self, data: st.DataObject) -> None:
        self.routing = data.draw(st.sampled_from([1, 2]))
        help_out: dict[str, Any] = data.draw(
            st.sampled_from([{}, {"overflow_queue_id": "sales", "overflow_after_s": 45}])
        )
        self.store.put(queue("support", **help_out), queue("sales"))
        for position, user_id in enumerate(AGENTS):
            self.store.put(
                seat(
                    user_id,
                    idle_s=position,
                    queue_ids=data.draw(st.sampled_from([("support",), ("support", "sales")])),
                    skills=data.draw(st.sampled_from([(), ("billing",), SKILLS])),
                    languages=data.draw(st.sampled_from([("en",), ("de", "en"), ()])),
                    presence=data.draw(st.sampled_from([Presence.AVAILABLE, Presence.AWAY])),
                    capacity=data.draw(st.sampled_from([0, 20, 60, 60])),
                )
            )

    # Customers

    @rule(
        where=which,
        queue_id=st.sampled_from(QUEUES),
        skills=st.sampled_from([(), (), ("billing",), SKILLS]),
        language=st.sampled_from([None, "en", "de"]),
        channel=st.sampled_from([Channel.WEBCHAT, Channel.WEBCHAT, Channel.EMAIL, Channel.VOICE]),
        priority=st.sampled_from(Priority),
        last=st.none() | agents,
    )
    def arrive(
        self,
        where: int,
        queue_id: str,
        skills: tuple[str, ...],
        language: str | None,
        channel: Channel,
        priority: Priority,
        last: str | None,
    ) -> None:
        self.number += 1
        now = self.clock.now()
        fresh = waiting(
            self.number,
            queue=Ref(id=queue_id, name=queue_id.title()),
            skills=skills,
            language=language,
            channel=channel,
            priority=priority,
            last_agent=Ref(id=last, name=last.title()) if last else None,
            created_at=now,
            changed_at=now,
            queued_at=now,
        )
        self.store.put(fresh)
        told = Committed(conversation=fresh, before=None, entries=())
        self.run(self.floors[where].bus.publish(told))

    @rule(where=which, queue_id=st.sampled_from(QUEUES))
    def mails_have_come_over_night(self, where: int, queue_id: str) -> None:
        for _ in range(PATIENT.offers_at_once + 1):
            self.arrive(where, queue_id, (), None, Channel.EMAIL, Priority.NORMAL, None)

    # Agents at their conversations

    def _command(self, where: int, user_id: str, command: AnyCommand) -> None:
        async def carry_out() -> None:
            try:
                await self.floors[where].desk.execute(actor(user_id), command)
            except ParleyError:
                return  # refused, which is an answer too

        self.run(carry_out())

    @rule(where=which, at=pick, accepts=st.booleans())
    def answer_an_offer(self, where: int, at: int, accepts: bool) -> None:
        it = self.one(at, State.OFFERED)
        if it is None or it.offer is None:
            return
        kind = AcceptOffer if accepts else DeclineOffer
        command = kind(id=new_id(), conversation_id=it.id, offer_id=it.offer.id)
        self._command(where, it.offer.agent.id, command)

    @rule(
        where=which,
        at=pick,
        what=st.sampled_from(["resolve", "pend", "snooze", "transfer", "back", "urgent", "reply"]),
        to=agents,
        seconds=st.integers(1, 90),
    )
    def work_on(self, where: int, at: int, what: str, to: str, seconds: int) -> None:
        it = self.one(at, State.ACTIVE, State.PENDING, State.QUEUED, State.OFFERED)
        if it is None:
            return
        ids: dict[str, Any] = {"id": new_id(), "conversation_id": it.id}
        until = self.clock.now() + timedelta(seconds=seconds)
        commands: dict[str, AnyCommand] = {
            "resolve": Resolve(**ids),
            "pend": SetPending(**ids),
            "snooze": Snooze(**ids, until=until),
            "transfer": Transfer(**ids, queue_id="sales", agent_id=to if seconds % 2 else None),
            "back": Assign(**ids, agent_id=to if seconds % 3 == 0 else None),
            "urgent": SetPriority(**ids, priority=Priority.URGENT),
            "reply": Reply(**ids, text="Hello"),
        }
        self._command(where, it.holder or to, commands[what])

    # Agents coming and going

    @rule(where=which, user_id=agents, presence=st.sampled_from(Presence))
    def choose_presence(self, where: int, user_id: str, presence: Presence) -> None:
        self.run(self.floors[where].attendance.choose(user_id, presence))

    @rule(where=which, user_id=agents)
    def connect(self, where: int, user_id: str) -> None:
        self.run(self.floors[where].attendance.connected(user_id, "socket"))

    @rule(where=which, user_id=agents)
    def vanish(self, where: int, user_id: str) -> None:
        for place in self.floors:
            place.attendance._sockets.pop(user_id, None)
        self.run(self.floors[where].attendance.disconnected(user_id, "socket"))

    @rule(where=which, user_id=agents, capacity=st.sampled_from([20, 60, 80, 120]))
    def change_capacity(self, where: int, user_id: str, capacity: int) -> None:
        stored = self.store.seats_by_id[user_id]
        if capacity < stored.load:
            return
        self.store.put(replace(stored, capacity=capacity, version=stored.version + 1))
        self.run(self.floors[where].tell_seat(user_id))

    # Time, news, and the routers

    @rule(seconds=st.sampled_from([1, 5, 20, 30, 60]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)
        for user_id, stored in self.store.seats_by_id.items():
            if stored.last_seen is not None:
                seen = replace(stored, last_seen=self.clock.now())
                self.store.seats_by_id[user_id] = seen

    @rule(where=which, backwards=st.booleans())
    def news_arrives(self, where: int, backwards: bool) -> None:
        news = list(self.pending[where])
        self.pending[where].clear()
        for event in reversed(news) if backwards else news:
            self.run(self.floors[where].router.on_event(event))

    @precondition(lambda self: any(self.pending))
    @rule(where=which)
    def news_is_lost(self, where: int) -> None:
        self.pending[where].clear()
        self.missed = True

    @rule(where=which)
    def one_routes(self, where: int) -> None:
        self.run(self.floors[where % self.routing].router.step())

    @rule()
    def all_route_at_once(self) -> None:
        async def all_of_them() -> None:
            routing = self.floors[: self.routing]
            await asyncio.gather(*(place.router.step() for place in routing))

        self.run(all_of_them())

    @rule()
    def it_comes_to_rest(self) -> None:
        if self.missed:
            self.time_passes(int(SETTINGS.reconcile_s))
            self.missed = False
        offered = self.offers_made()
        commits = -1
        while commits != self.store.commits or any(self.pending):
            commits = self.store.commits
            self.news_arrives(0, False)
            self.news_arrives(1, False)
            self.all_route_at_once()
        self.nobody_starves()
        self.older_ones_came_first(offered)
        self.no_offer_outlives_its_time()
        self.who_is_gone_holds_nothing()

    @rule(lighter=st.sampled_from([Channel.EMAIL, Channel.SMS, Channel.WEBCHAT]))
    def lighter_work_keeps_coming(self, lighter: Channel) -> None:
        """However much of it comes: the heavy conversation that stands first is served when those
        have finished, oldest first, who were held when it began, and a few that slipped in."""
        self.it_comes_to_rest()
        heavy = self._heavy_and_first(WEIGHT[lighter])
        if heavy is None or heavy.queue is None:
            return
        held = [it for it in self.store.conversations.values() if it.holder is not None]
        # Calls that wait may still find room beside light work that leaves none for a chat.
        calls = [it for it in self.queued() if it.weight > heavy.weight]
        for _ in range(len(held) + len(calls) + SLIP_IN):
            self.arrive(0, heavy.queue.id, (), None, lighter, heavy.priority, None)
            self._one_routes_and_all_accept()
            if self.store.conversations[heavy.id].state is not State.QUEUED:
                return
            held += [
                it
                for it in self.store.conversations.values()
                if it.holder is not None and it.id not in {known.id for known in held}
            ]
            oldest = held.pop(0)
            self._command(0, "ana", Resolve(id=new_id(), conversation_id=oldest.id))
        self._one_routes_and_all_accept()
        starved = self.store.conversations[heavy.id]
        assert starved.state is not State.QUEUED, (starved, self.store.seats_by_id)

    def _heavy_and_first(self, weight: int) -> Conversation | None:
        """Return the conversation that stands before all others, if it is heavier than ``weight``
        and an agent who is there could take it, were they free."""
        first = min(self.queued(), key=order, default=None)
        if first is None or first.weight <= weight or first.declined_by:
            return None
        seats = self.store.seats_by_id.values()
        able = any(could_take(replace(stored, load=0), first) for stored in seats)
        return first if able else None

    def _one_routes_and_all_accept(self) -> None:
        # One, as the lease has it: two that race may each keep another agent.
        self.news_arrives(0, False)
        while True:
            self.one_routes(0)
            offered = [it for it in self.store.conversations.values() if it.offer is not None]
            if not offered:
                return
            for it in offered:
                assert it.offer is not None
                accept = AcceptOffer(id=new_id(), conversation_id=it.id, offer_id=it.offer.id)
                self._command(0, it.offer.agent.id, accept)


@pytest.mark.timeout(300)
class TestFloors(Machine.TestCase):  # type: ignore[valid-type, misc]
    settings = settings(
        max_examples=RUNS,
        stateful_step_count=30,
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )
