"""Catching up with a mailbox: what has come since the last time, in order, each once.

A message counts as dealt with once the letterbox has it; only then is it marked or moved, and only
then does the cursor pass it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.email.imap.door import Notes
from connectors.email.imap.errors import ServerRefused
from connectors.email.imap.progress import MOST_MISSED, Progress
from connectors.email.imap.responses import Fetched, Folder
from connectors.email.imap.session import Session
from connectors.email.imap.taking import BATCH_BYTES, Outcome, Taking
from connectors.email.settings import Imap
from conversations.clock import Clock
from conversations.places import Inbox
from conversations.tasks import obey

_log = logging.getLogger(__name__)

MEASURED_AT_ONCE = 200
RETRY_MISSED_S = 3600.0

Told = Callable[[int, int], Awaitable[None]]
"""Told of (messages taken just now, messages that are left)."""


@dataclass(slots=True)
class Mailbox:
    """The folders of one inbox. It lives longer than a session. ``complaints`` holds, by folder,
    what the server refused to do with mail that was taken."""

    inbox: Inbox
    imap: Imap
    taking: Taking
    notes: Notes
    clock: Clock
    told: Told | None = None
    retry_missed_s: float = RETRY_MISSED_S
    complaints: dict[str, str] = field(default_factory=dict)
    _missed_tried: dict[str, float] = field(default_factory=dict)

    async def open(self, session: Session, name: str) -> tuple[Folder, Progress]:
        """Select a folder, and see how far we are. Raises FolderMissing."""
        folder = await session.select(name, read_only=not self._changes(name))
        kept = await self.notes.load(cursor_name(name))
        progress = Progress.read(kept) if kept else None
        if progress is not None and progress.uidvalidity == folder.uidvalidity:
            return folder, progress
        highest = await _highest(session, folder)
        if progress is None:
            now, days = self.clock.now(), self.imap.history_days
            progress = Progress.first(folder.uidvalidity, highest, now, days)
        else:
            _log.warning("the folder %s has new numbers; it is looked through again", name)
            progress = progress.renumbered(folder.uidvalidity, highest)
        await self._keep(folder, progress)
        return folder, progress

    async def catch_up(self, session: Session, name: str) -> int:
        """Take everything that is new in a folder; returns how many messages were.

        Raises LineError, and Unavailable or Conflict of the letterbox and the cursor: what was not
        taken then is found again.
        """
        folder, progress = await self.open(session, name)
        taken = 0
        if progress.missed and self._is_time_for_missed(name):
            taken, progress = await self._try_missed(session, folder, progress)
        if folder.uidnext is not None and folder.uidnext - 1 <= progress.last_uid:
            return taken
        fresh = await self.candidates(session, progress, progress.last_uid + 1)
        left = len(fresh)
        for some in _pieces(fresh, MEASURED_AT_ONCE):
            measured = await _measured(session, some)
            ours = [message for message in measured if progress.covers(message)]
            left -= len(some) - len(ours)
            for batch in self.taking.batches(folder, ours):
                obey()
                outcome = await self.take(session, folder, batch)
                progress = await self._passed(folder, progress, batch, outcome)
                taken, left = taken + len(outcome.new), left - len(batch)
                if self.told is not None:
                    await self.told(len(outcome.new), left)
        end = max([*fresh[-1:], (folder.uidnext or 1) - 1])
        if end > progress.last_uid:
            await self._keep(folder, progress.advanced(end))
        return taken

    async def candidates(self, session: Session, progress: Progress, low: int) -> list[int]:
        """The UIDs from ``low`` on that may be ours, by the day of their arrival."""
        if progress.since is None or low > progress.boundary:
            return await session.uids(low)
        # a day's margin: the server counts days in a zone of its own (RFC 3501, 6.4.4)
        day = (progress.since - timedelta(days=1)).date()
        older = await session.uids(low, progress.boundary, since=day)
        return [*older, *await session.uids(progress.boundary + 1)]

    async def take(self, session: Session, folder: Folder, batch: Sequence[int]) -> Outcome:
        """Take a batch, and do with it on the server what the settings say."""
        outcome = await self.taking.take(session, self.inbox, folder, batch)
        if outcome.taken and self._changes(folder.name):
            await self._afterwards(session, folder, sorted(outcome.taken))
        return outcome

    async def _afterwards(self, session: Session, folder: Folder, uids: Sequence[int]) -> None:
        try:
            if self.imap.after == "move":
                await session.move(uids, self.imap.move_to)
            else:
                await session.mark_seen(uids)
        except ServerRefused as error:
            # the mail is safe; that it stays where it was is for a person to know
            _log.warning("taken mail cannot be treated as set: %s", error)
            self.complaints[folder.name] = str(error)
        else:
            self.complaints.pop(folder.name, None)

    async def _passed(
        self, folder: Folder, progress: Progress, batch: Sequence[int], outcome: Outcome
    ) -> Progress:
        """Move the cursor behind what was dealt with; raise what stopped us."""
        if outcome.stopped_by:
            lowest = min(outcome.waiting)
            before = [uid for uid in outcome.missed if uid < lowest]
            await self._keep(folder, progress.advanced(lowest - 1, before))
            raise outcome.stopped_by[0]
        advanced = progress.advanced(batch[-1], outcome.missed)
        if len(advanced.missed) > MOST_MISSED:
            raise ServerRefused(f"The mail server gives next to nothing of {folder.name}.")
        await self._keep(folder, advanced)
        return advanced

    async def _try_missed(
        self, session: Session, folder: Folder, progress: Progress
    ) -> tuple[int, Progress]:
        new = 0
        for uid in progress.missed:
            outcome = await self.take(session, folder, [uid])
            if outcome.stopped_by:
                raise outcome.stopped_by[0]
            if not outcome.missed:
                new += len(outcome.new)
                progress = progress.recovered([uid])
                await self._keep(folder, progress)
        self._missed_tried[folder.name] = time.monotonic()
        return new, progress

    def _is_time_for_missed(self, name: str) -> bool:
        tried = self._missed_tried.get(name)
        return tried is None or time.monotonic() - tried >= self.retry_missed_s

    def _changes(self, name: str) -> bool:
        """Whether anything is done on the server with mail of this folder."""
        if self.imap.after == "move":
            return bool(self.imap.move_to) and name != self.imap.move_to
        return self.imap.after == "seen"

    async def _keep(self, folder: Folder, progress: Progress) -> None:
        await self.notes.keep(cursor_name(folder.name), progress.written())


def cursor_name(folder: str) -> str:
    """Under which name a folder's progress is kept."""
    return f"imap:{folder}"


async def _highest(session: Session, folder: Folder) -> int:
    """The highest UID that a message has had so far."""
    if folder.uidnext is not None:
        return folder.uidnext - 1
    return max(await session.uids(1), default=0)


async def _measured(session: Session, uids: Sequence[int]) -> list[Fetched]:
    """Sizes and days of arrival; who has none although it is there is fetched alone."""
    try:
        found = await session.measure(uids)
    except ServerRefused:
        found = []
    absent = sorted(set(uids).difference(message.uid for message in found))
    if absent:
        unmeasured = await session.present(absent)
        found += [Fetched(uid=uid, size=BATCH_BYTES) for uid in unmeasured]
    return sorted(found, key=lambda message: message.uid)


def _pieces(uids: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), length):
        yield uids[start : start + length]
