from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.sandbox.fake_parley import FakeParley


@pytest.fixture
async def parley() -> AsyncIterator[FakeParley]:
    async with FakeParley().running() as fake:
        yield fake
