"""Fenced leases: who may do what only one process at a time may do.

A lease runs out by itself when its holder dies. Each new holder gets a higher ``fence``, so that
a late write of a former one can be told from the present one's. Clocks of the machines may differ
by a fraction of the lease's length, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from conversations.clock import Clock
from storage import names
from storage.client import Database, answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease that was held when this was made. ``fence`` rises with each change of hands."""

    name: str
    owner: str
    fence: int
    expires_at: datetime


class HeldLease:
    """One process's side of a lease that it takes, keeps and gives back under its own name."""

    def __init__(self, leases: Leases, name: str, owner: str, ttl_s: float) -> None:
        self.ttl_s = ttl_s
        self._leases = leases
        self._name = name
        self._owner = owner
        self._lease: Lease | None = None

    @property
    def fence(self) -> int:
        """The fence of the lease held last; 0 before the first."""
        return self._lease.fence if self._lease else 0

    async def hold(self) -> bool:
        """Take the lease or renew it; False while another has it."""
        if self._lease is not None:
            self._lease = await self._leases.renew(self._lease, self.ttl_s)
        if self._lease is None:
            self._lease = await self._leases.acquire(self._name, self._owner, self.ttl_s)
        return self._lease is not None

    async def release(self) -> None:
        """Give it up at once, if it is ours."""
        lease, self._lease = self._lease, None
        if lease is not None:
            await self._leases.release(lease)


class Leases:
    """Takes, keeps and gives back leases, by conditional updates alone."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._leases = db[names.LEASES]
        self._clock = clock

    def held_by(self, name: str, owner: str, ttl_s: float) -> HeldLease:
        """Return this process's side of the lease ``name``; ``owner`` is one for each process."""
        return HeldLease(self, name, owner, ttl_s)

    @answering
    async def acquire(self, name: str, owner: str, length_s: float) -> Lease | None:
        """Take the lease if it is free or has run out; None if somebody holds it.

        Who holds it already under ``owner`` gets it renewed, with the same fence.
        """
        document = await self._leases.find_one({"_id": name})
        now = self._clock.now()
        until = now + timedelta(seconds=length_s)
        if document is None:
            try:
                await self._leases.insert_one(
                    {"_id": name, "owner": owner, "fence": 1, "expires_at": until}
                )
            except DuplicateKeyError:
                return None
            return Lease(name=name, owner=owner, fence=1, expires_at=until)
        held = Lease(
            name=name,
            owner=document["owner"],
            fence=document["fence"],
            expires_at=document["expires_at"],
        )
        if held.expires_at > now:
            return await self.renew(held, length_s) if held.owner == owner else None
        taken = await self._leases.update_one(
            {"_id": name, "fence": held.fence, "expires_at": held.expires_at},
            {"$set": {"owner": owner, "fence": held.fence + 1, "expires_at": until}},
        )
        if taken.matched_count != 1:
            return None
        return Lease(name=name, owner=owner, fence=held.fence + 1, expires_at=until)

    @answering
    async def renew(self, lease: Lease, length_s: float) -> Lease | None:
        """Keep the lease from now for ``length_s`` seconds; None if it has been lost."""
        until = self._clock.now() + timedelta(seconds=length_s)
        renewed = await self._leases.update_one(
            {"_id": lease.name, "owner": lease.owner, "fence": lease.fence},
            {"$set": {"expires_at": until}},
        )
        if renewed.matched_count != 1:
            return None
        return Lease(name=lease.name, owner=lease.owner, fence=lease.fence, expires_at=until)

    @answering
    async def release(self, lease: Lease) -> None:
        """Give the lease back, so that the next one need not wait until it runs out."""
        await self._leases.update_one(
            {"_id": lease.name, "owner": lease.owner, "fence": lease.fence},
            {"$set": {"expires_at": self._clock.now()}},
        )
