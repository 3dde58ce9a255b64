"""Real stores under a clock that moves only when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from conversations.clock import ManualClock
from storage import FernetCipher, Stores, open_stores
from storage.client import connect

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def stores(mongo_uri: str, database_name: str, clock: ManualClock) -> AsyncIterator[Stores]:
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        yield stores
        await stores.close()
