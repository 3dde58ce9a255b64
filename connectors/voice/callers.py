"""Which conversation a line belongs to, and telling the domain what its caller does.

What is told of one line is told in order, and again while the database is away: the caller has been
answered already, and a choice that was made is not asked for twice.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import House
from connectors.voice.inbound import call_sid, has_called
from conversations.conversation import Conversation
from conversations.entries import Kind
from conversations.errors import NotFound, Unavailable
from conversations.inbound import Received
from conversations.locks import KeyedLocks
from conversations.places import Inbox

KEPT = 5000
"""Lines that are remembered; the others are looked up."""
PAUSES_S = (0.5, 1.0, 2.0, 4.0, *(8.0 for _ in range(70)))
"""Between tries while the database is away: for ten minutes."""


@dataclass(frozen=True, slots=True)
class Known:
    """A line's call."""

    conversation_id: str
    call_id: str


Step = Callable[[Known], Awaitable[Conversation | None]]
"""Tells the domain one thing; None is no news."""


class Callers:
    """The lines of all inboxes, as far as this process has to do with them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._order = KeyedLocks()

    def at_hand(self, sid: str) -> Known | None:
        """A line that is remembered."""
        return self._known.get(sid)

    async def find(self, inbox: Inbox, sid: str) -> Known | None:
        """A line's call, or None while there is none on any timeline."""
        known = self._known.get(sid)
        if known is not None:
            return known
        entry = await self._house.threads.entry_by_external_id(inbox.id, sid)
        if entry is None or entry.kind is not Kind.CALL:
            return None
        return self._keep(sid, Known(entry.conversation_id, entry.data["call"]))

    async def arrive(
        self, inbox: Inbox, form: Mapping[str, str], step: Step, safe: asyncio.Event
    ) -> None:
        """Take a call in, set ``safe`` when it is in the journal, and tell what it begins with.
        Raises as the house's intake does until it is safe."""
        sid = call_sid(form)
        if self._order.is_held(sid):  # it came twice at once; the first one does the rest
            await self._take(inbox, sid, form, safe)
            return
        async with self._order.holding(sid):
            try:
                await self._take(inbox, sid, form, safe)
            except Unavailable:
                if not safe.is_set():
                    raise
            await self._carry(inbox, sid, form, step)

    async def tell(
        self, inbox: Inbox, form: Mapping[str, str], step: Step, known: Known | None = None
    ) -> Conversation | None:
        """Tell the domain something of a line, after what was told of it before. ``known``: which
        call it is, if somebody has said so. A line that is on no timeline yet is put there first,
        if somebody has called us on it and was answered; of any other it is no news."""
        sid = call_sid(form)
        if known is not None:
            self._keep(sid, known)
        async with self._order.holding(sid):
            return await self._carry(inbox, sid, form, step)

    async def _carry(
        self, inbox: Inbox, sid: str, form: Mapping[str, str], step: Step
    ) -> Conversation | None:
        for pause_s in PAUSES_S:
            try:
                return await self._once(inbox, sid, form, step)
            except Unavailable:
                await asyncio.sleep(pause_s)
        return await self._once(inbox, sid, form, step)

    async def _once(
        self, inbox: Inbox, sid: str, form: Mapping[str, str], step: Step
    ) -> Conversation | None:
        known = await self.find(inbox, sid)
        if known is None and has_called(form):
            await self._take(inbox, sid, form)
            known = await self.find(inbox, sid)
        return await step(known) if known is not None else None

    async def _take(
        self, inbox: Inbox, sid: str, form: Mapping[str, str], safe: asyncio.Event | None = None
    ) -> None:
        received = await self._accept(inbox, sid, {"form": dict(form)}, safe)
        entry = await self._house.threads.entry(received.conversation_id, received.seq)
        if entry is None or entry.kind is not Kind.CALL:
            raise NotFound(f"Call {sid} is on no timeline.")
        self._keep(sid, Known(entry.conversation_id, entry.data["call"]))

    async def missed(self, inbox: Inbox, sid: str, payload: dict[str, Any]) -> None:
        """Take in a call that did not reach us, and is over. Raises as the house's intake does."""
        async with self._order.holding(sid):
            await self._accept(inbox, sid, payload)

    async def _accept(
        self, inbox: Inbox, sid: str, payload: dict[str, Any], safe: asyncio.Event | None = None
    ) -> Received:
        return await self._house.intake.accept(inbox, sid, payload, journalled=safe)

    def _keep(self, sid: str, known: Known) -> Known:
        self._known[sid] = known
        self._known.move_to_end(sid)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known
