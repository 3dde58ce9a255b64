"""Insights, kept in line with their conversations.

Whatever changes what analysis says of a conversation (tags, a correction, another queue, a merge of
contacts) is a commit on it. Those are heard here, gathered for a moment, and each conversation's
insight is made anew from its timeline: one write for each, however many commits there were. What a
crash left out is found again, from the moment up to which all is known to be done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from conversations.clock import Clock
from conversations.conversation import Conversation
from conversations.entries import Activity, Kind
from conversations.events import Committed, Event, SettingsChanged
from conversations.insights import Insight, MessageTags, insight_of, same_but_version
from conversations.people import SYSTEM_SCOPE
from conversations.tasks import all_ended
from parley.analysis.insight_days import Place, place_of
from parley.analysis.known_names import KnownNames
from parley.analysis.message_tags import KnownMessages
from parley.yielding import Yielding
from sentiment.meaning import mean_of
from storage.leases import HeldLease
from storage.stores import Stores

_log = logging.getLogger(__name__)

AT_ONCE = 8
"""Conversations whose insights are made together."""
SEARCHED_AT_ONCE = 500
"""Conversations looked through at once for what a crash left out."""
NAMED = frozenset({"watch_list", "intent"})
"""The kinds of settings whose names tags carry."""
_PLACE, _NAME = "insights", "looked"
OF_ITSELF = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What goes wrong by what a conversation holds, and would again; nothing of the database's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How it goes about its work, in seconds.

    Attributes:
        gather: How long the first change waits for company.
        rest: How many times as long as a batch took it rests behind it under full pressure, when
            the database is left to those who wait for an answer; so much less under less. At most
            ``rest_at_most``.
        quiet: How long after the last message it rests no more: nobody waits then.
        note: How often the moment up to which all is done is kept.
        overlap: How far before it is searched after a crash: commits may become visible out of the
            order of their times, and are heard of a little later.
        again: How long it waits after a failure.
    """

    gather: float = 1.0
    rest: float = 60.0
    rest_at_most: float = 8.0
    quiet: float = 0.25
    note: float = 30.0
    overlap: float = 60.0
    again: float = 2.0


class Assigner(Protocol):
    """What puts conversations into topics."""

    @property
    def lock(self) -> asyncio.Lock:
        """Held while conversations are put into topics and stored so, and while topics change."""
        ...

    def assign(self, insights: Sequence[Insight]) -> dict[str, str | None]:
        """Return each conversation's topic, None for none. Quick."""
        ...


class InsightKeeping:
    """Makes insights, and marks the days that they change."""

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        lease: HeldLease,
        assigner: Assigner,
        touched: Callable[[Iterable[Place]], None],
        pace: Pace | None = None,
    ) -> None:
        self._stores = stores
        self._clock = clock
        self._lease = lease
        self._assigner = assigner
        self._touched = touched
        self._pace = pace or Pace()
        self.yielding = Yielding(
            stores.commits.busy,
            self._pace.rest,
            self._pace.rest_at_most,
            self._pace.quiet,
        )
        self._messages = KnownMessages(stores.insights)
        self._waiting: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._running = False
        self._names = KnownNames(stores.watch_lists, stores.intents)
        self.written = 0
        """Insights written, for measurements."""

    async def on_event(self, event: Event) -> None:
        """Note a conversation whose insight may have changed, and new names."""
        if isinstance(event, SettingsChanged) and event.kind in NAMED:
            self.forget_names()
        if not self._running or not isinstance(event, Committed):
            return
        self._messages.heard(event)
        if any(entry.kind is Kind.MESSAGE for entry in event.entries):
            self.yielding.said()
        if _concerns(event):
            self._waiting[event.conversation.id] = None
            self._wake.set()

    async def run(self) -> None:
        """Work until cancelled. What is heard while this does not run is found by catching up."""
        self._messages.forget()  # nobody has told what has changed until now
        self._running = True
        try:
            await self._until_it_works(self.catch_up)
            noted = self._clock.now()
            while True:
                await self._wake.wait()
                await asyncio.sleep(self._pace.gather)
                began = self._clock.now()
                self._wake.clear()
                await self._until_it_works(self._work_off)
                if (began - noted).total_seconds() >= self._pace.note:
                    await self._until_it_works(partial(self._note, began))
                    noted = began
        finally:
            self._running = False
            self._waiting.clear()
            self._messages.forget()

    async def catch_up(self) -> None:
        """Look through all that has changed since the moment up to which all was done."""
        cursors = self._stores.cursors
        kept = await cursors.load(_PLACE, _NAME)
        since = kept["since"] if kept else datetime(1970, 1, 1, tzinfo=UTC)
        since -= timedelta(seconds=self._pace.overlap) if kept else timedelta()
        began, limit = self._clock.now(), SEARCHED_AT_ONCE
        while True:
            changed = await self._stores.lists.changed_since(since, SYSTEM_SCOPE, limit)
            none = [it.id for it in changed if it.sentiment is None]
            had = await self._stores.insights.get_many(none) if none else {}
            ids = [it.id for it in changed if it.sentiment is not None or it.id in had]
            for start in range(0, len(ids), AT_ONCE):
                await self._make_or_leave(ids[start : start + AT_ONCE])
            if len(changed) < limit:
                break
            if changed[-1].changed_at > since:
                since = changed[-1].changed_at
                await self._note(since)
            else:  # more changed in one millisecond than one answer holds
                limit *= 2
        await self._note(began)

    async def make(self, conversation_ids: Sequence[str]) -> None:
        """Bring the insights of these conversations in line, and mark the days that this changes:
        before it does, so that a crash in between leaves a mark too many and none too few."""
        ids, insights = list(dict.fromkeys(conversation_ids)), self._stores.insights
        if not self._running:  # nobody tells what has changed
            self._messages.forget()
        conversations, stored = await asyncio.gather(
            self._stores.conversations.get_many(ids, SYSTEM_SCOPE), insights.get_many(ids)
        )
        told = await all_ended([self._told(it, stored.get(it.id)) for it in conversations.values()])
        names = await self._names.of(it for messages, _ in told for it in messages)
        made = [
            insight_of(it, messages, text, names, mean_of)
            for it, (messages, text) in zip(conversations.values(), told, strict=True)
            if messages
        ]
        fresh = {it.conversation_id: it for it in made if it is not None}
        gone = [each for each in stored if each not in fresh]
        changed = [
            it
            for each, it in fresh.items()
            if each not in stored or not same_but_version(it, replace(stored[each], topic_id=None))
        ]
        was = [stored[it.conversation_id] for it in changed if it.conversation_id in stored]
        days = {place_of(it) for it in (*changed, *was, *(stored[each] for each in gone))}
        if not days:
            return
        await self._stores.insight_days.mark(days)
        if changed:
            async with self._assigner.lock:
                await self._put(changed, stored)
        if gone:
            await insights.remove(gone)
        self._touched(days)

    async def _make_or_leave(self, conversation_ids: Sequence[str]) -> None:
        """Make them; one of which nothing can be made is told of and holds up no other."""
        try:
            await self.make(conversation_ids)
        except OF_ITSELF:
            if len(conversation_ids) == 1:
                _log.exception("no insight can be made of conversation %s", conversation_ids[0])
                return
            for each in conversation_ids:
                await self._make_or_leave([each])

    async def _put(self, changed: Sequence[Insight], stored: Mapping[str, Insight]) -> None:
        """Store insights with their topics: one whose meaning is as it was stays where it is."""
        was = stored
        meant = [
            it
            for it in changed
            if it.conversation_id not in was
            or was[it.conversation_id].meaning != it.meaning
            or was[it.conversation_id].language != it.language
        ]
        topics = self._assigner.assign([it for it in meant if it.meaning is not None])
        placed = [
            replace(
                it,
                topic_id=topics.get(it.conversation_id)
                if it in meant
                else was[it.conversation_id].topic_id,
            )
            for it in changed
        ]
        await self._stores.insights.put(placed, stored)
        self.written += len(placed)
        new = [it.conversation_id for it in placed if it.conversation_id not in was]
        if new:  # what was erased while this was made is not to come back by it
            there = await self._stores.conversations.get_many(new, SYSTEM_SCOPE)
            erased = [each for each in new if each not in there]
            if erased:
                await self._stores.insights.remove(erased)

    async def _told(
        self, conversation: Conversation, stored: Insight | None
    ) -> tuple[Sequence[MessageTags], str]:
        """What is known of a conversation's messages by the customer, and the first one's text."""
        if stored is None and conversation.sentiment is None:
            return (), ""
        messages = await self._messages.of(conversation)
        if stored is not None or not messages:
            return messages, stored.text if stored is not None else ""
        first = await self._stores.conversations.entry(conversation.id, messages[0].seq)
        return messages, first.text if first is not None else ""

    def forget_names(self) -> None:
        """Read the names of watch lists and intents again before the next insight is made."""
        self._names.forget()

    async def _until_it_works(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await work()
            except Exception:
                _log.exception("making insights failed; trying again")
                await asyncio.sleep(self._pace.again)

    async def _work_off(self) -> None:
        """Make what waits; what could not be made waits again."""
        while self._waiting:
            ids = list(self._waiting)[:AT_ONCE]
            for each in ids:
                del self._waiting[each]
            async with self.yielding.piece():
                try:
                    await self._make_or_leave(ids)
                except Exception:
                    self._waiting = dict.fromkeys(ids) | self._waiting
                    raise

    async def _note(self, since: datetime) -> None:
        await self._stores.cursors.keep(_PLACE, _NAME, {"since": since}, fence=self._lease.fence)


def _concerns(event: Committed) -> bool:
    """Whether a commit may change an insight. Of other processes one only hears that there was
    one."""
    after, before = event.conversation, event.before
    if not event.entries:
        return True
    if after.sentiment is None and (before is None or before.sentiment is None):
        return False  # one that had some has lost it: a correction was taken back
    if before is None:
        return True
    if (before.queue, before.contact) != (after.queue, after.contact):
        return True
    return any(entry.activity is Activity.TAGGED for entry in event.entries)
