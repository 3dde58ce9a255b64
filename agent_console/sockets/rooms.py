"""Who comes to the namespace ``/console`` and goes, and the rooms that they are in."""

from __future__ import annotations

from typing import Any, NoReturn

import socketio
import structlog
from pydantic import BaseModel

from agent_console import problems, seating
from agent_console.api.conversations import OVERLAP
from agent_console.console import Console
from agent_console.sockets.handshake import recognise
from agent_console.sockets.registry import CONSOLE, Connection, Registry, conversation_of
from agent_console.wire.conversations import offer_shape
from agent_console.wire.scalars import iso
from conversations.errors import NotFound, ParleyError, Unavailable
from conversations.limits import Limit

log = structlog.get_logger(__name__)

Answer = dict[str, Any]  # a wire shape, dumped


class ConsoleRooms(socketio.AsyncNamespace):  # type: ignore[misc]  # the library has no types
    """Authenticates sockets and keeps their rooms."""

    def __init__(self, console: Console, registry: Registry) -> None:
        super().__init__(CONSOLE)
        self._console = console
        self._registry = registry
        self._calls = Limit(burst=120, per_minute=1200)

    async def connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        """Let somebody in who is known; anybody else gets the reason in ``connect_error``."""
        try:
            caller = await recognise(self._console, environ, auth)
            connection = Connection(sid, caller)
            await self._console.renew_seat(caller.user)
            if not self.is_here(sid):
                return
            self._registry.add(connection)
            await self.join(connection)
            if not self.is_here(sid):
                return
            attendance = self._console.services.attendance
            await attendance.connected(caller.user.id, sid)
            if not self.is_here(sid):
                await attendance.disconnected(caller.user.id, sid)
                return
        except ParleyError as error:
            self._refuse(sid, error)
        except Exception:
            log.exception("socket handshake failed")
            self._refuse(sid, Unavailable("Something went wrong on our side."))
        self.server.start_background_task(self._hello, connection)

    def is_here(self, sid: str) -> bool:
        """Whether the socket is still there: it may leave while we look something up, and whoever
        has left must not be counted as present."""
        return self.server.manager.eio_sid_from_sid(sid, CONSOLE) is not None

    def _refuse(self, sid: str, error: ParleyError) -> NoReturn:
        self._registry.remove(sid)
        reason = problems.socket_answer(error)["error"]
        raise socketio.exceptions.ConnectionRefusedError(str(error), reason) from None

    async def gone(self, sid: str) -> None:
        """Forget a socket; the last one of an agent makes them vanish, until they come back."""
        connection = self._registry.remove(sid)
        self._calls.forgive(sid)
        if connection is None:
            return
        for conversation_id in connection.open:
            await self.tell_watching(conversation_id)
        try:
            await self._console.services.attendance.disconnected(connection.caller.user.id, sid)
        except NotFound:
            return  # a user without a seat any more: removed or disabled

    async def join(self, connection: Connection) -> None:
        """Bring a socket's rooms in line with its rights; conversations it lost are left."""
        queues = frozenset(queue.id for queue in await self._console.access.queues())
        if not self.is_here(connection.sid):
            return
        wanted = set(connection.rooms(queues))
        for conversation_id in connection.open:
            wanted.update(connection.rooms_of(conversation_id))
        present = {
            room for room in self.server.rooms(connection.sid, CONSOLE) if room != connection.sid
        }
        for room in present - wanted:
            await self.leave_room(connection.sid, room)
        for room in wanted - present:
            await self.enter_room(connection.sid, room)

    async def tell_watching(self, conversation_id: str) -> None:
        """Tell a conversation's room who looks at it."""
        await self.emit(
            "watching",
            {"conversation": conversation_id, "agents": self._registry.watching(conversation_id)},
            room=conversation_of(conversation_id),
        )

    async def leave(self, connection: Connection, conversation_id: str) -> None:
        """Read along no more."""
        self._registry.close(connection.sid, conversation_id)
        for room in connection.rooms_of(conversation_id):
            await self.leave_room(connection.sid, room)

    async def _hello(self, connection: Connection) -> None:
        services, caller = self._console.services, connection.caller
        now = services.clock.now()
        seat = await services.seats.seat(caller.user.id)
        offered = await services.conversations.offered_to(caller.user.id)
        view = await self._console.view()
        shape = (await seating.shapes(self._console, [seat]))[0]
        await self.emit(
            "hello",
            {
                "agent": {"id": caller.user.id, "name": caller.user.name},
                "presence": dump(shape),
                "capacity": {"load": seat.load, "capacity": seat.capacity},
                "server_time": iso(now),
                "offers": [dump(offer_shape(it, view)) for it in offered if it.offer],
                "cursor": iso(now - OVERLAP),
            },
            to=connection.sid,
        )


def dump(shape: BaseModel) -> Answer:
    """A wire shape as it is sent."""
    return shape.model_dump(mode="json")
