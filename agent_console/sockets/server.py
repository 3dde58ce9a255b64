"""The Socket.IO server: bounded queues, and rooms that are checked again on emit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import engineio
import socketio
import structlog
from aiohttp import web

from agent_console.sockets.registry import Registry, conversation_rooms

log = structlog.get_logger(__name__)

MAX_MESSAGE = 256 * 1024
"""Bytes of one message from a client."""
MAX_QUEUED_BYTES = 4 * 1024 * 1024
STOPPING = "the server stops"
MEASURED_FROM = 8
"""Below so many waiting packets their bytes are not even counted."""


class BoundedEngine(engineio.AsyncServer):  # type: ignore[misc]  # the library has no types
    """Engine.IO queues packets without bound for a client that does not read. Here such a client
    is cut off: it comes back by itself and catches up (guarantee 11)."""

    packet_limit = 512

    def __init__(self, *args: Any, **options: Any) -> None:  # the library's own
        super().__init__(*args, **options)
        self.cut_off = 0
        self._upgrade_requests: dict[str, web.Request] = {}
        self._cutting_off: set[str] = set()

    async def send_packet(self, sid: str, pkt: engineio.Packet) -> None:
        """Queue a packet, or cut the client off if too much waits for it already."""
        if sid in self._cutting_off:
            return
        socket = self.sockets.get(sid)
        if socket is not None and self._too_slow(socket):
            self._cutting_off.add(sid)
            self.start_background_task(self.cut, sid, "too slow")
            return
        await super().send_packet(sid, pkt)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Remember the request of an upgrade: its connection is the one to cut."""
        sid = request.query.get("sid")
        upgrade = sid is not None and "upgrade" in request.headers.get("Connection", "").lower()
        if sid is None or not upgrade:
            return await self._handled(request)
        self._upgrade_requests[sid] = request
        try:
            return await self._handled(request)
        finally:
            self._upgrade_requests.pop(sid, None)

    async def _handled(self, request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await super().handle_request(request)
        return answer

    async def cut(self, sid: str, reason: str) -> None:
        """End a connection at once, without waiting for what it has not read."""
        socket = self.sockets.get(sid)
        try:
            if socket is None:
                return
            if reason != STOPPING:
                self.cut_off += 1
                log.warning("socket cut off", reason=reason, packets=socket.queue.qsize())
            request = self._upgrade_requests.get(sid) or self.first_request(sid)
            await socket.close(wait=False, abort=True)
            while not socket.queue.empty():
                socket.queue.get_nowait()
                socket.queue.task_done()
            socket.queue.put_nowait(None)
            if request is not None and request.transport is not None:
                request.transport.abort()
        finally:
            self._cutting_off.discard(sid)

    first_request: Callable[[str], web.Request | None] = staticmethod(lambda sid: None)
    """The request that a connection began with; told by the Socket.IO server that owns this."""

    async def _trigger_event(self, event: str, *args: Any, **options: Any) -> Any:
        """Answer the poll of a client that says goodbye; the library lets it wait for a packet
        that will never come, and a client that waits for its own polls with it."""
        answer = await super()._trigger_event(event, *args, **options)
        if event == "disconnect" and args[-1] == self.reason.CLIENT_DISCONNECT:
            socket = self.sockets.get(args[0])
            if socket is not None and not socket.upgraded:
                socket.queue.put_nowait(None)
        return answer

    def _too_slow(self, socket: Any) -> bool:  # an engineio socket, which has no types
        waiting = socket.queue.qsize()
        if waiting < MEASURED_FROM:
            return False
        if waiting >= self.packet_limit:
            return True
        queued = socket.queue._queue
        return sum(len(p.data) for p in queued if p is not None and p.data) > MAX_QUEUED_BYTES


class Server(socketio.AsyncServer):  # type: ignore[misc]  # the library has no types
    """Socket.IO over the bounded engine."""

    def _engineio_server_class(self) -> type[BoundedEngine]:
        return BoundedEngine


class CheckedRooms(socketio.AsyncManager):  # type: ignore[misc]  # the library has no types
    """Looks at the rooms again on every emit: whoever lost a conversation from their scope leaves
    its room before anything more of it is sent."""

    registry: Registry

    async def emit(
        self, event: str, data: Any, namespace: str, room: Any = None, *args: Any, **options: Any
    ) -> None:
        """Let go of those who may not see the conversation any more, then send."""
        target = options.get("to") or room
        if namespace == self.registry.namespace and event == "conversation":
            shape = data[0] if isinstance(data, list) else data
            for sid in self.registry.out_of_scope(shape):
                for each in conversation_rooms(shape["id"]):
                    self.basic_leave_room(sid, namespace, each)
                self.registry.close(sid, shape["id"])
        if target is None:
            raise ValueError("nothing is ever sent to everybody")
        await super().emit(event, data, namespace, room, *args, **options)


class CheckedRedisRooms(socketio.AsyncRedisManager, CheckedRooms):  # type: ignore[misc]
    """The same, with rooms that several web processes share through Redis."""


def make_server(
    registry: Registry, *, redis_url: str | None, packets: int, heartbeat_s: float
) -> Server:
    """Make the server. Handshakes may come from any site, for the widget's sake and without
    cookies (no CORS credentials); each namespace checks the Origin for itself."""
    manager = CheckedRedisRooms(redis_url) if redis_url else CheckedRooms()
    manager.registry = registry
    server = Server(
        async_mode="aiohttp",
        client_manager=manager,
        cors_allowed_origins="*",
        cors_credentials=False,
        max_http_buffer_size=MAX_MESSAGE,
        ping_interval=heartbeat_s,
        ping_timeout=heartbeat_s,
        http_compression=False,
        namespaces=[],
        logger=False,
        engineio_logger=False,
    )
    server.eio.packet_limit = packets
    server.eio.first_request = lambda sid: server.environ.get(sid, {}).get("aiohttp.request")
    return server


async def close_strangers(server: Server, namespaces: Sequence[str], seen: set[str]) -> set[str]:
    """End connections that were there at the last look (``seen``) and still belong to no
    namespace: nobody who has not said who they are holds a connection for long."""
    strangers = {
        sid
        for sid in list(server.eio.sockets)
        if all(server.manager.sid_from_eio_sid(sid, name) is None for name in namespaces)
    }
    for sid in strangers & seen:
        await server.eio.cut(sid, "never joined a namespace")
    return strangers - seen
