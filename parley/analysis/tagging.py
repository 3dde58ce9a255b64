"""Tagging, wired: committed messages go to the tagger, and its findings back to the timeline.

The tagger holds nothing durable. A message that it never saw (a restart, a full queue) stands
marked as untagged in the database, and the sweep brings it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from conversations.clock import Clock
from conversations.entries import Entry, Tag, is_for_reading
from conversations.errors import NotFound
from conversations.events import Committed, Event, SettingsChanged
from conversations.intents import FoundIntent
from conversations.mood import is_customers
from conversations.ports import Places
from conversations.tagging import Heard, TagKeeper
from parley.analysis.backlog import Backlog, Untagged
from parley.analysis.teaching import TAUGHT, Taught
from parley.core import Core
from parley.yielding import Shared, Yielding
from sentiment.errors import NotReady
from sentiment.lanes import Job
from sentiment.port import Text
from sentiment.process_child import Standing
from sentiment.running import RunningTagger
from sentiment.tags import TextTags
from sentiment.worker import TaggingWorker

_log = logging.getLogger(__name__)

SWEEP_EVERY_S = 5.0
STORED_AT_ONCE = 8
"""About so many messages' tags are stored in one transaction."""
RUSH = 0.5
"""A pressure from which a batch that was taken in calmer moments is stored with pauses."""
RUSH_PAUSE_S = 1.0


class QueueTeamsOf:
    """Implements :class:`parley.analysis.teaching.QueueTeams` with the cache of places."""

    def __init__(self, places: Places) -> None:
        self._places = places

    async def team_of(self, queue_id: str) -> str | None:
        """Return the team's id, None if the queue is gone."""
        try:
            return (await self._places.queue(queue_id)).team_id
        except NotFound:
            return None


@dataclass(frozen=True, slots=True)
class Message:
    """Which message a job is about."""

    conversation_id: str
    seq: int
    queue_id: str | None
    at: datetime = field(compare=False)
    by_customer: bool = field(compare=False)
    of_backlog: bool = field(default=False, compare=False)
    """Found among those without tags, which it may not be any more when its own are there."""


class Tagging:
    """Feeds the tagging worker and stores what it finds."""

    def __init__(
        self,
        *,
        tagger: RunningTagger,
        keeper: TagKeeper,
        untagged: Untagged,
        taught: Taught,
        clock: Clock,
        busy: Shared,
    ) -> None:
        """``busy`` says how much others wait for the database."""
        self._tagger = tagger
        self._keeper = keeper
        self._busy = busy
        self._yielding = Yielding(busy, 0.0)
        self._backlog = Backlog(untagged, clock)
        self.taught = taught
        self._refused = 0
        self._under_way: set[Message] = set()
        self.worker: TaggingWorker[Message] = TaggingWorker(
            tagger,
            self._store,
            on_failed=self._given_up,
            apart=tagger.apart,
            pressure=lambda: busy.pressure,
        )

    @property
    def standing(self) -> Standing:
        """How it stands with the engine: its name, whether it is ready, what is wrong."""
        return self._tagger.standing

    async def on_event(self, event: Event) -> None:
        """Take new messages; teach the tagger what teams change."""
        if isinstance(event, Committed):
            for entry in event.entries:
                if is_for_reading(entry):
                    self._yielding.said()
                self._take(entry, event.conversation.language)
        elif isinstance(event, SettingsChanged) and event.kind in TAUGHT:
            await self.reload()

    async def run(self) -> None:
        """Work until cancelled; then finish what was taken."""
        await self.reload()
        self.worker.start(self._tagger.prepare)
        try:
            while True:
                more = await self._sweep()
                if not more:
                    await asyncio.sleep(SWEEP_EVERY_S)
        finally:
            await asyncio.shield(self._end())

    async def _end(self) -> None:
        await self.worker.stop(drain_s=5.0)
        await asyncio.to_thread(self._tagger.close)

    async def reload(self) -> None:
        """Teach the tagger what teams have changed. A re-tagging reads it anew as well, so it does
        not matter who noticed; what the tagger knows already costs nothing."""
        await self.taught.reload()
        self._tagger.teach(self.taught.teachings)

    async def intents_of(self, texts: Sequence[str]) -> list[list[FoundIntent]] | None:
        """Say which intents texts have; None while nothing knows what they mean."""
        await self.reload()
        try:
            found = await self.worker.tag_now([Text(text) for text in texts])
        except NotReady:
            return None
        if not self.standing.meanings:
            return None
        return [
            [FoundIntent(id=it.intent_id, name=it.name, score=it.score) for it in tags.intents]
            for tags in found
        ]

    def _take(self, entry: Entry, language: str | None, *, backlog: bool = False) -> None:
        if not is_for_reading(entry):
            return
        message = Message(
            entry.conversation_id,
            entry.seq,
            entry.queue_id,
            entry.at,
            is_customers(entry),
            of_backlog=backlog,
        )
        if message in self._under_way:
            return
        # what waits since an outage is tagged newest first, whoever said it
        group = None if backlog else entry.conversation_id
        job = Job(message, Text(entry.text, language), group=group)
        if self.worker.submit(job, backlog=backlog):
            self._under_way.add(message)

    async def _sweep(self) -> bool:
        """Take the next stretch of the backlog; False if there is none, or no room for it."""
        try:
            await self.reload()  # another process may have changed something
            if not self.worker.hungry:
                return False
            if self._refused != self.worker.overflowed:
                self._refused = self.worker.overflowed
                self._backlog.begin_anew()
            found = await self._backlog.next()
        except Exception:
            _log.exception("looking for untagged messages failed; trying again")
            return False
        for entry in found:
            self._take(entry, None, backlog=True)
        return bool(found) and await self._soon_hungry()

    async def _soon_hungry(self) -> bool:
        try:
            async with asyncio.timeout(SWEEP_EVERY_S):
                await self.worker.grown_hungry()
        except TimeoutError:
            return False
        return True

    async def _store(self, results: list[tuple[Job[Message], TextTags]]) -> None:
        by_conversation: dict[str, dict[int, list[Tag]]] = defaultdict(dict)
        meanings: dict[str, dict[int, bytes]] = defaultdict(dict)
        heard: dict[str, dict[int, Heard]] = defaultdict(dict)
        doubtful: dict[str, set[int]] = defaultdict(set)
        try:
            for job, found in results:
                conversation_id, seq = job.key.conversation_id, job.key.seq
                tags = await self.taught.tags(job.key.queue_id, found)
                by_conversation[conversation_id][seq] = tags
                heard[conversation_id][seq] = self._heard(job, found)
                if found.meaning is not None:
                    meanings[conversation_id][seq] = found.meaning
                if job.key.of_backlog:
                    doubtful[conversation_id].add(seq)
            for place, together in enumerate(_parts(by_conversation)):
                if place and self._busy.pressure > RUSH:
                    await self._yielding.pause(RUSH_PAUSE_S)
                async with self._busy.turn:  # at once, so that they share reads and transactions
                    kept = await asyncio.gather(
                        *(
                            self._keep(
                                each,
                                by_conversation[each],
                                meanings.get(each),
                                heard[each],
                                doubtful[each],
                            )
                            for each in together
                        ),
                        return_exceptions=True,
                    )
                for failure in filter(None, kept):
                    raise failure
        finally:  # what is not stored is found again
            self._under_way.difference_update(job.key for job, _ in results)

    async def _keep(
        self,
        conversation_id: str,
        tags: dict[int, list[Tag]],
        meanings: dict[int, bytes] | None = None,
        heard: dict[int, Heard] | None = None,
        doubtful: Collection[int] = (),
    ) -> None:
        try:
            await self._keeper.put(conversation_id, tags, meanings, heard=heard, doubtful=doubtful)
        except NotFound:
            _log.info("a conversation was erased before it was tagged")

    async def _given_up(self, job: Job[Message], error: Exception) -> None:
        self._under_way.discard(job.key)
        _log.error("message cannot be tagged: %s", error, extra={"seq": job.key.seq})
        heard = {job.key.seq: self._heard(job, None)}
        await self._keep(job.key.conversation_id, {job.key.seq: []}, heard=heard)

    def _heard(self, job: Job[Message], found: TextTags | None) -> Heard:
        """What the message's tags may set off: each list once, by the first term that it found."""
        terms: dict[str, str] = {}
        for hit in found.watch_hits if found else ():
            terms.setdefault(hit.list_id, hit.term)
        return Heard(
            at=job.key.at,
            text=job.text.text,
            by_customer=job.key.by_customer,
            watched=tuple(
                (self.taught.lists[list_id], term)
                for list_id, term in terms.items()
                if list_id in self.taught.lists
            ),
        )


def _parts(by_conversation: Mapping[str, Collection[int]]) -> Iterator[list[str]]:
    """Conversations in parts of about :data:`STORED_AT_ONCE` messages: who waits for a commit of
    theirs waits for no more than one part."""
    part: list[str] = []
    messages = 0
    for conversation_id, seqs in by_conversation.items():
        part.append(conversation_id)
        messages += len(seqs)
        if messages >= STORED_AT_ONCE:
            yield part
            part, messages = [], 0
    if part:
        yield part


def taught_by(core: Core) -> Taught:
    """Return what teams teach the tagger, as it is stored."""
    stores = core.stores
    return Taught(stores.watch_lists, stores.intents, stores.tunes, QueueTeamsOf(stores.places))
