"""Visitors who write without pause, remember what was acknowledged, and repeat what was not."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.running.line import FAILURES, Line, Payload

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
    _line: Line | None = None

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
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _try(self, event: str, payload: Payload) -> Payload | None:
        try:
            line = await self._connected()
            return await line.call(event, payload, ANSWER_DEADLINE_S)
        except FAILURES:
            await self.leave()
            return None

    async def _connected(self) -> Line:
        if self._line is not None and not self._line.gone.is_set():
            return self._line
        await self.leave()
        self._line = line = Line("/widget")
        await line.connect(
            self.url,
            headers={"Origin": self.url, "X-Forwarded-For": self.address},
            auth={"inbox": self.inbox_key} | ({"visitor": self.token} if self.token else {}),
        )
        session = await line.next("session", within_s=ANSWER_DEADLINE_S)
        self.token = session["visitor"]["token"]
        return line


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
