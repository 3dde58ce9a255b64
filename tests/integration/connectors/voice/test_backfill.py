"""Calls that could not be handed to us are found in Twilio's list, and are missed calls, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from connectors.voice.backfill import CURSOR
from connectors.voice.connector import VoiceConnector
from conversations.calls.call import CallState
from conversations.calls.commands import CallBack
from conversations.connections import ConnectionState
from conversations.conversation import Conversation, State
from conversations.entries import Activity, Kind
from conversations.people import SYSTEM_SCOPE
from sandbox.twilio import CallStatus, Person, Trouble
from storage import names
from tests.running.call_house import OURS, THEIRS, CallHouse

OTHER = "+12025550144"


async def looked(house: CallHouse) -> int:
    """Look through the list, some minutes later; how many had not reached us."""
    await house.time.advance(301)
    await house.process.opened.lines.step()
    await house.quiet()
    (report,) = await house.stores.connections.all()
    assert report.state is ConnectionState.CONNECTED, report
    return int(report.facts["missed"])


async def unheard(house: CallHouse, from_: str = THEIRS) -> Person:
    """Somebody calls while no Parley answers."""
    person = await house.twilio.call(from_, OURS)
    await person.until_ended()
    return person


async def conversations(house: CallHouse) -> list[Conversation]:
    found = await house.stores.lists.changed_since(house.inbox.created_at, SYSTEM_SCOPE, limit=100)
    return sorted(found, key=lambda each: each.number)


async def cards(house: CallHouse) -> list[dict[str, Any]]:
    found = []
    for each in await conversations(house):
        entries = await house.entries(each)
        found += [one.data for one in entries if one.kind is Kind.CALL]
    return found


@pytest.fixture
async def away(house: CallHouse) -> CallHouse:
    """A house whose list has been looked through, and whose Parley has died since."""
    assert await looked(house) == 0
    house.complaints_allowed = True  # Twilio cannot reach us
    await house.time.advance(120)
    await house.kill()
    return house


async def test_calls_while_parley_was_away_are_missed_calls(away: CallHouse) -> None:
    began = away.clock.now()
    await unheard(away)
    await away.time.advance(60)
    await unheard(away, OTHER)
    await away.time.advance(3600)
    await away.start()
    assert await looked(away) == 2
    first, second = await conversations(away)
    assert (first.address, second.address) == (THEIRS, OTHER)
    assert first.state is State.ABANDONED
    assert first.waiting_since is None
    card = await away.card(first)
    assert (card["state"], card["outcome"]) == ("abandoned", "abandoned_unreached")
    assert card["started_at"] == f"{began:%Y-%m-%dT%H:%M:%S}.000Z"
    assert card["theirs"] == THEIRS
    assert card["wait_s"] is None
    assert await away.events(first) == ["unreached"]
    states = [one for one in await away.entries(first) if one.activity is Activity.STATE]
    assert [one.data["to"] for one in states] == ["abandoned"]

    assert await looked(away) == 0
    assert len(await cards(away)) == 2


async def test_who_was_missed_can_be_called_back(away: CallHouse) -> None:
    await unheard(away)
    await away.start()
    assert await looked(away) == 1
    (missed,) = await conversations(away)
    ana = await away.agent("ana")
    await ana.execute(CallBack, missed)
    heard = await ana.picks_up()
    contact = await away.twilio.phone(THEIRS).ringing()
    contact.answer()
    await away.until(heard.talking)
    assert len(await cards(away)) == 2


async def test_calls_that_reached_us_are_no_news(house: CallHouse) -> None:
    await looked(house)
    caller = await house.call()
    await house.time.advance(5)
    caller.hang_up()
    await house.quiet()
    assert await looked(house) == 0
    assert len(await cards(house)) == 1


async def test_a_webhook_that_comes_after_all_changes_nothing(away: CallHouse) -> None:
    missed = await unheard(away)
    await away.start()
    assert await looked(away) == 1
    form = {
        "CallSid": missed.call_sid,
        "From": THEIRS,
        "To": OURS,
        "CallStatus": "completed",
        "Direction": "inbound",
    }
    await away.process.core.intake.accept(away.inbox, missed.call_sid, {"form": form})
    assert [card["outcome"] for card in await cards(away)] == ["abandoned_unreached"]


async def test_one_that_has_just_ended_is_left_to_its_webhooks(away: CallHouse) -> None:
    await away.start()
    await away.kill()
    await away.time.advance(290)
    await unheard(away)
    await away.start()
    await away.process.opened.lines.step()
    assert await cards(away) == []
    assert await looked(away) == 1


@asynccontextmanager
async def answering(document: str) -> AsyncIterator[str]:
    """Somebody else who answers calls; their address."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=document, content_type="text/xml")

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/"
    finally:
        await runner.cleanup()


async def test_one_that_goes_on_is_not_touched_until_it_is_over(house: CallHouse) -> None:
    """However long it takes: the look begins there again."""
    await looked(house)
    number = house.twilio.account.numbers[OURS]
    async with answering("<Response><Pause length='7200'/></Response>") as elsewhere:
        number.voice_url = elsewhere
        caller = await house.twilio.call(THEIRS, OURS)
        await caller.until(lambda: caller.status is CallStatus.IN_PROGRESS)
        for _ in range(5):
            assert await looked(house) == 0
        assert caller.status is CallStatus.IN_PROGRESS
        assert house.requests(caller.call_sid) == []
        house.twilio.faults.webhooks.lose_statuses = 1
        caller.hang_up()
        await house.quiet()
        assert await cards(house) == []
        assert await looked(house) == 1
    (card,) = await cards(house)
    assert card["outcome"] == "abandoned_unreached"


async def test_what_was_declined_by_an_inbox_that_is_off_is_not_missed(house: CallHouse) -> None:
    await looked(house)
    off = await house.stores.inboxes.update(replace(house.inbox, enabled=False))
    house.stores.places.forget()
    declined = await house.twilio.call(THEIRS, OURS)
    assert await declined.until_ended() is CallStatus.BUSY
    await house.stores.inboxes.update(replace(off, enabled=True))
    house.stores.places.forget()
    assert await looked(house) == 0
    assert await cards(house) == []


async def test_the_first_look_begins_with_the_present(house: CallHouse) -> None:
    """Who called the number before that called somebody else."""
    await house.process.opened.lines.step()
    house.complaints_allowed = True
    await house.time.advance(120)
    await house.kill()
    await unheard(house)
    # as if that inbox had never been looked after
    await house.stores.db[names.CURSORS].delete_many({})
    await house.time.advance(120)
    await house.start()
    await house.process.opened.lines.step()
    assert await looked(house) == 0
    assert await cards(house) == []


async def test_a_callback_is_owed_still(away: CallHouse) -> None:
    await away.start()
    caller = await away.call()
    conversation = away.conversation
    assert conversation.call is not None
    await away.process.core.calls.callback(conversation.id, conversation.call.id, THEIRS)
    caller.hang_up()
    await away.quiet()
    await away.kill()
    await unheard(away)
    await away.start()
    assert await looked(away) == 1
    (owed,) = await conversations(away)
    assert owed.state is State.QUEUED
    assert owed.call is not None
    assert (owed.call.state, owed.call.callback_to) == (CallState.CALLBACK, THEIRS)
    assert [card["outcome"] for card in await cards(away)][1:] == ["abandoned_unreached"]
    ana = await away.agent("ana")
    await ana.accepts()
    await ana.picks_up()
    contact = await away.twilio.phone(THEIRS).ringing()
    contact.answer()
    await away.until(contact.talking)


async def test_two_processes_do_not_look_at_once(house: CallHouse) -> None:
    await looked(house)
    other = VoiceConnector().open(replace(house.process.house, owner="another process"))
    try:
        await house.time.advance(301)
        before = len(house.requests("Calls.json"))
        await asyncio.gather(house.process.opened.lines.step(), other.lines.step())
        assert len(house.requests("Calls.json")) - before == 1
    finally:
        await other.close()


async def test_a_list_that_fails_is_looked_through_again(away: CallHouse) -> None:
    await unheard(away)
    await away.start()
    away.twilio.faults.api.add(Trouble(path="/Calls.json", status=500))
    await away.time.advance(301)
    await away.process.opened.lines.step()
    (report,) = await away.stores.connections.all()
    assert report.state is ConnectionState.FAILING
    assert await looked(away) == 1


async def test_it_is_kept_how_far_the_list_was_looked_through(house: CallHouse) -> None:
    await looked(house)
    kept = await house.stores.cursors.load(house.inbox.id, CURSOR)
    assert kept is not None
    assert kept["until"] == house.clock.now().isoformat()
