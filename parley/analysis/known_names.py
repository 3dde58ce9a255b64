"""The names of watch lists and intents, kept for a moment for the insights that count their hits.

Another process tells of no new list, only of the conversation that it was found in: a hit of one
that is not known has the names read once more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from conversations.entries import TagKind
from conversations.insights import MessageTags, Names
from conversations.intents import Intent
from conversations.places import WatchTerms

FRESH_S = 5.0
FOUND_BY = frozenset({TagKind.WATCH, TagKind.INTENT})


class WatchLists(Protocol):
    """The watch lists that there are."""

    async def all(self) -> Sequence[WatchTerms]:
        """Return all of them."""
        ...


class Intents(Protocol):
    """The intents that there are."""

    async def all(self) -> Sequence[Intent]:
        """Return all of them."""
        ...


class KnownNames:
    """Reads names when it has to: they are old, were changed here, or lack what is asked for."""

    def __init__(self, watch_lists: WatchLists, intents: Intents) -> None:
        self._watch_lists = watch_lists
        self._intents = intents
        self._names = Names(watch={}, intents={})
        self._until = 0.0
        self._looked_for: frozenset[str] = frozenset()
        """Ids that the names have, or lack for good: their list was removed."""
        self._forgotten = 0

    def forget(self) -> None:
        """Read them again before they are asked for the next time."""
        self._until = 0.0
        self._forgotten += 1

    async def of(self, messages: Iterable[MessageTags]) -> Names:
        """Return the names, with those of everything that these messages' tags refer to, as far as
        it is still there."""
        refs = {tag.ref for it in messages for tag in it.tags if tag.kind in FOUND_BY and tag.ref}
        if time.monotonic() < self._until and refs <= self._looked_for:
            return self._names
        forgotten = self._forgotten
        lists, intents = await asyncio.gather(self._watch_lists.all(), self._intents.all())
        names = Names(
            watch={it.name: it.id for it in lists}, intents={it.name: it.id for it in intents}
        )
        if forgotten == self._forgotten:  # else they were changed while they were read
            self._names, self._until = names, time.monotonic() + FRESH_S
            self._looked_for |= refs.union(names.watch.values(), names.intents.values())
        return names
