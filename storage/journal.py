"""The journal: every payload, durable before its sender is answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo.errors import BulkWriteError, PyMongoError

from conversations.errors import NotFound, Unavailable
from conversations.inbound import MAX_RECEIVE_ATTEMPTS, Filed, JournalRecord, JournalState
from conversations.outbox import USUAL
from conversations.tasks import end
from storage import names
from storage.client import DUPLICATE_KEY, Database, Document, answering
from storage.documents.deliveries import from_filed, from_journal_record, to_journal_record
from storage.documents.keys import EPOCH, external_key
from storage.grouping import Grouping, Results

_log = logging.getLogger(__name__)

GROUP_SIZE = 64
FLUSH_AT = 256
FLUSH_AFTER_S = 0.2
IN_HAND_S = 20.0
"""A pending record younger than this is most likely being received right now."""

_QUARANTINED: Document = {
    "state": JournalState.QUARANTINED.value,
    "next_try_at": {"$gte": EPOCH},
}


_FILED: Document = {"state": JournalState.FILED.value, "next_try_at": {"$gte": EPOCH}}


class JournalRepository:
    """Implements :class:`conversations.ports.Journal`, and the quarantine."""

    def __init__(self, db: Database) -> None:
        self._journal = db[names.JOURNAL]
        self._records: Grouping[JournalRecord, bool] = Grouping(self._insert, size=GROUP_SIZE)
        self._done: set[str] = set()
        self._flusher: asyncio.Task[None] | None = None

    @answering
    async def record(self, record: JournalRecord) -> bool:
        """Store durably; False if (inbox, external id) was there already."""
        return await self._records.submit(record)

    async def done(self, inbox_id: str, external_id: str) -> None:
        """Note that the payload is on a timeline; written a little later, in groups.

        A mark lost by a crash costs a second receiving, which meets the unique index of entries.
        """
        self._done.add(external_key(inbox_id, external_id))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush_soon())
        if len(self._done) >= FLUSH_AT:
            with contextlib.suppress(PyMongoError):
                await self.flush()

    @answering
    async def failed(
        self, inbox_id: str, external_id: str, error: str, now: datetime, *, permanent: bool = False
    ) -> None:
        """Count a failed attempt, with back-off, or quarantine the record."""
        key = external_key(inbox_id, external_id)
        document = await self._journal.find_one({"_id": key})
        if document is None or document["state"] == JournalState.DONE:
            return
        attempts = int(document["attempts"]) + 1
        given_up = permanent or attempts >= MAX_RECEIVE_ATTEMPTS
        state = JournalState.QUARANTINED if given_up else JournalState.FAILED
        await self._journal.update_one(
            {"_id": key, "attempts": document["attempts"]},
            {
                "$set": {
                    "state": state.value,
                    "attempts": attempts,
                    "error": error[:2000],
                    "next_try_at": now + USUAL.back_off(attempts),
                }
            },
        )

    @answering
    async def filed(self, inbox_id: str, external_id: str, filed: Filed) -> None:
        """Note that the payload belongs on no timeline, and why. A record done stays done."""
        await self._journal.update_one(
            {
                "_id": external_key(inbox_id, external_id),
                "state": {"$ne": JournalState.DONE.value},
            },
            {
                "$set": {"state": JournalState.FILED.value, "filed": from_filed(filed)},
                "$unset": {"error": ""},
            },
        )

    @answering
    async def filed_records(self, before: datetime, limit: int = 100) -> Sequence[JournalRecord]:
        """Records that are on no timeline, newest first, received before a moment."""
        query: Document = {**_FILED, "next_try_at": {"$gte": EPOCH, "$lt": before}}
        found = self._journal.find(query).sort("next_try_at", -1).limit(limit)
        return [to_journal_record(document) async for document in found]

    @answering
    async def unfile(self, inbox_id: str, external_id: str, now: datetime) -> JournalRecord:
        """Return a filed record for receiving it after all: its payload says ``anyway``.

        Raises NotFound if it is not filed.
        """
        key = external_key(inbox_id, external_id)
        fresh = {"state": JournalState.FAILED.value, "attempts": 0, "next_try_at": now}
        released = await self._journal.update_one(
            {"_id": key, "state": JournalState.FILED.value},
            {"$set": {**fresh, "payload.anyway": True}, "$unset": {"filed": ""}},
        )
        document = await self._journal.find_one({"_id": key})
        if released.matched_count != 1 or document is None:
            raise NotFound("There is no such message among the filed ones.")
        return to_journal_record(document)

    @answering
    async def known(self, inbox_id: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Which of these the journal has; asked in pieces of 500."""
        found: set[str] = set()
        for start in range(0, len(external_ids), 500):
            keys = [external_key(inbox_id, it) for it in external_ids[start : start + 500]]
            query: Document = {"_id": {"$in": keys}}
            async for document in self._journal.find(query, {"external_id": 1}):
                found.add(document["external_id"])
        return frozenset(found)

    @answering
    async def find(self, inbox_id: str, external_id: str) -> JournalRecord | None:
        """Return one record, or None."""
        document = await self._journal.find_one({"_id": external_key(inbox_id, external_id)})
        return to_journal_record(document) if document else None

    @answering
    async def due(self, now: datetime, limit: int) -> Sequence[JournalRecord]:
        """Records to try again, oldest first: pending ones left over by a crash included."""
        pending_before = now - timedelta(seconds=IN_HAND_S)
        left, failed = await asyncio.gather(
            self._in_state(JournalState.PENDING, pending_before, limit),
            self._in_state(JournalState.FAILED, now, limit),
        )
        unmarked = [it for it in left if it["_id"] not in self._done]
        oldest_first = sorted([*unmarked, *failed], key=lambda it: it["next_try_at"])
        return [to_journal_record(document) for document in oldest_first[:limit]]

    @answering
    async def quarantined(self, limit: int = 100) -> Sequence[JournalRecord]:
        """Records that wait for a person, newest first."""
        found = self._journal.find(_QUARANTINED).sort("next_try_at", -1).limit(limit)
        return [to_journal_record(document) async for document in found]

    @answering
    async def release(self, record_id: str, now: datetime) -> JournalRecord:
        """Take a record out of quarantine, for a replay; its attempts start anew.

        Raises NotFound if it is not there.
        """
        quarantined = await self._journal.find(_QUARANTINED, {"record_id": 1}).to_list()
        known = next((it["_id"] for it in quarantined if it["record_id"] == record_id), None)
        document = await self._journal.find_one({"_id": known}) if known else None
        if document is None:
            raise NotFound("There is no such record in quarantine.")
        fresh = {"state": JournalState.FAILED.value, "attempts": 0, "next_try_at": now}
        released = await self._journal.update_one(
            {"_id": document["_id"], "state": JournalState.QUARANTINED.value}, {"$set": fresh}
        )
        if released.matched_count != 1:
            raise NotFound("Somebody else has replayed this record.")
        return to_journal_record({**document, **fresh})

    @answering
    async def flush(self) -> None:
        """Write the marks of :meth:`done` that wait."""
        marks, self._done = self._done, set()
        if not marks:
            return
        try:
            await self._journal.update_many(
                {"_id": {"$in": sorted(marks)}},
                {
                    "$set": {"state": JournalState.DONE.value},
                    "$unset": {"error": "", "next_try_at": ""},
                },
            )
        except BaseException:
            self._done |= marks
            raise

    async def close(self) -> None:
        """Write what waits to be written."""
        await self._records.close()
        if self._flusher is not None:
            await end(self._flusher, 1.0)
            self._flusher = None
        try:
            await self.flush()
        except Unavailable:
            _log.warning("the database is away; what was received last is received again")

    async def _flush_soon(self) -> None:
        while self._done:
            await asyncio.sleep(FLUSH_AFTER_S)
            try:
                await self.flush()
            except Exception as error:
                _log.warning("journal marks are kept for later: %s", error)

    async def _in_state(self, state: JournalState, until: datetime, limit: int) -> list[Document]:
        query: Document = {"state": state.value, "next_try_at": {"$gte": EPOCH, "$lte": until}}
        return await self._journal.find(query).sort("next_try_at", 1).limit(limit).to_list()

    async def _insert(self, records: Sequence[JournalRecord]) -> Results[bool]:
        documents = [from_journal_record(record) for record in records]
        try:
            await self._journal.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            known = {it["index"] for it in failures if it.get("code") == DUPLICATE_KEY}
            if len(known) != len(failures) or not failures:
                raise
            return [index not in known for index in range(len(records))]
        return [True] * len(records)
