"""A conversation as a simulated agent knows it: what was read on coming, and what was pushed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

_ENDED = {"resolved", "abandoned", "queued"}


class Caller(Protocol):
    """What a desk needs of its agent."""

    async def call(self, event: str, **payload: Any) -> dict[str, Any]:
        """A socket call and its answer."""

    async def resolve(self, conversation: str) -> None:
        """Ends a conversation."""


class Timeline:
    """Entries by seq. ``shown`` is the conversation as it was when it was last opened."""

    def __init__(self, agent: Caller, conversation: dict[str, Any]) -> None:
        self._agent = agent
        self.id = str(conversation["id"])
        self.shown = conversation
        self.entries: dict[int, dict[str, Any]] = {}
        self.began = 0
        """The newest seq when the conversation came to this desk."""
        self._news = asyncio.Event()

    @property
    def newest(self) -> int:
        """The newest seq; 0 for none."""
        return max(self.entries, default=0)

    @property
    def is_over(self) -> bool:
        """Whether somebody has resolved the conversation or taken it from this desk."""
        return any(
            entry["activity"] == "transferred"
            or (entry["activity"] == "state" and entry["data"]["to"] in _ENDED)
            for seq, entry in self.entries.items()
            if seq > self.began
        )

    def hear(self, entry: dict[str, Any]) -> None:
        """Takes in a pushed entry."""
        self.entries[entry["seq"]] = entry
        self._news.set()

    async def catch_up(self) -> None:
        """Joins the conversation's room and reads what has been missed."""
        answer = await self._agent.call("open", conversation=self.id, after=self.newest)
        self.shown = answer.get("conversation") or self.shown
        for entry in answer.get("entries", []):
            self.hear(entry)

    async def open(self) -> None:
        """Comes to the conversation."""
        await self.catch_up()
        self.began = self.newest

    async def close(self) -> None:
        """Leaves the room."""
        await self._agent.call("close", conversation=self.id)

    async def until(self, condition: Callable[[], object], seconds: float) -> bool:
        """Waits until something holds; False if it does not in time."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True
