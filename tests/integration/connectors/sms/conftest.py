"""An inbox for texts over real stores, and Twilio's stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversations.clock import ManualClock
from storage import Stores
from tests.running.text_office import TextOffice, text_office


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> AsyncIterator[TextOffice]:
    async with text_office(stores, clock) as office:
        yield office
