"""Attendance: carries the rules of presence out on stored seats, and tells of what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conversations.clock import Clock
from conversations.errors import Unavailable, VersionConflict
from conversations.events import Event, SeatChanged
from conversations.people import Presence, Seat
from conversations.ports import Bus
from router import presence
from router.ports import PresenceLog, SeatStore

ATTEMPTS = 12
HEARTBEAT_S = 15.0
"""How often the signs of life of one process are stored, in seconds."""


class Attendance:
    """Who is there. One for each process; the store's versions decide between them."""

    def __init__(
        self,
        *,
        seats: SeatStore,
        log: PresenceLog,
        bus: Bus,
        clock: Clock,
        reasons: Mapping[Presence, tuple[str, ...]] = presence.REASONS,
    ) -> None:
        self._seats = seats
        self._log = log
        self._bus = bus
        self._clock = clock
        self._reasons = reasons
        self._sockets: dict[str, set[str]] = {}

    async def connected(self, user_id: str, socket: str) -> Seat:
        """A console of the agent connects to this process. Raises NotFound without a seat."""
        self._sockets.setdefault(user_id, set()).add(socket)
        return await self._change(user_id, lambda seat: presence.connected(seat, self._clock.now()))

    async def disconnected(self, user_id: str, socket: str) -> Seat | None:
        """A console has gone; if it was the agent's last one here, they have vanished."""
        sockets = self._sockets.get(user_id, set())
        sockets.discard(socket)
        if sockets:
            return None
        self._sockets.pop(user_id, None)
        return await self._change(
            user_id, lambda seat: presence.disconnected(seat, self._clock.now())
        )

    async def heartbeat(self) -> None:
        """Note who is connected to this process; to be called every :data:`HEARTBEAT_S`."""
        await self._seats.seen(sorted(self._sockets), self._clock.now())

    async def on_event(self, event: Event) -> None:
        """Another process lost one of an agent's consoles, while this one still has one: take it
        back. Subscribe this for SeatChanged."""
        if isinstance(event, SeatChanged):
            seat = event.seat
            here = seat.user_id in self._sockets
            if here and seat.vanished_at is not None and seat.presence is not Presence.OFFLINE:
                await self._change(
                    seat.user_id, lambda it: presence.connected(it, self._clock.now())
                )

    async def choose(self, user_id: str, wanted: Presence, reason: str = "") -> Seat:
        """The agent, or a supervisor for them, chooses a presence. Raises Invalid, NotFound."""
        now = self._clock.now()
        return await self._change(
            user_id, lambda seat: presence.chosen(seat, wanted, reason, now, self._reasons)
        )

    async def fell_silent(self, user_id: str, silent_after_s: float) -> Seat:
        """Mark an agent as vanished of whom nothing has been heard for too long."""
        now = self._clock.now()
        return await self._change(
            user_id,
            lambda seat: (
                presence.fell_silent(seat) if presence.silent(seat, now, silent_after_s) else seat
            ),
        )

    async def gone(self, user_id: str, grace_s: float) -> bool:
        """Take an agent off whose grace has run out; False if they came back in time."""
        now = self._clock.now()
        seat = await self._change(
            user_id,
            lambda seat: presence.gone(seat, now) if presence.is_gone(seat, now, grace_s) else seat,
        )
        return seat.presence is Presence.OFFLINE and seat.vanished_at is not None

    async def settled(self, user_id: str) -> Seat:
        """Note that the work of an agent who is gone is back in its queues."""
        return await self._change(user_id, presence.settled)

    async def _change(self, user_id: str, rule: Callable[[Seat], Seat]) -> Seat:
        for _ in range(ATTEMPTS):
            before = await self._seats.seat(user_id)
            after = rule(before)
            if after == before:
                return before
            try:
                stored = await self._seats.store_presence(after)
            except VersionConflict:
                continue
            line = presence.change_between(before, stored, self._clock.now())
            if line is not None:
                await self._log.add_presence(
                    line.user_id,
                    line.at,
                    {
                        "before": line.before.value,
                        "after": line.after.value,
                        "reason": line.reason,
                    },
                )
            await self._bus.publish(SeatChanged(seat=stored))
            return stored
        raise Unavailable("The agent's seat is changing too fast right now.")
