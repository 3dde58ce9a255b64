"""Sending by the sandbox's API: what is refused, what becomes of the rest, and who is told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientError, web

from sandbox.twilio import MessagingService, Pace, PhoneNumber
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Office, office

STATUS = "/status"


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as running:
        yield running


async def test_a_message_goes_its_way_and_tells_of_it(here: Office) -> None:
    callback = f"{here.ours.url}{STATUS}?c=1&s=2"
    status, made = await here.send(Body="Hello {there}", StatusCallback=callback)
    assert status == 201
    assert (made["status"], made["num_segments"], made["direction"]) == (
        "queued",
        "1",
        "outbound-api",
    )
    assert made["date_sent"] is None and made["sid"].startswith("SM")
    (came,) = await here.twilio.handset(THEIRS).more_than(0)
    assert (came.sid, came.body) == (made["sid"], "Hello {there}")
    await here.twilio.settled()
    told = here.ours.forms(STATUS)
    assert {form["MessageStatus"] for form in told} == {"sending", "sent", "delivered"}
    assert all(form["MessageSid"] == form["SmsSid"] == made["sid"] for form in told)
    assert not any("ErrorCode" in form for form in told)
    _, now = await here.ask("GET", f"/Messages/{made['sid']}.json")
    assert (now["status"], now["price"], now["error_code"]) == ("delivered", "-0.00790", None)


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        (30003, "undelivered"),
        (30004, "undelivered"),
        (30005, "undelivered"),
        (30006, "undelivered"),
        (30007, "undelivered"),
        (30008, "undelivered"),
        (30007, "failed"),
    ],
)
async def test_networks_give_codes(here: Office, code: int, ended: str) -> None:
    here.twilio.faults.carrier.fail([THEIRS], code, unsent=ended == "failed")
    _, made = await here.send(Body="x", StatusCallback=here.ours.url + STATUS)
    await here.twilio.settled()
    _, now = await here.ask("GET", f"/Messages/{made['sid']}.json")
    assert (now["date_sent"] is None) is (ended == "failed")
    assert (now["status"], now["error_code"]) == (ended, code)
    assert now["error_message"]
    (last,) = [form for form in here.ours.forms(STATUS) if form["MessageStatus"] == ended]
    assert last["ErrorCode"] == str(code)
    assert here.twilio.handset(THEIRS).messages == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "", "Body": "x"}, 21604),
        ({"From": "", "Body": "x"}, 21603),
        ({"To": "+1234", "Body": "x"}, 21211),
        ({"To": "12025550143", "Body": "x"}, 21211),
        ({"From": "+15550100299", "Body": "x"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "+15005550001", "Body": "x"}, 21211),
        ({"To": "+15005550003", "Body": "x"}, 21408),
        ({"To": "+15005550004", "Body": "x"}, 21610),
        ({"To": "+15005550009", "Body": "x"}, 21614),
        ({"To": "+12025550144", "Body": "x"}, 21614),
        ({"Body": "x", "MediaUrl": "ftp://files.example/x"}, 21620),
        ({"Body": "x", "StatusCallback": "http://under_score.example/"}, 21609),
        ({"Body": "x", "MessagingServiceSid": "MG" + "0" * 32}, 21701),
        ({"Body": "x", "SendAt": "2030-01-01T00:00:00Z"}, 20001),
    ],
)
async def test_refuses(here: Office, fields: dict[str, str], code: int) -> None:
    here.check.refused_may_be_wrong = True
    here.account.landlines.add("+12025550144")
    status, error = await here.send(**fields)
    assert (status, error["code"], error["status"]) == (400, code, 400)
    assert error["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert here.account.messages == {}


async def test_media_of_ours_are_fetched_and_kept(here: Office) -> None:
    async def picture(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"picture", content_type="image/png")

    files = web.Application()
    files.router.add_get("/p.png", picture)
    runner = web.AppRunner(files)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    _, made = await here.send(MediaUrl=f"{base}/p.png")
    _, lost = await here.send(MediaUrl=f"{base}/gone.png", Body="look")
    await here.twilio.settled()
    await runner.cleanup()
    assert made["sid"].startswith("MM") and made["num_media"] == "1"
    assert [(one.status, one.size) for one in here.twilio.fetched if one.status == 200] == [
        (200, 7)
    ]
    _, media = await here.ask("GET", f"/Messages/{made['sid']}/Media.json")
    assert [one["content_type"] for one in media["media_list"]] == ["image/png"]
    _, failed = await here.ask("GET", f"/Messages/{lost['sid']}.json")
    assert (failed["status"], failed["error_code"]) == ("failed", 11200)
    (came,) = here.twilio.handset(THEIRS).messages
    assert [one.data for one in came.media.values()] == [b"picture"]


async def test_a_service_chooses_who_has_written_before(here: Office) -> None:
    other = here.account.add_number(PhoneNumber(number="+15550100201")).number
    service = here.account.add_service(MessagingService(numbers=[OURS, other]))
    await here.send(From=other, Body="first")
    status, made = await here.send(From=None, MessagingServiceSid=service.sid, Body="second")
    assert (status, made["status"], made["from"], made["num_segments"]) == (
        201,
        "accepted",
        None,
        "0",
    )
    await here.twilio.settled()
    _, now = await here.ask("GET", f"/Messages/{made['sid']}.json")
    assert (now["from"], now["num_segments"], now["messaging_service_sid"]) == (
        other,
        "1",
        service.sid,
    )


async def test_callbacks_can_be_doubled_lost_and_shuffled(here: Office) -> None:
    faults = here.twilio.faults.webhooks
    faults.hold_statuses = faults.double_statuses = True
    for number in range(20):
        await here.send(Body=str(number), StatusCallback=f"{here.ours.url}{STATUS}?s={number}")
    await here.twilio.settled()
    assert here.ours.asked == []
    assert here.twilio.release_statuses(random.Random(4)) == 60
    await here.twilio.settled()
    told = [(form["MessageSid"], form["MessageStatus"]) for form in here.ours.forms(STATUS)]
    assert len(told) == 120 and len(set(told)) == 60
    assert len(set(here.ours.tokens)) == 60, "a doubled call has the token of the first"
    faults.hold_statuses, faults.double_statuses, faults.lose_statuses = False, False, 2
    await here.send(Body="x", StatusCallback=here.ours.url + STATUS)
    await here.twilio.settled()
    assert len(here.ours.forms(STATUS)) == 121


async def test_messages_keep_the_pace_that_was_set() -> None:
    waits: list[float] = []
    on_the_way, go_on = asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if seconds == 4:
            on_the_way.set()
            await go_on.wait()

    pace = Pace(accepted=1, queued=2, sending=3, sent=4)
    async with office(pace=pace, sleep=sleep) as here:
        _, made = await here.send(Body="x")
        handset = here.twilio.handset(THEIRS)
        arrived = asyncio.create_task(handset.more_than(0))
        await on_the_way.wait()
        _, now = await here.ask("GET", f"/Messages/{made['sid']}.json")
        assert (waits, now["status"], arrived.done()) == ([2, 3, 4], "sent", False)
        go_on.set()
        assert [one.sid for one in await arrived] == [made["sid"]]


async def test_it_can_be_away_for_a_while(here: Office) -> None:
    await here.twilio.text(THEIRS, OURS, "before")
    url = here.twilio.url
    await here.twilio.__aexit__(None, None, None)
    with pytest.raises(ClientError):
        await here.send(Body="x")
    await here.twilio.__aenter__()
    assert here.twilio.url == url
    _, found = await here.ask("GET", "/Messages.json")
    assert [one["body"] for one in found["messages"]] == ["before"]
