"""Re-taggings: the jobs, how far they are, and the list of what each has to do.

A job is worked on by whoever holds its lease, and writes its progress with the lease's fence: what
a former holder still writes does not count. The list is made once, at the beginning, for tagging
changes the very order in which conversations are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pymongo import ReplaceOne
from pymongo.errors import DuplicateKeyError

from conversations.clock import Clock
from conversations.errors import NotFound
from conversations.retags import OPEN_STATES, Retag, RetagState
from storage import names
from storage.client import Database, Document, answering
from storage.documents.retags import became, from_retag, to_retag
from storage.windows import Stretch, Windows

AT_ONCE = 500
_OPEN = [state.value for state in OPEN_STATES]


class RetagRepository:
    """Implements :class:`conversations.retags.Retags` and keeps a worker's progress."""

    def __init__(self, db: Database, windows: Windows, clock: Clock) -> None:
        self._retags = db[names.RETAGS]
        self._work = db[names.RETAG_WORK]
        self._windows = windows
        self._clock = clock

    @answering
    async def add(self, retag: Retag) -> Retag:
        """Store a new one, or return the one that has its id already."""
        try:
            await self._retags.insert_one(from_retag(retag))
        except DuplicateKeyError:
            return await self.get(retag.id)
        return retag

    @answering
    async def get(self, retag_id: str) -> Retag:
        """Return it or raise NotFound."""
        document = await self._retags.find_one({"_id": retag_id})
        if document is None:
            raise NotFound("There is no such re-tagging.")
        return to_retag(document)

    @answering
    async def latest(self, limit: int = 50) -> Sequence[Retag]:
        """Return the newest, newest first."""
        stretch = Stretch(collection=self._retags, equal={}, key="time_key")
        window = await self._windows.newest(stretch, before=None, limit=limit)
        return [to_retag(document) for document in window.documents]

    @answering
    async def cancel(self, retag_id: str, now: datetime) -> Retag:
        """End it unless it has ended. What it has tagged stays. Raises NotFound."""
        await self._end(
            {"_id": retag_id, "state": {"$in": _OPEN}}, RetagState.CANCELLED, now, error=""
        )
        return await self.get(retag_id)

    @answering
    async def next_open(self) -> Retag | None:
        """Return the oldest that has something left to do."""
        found = self._retags.find({"open_key": {"$gte": ""}}).sort("open_key", 1)
        documents = await found.limit(1).to_list()
        return to_retag(documents[0]) if documents else None

    @answering
    async def begin(self, retag_id: str, fence: int, now: datetime) -> Retag | None:
        """Begin it, or go on with it, as the holder of its lease; None if it has ended."""
        begun = await self._retags.update_one(
            {"_id": retag_id, "state": {"$in": _OPEN}},
            {"$set": {"state": RetagState.RUNNING.value, "fence": fence}},
        )
        if begun.matched_count != 1:
            return None
        retag = await self.get(retag_id)
        if retag.started_at is None:
            await self._retags.update_one({"_id": retag_id}, {"$set": {"started_at": now}})
        return await self.get(retag_id)

    @answering
    async def list_work(
        self, retag_id: str, fence: int, conversation_ids: Sequence[str], size: int
    ) -> bool:
        """Keep what is to be done in parts of ``size``; False if the job is no longer ours.

        Done again after a crash it puts the same parts in their places.
        """
        parts = [
            ReplaceOne(
                {"_id": _part(retag_id, start)},
                {"ids": list(conversation_ids[start : start + size])},
                upsert=True,
            )
            for start in range(0, len(conversation_ids), size)
        ]
        if parts:
            await self._work.bulk_write(parts, ordered=False)
        listed = {"total": len(conversation_ids), "part": size}
        return await self._ours(retag_id, fence, {"$set": listed})

    @answering
    async def part(self, retag_id: str, done: int) -> Sequence[str]:
        """Return the ids of the conversations that come next; none at the end."""
        document = await self._work.find_one({"_id": _part(retag_id, done)})
        return list(document["ids"]) if document else []

    @answering
    async def advance(
        self,
        retag_id: str,
        fence: int,
        *,
        done: int,
        messages: int,
        changed: Mapping[tuple[str, str], int],
    ) -> bool:
        """Note that a part is done: ``done`` in all, ``messages`` and ``changed`` of this part.

        False if the job was cancelled, or is another's by now.
        """
        counts = {
            f"changed.{became(before, after)}": count for (before, after), count in changed.items()
        }
        return await self._ours(
            retag_id, fence, {"$set": {"done": done}, "$inc": {"messages": messages, **counts}}
        )

    @answering
    async def finish(self, retag_id: str, fence: int, *, error: str = "") -> None:
        """End it; with an ``error`` as failed."""
        state = RetagState.FAILED if error else RetagState.DONE
        ours: Document = {"_id": retag_id, "fence": fence, "state": RetagState.RUNNING.value}
        await self._end(ours, state, self._clock.now(), error=error)

    async def _end(
        self, condition: Document, state: RetagState, now: datetime, *, error: str
    ) -> None:
        ended = await self._retags.update_one(
            condition,
            {
                "$set": {"state": state.value, "finished_at": now, "error": error},
                "$unset": {"open_key": ""},
            },
        )
        if ended.matched_count == 1:
            await self._forget_work(condition["_id"])

    async def _ours(self, retag_id: str, fence: int, change: Document) -> bool:
        result = await self._retags.update_one(
            {"_id": retag_id, "fence": fence, "state": RetagState.RUNNING.value}, change
        )
        return result.matched_count == 1

    async def _forget_work(self, retag_id: str) -> None:
        job = await self._retags.find_one({"_id": retag_id})
        if job is None or "part" not in job:
            return
        ids = [_part(retag_id, start) for start in range(0, job["total"], job["part"])]
        for start in range(0, len(ids), AT_ONCE):  # one by one, for a range would scan them all
            await self._work.delete_many({"_id": {"$in": ids[start : start + AT_ONCE]}})


def _part(retag_id: str, start: int) -> str:
    return f"{retag_id}:{start:09d}"
