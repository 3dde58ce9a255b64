"""What Twilio calls: only what it has signed counts, and it is answered quickly."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from connectors.base import House
from conversations.clock import ManualClock, new_id
from conversations.entries import DeliveryState
from storage import Stores
from tests.running.http import reading_session
from tests.running.slowed import Away, slowed_stores
from tests.running.text_office import OURS, THEIRS, TextOffice, text_office

FORM = "application/x-www-form-urlencoded"


def sid() -> str:
    return f"SM{new_id()}"


def incoming(office: TextOffice, **fields: str) -> dict[str, str]:
    form = {
        "AccountSid": office.twilio.account.sid,
        "MessageSid": sid(),
        "SmsStatus": "received",
        "From": THEIRS,
        "To": OURS,
        "Body": "Hello",
        "NumMedia": "0",
    }
    return {**form, **fields}


async def call(
    url: str,
    form: Mapping[str, str],
    token: str | None,
    *,
    signed_url: str | None = None,
    kind: str = FORM,
) -> tuple[int, str]:
    headers = {"Content-Type": kind}
    if token is not None:
        validator = RequestValidator(token)
        headers["X-Twilio-Signature"] = validator.compute_signature(signed_url or url, form)
    async with (
        reading_session() as session,
        session.post(url, data=urlencode(form).encode(), headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def traces(office: TextOffice, message_sid: str) -> tuple[Any, Any]:
    record = await office.stores.journal.find(office.inbox.id, message_sid)
    return record, await office.maybe_conversation()


async def test_what_is_not_signed_leaves_no_trace_but_a_counter(office: TextOffice) -> None:
    token = office.twilio.account.auth_token
    form = incoming(office)
    wrong = [
        await call(office.url, form, None),
        await call(office.url, form, ""),
        await call(office.url, form, "0" * 32),
        await call(office.url, form, token, signed_url=office.url.replace("http:", "https:")),
        await call(office.url, form, token, signed_url=f"{office.url}?a=b"),
        await call(office.url + "x", form, token),
        await call(office.url, form, token, kind="application/json"),
        await call(office.url, {**form, "AccountSid": "AC" + "0" * 32}, token),
        await call(office.url, {**form, "Body": "x" * 70_000}, token),
        await call(f"{office.url}/status?c=1&s=1", {**form, "MessageStatus": "sent"}, "0" * 32),
    ]
    assert {status for status, _ in wrong} == {403}
    assert {body for _, body in wrong} == {""}
    assert await traces(office, form["MessageSid"]) == (None, None)
    assert office.webhooks == Counter(refused=len(wrong))
    assert (await call(office.url, form, token))[0] == 200
    await office.settled()
    assert (await office.conversation()).unread == 1


async def test_another_inboxs_token_does_not_open_this_one(office: TextOffice) -> None:
    form = incoming(office)
    await office.set(secrets={})
    assert (await call(office.url, form, ""))[0] == 403
    assert (await call(office.url, form, "None"))[0] == 403


async def test_the_previous_token_counts_while_tokens_change(office: TextOffice) -> None:
    old, new = office.twilio.account.auth_token, "1" * 32
    await office.set(secrets={"auth_token": new, "previous_auth_token": old})
    for token in (old, new):
        form = incoming(office)
        assert await call(office.url, form, token) == (
            200,
            '<?xml version="1.0" encoding="UTF-8"?><Response />',
        )
    await office.settled()
    assert (await office.conversation()).unread == 2


async def test_the_fallback_address_doubles_nothing(office: TextOffice) -> None:
    form = incoming(office)
    again = {**form, "ErrorCode": "11200", "ErrorUrl": office.url}
    token = office.twilio.account.auth_token
    answers = await asyncio.gather(*(call(office.url, it, token) for it in (form, again, form)))
    assert {status for status, _ in answers} == {200}
    await office.settled()
    assert await office.messages(await office.conversation()) == ["Hello"]


async def test_what_is_unknown_is_named_counted_and_answered(
    office: TextOffice, caplog: pytest.LogCaptureFixture
) -> None:
    token = office.twilio.account.auth_token
    await office.text("Hello")
    conversation = await office.conversation()
    seq = await office.answer(conversation, "Good morning")
    await office.settled()
    status = f"{office.url}/status?c={conversation.id}&s={seq}"
    base = {"AccountSid": office.twilio.account.sid, "MessageSid": sid()}
    assert (await call(status, {**base, "MessageStatus": "teleported"}, token))[0] == 204
    assert "unknown status of a text: “teleported”" in caplog.text
    assert (await call(office.url, {**base, "SmsStatus": "delivered"}, token))[0] == 204
    assert (await call(office.url, {**base, "MessageSid": "SM1"}, token))[0] == 204
    assert (await call(f"{office.url}/status", {**base, "MessageStatus": "sent"}, token))[0] == 204
    assert office.webhooks["unknown"] == 4
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED


async def test_a_status_reaches_only_this_inboxs_messages(office: TextOffice) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    token = office.twilio.account.auth_token
    office.twilio.faults.webhooks.lose_statuses = 10
    seq = await office.answer(conversation, "Good morning")
    await office.settled()
    base = {"AccountSid": office.twilio.account.sid, "MessageSid": sid()}
    for place in (f"c={conversation.id}&s=99", "c=nobody&s=1", f"c={conversation.id}&s=2"):
        url = f"{office.url}/status?{place}"
        assert (await call(url, {**base, "MessageStatus": "delivered"}, token))[0] == 204
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.SENT


async def test_help_is_answered_once_where_twilio_does_not(
    office: TextOffice, clock: ManualClock
) -> None:
    token = office.twilio.account.auth_token
    await office.change(opt_out_managed_by_twilio=False, help_text="Call 0800 <1>.")
    form = incoming(office, Body="help")
    status, said = await call(office.url, form, token)
    assert status == 200
    assert "<Message>Call 0800 &lt;1&gt;.</Message>" in said
    assert "<Message>" not in (await call(office.url, form, token))[1]
    for _ in range(5):
        said = (await call(office.url, incoming(office, Body="help"), token))[1]
    assert "<Message>" not in said
    await office.settled()


@pytest.mark.parametrize(
    ("word", "said"),
    [("Stop", "Bye from the shop."), ("START", "Hello again."), ("yes", ""), ("well", "")],
)
async def test_stop_and_start_are_confirmed_where_twilio_does_not(
    office: TextOffice, word: str, said: str
) -> None:
    token = office.twilio.account.auth_token
    texts = {"stop_text": "Bye from the shop.", "start_text": "Hello again."}
    await office.change(opt_out_managed_by_twilio=False, **texts)
    answer = (await call(office.url, incoming(office, Body=word), token))[1]
    assert ("<Message>" in answer) is bool(said)
    assert said in answer
    await office.change(opt_out_managed_by_twilio=True, **texts)
    assert "<Message>" not in (await call(office.url, incoming(office, Body=word), token))[1]
    await office.settled()


@pytest.fixture
async def slow_office(
    mongo_uri: str, database_name: str, clock: ManualClock
) -> AsyncIterator[tuple[TextOffice, Counter[str]]]:
    slow = ("conversations", "contacts", "journal", "consents")
    async with (
        slowed_stores(mongo_uri, database_name, clock, *slow) as (stores, asked),
        text_office(stores, clock) as office,
    ):
        yield office, asked


@pytest.mark.timeout(30)
async def test_answers_wait_for_the_journal_only(
    slow_office: tuple[TextOffice, Counter[str]],
) -> None:
    """The timeline takes nine calls of 100 ms and more; the answer comes after the first of
    them."""
    office, asked = slow_office
    token = office.twilio.account.auth_token
    status, _ = await call(office.url, incoming(office), token)
    assert status == 200
    assert asked["record"] == 1
    assert asked["commit"] == 0
    await office.settled()
    assert asked["commit"] == 1
    assert sum(asked.values()) >= 6
    assert (await office.conversation()).unread == 1


@pytest.mark.timeout(60)
@pytest.mark.alone
async def test_fifty_a_second_are_answered_within_a_second_each(
    slow_office: tuple[TextOffice, Counter[str]],
) -> None:
    office, _ = slow_office
    token = office.twilio.account.auth_token
    people = [f"+1202556{n:04}" for n in range(100)]
    await call(office.url, incoming(office), token)  # settings are read, connections are open
    took = []

    async def write(person: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        form = incoming(office, From=person)
        began = time.monotonic()
        status, _ = await call(office.url, form, token)
        took.append(time.monotonic() - began)
        assert status == 200

    await asyncio.gather(*(write(person, n / 50) for n, person in enumerate(people)))
    assert max(took) < 1.0
    await office.settled()
    for person in people:
        assert await office.messages(await office.conversation(person)) == ["Hello"]


@pytest.mark.alone
async def test_statuses_do_not_wait_for_a_slow_database_either(
    slow_office: tuple[TextOffice, Counter[str]],
) -> None:
    office, _ = slow_office
    token = office.twilio.account.auth_token
    await office.text("Hello")
    conversation = await office.conversation()
    office.twilio.faults.webhooks.lose_statuses = 10
    seq = await office.answer(conversation, "Good morning")
    url = f"{office.url}/status?c={conversation.id}&s={seq}"
    base = {"AccountSid": office.twilio.account.sid, "MessageSid": sid()}
    began = time.monotonic()
    wanted = {**base, "MessageStatus": "delivered"}
    answers = await asyncio.gather(*(call(url, wanted, token) for _ in range(20)))
    assert time.monotonic() - began < 1.0
    assert {status for status, _ in answers} == {204}
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED


async def test_a_database_that_is_away_is_told_and_the_text_is_found_later(
    stores: Stores, clock: ManualClock
) -> None:
    away = asyncio.Event()

    def wrap(house: House) -> House:
        intake: Any = Away(house.intake, away)
        return replace(house, intake=intake)

    async with text_office(stores, clock, wrap=wrap) as office:
        away.set()
        await office.opened.lines.step()
        clock.advance(60)
        await office.text("Hello")
        tried = [it.answer.status for it in office.twilio.calls]
        assert tried == [503, 503]  # its address and the fallback address
        assert await office.maybe_conversation() is None
        away.clear()
        clock.advance(600)
        await office.opened.lines.step()
        assert await office.messages(await office.conversation()) == ["Hello"]
