"""Tagging a period once more, behind what is fresh: a job that goes on where it was.

What has to be done is listed once, at the beginning, in parts. A part is done when its tags are
stored; only then the job moves on. After a crash the part under way is done again, and what is
stored already is found equal and left alone: nothing stands twice on a timeline.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from conversations.clock import Clock
from conversations.entries import Entry, Tag, TagKind, is_for_reading
from conversations.errors import NotFound
from conversations.events import SettingsChanged
from conversations.mood import newest_of
from conversations.people import SYSTEM_SCOPE
from conversations.ports import Bus
from conversations.retags import Retag
from conversations.tagging import TagKeeper, is_awaited
from parley.analysis.retag_engines import Beside, CannotTag, OpenTagger, TagsAgain, tagger_opener
from parley.analysis.tagging import Tagging
from parley.analysis.teaching import Taught
from parley.core import Core
from sentiment.engines import EngineChoice
from sentiment.port import Text
from sentiment.tags import TextTags
from storage.leases import HeldLease
from storage.stores import Stores

_log = logging.getLogger(__name__)

LEASE = "retagging"
PART = 20
"""Conversations of one part."""
TEXTS = 16
"""Texts tagged at once: fresh messages wait for no more than these."""
LISTED_AT_ONCE = 500
LOOK_EVERY_S = 2.0
NONE = "none"

Changed = Mapping[tuple[str, str], int]


class Fresh(Protocol):
    """What is tagged as it comes."""

    async def drained(self) -> None:
        """Wait until no message waits to be tagged."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How it leaves room to others: ``part`` conversations are done together; it rests behind them
    ``rest`` times as long as storing took, at most ``rest_at_most`` seconds; ``tell`` seconds lie
    between two words about its progress."""

    part: int = PART
    rest: float = 3.0
    rest_at_most: float = 1.0
    tell: float = 5.0


@dataclass(slots=True)
class _Done:
    messages: int = 0
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)


class Retagging:
    """Works off the jobs, oldest first, for as long as it holds the lease."""

    def __init__(
        self,
        *,
        stores: Stores,
        keeper: TagKeeper,
        taught: Taught,
        open_tagger: OpenTagger,
        fresh: Fresh | None,
        bus: Bus,
        clock: Clock,
        lease: HeldLease,
        pace: Pace | None = None,
    ) -> None:
        """``fresh`` is None where nothing is tagged beside."""
        self._stores = stores
        self._jobs = stores.retags
        self._keeper = keeper
        self._taught = taught
        self._open_tagger = open_tagger
        self._fresh = fresh
        self._bus = bus
        self._clock = clock
        self._lease = lease
        self._pace = pace or Pace()
        self._told_at = 0.0

    async def work(self) -> None:
        """Work off jobs until cancelled: by whoever holds the lease."""
        while True:
            if not await self.step():
                await asyncio.sleep(LOOK_EVERY_S)

    async def step(self) -> bool:
        """Work off the oldest job there is; False if there is none."""
        retag = await self._jobs.next_open()
        if retag is None:
            return False
        begun = await self._jobs.begin(retag.id, self._lease.fence, self._clock.now())
        if begun is None:
            return True
        _log.info("tagging %s to %s once more with %s", begun.first, begun.until, begun.engine)
        try:
            tagger = await self._open_tagger(begun.engine)
        except CannotTag as error:
            await self._end(begun, str(error))
            return True
        try:
            await self._work_off(begun, tagger)
        except CannotTag as error:
            await self._end(begun, str(error))
        finally:
            await tagger.close()
        return True

    async def _work_off(self, retag: Retag, tagger: TagsAgain) -> None:
        fence, done = self._lease.fence, retag.done
        total = retag.total
        if total is None:
            ids = await self._list(retag)
            total = len(ids)
            if not await self._jobs.list_work(retag.id, fence, ids, self._pace.part):
                return
        while done < total and (part := await self._jobs.part(retag.id, done)):
            result = await self._do(retag, part, tagger)
            done += len(part)
            if not await self._jobs.advance(
                retag.id, fence, done=done, messages=result.messages, changed=result.changed
            ):
                _log.info("the re-tagging was cancelled, or another process has taken it over")
                return
            await self._tell(retag)
        await self._end(retag)

    async def _list(self, retag: Retag) -> list[str]:
        """Return the conversations that may hold messages of the period: those that have changed
        since it began, and began before it ended."""
        start, end = _midnight(retag.first), _midnight(retag.until)
        found: dict[str, None] = {}
        since, limit = start, LISTED_AT_ONCE
        while True:
            changed = await self._stores.lists.changed_since(since, SYSTEM_SCOPE, limit)
            found.update((it.id, None) for it in changed if it.created_at < end)
            if len(changed) < limit:
                return list(found)
            if changed[-1].changed_at > since:
                since = changed[-1].changed_at
            else:  # more changed in one millisecond than one answer holds
                limit *= 2

    async def _do(self, retag: Retag, conversation_ids: Sequence[str], tagger: TagsAgain) -> _Done:
        """Tag the messages of some conversations and store what is different. What came within the
        hour and has no tags yet is left to who tags it first: this would alert nobody of it."""
        start, end, now = _midnight(retag.first), _midnight(retag.until), self._clock.now()
        messages = [
            message
            for conversation_id in conversation_ids
            for message in await self._stores.conversations.customers_messages(conversation_id)
            if start <= message.at < end
            and is_for_reading(message)
            and not is_awaited(message, now)
        ]
        await self._taught.reload()
        found = await self._tag(messages, tagger)
        began = time.monotonic()
        result = _Done(messages=len(messages))
        for conversation_id in conversation_ids:
            own = [it for it in messages if it.conversation_id == conversation_id]
            tags = {
                it.seq: await self._taught.tags(it.queue_id, found[it.conversation_id, it.seq])
                for it in own
                if (it.conversation_id, it.seq) in found
            }
            result.changed.update(_changed(own, tags))
            meanings = {
                it.seq: meaning
                for it in own
                if (read := found.get((it.conversation_id, it.seq)))
                and (meaning := read.meaning) is not None
            }
            try:
                await self._keeper.put_again(conversation_id, tags, meanings)
            except NotFound:
                _log.info("a conversation was erased before it was tagged once more")
        rest = (time.monotonic() - began) * self._pace.rest
        await asyncio.sleep(min(rest, self._pace.rest_at_most))
        return result

    async def _tag(
        self, messages: Sequence[Entry], tagger: TagsAgain
    ) -> dict[tuple[str, int], TextTags]:
        found: dict[tuple[str, int], TextTags] = {}
        for start in range(0, len(messages), TEXTS):
            batch = messages[start : start + TEXTS]
            await self._let_pass()
            texts = [Text(it.text, _language(it)) for it in batch]
            for message, tags in zip(
                batch, await tagger.tag(texts, self._taught.teachings), strict=True
            ):
                if tags is not None:  # what cannot be tagged keeps the tags that it has
                    found[message.conversation_id, message.seq] = tags
        return found

    async def _let_pass(self) -> None:
        if self._fresh is not None:
            await self._fresh.drained()

    async def _end(self, retag: Retag, error: str = "") -> None:
        await self._jobs.finish(retag.id, self._lease.fence, error=error)
        self._told_at = 0.0
        await self._tell(retag)

    async def _tell(self, retag: Retag) -> None:
        now = time.monotonic()
        if now - self._told_at >= self._pace.tell:
            self._told_at = now
            await self._bus.publish(SettingsChanged(kind="retag", id=retag.id))


def _changed(
    messages: Sequence[Entry], tags: Mapping[int, Sequence[Tag]]
) -> Counter[tuple[str, str]]:
    """Count the messages whose machine's sentiment becomes another."""
    counted: Counter[tuple[str, str]] = Counter()
    for message in messages:
        if message.seq in tags:
            before, after = _sentiment(message.tags), _sentiment(tags[message.seq])
            counted[before, after] += before != after
    return +counted


def _sentiment(tags: Sequence[Tag]) -> str:
    found = newest_of(TagKind.SENTIMENT, tags)
    return found.value if found else NONE


def _language(message: Entry) -> str | None:
    """The language that a person put on it, which is a good hint of it."""
    found = newest_of(TagKind.LANGUAGE, message.corrected)
    return found.value if found else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def build_retagging(
    core: Core,
    taught: Taught,
    choice: EngineChoice | None,
    tagging: Tagging | None,
    lease: HeldLease,
    pace: Pace | None = None,
) -> Retagging:
    """Wire it; ``tagging`` is what runs beside, None where nothing does."""
    stores = core.stores
    running = Beside(tagging) if tagging is not None else None
    return Retagging(
        stores=stores,
        keeper=TagKeeper(core.workbench, stores.conversations, stores.places, stores.users),
        taught=taught,
        open_tagger=tagger_opener(choice, running),
        fresh=tagging.worker if tagging is not None else None,
        bus=core.bus,
        clock=core.clock,
        lease=lease,
        pace=pace,
    )
