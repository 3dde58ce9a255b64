"""Keeps the sockets of this process honest: rights that changed, sessions that ended, strangers."""

from __future__ import annotations

import asyncio

import structlog

from agent_console.console import Console
from agent_console.sockets.console import ConsoleNamespace
from agent_console.sockets.registry import Connection, Registry
from agent_console.sockets.server import Server, close_strangers
from conversations.events import Event, SettingsChanged

log = structlog.get_logger(__name__)


class Guard:
    """Looks after connections: at once when settings change, and with every heartbeat, so that a
    change made in another process counts within seconds too."""

    def __init__(
        self, console: Console, registry: Registry, namespace: ConsoleNamespace, server: Server
    ) -> None:
        self._console = console
        self._registry = registry
        self._namespace = namespace
        self._server = server
        self._strangers: set[str] = set()
        console.services.bus.subscribe(SettingsChanged, self.on_event)
        console.on_sign_out.append(self.signed_out)

    async def on_event(self, event: Event) -> None:
        """A user, queue or team changed: so may have what somebody may see."""
        if not isinstance(event, SettingsChanged):
            return
        if event.kind == "user":
            await self.check(self._registry.of_user(event.id))
        elif event.kind in ("queue", "team"):
            await self.check(self._registry.all())

    async def signed_out(self, session_id: str) -> None:
        """A session ended: so do its sockets."""
        for connection in self._registry.all():
            session = connection.caller.session
            if session is not None and session.id == session_id:
                await self._namespace.disconnect(connection.sid)

    async def run(self) -> None:
        """Look after everybody with every heartbeat, until cancelled."""
        while True:
            await asyncio.sleep(self._console.settings.heartbeat_s)
            try:
                await self._console.services.attendance.heartbeat()
                await self.check(self._registry.all())
                self._strangers = await close_strangers(
                    self._server, list(self._server.namespace_handlers), self._strangers
                )
            except Exception as error:
                log.warning("sockets were not looked after; trying again", reason=str(error))

    async def check(self, connections: list[Connection]) -> None:
        """End the sockets whose session or user is no more; renew the rights of the others."""
        sessions = [it.caller.session.id for it in connections if it.caller.session]
        services = self._console.services
        alive = await services.sessions.alive(sessions, services.clock.now()) if sessions else ()
        for connection in connections:
            await self._check_one(connection, frozenset(alive))
            await asyncio.sleep(0)  # many sockets, and none of them shall wait for this round

    async def _check_one(self, connection: Connection, alive: frozenset[str]) -> None:
        known = connection.caller
        fresh = await self._console.identifier.renewed(known, alive)
        if fresh is None:
            await self._namespace.disconnect(connection.sid)
            return
        connection.caller = fresh
        if fresh.actor != known.actor:
            await self._leave_lost(connection)
        await self._namespace.join(connection)

    async def _leave_lost(self, connection: Connection) -> None:
        """Close the conversations that are out of scope now."""
        found = await self._console.services.conversations.get_many(
            sorted(connection.open), connection.caller.actor.scope
        )
        for conversation_id in connection.open - set(found):
            self._registry.close(connection.sid, conversation_id)
            await self._namespace.tell_watching(conversation_id)
