"""A mail office over real stores."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from connectors.email.smtp.pool import SmtpPool
from conversations.clock import ManualClock
from storage import Stores
from tests.running.mail_office import MailOffice, open_office
from tests.running.smtp_host import SmtpHost, smtp_host

from .handing_over import Tokens


@pytest.fixture
async def office(stores: Stores, clock: ManualClock) -> MailOffice:
    return await open_office(stores, clock)


@pytest.fixture
async def host() -> AsyncIterator[SmtpHost]:
    async with smtp_host() as running:
        yield running


@pytest.fixture
async def pool() -> AsyncIterator[SmtpPool]:
    made = SmtpPool(Tokens("t1", "t2"))
    yield made
    await made.close()
