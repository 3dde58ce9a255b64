"""How a worker tells of its line: the newest state, and only what changed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from connectors.ports import Connections
from conversations.clock import Clock
from conversations.connections import Connection, ConnectionState
from conversations.errors import ParleyError


class Reporting:
    """Reports an inbox's line. A report that cannot be stored is left out: the next one tells."""

    def __init__(
        self, connections: Connections, clock: Clock, inbox_id: str, every_s: float
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._inbox_id = inbox_id
        self._every_s = every_s
        self._last: tuple[ConnectionState, str, str] | None = None
        self._facts: dict[str, Any] = {}
        self._reported_at = 0.0
        self._unsaid = False
        self._turn = asyncio.Lock()

    async def state(
        self, state: ConnectionState, detail: str = "", remedy: str = "", **facts: Any
    ) -> None:
        """Report a state, unless nothing has changed since the last report."""
        changed = {key: it for key, it in facts.items() if self._facts.get(key, ...) != it}
        self._facts.update(facts)
        if (state, detail, remedy) != self._last or changed or self._unsaid:
            self._last = (state, detail, remedy)
            await self._report()

    async def facts(self, *, at_once: bool = False, **facts: Any) -> None:
        """Report facts beside the state that stands; not too often, unless ``at_once``."""
        self._facts.update(facts)
        if at_once or time.monotonic() - self._reported_at >= self._every_s:
            await self._report()

    async def _report(self) -> None:
        async with self._turn:
            if self._last is None:
                return
            state, detail, remedy = self._last
            self._reported_at = time.monotonic()
            connection = Connection(
                inbox_id=self._inbox_id,
                state=state,
                since=self._clock.now(),
                detail=detail,
                remedy=remedy,
                facts=dict(self._facts),
            )
            try:
                await self._connections.report(connection)
            except ParleyError:
                self._unsaid = True
            else:
                self._unsaid = False
