"""What did not reach us is found in Twilio's list, once each."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from connectors.sms.connector import SmsConnector
from conversations.clock import ManualClock
from conversations.connections import Connection, ConnectionState
from conversations.entries import Kind
from sandbox.twilio import Trouble
from sandbox.twilio.server import File
from tests.integration.connectors.sms.test_texting import PNG
from tests.running.text_office import TextOffice


async def report(office: TextOffice) -> Connection:
    reports = await office.stores.connections.all()
    return next(it for it in reports if it.inbox_id == office.inbox.id)


async def test_ten_minutes_away(office: TextOffice, clock: ManualClock) -> None:
    lines = office.opened.lines
    await lines.step()
    assert (await report(office)).state is ConnectionState.CONNECTED
    await office.text("Before")
    office.twilio.faults.webhooks.lose_incoming = 30
    for minute in range(10):
        clock.advance(60)
        for person in range(3):
            sender = f"+1202555010{person}"
            media = [File("image/png", PNG)] if (minute, person) == (4, 0) else []
            await office.text(f"minute {minute}", sender=sender, media=media)
    clock.advance(60)
    await office.text("After")
    await lines.step()
    for person in range(3):
        conversation = await office.conversation(f"+1202555010{person}")
        assert await office.messages(conversation) == [f"minute {n}" for n in range(10)]
    [pictured] = [
        it
        for it in await office.entries(await office.conversation("+12025550100"))
        if it.attachments
    ]
    assert pictured.text == "minute 4"
    assert pictured.attachments[0].content_type == "image/png"
    assert await office.messages(await office.conversation()) == ["Before", "After"]
    facts = (await report(office)).facts
    assert (facts["listed"], facts["missed"]) == (32, 30)

    clock.advance(600)
    await lines.step()
    conversation = await office.conversation("+12025550100")
    assert len(await office.messages(conversation)) == 10
    assert (await report(office)).facts["missed"] == 0


async def test_a_long_absence_is_looked_through_in_stretches(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.opened.lines.step()
    office.twilio.faults.webhooks.lose_incoming = 4
    for day in range(4):
        clock.advance(20 * 3600)
        await office.text(f"day {day}")
    clock.advance(60)
    before = len(office.check.requests)
    await office.opened.lines.step()
    assert await office.messages(await office.conversation()) == [f"day {n}" for n in range(4)]
    assert len(office.check.requests) - before >= 7


async def test_the_first_look_begins_with_the_present(
    office: TextOffice, clock: ManualClock
) -> None:
    office.twilio.faults.webhooks.lose_incoming = 1
    await office.text("For whoever had the number before")
    clock.advance(60)
    await office.opened.lines.step()
    clock.advance(600)
    await office.opened.lines.step()
    assert await office.maybe_conversation() is None


async def test_a_webhook_that_comes_after_all_changes_nothing(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.opened.lines.step()
    office.twilio.faults.webhooks.double_incoming = True
    clock.advance(1)
    await office.text("Hello")
    clock.advance(600)
    await office.opened.lines.step()
    assert await office.messages(await office.conversation()) == ["Hello"]


@pytest.mark.parametrize("status", [401, 500])
async def test_a_line_that_fails_says_why_and_recovers(
    office: TextOffice, clock: ManualClock, status: int
) -> None:
    await office.opened.lines.step()
    clock.advance(600)
    if status == 401:
        secrets = {"auth_token": "0" * 32}
        right = office.inbox.secrets
        await office.set(secrets=secrets)
    else:
        office.twilio.faults.api.add(Trouble(times=99, path="/Messages.json", status=status))
    await office.opened.lines.step()
    told = await report(office)
    assert told.state is ConnectionState.FAILING
    assert told.detail
    assert told.remedy
    if status == 401:
        assert "account SID and auth token" in told.remedy
        await office.set(secrets=right)
    else:
        office.twilio.faults.api.troubles.clear()
    clock.advance(600)
    await office.opened.lines.step()
    assert (await report(office)).state is ConnectionState.CONNECTED


async def test_two_processes_do_not_look_at_once(office: TextOffice, clock: ManualClock) -> None:
    await office.opened.lines.step()
    other = SmsConnector().open(replace(office.house, owner="another process"))
    try:
        clock.advance(600)
        before = len(office.check.requests)
        await asyncio.gather(office.opened.lines.step(), other.lines.step())
        assert len(office.check.requests) - before == 1
        clock.advance(30)
        await other.lines.step()  # still the first one's turn
        assert len(office.check.requests) - before == 1
        clock.advance(600)  # the first one is gone, and its lease has run out
        await other.lines.step()
        assert len(office.check.requests) - before == 2
    finally:
        await other.close()


async def test_a_disabled_inbox_is_off_and_catches_up(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.opened.lines.step()
    clock.advance(60)
    await office.set(enabled=False)
    await office.opened.lines.step()
    assert (await report(office)).state is ConnectionState.OFF
    await office.text("Anybody there?")
    assert await office.maybe_conversation() is None
    assert office.webhooks["unavailable"] == 2  # its address and the fallback address
    clock.advance(3600)
    await office.set(enabled=True)
    await office.opened.lines.step()
    conversation = await office.conversation()
    [text] = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE]
    assert text.text == "Anybody there?"
