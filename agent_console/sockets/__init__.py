"""Socket.IO: the server, the namespace of the console, and what fans out to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from agent_console.console import CONSOLE as CONSOLE_KEY
from agent_console.sockets.console import ConsoleNamespace
from agent_console.sockets.fanout import Fanout
from agent_console.sockets.guard import Guard
from agent_console.sockets.registry import Registry
from agent_console.sockets.server import STOPPING, Server, make_server
from conversations.tasks import end

SOCKETS = web.AppKey("sockets", Server)
"""The Socket.IO server, for connectors to add their namespaces to."""

GOODBYE_S = 3.0
"""How long the sockets' ends may take to be noted: the database may be away. Whoever is not noted
as gone now is found silent later."""

__all__ = ["SOCKETS", "Fanout", "Server", "attach"]


def attach(app: web.Application) -> None:
    """Add the sockets to the application; they work while it runs."""
    console = app[CONSOLE_KEY]
    settings = console.settings
    registry = Registry()
    server = make_server(
        registry,
        redis_url=settings.redis_url,
        packets=settings.socket_packets,
        heartbeat_s=settings.heartbeat_s,
    )
    namespace = ConsoleNamespace(console, registry)
    server.register_namespace(namespace)
    server.attach(app)
    app[SOCKETS] = server
    fanout = Fanout(console, server)
    guard = Guard(console, registry, namespace, server)

    async def working(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(fanout.run()), asyncio.create_task(guard.run())]
        yield
        for task in tasks:
            await end(task, GOODBYE_S)

    async def goodbye(_: web.Application) -> None:
        cuts = [server.eio.cut(sid, STOPPING) for sid in list(server.eio.sockets)]
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await asyncio.gather(server.shutdown(), *cuts, return_exceptions=True)

    app.cleanup_ctx.append(working)
    app.on_shutdown.append(goodbye)
