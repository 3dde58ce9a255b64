"""The indexes, and the numbered migrations that bring a database to this version of Parley."""

from __future__ import annotations

import asyncio
import importlib
import logging
import pkgutil
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from conversations.clock import Clock, new_id
from conversations.errors import ParleyError, Unavailable
from storage import migrations, names
from storage.client import Database, answering
from storage.leases import Lease, Leases

_log = logging.getLogger(__name__)

LEASE_NAME = "migrations"
LEASE_S = 60.0
WAIT_S = 120.0
POLL_S = 0.2

Step = Callable[[Database], Awaitable[None]]


class TooNew(ParleyError):
    """The database was used by a newer Parley."""

    code = "database_too_new"
    remedy = "Run that version of Parley, or a newer one."


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step; ``run`` must be harmless when it is repeated."""

    number: int
    title: str
    run: Step


def known_migrations() -> Sequence[Migration]:
    """The migrations of this version, in order: the modules ``mNNNN_title`` of their folder."""
    found = []
    for module in pkgutil.iter_modules(migrations.__path__):
        match = re.fullmatch(r"m(\d{4})_(\w+)", module.name)
        if match:
            loaded = importlib.import_module(f"{migrations.__name__}.{module.name}")
            title = match[2].replace("_", " ")
            found.append(Migration(int(match[1]), title, loaded.migrate))
    return sorted(found, key=lambda migration: migration.number)


@answering
async def applied_number(db: Database) -> int:
    """The number of the newest migration that the database has seen; 0 for an empty one."""
    documents = await db[names.MIGRATIONS].find({}).to_list()
    return max((int(document["_id"]) for document in documents), default=0)


async def migrate(
    db: Database, clock: Clock, *, steps: Sequence[Migration] | None = None
) -> Sequence[Migration]:
    """Run the migrations that the database lacks, under a lease; return those that were run.

    Waits while another process migrates. Raises TooNew, or Unavailable after :data:`WAIT_S`.
    """
    wanted = await asyncio.to_thread(known_migrations) if steps is None else steps
    newest = wanted[-1].number if wanted else 0
    leases, owner = Leases(db, clock), new_id()
    deadline = asyncio.get_running_loop().time() + WAIT_S
    while True:
        applied = await applied_number(db)
        if applied > newest:
            raise TooNew(f"The database is at version {applied}, this Parley knows {newest}.")
        missing = [step for step in wanted if step.number > applied]
        if not missing:
            return []
        lease = await leases.acquire(LEASE_NAME, owner, LEASE_S)
        if lease is not None:
            return await _run_under(lease, leases, db, clock, wanted)
        if asyncio.get_running_loop().time() > deadline:
            raise Unavailable("Another process is still changing the database.")
        await asyncio.sleep(POLL_S)


async def _run_under(
    lease: Lease, leases: Leases, db: Database, clock: Clock, wanted: Sequence[Migration]
) -> Sequence[Migration]:
    keeper = asyncio.create_task(_keep(lease, leases))
    try:
        applied = await applied_number(db)
        missing = [step for step in wanted if step.number > applied]
        for step in missing:
            _log.info("migrating the database: %04d %s", step.number, step.title)
            await _run(step, db, clock)
        return missing
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await leases.release(lease)


@answering
async def _run(step: Migration, db: Database, clock: Clock) -> None:
    await step.run(db)
    await db[names.MIGRATIONS].update_one(
        {"_id": step.number},
        {"$set": {"title": step.title, "applied_at": clock.now()}},
        upsert=True,
    )


async def _keep(lease: Lease, leases: Leases) -> None:
    while True:
        await asyncio.sleep(LEASE_S / 3)
        await leases.renew(lease, LEASE_S)
