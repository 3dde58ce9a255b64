"""The sandbox's REST side: who is let in, lists and their pages, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.twilio import Trouble, TwilioSandbox
from tests.running.specs import TWILIO, provider_spec
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Office, basic, office

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Shows a minute more each time that it is looked at."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as running:
        yield running


async def test_only_who_has_the_token_or_a_key_is_let_in(here: Office) -> None:
    key = here.account.add_key()
    stranger = TwilioSandbox().account
    for login, messages, itself in (
        ((here.account.sid, here.account.auth_token), 200, 200),
        (key, 200, 401),
        ((here.account.sid, "wrong"), 401, 401),
        ((stranger.sid, stranger.auth_token), 401, 401),
        ((key[0], here.account.auth_token), 401, 401),
    ):
        assert (await here.ask("GET", "/Messages.json", login=login))[0] == messages
        status, body = await here.ask("GET", ".json", login=login)
        assert status == itself
        assert body.get("code") == (None if itself == 200 else 20003)


async def test_every_property_that_twilio_has_is_there(here: Office) -> None:
    schemas = provider_spec(TWILIO)["components"]["schemas"]
    _, message = await here.send(Body="x")
    _, account = await here.ask("GET", ".json")
    _, numbers = await here.ask("GET", "/IncomingPhoneNumbers.json")
    for shown, name in (
        (message, "message"),
        (account, ""),
        (numbers["incoming_phone_numbers"][0], "incoming_phone_number"),
    ):
        schema = schemas[".".join(filter(None, ("api.v2010.account", name)))]
        assert shown.keys() == schema["properties"].keys()


async def test_pages_stay_whole_while_messages_come_in(here: Office) -> None:
    sent = [(await here.send(Body=str(number)))[1]["sid"] for number in range(7)]
    await here.twilio.settled()
    base, seen = "", []
    page = (await here.ask("GET", "/Messages.json", params={"PageSize": "3"}))[1]
    starts = []
    while True:
        starts.append((page["page"], page["start"], page["end"], page["page_size"]))
        seen += [one["sid"] for one in page["messages"]]
        if page["next_page_uri"] is None:
            break
        await here.twilio.text(THEIRS, OURS, "in between")
        base, _, path = page["next_page_uri"].partition(here.account.sid)
        page = (await here.ask("GET", path))[1]
    assert base == "/2010-04-01/Accounts/"
    assert seen == sent[::-1], "newest first, each once"
    assert starts == [(0, 0, 2, 3), (1, 3, 5, 3), (2, 6, 6, 3)]
    back = (await here.ask("GET", page["previous_page_uri"].partition(here.account.sid)[2]))[1]
    assert [one["sid"] for one in back["messages"]] == seen[3:6]


async def test_lists_are_filtered() -> None:
    async with office(now=Clock()) as here:
        for body in ("a", "b", "c"):
            await here.twilio.text(THEIRS, OURS, body)
        await here.send(Body="answer")
        await here.twilio.settled()

        async def bodies(**query: str) -> str:
            params = {
                name.replace("_", "<").replace("7", ">"): value for name, value in query.items()
            }
            _, found = await here.ask("GET", "/Messages.json", params=params)
            return "".join(one["body"][0] for one in found["messages"])

        assert await bodies() == "acba"
        assert await bodies(To=OURS) == "cba"
        assert await bodies(From=OURS) == "a"
        assert await bodies(To=OURS, DateSent="2026-03-01") == "cba"
        assert await bodies(To=OURS, DateSent="2026-02-28") == ""
        second = [one.listed_at for one in here.account.messages.values()][1]
        moment = second.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert await bodies(To=OURS, DateSent7=moment) == "cb"
        assert await bodies(To=OURS, DateSent_=moment) == "ba"
        assert await bodies(To=OURS, DateSent_="2026-03-01") == "cba"
        here.check.refused_may_be_wrong = True
        status, error = await here.ask("GET", "/Messages.json", params={"DateSent": "yesterday"})
        assert (status, error["code"]) == (400, 20001)


async def test_messages_are_emptied_and_deleted_when_they_are_done(here: Office) -> None:
    here.twilio.faults.carrier.no_receipts.add(THEIRS)
    _, open_one = await here.send(Body="secret")
    await here.twilio.settled()
    path = f"/Messages/{open_one['sid']}.json"
    assert (await here.ask("DELETE", path))[0] == 409
    assert (await here.ask("POST", path, data={"Body": ""}))[0] == 400
    done = await here.twilio.text(THEIRS, OURS, "secret")
    path = f"/Messages/{done.sid}.json"
    assert (await here.ask("POST", path, data={"Body": "other words"}))[0] == 400
    assert (await here.ask("POST", path, data={"Body": ""}))[1]["body"] == ""
    assert (await here.ask("DELETE", path))[0] == 204
    assert (await here.ask("GET", path))[1]["code"] == 20404


async def test_a_number_is_told_where_to_ask(here: Office) -> None:
    _, found = await here.ask("GET", "/IncomingPhoneNumbers.json", params={"PhoneNumber": OURS})
    (number,) = found["incoming_phone_numbers"]
    path = f"/IncomingPhoneNumbers/{number['sid']}.json"
    await here.ask("POST", path, data={"SmsUrl": f"{here.ours.url}/new", "SmsMethod": "POST"})
    await here.twilio.text(THEIRS, OURS, "Hello")
    assert len(here.ours.forms("/new")) == 1
    assert (await here.ask("GET", path))[1]["sms_url"].endswith("/new")


async def test_too_many_requests_and_other_troubles(here: Office) -> None:
    faults = here.twilio.faults.api
    faults.add(
        Trouble(status=429, retry_after_s=7, method="POST"),
        Trouble(status=503),
        Trouble(status=502),
    )
    url = f"{here.twilio.url}/2010-04-01/Accounts/{here.account.sid}/Messages.json"
    login = basic(here.account.sid, here.account.auth_token)
    async with (
        aiohttp.ClientSession(headers=login) as session,
        session.post(url, data={"To": THEIRS, "From": OURS, "Body": "x"}) as answer,
    ):
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert (await answer.json())["code"] == 20429
    assert [(await here.send(Body="x"))[0] for _ in range(3)] == [503, 502, 201]
    assert len(here.account.messages) == 1


async def test_lines_are_cut_before_and_after(here: Office) -> None:
    faults = here.twilio.faults.api
    faults.add(Trouble(drop_before=True), Trouble(drop_after=True))
    kept = []
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await here.send(Body="x")
        kept.append(len(here.account.messages))
    assert kept == [0, 1]
    assert (await here.send(Body="y"))[0] == 201


async def test_answers_can_be_slow(here: Office) -> None:
    here.twilio.faults.api.add(Trouble(slow_s=30, path="/Messages.json"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await here.send(Body="x")
    assert len(here.account.messages) == 1, "it was taken, whatever the asker thinks"
    assert (await here.ask("GET", "/IncomingPhoneNumbers.json"))[0] == 200
