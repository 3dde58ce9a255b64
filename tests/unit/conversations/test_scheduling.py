"""Replies that go out later: planning, the worker, and what may become of one meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from conversations.bus import EventBus
from conversations.clock import ManualClock
from conversations.commands import Reply, Resolve
from conversations.conversation import LastMessage, Ref, State
from conversations.desk import Desk
from conversations.entries import Direction, Entry
from conversations.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from conversations.events import ScheduleChanged
from conversations.people import Actor, Role, Scope, Seat
from conversations.scheduled_replies import ScheduledReplies
from conversations.scheduling import (
    AT_MOST,
    LEASE_S,
    ScheduledState,
    Scheduling,
    Unsendable,
)
from conversations.workbench import Workbench
from tests.doubles.memory_schedule import MemorySchedule
from tests.doubles.memory_store import MemoryStore

from .making import NOW, QUEUE, conversation

TOMORROW = NOW + timedelta(days=1)
SCOPE = Scope(user_id="ana", queue_ids=frozenset({"q1"}))
ANA = Actor(user_id="ana", name="Ana", role=Role.AGENT, scope=SCOPE)
BO = Actor(user_id="bo", name="Bo", role=Role.AGENT, scope=replace(SCOPE, user_id="bo"))
SUE = Actor(user_id="sue", name="Sue", role=Role.SUPERVISOR, scope=replace(SCOPE, user_id="sue"))
STRANGER = Actor(user_id="kim", name="Kim", role=Role.SUPERVISOR, scope=Scope(user_id="kim"))


class People:
    """Who may do what now; somebody who is not in here is disabled."""

    def __init__(self) -> None:
        self.now: dict[str, Actor] = {it.user_id: it for it in (ANA, BO, SUE)}

    async def actor(self, user_id: str) -> Actor | None:
        return self.now.get(user_id)


@dataclass
class House:
    """One conversation, everything in memory."""

    store: MemoryStore = field(default_factory=MemoryStore)
    schedule: MemorySchedule = field(default_factory=MemorySchedule)
    people: People = field(default_factory=People)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    bus: EventBus = field(default_factory=EventBus)
    told: int = 0

    def __post_init__(self) -> None:
        seat = Seat(user_id="ana", name="Ana", since=NOW, idle_since=NOW, load=20)
        self.store.put(conversation(State.ACTIVE), QUEUE, seat)
        self.desk = Desk(
            workbench=Workbench(self.store, self.bus, self.clock),
            conversations=self.store,
            places=self.store,
            seats=self.store,
        )
        self.scheduling = Scheduling(
            schedule=self.schedule,
            conversations=self.store,
            desk=self.desk,
            bus=self.bus,
            clock=self.clock,
        )
        self.bus.subscribe(ScheduleChanged, self._count)

    def worker(self) -> ScheduledReplies:
        """A fresh worker, as after a restart."""
        return ScheduledReplies(
            schedule=self.schedule,
            conversations=self.store,
            desk=self.desk,
            actors=self.people,
            bus=self.bus,
            clock=self.clock,
        )

    async def plan(self, actor: Actor = ANA, **more: Any) -> None:
        at = more.pop("at", TOMORROW)
        wanted = {"id": "r1", "conversation_id": "conv", "text": "Good morning!", **more}
        await self.scheduling.plan(actor, Reply(**wanted), at)

    async def come(self, seconds: float = 86_400) -> None:
        self.clock.advance(seconds)
        await self.worker().step()

    def sent(self) -> list[Entry]:
        timeline = self.store.timelines["conv"]
        return [entry for entry in timeline if entry.direction is Direction.OUT]

    async def _count(self, _: object) -> None:
        self.told += 1


@pytest.fixture
def house() -> House:
    return House()


async def test_it_goes_out_at_its_moment_and_not_before(house: House) -> None:
    await house.plan()
    await house.come(86_399)
    assert house.sent() == []
    await house.come(1)
    [entry] = house.sent()
    assert (entry.text, entry.command_id, entry.author.id) == ("Good morning!", "r1", "ana")
    assert entry.at == TOMORROW
    assert house.schedule.replies == {}
    assert house.told == 2  # planned, sent


async def test_a_crash_between_sending_and_forgetting_sends_once(house: House) -> None:
    await house.plan()
    house.schedule.crash_before_done = True
    house.clock.advance(86_400)
    with pytest.raises(RuntimeError, match="killed"):
        await house.worker().step()
    assert len(house.sent()) == 1
    del house.people.now["ana"]  # even if the author has left since
    await house.worker().step()
    assert "r1" in house.schedule.replies  # the lease of the dead worker still runs
    await house.come(LEASE_S)
    assert len(house.sent()) == 1
    assert house.schedule.replies == {}


async def test_the_database_away_only_delays_it(house: House) -> None:
    await house.plan()
    house.store.fail_with = Unavailable("away")
    await house.come()
    house.store.fail_with = None
    await house.come(LEASE_S)
    assert len(house.sent()) == 1


@pytest.mark.parametrize("why", [Unsendable.AUTHOR_GONE, Unsendable.OUT_OF_SCOPE])
async def test_the_authors_rights_of_that_moment_count(house: House, why: Unsendable) -> None:
    await house.plan()
    if why is Unsendable.AUTHOR_GONE:
        del house.people.now["ana"]
    else:
        house.store.put(conversation(State.ACTIVE, agent=Ref(id="bo", name="Bo")))
        house.people.now["ana"] = replace(ANA, scope=Scope(user_id="ana"))
    await house.come()
    assert house.sent() == []
    [kept] = await house.scheduling.of_conversation(SUE, "conv")
    assert (kept.state, kept.failure, kept.text) == (ScheduledState.FAILED, why, "Good morning!")
    assert kept.error
    assert house.told == 2


async def test_a_closed_conversation_is_not_reopened_and_the_reply_waits(house: House) -> None:
    await house.plan()
    await house.desk.execute(ANA, Resolve(id="x", conversation_id="conv"))
    await house.come()
    await house.come()
    [kept] = await house.scheduling.of_conversation(ANA, "conv")
    assert (kept.failure, kept.error) == (Unsendable.CLOSED, "Conversation #7 is resolved.")
    assert house.store.conversations["conv"].state is State.RESOLVED
    with pytest.raises(Invalid):
        await house.scheduling.send_now(ANA, "conv", "r1")
    assert house.schedule.replies["r1"] == kept


async def test_it_takes_no_conversation_that_waits_for_somebody(house: House) -> None:
    await house.plan()
    house.store.put(conversation(State.QUEUED))
    await house.come()
    assert len(house.sent()) == 1
    assert house.store.conversations["conv"].state is State.QUEUED


@pytest.mark.parametrize("later", [True, False])
async def test_words_that_came_after_it_was_written_stay_unanswered(
    house: House, later: bool
) -> None:
    wrote = NOW + timedelta(hours=1 if later else -1)
    house.store.put(
        conversation(
            State.ACTIVE,
            unread=1,
            waiting_since=wrote,
            last_message=LastMessage(seq=3, text="and now?", at=wrote, author="contact"),
        )
    )
    await house.plan(resolve=True)
    await house.come()
    after = house.store.conversations["conv"]
    assert len(house.sent()) == 1
    if later:
        assert (after.state, after.unread, after.waiting_since) == (State.ACTIVE, 1, wrote)
    else:
        assert (after.state, after.unread, after.waiting_since) == (State.RESOLVED, 0, None)


async def test_planned_again_with_its_id_it_is_one(house: House) -> None:
    await house.plan()
    await house.plan(text="something else")
    assert [it.text for it in house.schedule.replies.values()] == ["Good morning!"]
    with pytest.raises(Invalid, match="used for something else"):
        await house.plan(BO)
    await house.come()
    await house.plan()  # a very late repetition: it has gone out
    assert house.schedule.replies == {}
    await house.come()
    assert len(house.sent()) == 1


async def test_a_late_repetition_does_not_bring_back_what_was_cancelled(house: House) -> None:
    await house.plan()
    await house.scheduling.cancel(ANA, "conv", "r1")
    await house.scheduling.cancel(ANA, "conv", "r1")
    await house.plan()
    assert await house.scheduling.of_conversation(ANA, "conv") == []
    await house.come()
    assert house.sent() == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"at": NOW}, "has passed"),
        ({"at": NOW + timedelta(days=367)}, "too far"),
        ({"text": "  "}, "empty"),
    ],
)
async def test_what_cannot_be_planned(house: House, more: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        await house.plan(**more)
    assert house.schedule.replies == {}


async def test_nothing_is_planned_in_a_closed_or_foreign_conversation(house: House) -> None:
    with pytest.raises(NotFound):
        await house.plan(STRANGER)
    house.store.put(conversation(State.RESOLVED))
    with pytest.raises(Invalid, match="resolved"):
        await house.plan()


async def test_a_conversation_holds_only_so_many(house: House) -> None:
    for number in range(AT_MOST):
        await house.plan(id=f"r{number}")
    with pytest.raises(Invalid, match="already"):
        await house.plan(id="one too many")
    await house.scheduling.cancel(ANA, "conv", "r3")
    await house.plan(id="one more")


async def test_who_may_cancel_and_who_may_send(house: House) -> None:
    await house.plan()
    with pytest.raises(NotFound):
        await house.scheduling.of_conversation(STRANGER, "conv")
    with pytest.raises(NotFound):
        await house.scheduling.cancel(STRANGER, "conv", "r1")
    with pytest.raises(Forbidden):
        await house.scheduling.cancel(BO, "conv", "r1")
    with pytest.raises(Forbidden):
        await house.scheduling.send_now(BO, "conv", "r1")
    await house.scheduling.cancel(SUE, "conv", "r1")
    with pytest.raises(Conflict):
        await house.scheduling.send_now(ANA, "conv", "r1")
    assert house.sent() == []


async def test_sent_now_it_does_not_go_out_again(house: House) -> None:
    await house.plan()
    result = await house.scheduling.send_now(ANA, "conv", "r1")
    assert house.sent()[0].seq == result.seq
    with pytest.raises(NotFound):
        await house.scheduling.send_now(ANA, "conv", "r1")
    await house.come()
    assert len(house.sent()) == 1


async def test_a_supervisor_sends_it_under_their_own_name(house: House) -> None:
    await house.plan()
    del house.people.now["ana"]
    await house.come()
    await house.scheduling.send_now(SUE, "conv", "r1")
    assert [entry.author.name for entry in house.sent()] == ["Sue"]


async def test_while_it_is_being_sent_nobody_takes_it_away(house: House) -> None:
    await house.plan()
    house.clock.advance(86_400)
    await house.schedule.claim("somebody", house.clock.now(), LEASE_S, 10)
    with pytest.raises(Conflict):
        await house.scheduling.cancel(ANA, "conv", "r1")
    with pytest.raises(Conflict):
        await house.scheduling.send_now(ANA, "conv", "r1")
