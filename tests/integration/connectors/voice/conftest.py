"""A whole Parley for calls."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.running.call_house import CallHouse, call_house


@pytest.fixture
async def house(mongo_uri: str, database_name: str) -> AsyncIterator[CallHouse]:
    async with call_house(mongo_uri, database_name) as running:
        yield running
