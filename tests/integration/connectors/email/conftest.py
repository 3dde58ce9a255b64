"""A mail office over real stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from conversations.clock import ManualClock
from storage import FernetCipher, open_stores
from storage.client import connect
from tests.running.mail_office import MailOffice, open_office

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def office(
    mongo_uri: str, database_name: str, clock: ManualClock
) -> AsyncIterator[MailOffice]:
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        yield await open_office(stores, clock)
        await stores.close()
