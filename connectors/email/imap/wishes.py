"""Asking whoever holds an inbox's lease to compare it with the server, and being told of it.

The wish and the answer are two cursors: each has one kind of writer, so no lease is needed to wish.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Any

from connectors.email.imap.door import Notes
from connectors.email.imap.reconcile import Reconciliation
from connectors.ports import Cursors
from conversations.clock import new_id

WANTED, PROGRESS, DONE = "reconcile:wanted", "reconcile:progress", "reconcile:done"


class Wishes:
    """The side of the one who compares. ``wanted`` is set while somebody waits."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._wish = ""
        self._granted = ""
        self.wanted = asyncio.Event()

    async def look(self) -> None:
        """See whether somebody has asked since. Raises Unavailable."""
        wanted = await self._notes.load(WANTED)
        if wanted is None or wanted.get("id") == self._granted:
            return
        done = await self._notes.load(DONE) or {}
        if done.get("wish") == wanted.get("id"):
            self._granted = str(wanted.get("id"))
            return
        self._wish = str(wanted.get("id"))
        self.wanted.set()

    async def last(self) -> datetime | None:
        """When the last comparison ended."""
        done = await self._notes.load(DONE)
        return datetime.fromisoformat(done["at"]) if done else None

    async def looked(self, folder: str, looked: int, of: int) -> None:
        """Tell how far it is."""
        if self._wish:
            value = {"wish": self._wish, "folder": folder, "looked": looked, "of": of}
            await self._notes.keep(PROGRESS, value)

    async def grant(self, result: Reconciliation, at: datetime) -> None:
        """Keep the result; whoever waits finds it."""
        await self._notes.keep(
            DONE, {"wish": self._wish, "at": at.isoformat(), "result": asdict(result)}
        )
        self._granted, self._wish = self._wish, ""
        self.wanted.clear()


async def ask(cursors: Cursors, inbox_id: str) -> str:
    """Ask for a comparison; returns the wish by which its answer is known."""
    wish = new_id()
    await cursors.keep(inbox_id, WANTED, {"id": wish}, fence=0)
    return wish


async def answer(cursors: Cursors, inbox_id: str, wish: str) -> Reconciliation | None:
    """Return the answer to a wish, once it is there."""
    done = await cursors.load(inbox_id, DONE)
    if done is None or done.get("wish") != wish:
        return None
    return Reconciliation(**done["result"])


async def so_far(cursors: Cursors, inbox_id: str, wish: str) -> dict[str, Any] | None:
    """Return how far it is (``folder``, ``looked``, ``of``), if it has begun."""
    progress = await cursors.load(inbox_id, PROGRESS)
    return progress if progress is not None and progress.get("wish") == wish else None
