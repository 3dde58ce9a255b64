"""Ready-made work, agents and a whole router over a store in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conversations.bus import EventBus
from conversations.calls.call import Call, CallState
from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.conversation import Conversation, Offer, Ref, State
from conversations.desk import Desk
from conversations.entries import Activity, Direction
from conversations.events import Event, SeatChanged
from conversations.people import Actor, Presence, Role, Scope, Seat
from conversations.places import Queue
from conversations.workbench import Workbench
from router.attendance import Attendance
from router.ports import Lease
from router.runner import HEARD, Changes, Router
from router.settings import RouterSettings
from tests.doubles.memory_store import MemoryStore

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SETTINGS = RouterSettings()


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def queue(id: str = "support", **fields: Any) -> Queue:
    base: dict[str, Any] = {"name": id.title(), "team_id": "t1", "created_at": NOW}
    return Queue(id=id, **(base | fields))


def waiting(number: int, **fields: Any) -> Conversation:
    base: dict[str, Any] = {
        "id": f"c{number}",
        "number": number,
        "inbox": Ref(id="i1", name="Shop"),
        "channel": Channel.WEBCHAT,
        "contact": Ref(id=f"p{number}", name="Visitor"),
        "thread": f"visitor:{number}",
        "address": f"visitor:{number}",
        "state": State.QUEUED,
        "queue": Ref(id="support", name="Support"),
        "created_at": NOW,
        "changed_at": NOW,
        "queued_at": NOW,
        "version": 1,
    }
    return Conversation(**(base | fields))


def calling(number: int, stands: CallState, **fields: Any) -> Conversation:
    call = Call(
        id=f"k{number}",
        seq=1,
        direction=Direction.IN,
        ours="+15550100",
        theirs="+15550101",
        state=stands,
        since=NOW,
        started_at=NOW,
    )
    return waiting(number, channel=Channel.VOICE, **({"call": call} | fields))


def call_in(it: Conversation, state: CallState, **fields: Any) -> Call:
    assert it.call is not None
    return replace(it.call, state=state, **fields)


def seat(user_id: str, idle_s: float = 0, **fields: Any) -> Seat:
    base: dict[str, Any] = {
        "user_id": user_id,
        "name": user_id.title(),
        "presence": Presence.AVAILABLE,
        "since": NOW,
        "queue_ids": ("support",),
        "idle_since": NOW - timedelta(seconds=idle_s),
        "version": 1,
    }
    return Seat(**(base | fields))


def actor(user_id: str) -> Actor:
    return Actor(
        user_id=user_id, name=user_id.title(), role=Role.SUPERVISOR, scope=Scope(everything=True)
    )


@dataclass
class Floor:
    """One process: a router with its bus and desk, over a store that others may share."""

    store: MemoryStore
    clock: ManualClock
    bus: EventBus
    router: Router
    desk: Desk
    attendance: Attendance
    told: list[Event]

    async def stored(self, conversation_id: str) -> Conversation:
        return self.store.conversations[conversation_id]

    def seat(self, user_id: str) -> Seat:
        return self.store.seats_by_id[user_id]

    async def tell_seat(self, user_id: str) -> None:
        await self.bus.publish(SeatChanged(seat=self.seat(user_id)))


def floor(
    store: MemoryStore | None = None,
    clock: ManualClock | None = None,
    *,
    settings: RouterSettings = SETTINGS,
    lease: Lease | None = None,
    listening: bool = True,
    poll_changes: Changes | None = None,
) -> Floor:
    """``listening`` False: the router hears of nothing and lives by what it reads."""
    store = store or MemoryStore()
    clock = clock or ManualClock(NOW)
    bus = EventBus()
    workbench = Workbench(store, bus, clock)
    attendance = Attendance(seats=store, log=store, bus=bus, clock=clock)
    router = Router(
        store=store,
        conversations=store,
        seats=store,
        workbench=workbench,
        attendance=attendance,
        bus=bus,
        clock=clock,
        settings=settings,
        lease=lease,
        poll_changes=poll_changes,
    )
    told: list[Event] = []

    async def note(event: Event) -> None:
        told.append(event)

    bus.subscribe(HEARD, note)
    bus.subscribe(SeatChanged, attendance.on_event)
    if listening:
        bus.subscribe(HEARD, router.on_event)
    desk = Desk(workbench=workbench, conversations=store, places=store, seats=store)
    return Floor(store, clock, bus, router, desk, attendance, told)


def store(*things: object) -> MemoryStore:
    made = MemoryStore()
    made.put(queue(), *things)  # type: ignore[arg-type]
    return made


def offer_of(place: Floor, conversation_id: str) -> Offer:
    made = place.store.conversations[conversation_id].offer
    assert made is not None
    return made


def activities(place: Floor, conversation_id: str) -> list[Activity | None]:
    return [entry.activity for entry in place.store.timelines[conversation_id]]
