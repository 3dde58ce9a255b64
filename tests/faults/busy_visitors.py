"""Visitors who write without pause, remember what was acknowledged, and repeat what was not."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import socketio
from socketio.exceptions import SocketIOError

ANSWER_DEADLINE_S = 5.0
RETRY_S = 0.1


@dataclass
class BusyVisitor:
    """One visitor with one connection at a time and the same token throughout."""

    url: str
    inbox_key: str
    name: str
    messages: int
    address: str = "198.51.100.1"
    """Where they are, as a reverse proxy would tell: people on a site do not share one address,
    and what a single address may send is limited."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    """Text → ``seq`` of what the server has promised to keep."""
    token: str | None = None
    _client: Any = None  # python-socketio ships no types

    async def run(self, progress: asyncio.Condition) -> None:
        """Send every message until each is acknowledged."""
        for number in range(self.messages):
            text, message_id = f"{self.name} says {number}", str(uuid.uuid4())
            while text not in self.acknowledged:
                answer = await self._try("message", {"id": message_id, "text": text})
                if answer is not None and "seq" in answer:
                    self.acknowledged[text] = int(answer["seq"])
                else:
                    await asyncio.sleep(_pause(answer))
            async with progress:
                progress.notify_all()

    async def timeline(self) -> list[dict[str, Any]]:
        """Return all that the server has of the conversation."""
        while True:
            answer = await self._try("catch_up", {"after": 0})
            if answer is not None and "entries" in answer:
                entries: list[dict[str, Any]] = answer["entries"]
                return entries
            await asyncio.sleep(RETRY_S)

    async def leave(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.disconnect()

    async def _try(self, event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        try:
            client = await self._connected()
            answer: dict[str, Any] = await client.call(
                event, payload, namespace="/widget", timeout=ANSWER_DEADLINE_S
            )
        except (SocketIOError, OSError, TimeoutError):
            await self._forget()
            return None
        return answer

    async def _connected(self) -> Any:
        if self._client is not None and self._client.connected:
            return self._client
        await self._forget()
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        session: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        async def on_session(payload: dict[str, Any]) -> None:
            if not session.done():
                session.set_result(payload)

        client.on("session", on_session, namespace="/widget")
        self._client = client
        auth = {"inbox": self.inbox_key} | ({"visitor": self.token} if self.token else {})
        await client.connect(
            self.url,
            transports=["websocket"],
            headers={"Origin": self.url, "X-Forwarded-For": self.address},
            auth=auth,
            namespaces=["/widget"],
        )
        async with asyncio.timeout(ANSWER_DEADLINE_S):
            self.token = (await session)["visitor"]["token"]
        return client

    async def _forget(self) -> None:
        if self._client is not None:
            client, self._client = self._client, None
            try:
                await client.disconnect()
            except (SocketIOError, OSError):
                return


def _pause(answer: dict[str, Any] | None) -> float:
    """As long as the server asks for, as the widget does."""
    error = (answer or {}).get("error") or {}
    return float(error.get("retry_after_s", RETRY_S))


def crowd(url: str, inbox_key: str, count: int, messages: int) -> list[BusyVisitor]:
    """Make visitors, each with an address of their own (RFC 5737)."""
    return [
        BusyVisitor(
            url=url,
            inbox_key=inbox_key,
            name=f"visitor {number}",
            messages=messages,
            address=f"198.51.100.{number + 1}",
        )
        for number in range(count)
    ]


async def until_acknowledged(
    visitors: list[BusyVisitor], count: int, progress: asyncio.Condition
) -> None:
    """Wait until so many messages of all visitors together are acknowledged."""
    async with progress:
        await progress.wait_for(lambda: sum(len(v.acknowledged) for v in visitors) >= count)
