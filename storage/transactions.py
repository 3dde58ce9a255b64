"""Multi-document transactions with a bounded number of attempts."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from storage.client import Client, Collection, Document

ATTEMPTS = 6
BACK_OFF_S = 0.004
GIVE_UP_S = 3.0
"""Nothing is tried again after so long: then it is the database that is away, each attempt waits
for it anew, and whoever sent this hears so sooner than they give up themselves."""

_R = TypeVar("_R")


async def in_transaction(client: Client, body: Callable[[AsyncClientSession], Awaitable[_R]]) -> _R:
    """Run ``body`` in a transaction and commit it.

    Repeated only where the server says that the error is transient; ``body`` must be repeatable.
    Whatever else goes wrong aborts the transaction and is raised. A commit whose end is unknown is
    asked for again, which the server answers as it did the first time.
    """
    give_up_at = time.monotonic() + GIVE_UP_S
    for attempt in range(ATTEMPTS):
        try:
            async with client.start_session() as session:
                async with await session.start_transaction():
                    result = await body(session)
                    await _commit(session, give_up_at)
                return result
        except PyMongoError as error:
            if not error.has_error_label("TransientTransactionError") or attempt == ATTEMPTS - 1:
                raise
            if time.monotonic() >= give_up_at:
                raise
        await asyncio.sleep(BACK_OFF_S * 2**attempt * (0.5 + random.random()))  # noqa: S311
    raise AssertionError("unreachable")


async def update_by_ids(collection: Collection, ids: Sequence[str], update: Document) -> None:
    """Update many documents that others update in transactions, in a transaction too.

    A plain ``update_many`` of the embedded server keeps its collection's lock while it waits for a
    document that a transaction has written, and that transaction waits for the lock with its next
    statement: for ever (measured). In a transaction the conflict is told at once, and repeated.
    """

    async def body(session: AsyncClientSession) -> None:
        await collection.update_many({"_id": {"$in": list(ids)}}, update, session=session)

    await in_transaction(collection.database.client, body)


async def _commit(session: AsyncClientSession, give_up_at: float) -> None:
    for attempt in range(ATTEMPTS):
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or attempt == ATTEMPTS - 1 or time.monotonic() >= give_up_at:
                raise
            await asyncio.sleep(BACK_OFF_S * 2**attempt)
        else:
            return
