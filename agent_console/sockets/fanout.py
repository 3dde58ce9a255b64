"""From what was committed to the sockets that may know of it, room by room.

One of these runs in every process that commits anything. In a process without sockets (a worker)
its emitter writes to Redis only, and the web processes hand on what comes from there.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Protocol

import structlog

from agent_console import seating
from agent_console.alerting import alert_shapes, owner_sees
from agent_console.console import Console
from agent_console.sockets.registry import (
    ALL_ALERTS,
    CONSOLE,
    SETTINGS,
    alerts_room,
    conversation_of,
    monitors_of,
    others_of,
    queue_room,
    user_room,
    wallboard_room,
)
from agent_console.wallboard import stats_of
from agent_console.wire.calls import monitored_call, monitors
from agent_console.wire.conversations import conversation_shape, offer_shape
from agent_console.wire.entries import entry_shape
from agent_console.wire.view import View
from conversations.alerts import Alert
from conversations.conversation import Conversation
from conversations.entries import Activity, Entry
from conversations.errors import NotFound
from conversations.events import (
    AlertRaised,
    Committed,
    Event,
    ScheduleChanged,
    SeatChanged,
    SettingsChanged,
    Typing,
    VisitorMoved,
)
from conversations.people import Seat
from router.on_calls import engaged

log = structlog.get_logger(__name__)

SEATS_EVERY_S = 0.25
"""Seats change with every offer and commit; what is shown of one agent is told this often."""
QUEUES_EVERY_S = 1.0
SEEN_BY_AGENTS = frozenset({"queue", "team", "canned_answer", "watch_list", "intent"})
"""Whoever has a timeline open sees the names of watch lists and intents in it."""


class Emitter(Protocol):
    """What sends an event to rooms: a Socket.IO server, or a manager that only writes."""

    async def emit(self, event: str, data: Any, *, namespace: str, room: list[str]) -> None:
        """Send to everybody in any of the rooms, once each."""
        ...


class Fanout:
    """Subscribes to the bus and emits. Nothing is ever sent to everybody."""

    def __init__(self, console: Console, emitter: Emitter) -> None:
        self._console = console
        self._emitter = emitter
        self._seats: dict[str, Seat] = {}
        self._queues: set[str] = set()
        self._engaged: set[str] = set()
        console.services.bus.subscribe(
            (
                Committed,
                SeatChanged,
                SettingsChanged,
                AlertRaised,
                Typing,
                VisitorMoved,
                ScheduleChanged,
            ),
            self.on_event,
        )

    async def on_event(self, event: Event) -> None:
        """Emit what one event means to whom."""
        match event:
            case Committed():
                await self._committed(event)
            case SeatChanged(seat=seat):
                known = self._seats.get(seat.user_id)
                if known is None or known.version <= seat.version:
                    self._seats[seat.user_id] = seat
                self._queues.update(seat.queue_ids)
            case SettingsChanged(kind=kind, id=thing_id):
                await self._settings(kind, thing_id)
            case AlertRaised(alert=alert):
                await self._alert(alert)
            case Typing():
                await self._typing(event)
            case VisitorMoved():
                await self._visitor(event)
            case ScheduleChanged(conversation_id=it):
                await self._emit("scheduled", {"conversation": it}, [conversation_of(it)])

    async def run(self) -> None:
        """Tell of agents and queues, several changes at a time, until cancelled."""
        queues_at = 0.0
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SEATS_EVERY_S)
            try:
                await self.tell_seats()
                if loop.time() >= queues_at:
                    queues_at = loop.time() + QUEUES_EVERY_S
                    await self.tell_queues()
            except Exception as error:
                log.warning("wallboard update failed; the next one tells it", reason=str(error))

    async def tell_seats(self) -> None:
        """Tell of the agents that changed since the last time."""
        changed = await self._changed_seats()
        if not changed:
            return
        for seat, shape in zip(changed, await seating.shapes(self._console, changed), strict=True):
            rooms = [user_room(seat.user_id), *(wallboard_room(it) for it in seat.queue_ids)]
            await self._emit("agent", shape.model_dump(mode="json"), rooms)

    async def _changed_seats(self) -> list[Seat]:
        """The seats that changed, and those of agents who went on a call or came off one."""
        (seats, self._seats), (engaged, self._engaged) = (self._seats, {}), (self._engaged, set())
        for user_id in engaged - seats.keys():
            try:
                seats[user_id] = await self._console.services.seats.seat(user_id)
            except NotFound:
                continue  # removed meanwhile
        self._queues.update(
            it for user_id in engaged & seats.keys() for it in seats[user_id].queue_ids
        )
        return list(seats.values())

    async def tell_queues(self) -> None:
        """Tell how the queues stand that something happened to since the last time."""
        changed, self._queues = self._queues, set()
        if not changed:
            return
        for queue in await self._console.access.queues():
            if queue.id in changed:
                stats = stats_of(self._console, queue)
                await self._emit("queue", stats.model_dump(mode="json"), [wallboard_room(queue.id)])

    async def _committed(self, event: Committed) -> None:
        after, before = event.conversation, event.before
        view = await self._console.view()
        shape = conversation_shape(after, view).model_dump(mode="json")
        rooms = _rooms(after) | (_rooms(before) if before else frozenset())
        told = self._emit("conversation", shape, [*sorted(rooms), conversation_of(after.id)])
        if before is not None and _rooms(before) != _rooms(after):
            # Whoever loses sight of it leaves the room by this, before the entries are sent.
            await told
            await self._entries(event.entries, view)
        else:
            await self._entries(event.entries, view)
            await told
        await self._monitoring(before, after)
        await self._offers(event)
        self._queues.update(it.queue.id for it in (after, before) if it and it.queue)
        old, new = engaged(before) if before else {}, engaged(after)
        self._engaged.update(it for it in old.keys() | new.keys() if old.get(it) != new.get(it))

    async def _entries(self, entries: tuple[Entry, ...], view: View) -> None:
        for entry in entries:
            shape = entry_shape(entry, view).model_dump(mode="json")
            if entry.activity is not Activity.CALL_MONITOR:
                await self._emit("entry", shape, [conversation_of(entry.conversation_id)])
                continue
            whole = entry_shape(entry, replace(view, monitors=True)).model_dump(mode="json")
            await self._emit("entry", whole, [monitors_of(entry.conversation_id)])
            await self._emit("entry", shape, [others_of(entry.conversation_id)])

    async def _monitoring(self, before: Conversation | None, after: Conversation) -> None:
        """Tell supervisors who of them is in a call, and how."""
        shape = monitored_call(after)
        old = monitors(before.call) if before else []
        if shape.monitors != old:
            people = {user_room(it.user.id) for it in [*old, *shape.monitors]}
            rooms = [monitors_of(after.id), *sorted(people)]
            await self._emit("monitoring", shape.model_dump(mode="json"), rooms)

    async def _offers(self, event: Committed) -> None:
        after, before = event.conversation, event.before
        old = before.offer if before else None
        new = after.offer
        if old is not None and (new is None or new.id != old.id):
            ended = {"id": old.id, "reason": _reason(event.entries, old.id)}
            await self._emit("offer_withdrawn", ended, [user_room(old.agent.id)])
        if new is not None and (old is None or new.id != old.id):
            shape = offer_shape(after, await self._console.view()).model_dump(mode="json")
            await self._emit("offer", shape, [user_room(new.agent.id)])

    async def _settings(self, kind: str, thing_id: str) -> None:
        rooms = {SETTINGS}
        if kind == "user":
            rooms.add(user_room(thing_id))
        if kind in SEEN_BY_AGENTS:
            rooms.update(queue_room(queue.id) for queue in await self._console.access.queues())
        await self._emit("settings", {"kind": kind, "id": thing_id}, sorted(rooms))

    async def _alert(self, alert: Alert) -> None:
        """Tell supervisors of the queue, and the owner of the list, of a new alert or one that
        somebody has seen to."""
        told = (alert.queue_id,) if alert.queue_ids is None else alert.queue_ids
        # What is about conversations without a queue is for those who see everything.
        rooms = {ALL_ALERTS, *(alerts_room(it) for it in told)}
        if alert.owner_id is not None and await owner_sees(self._console, alert):
            rooms.add(user_room(alert.owner_id))
        [shape] = await alert_shapes(self._console, [alert])
        await self._emit("alert", shape.model_dump(mode="json"), sorted(rooms))

    async def _typing(self, event: Typing) -> None:
        agent = {"id": event.user_id, "name": event.name} if event.user_id else None
        data = {
            "conversation": event.conversation_id,
            "author": event.author,
            "agent": agent if event.author == "agent" else None,
            "on": event.on,
        }
        await self._emit("typing", data, [conversation_of(event.conversation_id)])

    async def _visitor(self, event: VisitorMoved) -> None:
        data = {
            "conversation": event.conversation_id,
            "online": event.online,
            "url": event.url,
            "title": event.title,
        }
        await self._emit("visitor", data, [conversation_of(event.conversation_id)])

    async def _emit(self, event: str, data: dict[str, Any], rooms: list[str]) -> None:
        await self._emitter.emit(event, data, namespace=CONSOLE, room=rooms)


def _rooms(conversation: Conversation) -> frozenset[str]:
    """The rooms of the lists that a conversation stands in: its queue's, and its people's."""
    people = [conversation.agent, conversation.last_agent]
    if conversation.offer is not None:
        people.append(conversation.offer.agent)
    rooms = {user_room(person.id) for person in people if person is not None}
    if conversation.call is not None:
        rooms.update(user_room(user_id) for user_id in conversation.call.occupied)
    if conversation.queue is not None:
        rooms.add(queue_room(conversation.queue.id))
    return frozenset(rooms)


def _reason(entries: tuple[Entry, ...], offer_id: str) -> str:
    """How an offer ended: accepted, declined, timed_out or withdrawn."""
    for entry in entries:
        if entry.activity is Activity.OFFER_ENDED and entry.data.get("offer") == offer_id:
            return str(entry.data["outcome"])
    return "withdrawn"
