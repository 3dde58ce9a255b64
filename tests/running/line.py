"""One Socket.IO connection to one namespace, and everything that arrives on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import socketio
from socketio.exceptions import SocketIOError

DEADLINE_S = 8.0
Payload = dict[str, Any]  # a JSON object as it came over the wire
Listener = Callable[[str, Payload], None]

FAILURES = (SocketIOError, OSError, TimeoutError)
"""What a connection fails with when the way, or the server, is gone."""


class Line:
    """A connection. What arrives is kept until somebody asks for it, and told to ``listener``."""

    def __init__(self, namespace: str, listener: Listener | None = None) -> None:
        self._namespace = namespace
        self._listener = listener
        self._client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._arrived: list[tuple[str, Payload]] = []
        self._news = asyncio.Event()
        self.gone = asyncio.Event()
        """Set when the connection has ended, whoever ended it."""
        self._client.on("*", self._keep, namespace=namespace)
        self._client.on("disconnect", self._ended, namespace=namespace)

    async def _keep(self, event: str, payload: Payload) -> None:
        if self._listener is not None:
            self._listener(event, payload)
            return
        self._arrived.append((event, payload))
        self._news.set()

    async def _ended(self, *_: object) -> None:
        self.gone.set()
        self._news.set()

    async def connect(
        self,
        url: str,
        *,
        headers: dict[str, str],
        auth: Payload | None = None,
        transports: Sequence[str] = ("websocket",),
    ) -> None:
        """Connect to the namespace."""
        await self._client.connect(
            url,
            transports=list(transports),
            headers=headers,
            auth=auth,
            namespaces=[self._namespace],
            wait_timeout=DEADLINE_S,
        )

    async def next(
        self,
        event: str,
        accept: Callable[[Payload], bool] = lambda _: True,
        within_s: float = DEADLINE_S,
    ) -> Payload:
        """Return the first such event, which may have come already, and forget it."""
        async with asyncio.timeout(within_s):
            while True:
                self._news.clear()
                for index, (name, payload) in enumerate(self._arrived):
                    if name == event and accept(payload):
                        del self._arrived[index]
                        return payload
                if self.gone.is_set():
                    raise ConnectionError(f"the connection ended before “{event}” came")
                await self._news.wait()

    def seen(self, event: str) -> list[Payload]:
        """Return what has come of this kind and nobody has asked for."""
        return [payload for name, payload in self._arrived if name == event]

    async def call(self, event: str, payload: Payload, within_s: float = DEADLINE_S) -> Payload:
        """Emit and return the acknowledgement; fail as soon as the connection does."""
        call = asyncio.create_task(
            self._client.call(event, payload, namespace=self._namespace, timeout=within_s)
        )
        gone = asyncio.create_task(self.gone.wait())
        try:
            await asyncio.wait([call, gone], return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                raise ConnectionError(f"the connection ended before “{event}” was answered")
            answer: Payload = call.result()
            return answer
        finally:
            for task in (call, gone):
                task.cancel()
            await asyncio.gather(call, gone, return_exceptions=True)

    async def close(self) -> None:
        """Hang up; harmless on a connection that has ended."""
        with suppress(*FAILURES):
            await self._client.disconnect()
        socket = getattr(self._client.eio, "ws", None)  # none before the first that was opened
        if socket is not None:
            # aiohttp does not let go of one that was lost while it listened
            socket._response.close()
        http = self._client.eio.http  # left open by a connection that was refused
        if http is not None and not http.closed:
            await http.close()
        await asyncio.sleep(0)  # lets the loop close the sockets, also if it ends right after
