"""The present names of watch lists and intents, while they change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from agent_console.naming import Naming
from conversations.clock import ManualClock
from conversations.events import SettingsChanged


class Stored:
    """Names that are read as slowly as a test wants."""

    def __init__(self, **names: str) -> None:
        self.there = names
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.reads = 0

    async def names(self) -> Mapping[str, str]:
        self.reads += 1
        found = dict(self.there)
        self.begun.set()
        await self.go_on.wait()
        return found


async def test_a_name_that_changes_while_they_are_read_counts_at_once() -> None:
    lists, intents = Stored(wl="Lawyers"), Stored()
    intents.go_on.set()
    naming = Naming(lists, intents, ManualClock(datetime(2026, 3, 4, 9, tzinfo=UTC)))
    reading = asyncio.create_task(naming.names())
    await lists.begun.wait()
    lists.there["wl"] = "Legal"
    await naming.on_event(SettingsChanged(kind="watch_list", id="wl"))
    lists.go_on.set()
    assert await reading == {"wl": "Lawyers"}
    assert await naming.names() == await naming.names() == {"wl": "Legal"}
    assert lists.reads == 2, "remembered from then on"
