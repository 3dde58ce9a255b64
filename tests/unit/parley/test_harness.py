"""The test harness itself: what `tests/conftest.py` promises to every other test."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase


async def test_mongo_is_empty_and_writable(mongo: AsyncDatabase[dict[str, Any]]) -> None:
    assert await mongo.list_collection_names() == []
    await mongo.things.insert_one({"_id": 1})
    assert await mongo.things.find_one({}) == {"_id": 1}


async def test_mongo_transactions_work(mongo: AsyncDatabase[dict[str, Any]]) -> None:
    await mongo.create_collection("things")
    async with mongo.client.start_session() as session, await session.start_transaction():
        await mongo.things.insert_one({"_id": 1}, session=session)
        await session.abort_transaction()
    assert await mongo.things.count_documents({}) == 0


def test_missing_peer_is_a_skip_or_a_failure(
    require_peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUIRE_PEERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-peer is not installed"):
        require_peer("no-such-peer")
    monkeypatch.setenv("REQUIRE_PEERS", "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-peer is not installed"):
        require_peer("no-such-peer")
