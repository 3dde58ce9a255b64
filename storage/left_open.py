"""Transactions that nobody ends, because the process that began them was killed.

A server keeps such a transaction for a minute, as MongoDB's ``transactionLifetimeLimitSeconds``
says, and what it wrote stays closed to others for so long. MongoDB then ends it by itself. The
embedded server ends it when the next transaction comes by; measured, a plain write that waits for
it waits for ever where none does.
"""

from __future__ import annotations

import asyncio
import logging

from pymongo.errors import PyMongoError

from storage.client import Client, connect

_log = logging.getLogger(__name__)

EVERY_S = 5.0
DATABASE, COLLECTION = "parley_left_open", "nothing"


async def come_by(client: Client) -> None:
    """Begin a transaction that reads nothing, and end it."""
    async with client.start_session() as session, await session.start_transaction():
        await client[DATABASE][COLLECTION].find_one({}, session=session)
        await session.abort_transaction()


async def keep_coming_by(uri: str) -> None:
    """Let the embedded server at ``uri`` end what was left open, until cancelled."""
    async with connect(uri, maxPoolSize=1) as client:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await come_by(client)
            except PyMongoError as error:  # it is away for a moment, and started again by others
                _log.debug("nobody came by for open transactions: %s", error)
