"""The present names of watch lists and intents: what is stored of them keeps their ids."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from conversations.clock import Clock
from conversations.events import Event, SettingsChanged

FRESH_S = 3.0
"""How long another process may take to notice a new name."""


class Named(Protocol):
    """Things that have names."""

    async def names(self) -> Mapping[str, str]:
        """Return the names of all of them, by id."""
        ...


class Naming:
    """Names by id, remembered shortly; changes made in this process count at once."""

    def __init__(self, watch_lists: Named, intents: Named, clock: Clock) -> None:
        self._stores = {"watch_list": watch_lists, "intent": intents}
        self._clock = clock
        self._names: Mapping[str, str] = {}
        self._read_at: float | None = None
        self._changes = 0

    async def names(self) -> Mapping[str, str]:
        """The names of all watch lists and intents, by id."""
        now = self._clock.now().timestamp()
        if self._read_at is None or not 0 <= now - self._read_at < FRESH_S:
            changes = self._changes
            found = await asyncio.gather(*(it.names() for it in self._stores.values()))
            self._names = {thing_id: name for part in found for thing_id, name in part.items()}
            self._read_at = now if changes == self._changes else None  # changed while it read
        return self._names

    async def on_event(self, event: Event) -> None:
        """Forget the names when one of them may have changed."""
        if isinstance(event, SettingsChanged) and event.kind in self._stores:
            self._read_at = None
            self._changes += 1
