"""How a line for calls fares, as the console shows it."""

from __future__ import annotations

import pytest

from connectors.voice.backfill import Backfill
from conversations.connections import Connection, ConnectionState
from conversations.errors import Conflict
from sandbox.twilio.faults import EVER, Trouble
from tests.running.call_house import CallHouse


async def report(house: CallHouse) -> Connection:
    await house.process.opened.lines.step()
    (found,) = await house.stores.connections.all()
    return found


async def test_a_line_that_is_well(house: CallHouse) -> None:
    assert (await report(house)).state is ConnectionState.CONNECTED
    await house.call()
    await house.advance(301, step_s=60)
    told = await report(house)
    assert told.facts["last_message_at"]
    assert told.detail


async def test_a_line_that_fails_and_comes_back(house: CallHouse) -> None:
    await report(house)
    house.twilio.faults.api.add(Trouble(method="GET", path="/Accounts/", status=401, times=EVER))
    await house.advance(301, step_s=100)
    told = await report(house)
    assert (told.state, bool(told.remedy)) == (ConnectionState.FAILING, True)
    house.twilio.faults.api.troubles.clear()
    await house.advance(6)
    assert (await report(house)).state is ConnectionState.CONNECTED


async def test_a_line_that_is_not_set_up(house: CallHouse) -> None:
    await report(house)
    await house.change(number="")
    told = await report(house)
    assert (told.state, told.detail) == (
        ConnectionState.OFF,
        "Its account and number are not set yet.",
    )


async def test_a_line_that_another_process_has_taken_over_is_not_told_to_fail(
    house: CallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await report(house)

    async def taken(*_: object) -> int:
        raise Conflict("Another process looks after this inbox by now.")

    monkeypatch.setattr(Backfill, "look", taken)
    await house.advance(301, step_s=100)
    assert await report(house) == before
