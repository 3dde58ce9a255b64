"""Commits that arrive together share one transaction.

Only what touches no seat and carries no decision is put together: messages, notes, tags and
receipts, each of another conversation. If anything in a group conflicts, the whole transaction is
undone and each outcome is tried alone, so the answer to each is the one it would have had.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from contextlib import AsyncExitStack, nullcontext
from functools import partial

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import BulkWriteError, OperationFailure

from conversations.entries import Activity
from conversations.errors import Conflict, VersionConflict
from conversations.locks import KeyedLocks
from conversations.outcome import Outcome
from storage.busy import Busy
from storage.client import Client, Database
from storage.commit import write
from storage.documents.keys import thread_key
from storage.grouping import Grouping
from storage.transactions import in_transaction

GROUP_SIZE = 32
REMEMBERED = 10_000


class GroupCommit:
    """Stores outcomes, together where that is safe."""

    def __init__(self, client: Client, db: Database, *, size: int = GROUP_SIZE) -> None:
        self._client = client
        self._db = db
        self._grouping: Grouping[Outcome, None] = Grouping(
            self._commit_group, size=size, keys=_keys
        )
        self._seats = KeyedLocks()  # spares neighbours the database's conflicts on one seat
        self._versions: OrderedDict[str, int] = OrderedDict()
        self.transactions = 0
        """Transactions begun, for tests and measurements."""
        self.busy = Busy()
        """How much of the time they take whom somebody waits for: all but tags."""

    async def commit(self, outcome: Outcome) -> None:
        """Store one outcome. Raises VersionConflict, ClaimLost or DuplicateEntry."""
        if not (outcome.claims or outcome.releases or outcome.decision):
            await self._grouping.submit(outcome)
            return
        seats = {it.user_id for it in outcome.claims} | {it.user_id for it in outcome.releases}
        async with AsyncExitStack() as held:
            for user_id in sorted(seats):  # in one order everywhere, so that nobody waits in a ring
                await held.enter_async_context(self._seats.holding(user_id))
            await self._commit_together([outcome])

    async def close(self) -> None:
        """Wait until everything under way is stored."""
        await self._grouping.close()

    async def _commit_group(self, outcomes: Sequence[Outcome]) -> Sequence[BaseException | None]:
        fresh = [it for it in outcomes if not self._is_outdated(it)]
        waited_for = not all(map(_has_tags_only, outcomes))
        with self.busy.counted() if waited_for else nullcontext():
            stored = dict(zip(map(id, fresh), await self._commit_fresh(fresh), strict=True))
        return [stored[id(it)] if id(it) in stored else _outdated() for it in outcomes]

    async def _commit_fresh(self, outcomes: Sequence[Outcome]) -> Sequence[BaseException | None]:
        if len(outcomes) <= 1:
            return [await self._attempt(outcome) for outcome in outcomes]
        try:
            await self._commit_together(outcomes)
        except (Conflict, OperationFailure, BulkWriteError):
            return [await self._attempt(outcome) for outcome in outcomes]
        return [None] * len(outcomes)

    def _is_outdated(self, outcome: Outcome) -> bool:
        """Whether this process itself has stored a later version: such a one would only undo the
        work of its whole group."""
        before = outcome.before
        return before is not None and self._versions.get(before.id, -1) > before.version

    async def _attempt(self, outcome: Outcome) -> BaseException | None:
        try:
            await self._commit_together([outcome])
        except Exception as error:
            return error
        return None

    async def _commit_together(self, outcomes: Sequence[Outcome]) -> None:
        self.transactions += 1
        await in_transaction(self._client, partial(self._write, outcomes))
        for outcome in outcomes:
            self._versions[outcome.after.id] = outcome.after.version
            self._versions.move_to_end(outcome.after.id)
        while len(self._versions) > REMEMBERED:
            self._versions.popitem(last=False)

    async def _write(self, outcomes: Sequence[Outcome], session: AsyncClientSession) -> None:
        await write(self._db, session, outcomes)


def _has_tags_only(outcome: Outcome) -> bool:
    return all(entry.activity is Activity.TAGGED for entry in outcome.entries)


def _outdated() -> VersionConflict:
    return VersionConflict("The conversation has changed since it was read.")


def _keys(outcome: Outcome) -> Sequence[Hashable]:
    after = outcome.after
    return (after.id, thread_key(after.inbox.id, after.thread))
