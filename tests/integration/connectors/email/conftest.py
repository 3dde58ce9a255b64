"""A mail office over real stores."""

from __future__ import annotations

import pytest

from conversations.clock import ManualClock
from storage import Stores
from tests.running.mail_office import MailOffice, open_office


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> MailOffice:
    return await open_office(stores, clock)
