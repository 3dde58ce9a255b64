"""Updating many documents beside transactions that update the same ones."""

from __future__ import annotations

import asyncio

from storage import names
from storage.client import Client, Document
from storage.command_log import CommandLog
from storage.stores import Stores
from storage.transactions import update_by_ids


async def test_it_waits_for_a_transaction_without_keeping_it_waiting(
    client: Client, stores: Stores, command_log: CommandLog
) -> None:
    """The transaction has written one document, and goes on to the other when somebody has tried
    to update both."""
    entries = stores.db[names.ENTRIES]
    unset: Document = {"$unset": {"unsearched_key": ""}}
    await entries.insert_many([{"_id": name, "unsearched_key": name} for name in "ab"])
    async with client.start_session() as session, await session.start_transaction():
        await entries.update_one({"_id": "a"}, {"$set": {"tags": [1]}}, session=session)
        meanwhile = asyncio.create_task(update_by_ids(entries, ["a", "b"], unset))
        async with asyncio.timeout(5):
            while "abortTransaction" not in command_log.commands:  # noqa: ASYNC110 - it only logs
                await asyncio.sleep(0.002)
        await entries.update_one({"_id": "b"}, {"$set": {"tags": [1]}}, session=session)
    await meanwhile
    stored = await entries.find().sort("_id", 1).to_list()
    assert stored == [{"_id": "a", "tags": [1]}, {"_id": "b", "tags": [1]}]


async def test_indexing_twice_changes_nothing(stores: Stores) -> None:
    """Some of the messages are new, some have been indexed before."""
    documents: list[Document] = [{"_id": "x:1", "terms": ["one"]}, {"_id": "x:2", "terms": ["two"]}]
    await stores.search._put(documents[:1])
    await stores.search._put(documents)
    stored = await stores.db[names.SEARCH_TERMS].find().sort("_id", 1).to_list()
    assert stored == documents
