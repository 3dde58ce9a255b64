"""An inbox for texts over real stores, and Twilio's stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from conversations.clock import ManualClock
from storage import FernetCipher, open_stores
from storage.client import connect
from tests.running.text_office import TextOffice, text_office

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def office(
    mongo_uri: str, database_name: str, clock: ManualClock
) -> AsyncIterator[TextOffice]:
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        async with text_office(stores, clock) as office:
            yield office
        await stores.close()
