"""The agents' seats. They are claimed and released inside a commit (see :mod:`storage.commit`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from conversations.errors import Conflict, NotFound, VersionConflict
from conversations.people import Presence, Seat, User
from storage import names
from storage.client import Database, Document, answering
from storage.documents.people import from_seat, to_seat
from storage.transactions import update_by_ids

ATTEMPTS = 20
PRESENCE_FIELDS = ("presence", "reason", "since", "last_seen", "vanished_at")


class SeatRepository:
    """Implements :class:`conversations.ports.Seats`."""

    def __init__(self, db: Database) -> None:
        self._seats = db[names.SEATS]

    @answering
    async def seat(self, user_id: str) -> Seat:
        """Return it or raise NotFound."""
        document = await self._seats.find_one({"_id": user_id})
        if document is None:
            raise NotFound("There is no such agent.")
        return to_seat(document)

    @answering
    async def all(self) -> Sequence[Seat]:
        """Return every seat, by name."""
        seats = [to_seat(document) async for document in self._seats.find({})]
        return sorted(seats, key=lambda seat: (seat.name, seat.user_id))

    @answering
    async def in_queue(self, queue_id: str) -> Sequence[Seat]:
        """Return the seats that work in a queue, by name."""
        found = self._seats.find({"queue_ids": queue_id})
        seats = [to_seat(document) async for document in found]
        return sorted(seats, key=lambda seat: (seat.name, seat.user_id))

    @answering
    async def keep(self, user: User, queue_ids: Sequence[str], now: datetime) -> Seat:
        """Make or renew a user's seat from what the user is; presence and load stay."""
        for _ in range(ATTEMPTS):
            document = await self._seats.find_one({"_id": user.id})
            if document is None:
                fresh = Seat(user_id=user.id, name=user.name, since=now, idle_since=now)
                try:
                    await self._seats.insert_one(from_seat(_of(fresh, user, queue_ids)))
                except DuplicateKeyError:
                    continue
                return _of(fresh, user, queue_ids)
            seat = to_seat(document)
            renewed = _of(seat, user, queue_ids)
            if renewed == seat:
                return seat
            renewed = replace(renewed, version=seat.version + 1)
            if await self._replace(renewed, seat.version):
                return renewed
        raise Conflict(f"The seat of {user.name} changes too fast.")

    @answering
    async def set_presence(
        self,
        user_id: str,
        presence: Presence,
        reason: str,
        now: datetime,
        *,
        version: int | None = None,
    ) -> Seat:
        """Set an agent's presence; ``since`` moves only if it is another one.

        With ``version``: only if the seat still has it, else VersionConflict. Raises NotFound.
        """
        for _ in range(ATTEMPTS):
            seat = await self.seat(user_id)
            if version is not None and seat.version != version:
                raise VersionConflict("The agent's seat has changed since it was read.")
            moved = presence is not seat.presence or reason != seat.reason
            changed = replace(
                seat,
                presence=presence,
                reason=reason,
                since=now if moved else seat.since,
                vanished_at=None if presence is not Presence.OFFLINE else seat.vanished_at,
                version=seat.version + 1,
            )
            if await self._replace(changed, seat.version):
                return changed
        raise Conflict("The agent's seat changes too fast.")

    @answering
    async def store_presence(self, seat: Seat) -> Seat:
        """Store ``presence``, ``reason``, ``since``, ``last_seen`` and ``vanished_at`` only.

        Load and ``idle_since`` belong to claims and stay. Returns the seat with its next version;
        raises VersionConflict unless the stored version is still ``seat.version``.
        """
        fields = from_seat(seat)
        update: Document = {
            "$set": {name: fields[name] for name in PRESENCE_FIELDS if name in fields},
            "$inc": {"version": 1},
        }
        gone = {name: "" for name in PRESENCE_FIELDS if name not in fields}
        if gone:
            update["$unset"] = gone
        query: Document = {"_id": seat.user_id, "version": seat.version}
        result = await self._seats.update_one(query, update)
        if result.matched_count != 1:
            raise VersionConflict("The agent's seat has changed since it was read.")
        return replace(seat, version=seat.version + 1)

    @answering
    async def seen(self, user_ids: Sequence[str], now: datetime) -> None:
        """Note that these agents' consoles are connected, all at once."""
        if user_ids:
            await update_by_ids(self._seats, user_ids, {"$set": {"last_seen": now}})

    @answering
    async def vanished(self, user_id: str, now: datetime) -> Seat:
        """Note that no console of the agent is connected any more, since ``now``."""
        await self._seats.update_one(
            {"_id": user_id, "vanished_at": None},
            {"$set": {"vanished_at": now}, "$inc": {"version": 1}},
        )
        return await self.seat(user_id)

    @answering
    async def unseen_since(self, moment: datetime) -> Sequence[Seat]:
        """Seats that are not offline and of which nothing was seen since ``moment``: their agent
        vanished, perhaps with the process that would have noticed."""
        working = [presence for presence in Presence if presence is not Presence.OFFLINE]
        found = await asyncio.gather(
            *(self._seats.find({"presence": it.value}).to_list() for it in working)
        )
        seats = [to_seat(document) for documents in found for document in documents]
        return [seat for seat in seats if (seat.last_seen or seat.since) < moment]

    @answering
    async def correct_loads(self, loads: dict[str, int]) -> None:
        """Set what seats hold, after a recount by the caller at start."""
        writes: list[UpdateOne] = []
        for seat in await self.all():
            load = loads.get(seat.user_id, 0)
            if load != seat.load:
                writes.append(
                    UpdateOne(
                        {"_id": seat.user_id, "version": seat.version},
                        {
                            "$set": {"load": load, "free": seat.capacity - load},
                            "$inc": {"version": 1},
                        },
                    )
                )
        if writes:
            await self._seats.bulk_write(writes, ordered=False)

    @answering
    async def remove(self, user_id: str) -> None:
        """Take the seat of a user away who has none any more."""
        await self._seats.delete_one({"_id": user_id})

    async def _replace(self, seat: Seat, version: int) -> bool:
        query: Document = {"_id": seat.user_id, "version": version}
        result = await self._seats.replace_one(query, from_seat(seat))
        return result.matched_count == 1


def _of(seat: Seat, user: User, queue_ids: Sequence[str]) -> Seat:
    return replace(
        seat,
        name=user.name,
        queue_ids=tuple(queue_ids),
        skills=user.skills,
        languages=user.languages,
        capacity=user.capacity,
    )
