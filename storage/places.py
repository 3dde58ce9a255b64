"""Teams, queues, inboxes, canned answers and watch lists; and inboxes and queues from a cache."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Generic, TypeVar

from conversations.channels import Channel
from conversations.errors import NotFound, VersionConflict
from conversations.places import CannedAnswer, Inbox, Queue, Team, WatchTerms
from storage import names
from storage.client import Database, answering
from storage.documents.places import (
    from_canned_answer,
    from_inbox,
    from_queue,
    from_team,
    from_watch_terms,
    to_canned_answer,
    to_inbox,
    to_queue,
    to_team,
    to_watch_terms,
)
from storage.secrets import Cipher
from storage.settings import SettingsRepository

CACHE_S = 2.0
"""How long another process's change of an inbox or queue may go unseen."""

_T = TypeVar("_T")


def teams(db: Database) -> SettingsRepository[Team]:
    """The teams."""
    return SettingsRepository(
        db[names.TEAMS], "team", from_team, to_team, sorted_by=lambda it: it.name
    )


def canned_answers(db: Database) -> SettingsRepository[CannedAnswer]:
    """The canned answers."""
    return SettingsRepository(
        db[names.CANNED_ANSWERS],
        "canned answer",
        from_canned_answer,
        to_canned_answer,
        sorted_by=lambda it: it.shortcut,
    )


def watch_lists(db: Database) -> SettingsRepository[WatchTerms]:
    """The watch lists."""
    return SettingsRepository(
        db[names.WATCH_LISTS],
        "watch list",
        from_watch_terms,
        to_watch_terms,
        sorted_by=lambda it: it.name,
    )


class QueueRepository(SettingsRepository[Queue]):
    """The queues."""

    def __init__(self, db: Database, *, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            db[names.QUEUES],
            "queue",
            from_queue,
            to_queue,
            sorted_by=lambda it: it.name,
            changed=changed,
        )


class InboxRepository(SettingsRepository[Inbox]):
    """The inboxes, their secrets sealed with ``cipher``."""

    def __init__(
        self, db: Database, cipher: Cipher, *, changed: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(
            db[names.INBOXES],
            "inbox",
            lambda inbox: from_inbox(inbox, cipher),
            lambda document: to_inbox(document, cipher),
            sorted_by=lambda it: it.name,
            changed=changed,
        )

    @answering
    async def by_public_key(self, public_key: str) -> Inbox:
        """Return the inbox that a widget names, or raise NotFound."""
        inbox = await self._one({"public_key": public_key})
        if inbox is None:
            raise NotFound("There is no such inbox.")
        return inbox


class PlaceCache:
    """Implements :class:`conversations.ports.Places` from a copy at most :data:`CACHE_S` old.

    Changes made in this process are seen at once.
    """

    def __init__(self, db: Database, cipher: Cipher, *, cache_s: float = CACHE_S) -> None:
        self.inboxes = InboxRepository(db, cipher, changed=self.forget)
        self.queues = QueueRepository(db, changed=self.forget)
        self._inboxes = _Cached(self._load_inboxes, cache_s)
        self._queues = _Cached(self._load_queues, cache_s)

    async def inbox(self, inbox_id: str) -> Inbox:
        """Return it or raise NotFound."""
        return _found((await self._inboxes.get()).get(inbox_id), "inbox")

    async def inbox_by_public_key(self, public_key: str) -> Inbox:
        """Return the inbox that a widget names, or raise NotFound."""
        inboxes = (await self._inboxes.get()).values()
        return _found(next((it for it in inboxes if it.public_key == public_key), None), "inbox")

    async def inboxes_of(self, channel: Channel) -> list[Inbox]:
        """Return a channel's inboxes, the disabled ones too."""
        inboxes = (await self._inboxes.get()).values()
        return [inbox for inbox in inboxes if inbox.channel is channel]

    async def keep_secret(self, inbox_id: str, name: str, value: str) -> None:
        """Replace one of an inbox's secrets; whoever changes the inbox at the same time keeps
        their changes. Raises NotFound, and VersionConflict if it changes all the time."""
        for _ in range(5):
            inbox = await self.inboxes.get(inbox_id)
            fresh = replace(inbox, secrets={**inbox.secrets, name: value})
            with suppress(VersionConflict):
                await self.inboxes.update(fresh)
                return
        raise VersionConflict("The inbox changes too fast.")

    async def queue(self, queue_id: str) -> Queue:
        """Return it or raise NotFound."""
        return _found((await self._queues.get()).get(queue_id), "queue")

    async def team_of(self, queue_id: str) -> str | None:
        """Return the id of the queue's team, None if the queue is gone."""
        queue = (await self._queues.get()).get(queue_id)
        return queue.team_id if queue else None

    async def queue_ids(self) -> list[str]:
        """Return the ids of all queues."""
        return sorted(await self._queues.get())

    def forget(self) -> None:
        """Read anew on the next question."""
        self._inboxes.forget()
        self._queues.forget()

    async def _load_inboxes(self) -> Mapping[str, Inbox]:
        return {inbox.id: inbox for inbox in await self.inboxes.all()}

    async def _load_queues(self) -> Mapping[str, Queue]:
        return {queue.id: queue for queue in await self.queues.all()}


class _Cached(Generic[_T]):
    def __init__(self, load: Callable[[], Awaitable[Mapping[str, _T]]], lifetime_s: float) -> None:
        self._load = load
        self._lifetime_s = lifetime_s
        self._things: Mapping[str, _T] = {}
        self._until = 0.0
        self._generation = 0
        self._loading = asyncio.Lock()

    async def get(self) -> Mapping[str, _T]:
        if time.monotonic() < self._until:
            return self._things
        async with self._loading:  # one reads for all who wait
            now = time.monotonic()
            if now < self._until:
                return self._things
            generation = self._generation
            things = await self._load()
            if generation == self._generation:  # nothing was changed while it was read
                self._things, self._until = things, now + self._lifetime_s
            return things

    def forget(self) -> None:
        self._generation += 1
        self._until = 0.0


def _found(thing: _T | None, noun: str) -> _T:
    if thing is None:
        raise NotFound(f"There is no such {noun}.")
    return thing
