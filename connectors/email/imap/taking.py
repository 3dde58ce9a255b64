"""Messages from a session into the letterbox: a bounded number of bytes at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.email.imap.door import Letterbox
from connectors.email.imap.errors import ConnectionLost, ServerRefused
from connectors.email.imap.responses import Fetched, Folder
from connectors.email.imap.session import Session
from conversations.errors import ParleyError, Unavailable
from conversations.places import Inbox

_log = logging.getLogger(__name__)

BATCH_BYTES = 4 * 1024 * 1024
"""A batch is smaller than this, unless it is one message."""
BATCH_COUNT = 50
AT_ONCE = 4
"""How many messages are being taken at a time."""
SUSPECT, GIVEN_UP = 2, 5
"""So many times may the line break at a message before it is fetched alone, and before it is left
for later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: what is in the journal (``new``: for the first time), what the server
    does not give although it has it, and what stopped us."""

    taken: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    stopped_by: list[Unavailable] = field(default_factory=list)


class Taking:
    """Fetches and takes. It lives longer than a session, to learn which message breaks the line."""

    def __init__(self, letterbox: Letterbox) -> None:
        self._letterbox = letterbox
        self._losses: dict[tuple[str, int, int], int] = {}

    def batches(self, folder: Folder, measured: Sequence[Fetched]) -> Iterator[list[int]]:
        """UIDs that may be held in memory together, in order. A message at which the line broke
        comes alone, so that it is known if it is the reason."""
        batch: list[int] = []
        size = 0
        for message in measured:
            alone = self._losses.get(self._key(folder, message.uid), 0) >= SUSPECT
            full = size + message.size > BATCH_BYTES or len(batch) == BATCH_COUNT
            if batch and (alone or full):
                yield batch
                batch, size = [], 0
            batch.append(message.uid)
            size += message.size
            if alone:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    async def take(
        self, session: Session, inbox: Inbox, folder: Folder, uids: Sequence[int]
    ) -> Outcome:
        """Fetch these and take them. What was expunged meanwhile is in no list of the outcome.

        Raises ConnectionLost; then nothing is known of any of them.
        """
        outcome = Outcome()
        try:
            found = await self._fetched(session, folder, uids)
        except ServerRefused as error:
            if len(uids) == 1:
                _log.warning("the mail server does not give message %d: %s", uids[0], error)
                outcome.missed.extend(uids)
                return outcome
            return await self._one_by_one(session, inbox, folder, uids)
        absent = sorted(set(uids).difference(message.uid for message in found))
        if absent:
            outcome.missed.extend(await session.present(absent))
        await self._into_letterbox(inbox, folder, found, outcome)
        return outcome

    async def _fetched(
        self, session: Session, folder: Folder, uids: Sequence[int]
    ) -> list[Fetched]:
        keys = [self._key(folder, uid) for uid in uids]
        if len(uids) == 1 and self._losses.get(keys[0], 0) >= GIVEN_UP:
            del self._losses[keys[0]]
            raise ServerRefused("The line breaks whenever this message is fetched.")
        try:
            found = await session.fetch(uids)
        except ConnectionLost:
            for key in keys:
                self._losses[key] = self._losses.get(key, 0) + 1
            raise
        for key in keys:
            self._losses.pop(key, None)
        return found

    async def _one_by_one(
        self, session: Session, inbox: Inbox, folder: Folder, uids: Sequence[int]
    ) -> Outcome:
        """After the server refused a batch: one of it may be broken there, the others are not."""
        together = Outcome()
        for uid in uids:
            one = await self.take(session, inbox, folder, [uid])
            together.taken.extend(one.taken)
            together.new.extend(one.new)
            together.missed.extend(one.missed)
            together.waiting.extend(one.waiting)
            together.stopped_by.extend(one.stopped_by)
        return together

    async def _into_letterbox(
        self, inbox: Inbox, folder: Folder, found: list[Fetched], outcome: Outcome
    ) -> None:
        """Take some at a time, in order, and empty the list: each is let go once it is taken."""
        queue = deque(found)
        found.clear()

        async def work() -> None:
            while queue:
                await self._one(inbox, folder, queue.popleft(), outcome)

        tasks = [asyncio.create_task(work()) for _ in range(min(AT_ONCE, len(queue)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, inbox: Inbox, folder: Folder, message: Fetched, outcome: Outcome) -> None:
        uid = message.uid
        if outcome.stopped_by:
            outcome.waiting.append(uid)
            return
        try:
            received = await self._letterbox.take(
                inbox,
                message.content or b"",
                folder=folder.name,
                uidvalidity=folder.uidvalidity,
                uid=uid,
                received_at=message.received_at,
            )
        except Unavailable as error:
            outcome.waiting.append(uid)
            outcome.stopped_by.append(error)
        except ParleyError as error:
            _log.warning("message %d of %s was not taken: %s", uid, folder.name, error)
            outcome.missed.append(uid)
        except Exception:
            # a fault of ours must stop neither the mail behind it nor be forgotten
            _log.exception("message %d of %s was not taken", uid, folder.name)
            outcome.missed.append(uid)
        else:
            outcome.taken.append(uid)
            if not received.duplicate:
                outcome.new.append(uid)

    def _key(self, folder: Folder, uid: int) -> tuple[str, int, int]:
        return folder.name, folder.uidvalidity, uid
