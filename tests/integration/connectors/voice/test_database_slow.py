"""A database that is slow, hangs, or is away: callers are answered in time, and hear a word."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.base import House
from conversations.calls.call import CallState
from conversations.clock import ManualClock
from storage import Stores
from tests.running.dialogue_office import DialogueOffice, begun, dialogue_office, sid, tags
from tests.running.slowed import Away, slowed_stores


@pytest.fixture
async def slow_office(
    mongo_uri: str, database_name: str, clock: ManualClock
) -> AsyncIterator[tuple[DialogueOffice, Counter[str]]]:
    slow = ("conversations", "contacts", "journal")
    async with (
        slowed_stores(mongo_uri, database_name, clock, *slow) as (stores, asked),
        dialogue_office(stores, clock) as office,
    ):
        yield office, asked


@pytest.mark.timeout(30)
async def test_answers_wait_for_the_journal_only(
    slow_office: tuple[DialogueOffice, Counter[str]],
) -> None:
    office, asked = slow_office
    form = office.form(sid(), CallStatus="ringing")
    status, _ = await office.ask(office.url(), form)
    assert status == 200
    assert asked["record"] == 1
    assert asked["commit"] == 0
    await office.settled()
    assert asked["commit"] == 2  # it begins; it waits
    assert (await office.the_call()).state is CallState.QUEUED


@pytest.mark.timeout(60)
@pytest.mark.alone
async def test_fifty_a_second_are_answered_within_a_second_each(
    slow_office: tuple[DialogueOffice, Counter[str]],
) -> None:
    office, _ = slow_office
    await office.change(
        menu={"options": [{"digit": "1", "queue_id": office.other_queue.id}]},
        waiting={"callback": True},
    )
    await office.ask(office.url(), office.form(sid()))  # settings are read
    people = [f"+1202556{n:04}" for n in range(25)]
    took: list[float] = []

    async def ask(place: str, form: dict[str, str], **query: str | int) -> None:
        began = time.monotonic()
        status, _ = await office.ask(office.url(place, **query), form)
        took.append(time.monotonic() - began)
        assert status == 200

    async def call(person: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        form = office.form(sid(), From=person)
        await ask("", {**form, "CallStatus": "ringing"})
        await ask("menu", {**form, "Digits": "1"}, **{"try": 0})
        await ask("wait", {**form, "QueueTime": "0"}, q=office.other_queue.id, n=0)
        await ask("waiting", {**form, "Digits": "1"}, q=office.other_queue.id, n=0)

    await asyncio.gather(*(call(person, n * 4 / 50) for n, person in enumerate(people)))
    assert len(took) == 100
    assert max(took) < 1.0
    await office.settled()
    for person in people:
        call_now = await office.the_call(person)
        assert (call_now.state, call_now.callback_to) == (CallState.CALLBACK, person)
        assert await office.events(person) == ["menu", "queued", "callback"]


@pytest.fixture
def away() -> asyncio.Event:
    """Set: the database is away."""
    return asyncio.Event()


@pytest.fixture
async def shaky_office(
    stores: Stores, clock: ManualClock, away: asyncio.Event
) -> AsyncIterator[DialogueOffice]:
    def wrap(house: House) -> House:
        parts = ("inboxes", "intake", "threads", "calls", "queues")
        gone: dict[str, Any] = {part: Away(getattr(house, part), away) for part in parts}
        return replace(house, **gone)

    async with dialogue_office(stores, clock, wrap=wrap) as office:
        yield office


class Hanging:
    """Inboxes that are not told while the database hangs."""

    def __init__(self, inner: Any, goes_on: asyncio.Event) -> None:
        self._inner = inner
        self._goes_on = goes_on

    async def inbox_by_public_key(self, key: str) -> Any:
        await self._goes_on.wait()
        return await self._inner.inbox_by_public_key(key)


async def test_an_inbox_that_is_known_is_not_waited_for(stores: Stores, clock: ManualClock) -> None:
    goes_on = asyncio.Event()
    goes_on.set()

    def wrap(house: House) -> House:
        inboxes: Any = Hanging(house.inboxes, goes_on)
        return replace(house, inboxes=inboxes)

    async with dialogue_office(stores, clock, wrap=wrap) as office:
        call_sid = await begun(office)
        goes_on.clear()
        began = time.monotonic()
        form = office.form(call_sid)
        status, _ = await office.ask(office.url("wait"), form)
        assert time.monotonic() - began < 1.0
        assert status == 200
        assert (await office.ask(office.url("wait"), form, "0" * 32))[0] == 403
        goes_on.set()
        await office.settled()


async def test_while_the_database_is_away_callers_hear_a_word_and_are_taken_after_it(
    shaky_office: DialogueOffice, away: asyncio.Event
) -> None:
    office = shaky_office
    await office.set(language="de")
    first = await office.call()
    await first.until(first.in_queue)
    await office.settled()
    away.set()
    caller = await office.call("+12025550177")
    await caller.until_hears("bei uns gibt es eine Störung")
    assert office.webhooks["unavailable"] == 1
    await office.time.advance(10)
    await caller.until_hears("bei uns gibt es eine Störung")
    assert await office.maybe_conversation("+12025550177") is None
    away.clear()
    await office.time.advance(10)
    await caller.until(caller.in_queue)
    await office.settled()
    assert (await office.the_call("+12025550177")).state is CallState.QUEUED


async def test_a_database_that_stays_away_ends_the_call_politely(
    shaky_office: DialogueOffice, away: asyncio.Event
) -> None:
    office = shaky_office
    away.set()
    caller = await office.call()  # nobody has ever called: in English, and unsigned
    for _ in range(6):
        await caller.until_hears("something is wrong on our side")
        await office.time.advance(10)
    await caller.until_hears("Please try again later.")
    await caller.until_ended()
    away.clear()
    await office.settled()


@pytest.mark.timeout(20)
async def test_a_choice_is_stored_when_the_database_comes_back(
    shaky_office: DialogueOffice, away: asyncio.Event
) -> None:
    office = shaky_office
    await office.change(menu={"options": [{"digit": "1", "does": "voicemail"}]})
    form = office.form(sid(), CallStatus="ringing")
    await office.ask(office.url(), form)
    await office.settled()
    away.set()
    status, document = await office.ask(office.url("menu", **{"try": 0}), {**form, "Digits": "1"})
    assert status == 200
    assert "Record" in tags(document)
    done = {**form, "RecordingSid": "RE" + "0" * 32, "RecordingDuration": "5"}
    status, document = await office.ask(office.url("voicemail/done"), done)
    assert "Thank you for your message." in document
    away.clear()
    await office.settled()
    assert await office.events() == ["menu", "voicemail", "message_left"]
