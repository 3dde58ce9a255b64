"""Putting the tags of an analysis on messages and on their conversation, and what follows from
them: its mood, and what watch lists and a mood that worsens do to it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from conversations.change import Change
from conversations.entries import Activity, Entry, Tag, TagKind
from conversations.errors import NotFound
from conversations.handlers import tag_data
from conversations.impressions import (
    comes_last,
    fold_anew,
    fold_on,
    settle,
    with_changed,
    with_tags,
)
from conversations.outcome import EntryFold
from conversations.people import Role, User
from conversations.places import Queue, WatchTerms
from conversations.ports import Places
from conversations.watching import Finding, watched, worsened
from conversations.workbench import Workbench

_log = logging.getLogger(__name__)

MEANINGS_UP_TO = 40
"""The meanings of messages among a conversation's first entries are kept with them: from these one
learns what it is about, and they take a third of a kilobyte each."""
NEWS_FOR = timedelta(hours=1)
"""What is tagged later than this after it came (after an outage) moves and alerts nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message that has just come, for what its tags may set off. ``watched`` are the lists that
    found something, each with the first term that it found."""

    at: datetime
    text: str
    by_customer: bool
    watched: tuple[tuple[WatchTerms, str], ...] = ()


class Messages(Protocol):
    """The timelines, as far as tags need them."""

    async def customers_messages(self, conversation_id: str) -> Sequence[Entry]:
        """Return all that the customer wrote in a conversation, in order, with its tags."""
        ...

    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        """Return one entry of the timeline."""
        ...


class People(Protocol):
    """Those who may own a watch list."""

    async def get(self, user_id: str) -> User:
        """Return a user or raise NotFound."""
        ...


class TagKeeper:
    """Stores what the tagger finds. A person's correction is kept apart and not touched."""

    def __init__(
        self, workbench: Workbench, messages: Messages, places: Places, people: People
    ) -> None:
        self._workbench = workbench
        self._messages = messages
        self._places = places
        self._people = people

    async def put(
        self,
        conversation_id: str,
        tags: Mapping[int, Sequence[Tag]],
        meanings: Mapping[int, bytes] | None = None,
        *,
        heard: Mapping[int, Heard] | None = None,
        doubtful: Collection[int] = (),
    ) -> None:
        """Store machine tags by the ``seq`` of their messages, in one commit. ``meanings`` are the
        messages' as well, as far as the engine gives any.

        ``heard`` are the messages that are tagged for the first time: these may raise the priority,
        move the conversation and raise alerts. What is tagged anew never does. ``doubtful`` are
        those that may have tags by now, from another process or a moment ago: they are looked at,
        and left alone if they have.
        """
        kept = {seq: it for seq, it in (meanings or {}).items() if seq <= MEANINGS_UP_TO}
        if not tags:
            return

        async def decide(change: Change) -> bool:
            done = {seq for seq in doubtful if await self._is_tagged(change.it.id, seq)}
            left = {seq: found for seq, found in tags.items() if seq not in done}
            if not left:
                return False
            new = {seq: it for seq, it in (heard or {}).items() if seq not in done}
            change.note_activity(Activity.TAGGED, _tagged(sorted(left.items())))
            for seq, found in sorted(left.items()):
                change.fold(EntryFold(seq=seq, tags=tuple(found), meaning=kept.get(seq)))
            await self._impress(change, left, new)
            await self._tell(change, new)
            for seq, message in sorted(new.items()):
                await self._watch(change, seq, message)
            return True

        await self._workbench.change(conversation_id, decide)

    async def put_again(
        self,
        conversation_id: str,
        tags: Mapping[int, Sequence[Tag]],
        meanings: Mapping[int, bytes] | None = None,
    ) -> None:
        """Put other machine tags in the place of the customer's messages' present ones, in one
        commit and with one activity; nothing is stored where they are the same.

        The mood is folded anew. Nobody is alerted, and nothing is moved or hurried. So what
        :func:`is_awaited` is left alone: its first tags may have to alert somebody.
        """

        async def decide(change: Change) -> bool:
            messages = await self._messages.customers_messages(change.it.id)
            changed = [
                replace(message, tags=found)
                for message in messages
                if message.seq in tags
                and not is_awaited(message, change.now)
                and (found := _in_place_of(message, tags[message.seq])) != message.tags
            ]
            if not changed:
                return False
            change.note_activity(
                Activity.TAGGED,
                {
                    "targets": [it.seq for it in changed],
                    "each": [[tag_data(tag) for tag in it.tags] for it in changed],
                },
            )
            for it in changed:
                meaning = (meanings or {}).get(it.seq) if it.seq <= MEANINGS_UP_TO else None
                change.fold(EntryFold(seq=it.seq, tags=it.tags, meaning=meaning))
            fold_anew(change, with_changed(messages, changed))
            settle(change)
            return True

        await self._workbench.change(conversation_id, decide)

    async def _is_tagged(self, conversation_id: str, seq: int) -> bool:
        entry = await self._messages.entry(conversation_id, seq)
        return entry is not None and bool(entry.tags)

    async def _impress(
        self, change: Change, tags: Mapping[int, Sequence[Tag]], heard: Mapping[int, Heard]
    ) -> None:
        if tags.keys() == heard.keys() and comes_last(change, min(tags)):
            for seq, found in sorted(tags.items()):
                if heard[seq].by_customer:
                    fold_on(change, seq, heard[seq].at, found)
            return
        messages = list(await self._messages.customers_messages(change.it.id))
        for seq, found in tags.items():
            messages = with_tags(messages, seq, found)
        fold_anew(change, messages)

    async def _tell(self, change: Change, heard: Mapping[int, Heard]) -> None:
        """If it has worsened just now, see to it that somebody looks."""
        mood = change.it.mood
        if mood is None or not mood.sliding or mood.slide_seq <= change.it.mood_told:
            return
        if not heard or mood.slide_at is None or not _is_news(change, mood.slide_at):
            settle(change)
            return
        if mood.slide_seq in heard:
            worsened(change, heard[mood.slide_seq].text)
            return
        entry = await self._messages.entry(change.it.id, mood.slide_seq)
        worsened(change, entry.text if entry else "")

    async def _watch(self, change: Change, seq: int, message: Heard) -> None:
        if not message.by_customer or not _is_news(change, message.at):
            return
        queue = await self._queue(change.it.queue.id) if change.it.queue else None
        team_id = queue.team_id if queue else None
        before = change.it.queue
        for watch, term in sorted(message.watched, key=lambda it: it[0].name):
            if watch.team_id in (None, team_id) and watch.id not in change.it.watched:
                stays = change.it.queue != before  # the first list that moves it has done so
                found = Finding(
                    watch=watch,
                    term=term,
                    seq=seq,
                    text=message.text,
                    queue=None if stays else await self._target(watch),
                    owner_id=await self._owner(watch, team_id),
                )
                watched(change, found)

    async def _target(self, watch: WatchTerms) -> Queue | None:
        if watch.queue_id is None:
            return None
        queue = await self._queue(watch.queue_id)
        if queue is None:
            _log.warning(
                "watch list “%s” moves nothing: its queue is gone; choose another", watch.name
            )
        return queue

    async def _owner(self, watch: WatchTerms, team_id: str | None) -> str | None:
        """The owner, if they are still there and may see the queue's conversations."""
        if watch.owner_id is None or not watch.alert:
            return None
        try:
            owner = await self._people.get(watch.owner_id)
        except NotFound:
            _log.warning("watch list “%s” has lost its owner; choose another", watch.name)
            return None
        if not owner.active:
            _log.warning("the owner of watch list “%s” may not sign in any more", watch.name)
            return None
        if owner.role is not Role.ADMIN and team_id not in owner.team_ids:
            _log.info("the owner of watch list “%s” does not see this queue", watch.name)
            return None
        return owner.id

    async def _queue(self, queue_id: str) -> Queue | None:
        try:
            return await self._places.queue(queue_id)
        except NotFound:
            return None


def _in_place_of(message: Entry, found: Sequence[Tag]) -> tuple[Tag, ...]:
    """The tags found, and those of the message that come from elsewhere."""
    return (*found, *(tag for tag in message.tags if tag.kind is TagKind.TOPIC))


def is_awaited(message: Entry, now: datetime) -> bool:
    """Whether a message has no tags yet and is so young that the first may set something off."""
    return not message.tags and now - message.at <= NEWS_FOR


def _is_news(change: Change, at: datetime) -> bool:
    """Whether somebody can still do something about what came then."""
    return change.it.is_open and change.now - at <= NEWS_FOR


def _tagged(tags: Sequence[tuple[int, Sequence[Tag]]]) -> dict[str, Any]:
    """What an activity says of messages' tags: of one message its ``tags``, of more those of
    ``each``, in the order of its ``targets``."""
    each = [[tag_data(tag) for tag in found] for _, found in tags]
    said: dict[str, Any] = {"tags": each[0]} if len(each) == 1 else {"each": each}
    return {"targets": [seq for seq, _ in tags], **said}
