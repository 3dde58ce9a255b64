"""Texts to us: how we are asked, what is done with our answer, and the words STOP and START."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from sandbox.twilio import File, MessagingService
from tests.unit.sandbox.twilio_office import OURS, THEIRS, Answering, Office, basic, office

PICTURE = File("image/png", b"\x89PNG picture")


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as running:
        yield running


def says(body: str, kind: str = "text/xml", status: int = 200) -> Answering:
    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        main = request.path == "/sms"
        return web.Response(
            text=body if main else "<Response/>",
            status=status if main else 200,
            content_type=kind if main else "text/xml",
        )

    return answer


async def test_asks_with_all_that_twilio_tells(here: Office) -> None:
    message = await here.twilio.text(THEIRS, OURS, "Hello, çok güzel")
    ((path, form),) = here.ours.asked
    assert path == "/sms"
    assert form == {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": here.account.sid,
        "From": THEIRS,
        "To": OURS,
        "Body": "Hello, çok güzel",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        **{f"{end}Country": "US" for end in ("From", "To")},
        **{f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")},
    }
    (call,) = here.twilio.calls
    assert call.headers["I-Twilio-Idempotency-Token"]
    _, kept = await here.ask("GET", f"/Messages/{message.sid}.json")
    assert (kept["direction"], kept["status"], kept["from"]) == ("inbound", "received", THEIRS)


async def test_media_are_had_with_credentials_from_the_other_host(here: Office) -> None:
    message = await here.twilio.text(THEIRS, OURS, "", [PICTURE, PICTURE])
    form = here.ours.forms("/sms")[0]
    assert (form["NumMedia"], form["MediaContentType1"]) == ("2", "image/png")
    url = form["MediaUrl0"]
    assert url.startswith(f"{here.twilio.url}/2010-04-01/Accounts/{here.account.sid}/Messages/MM")
    login = basic(here.account.sid, here.account.auth_token)
    async with ClientSession() as session:
        async with session.get(url) as refused:
            assert refused.status == 401
        async with session.get(url, headers=login, allow_redirects=False) as sent_on:
            there = sent_on.headers["Location"]
            assert (sent_on.status, there.startswith(here.twilio.media_url)) == (307, True)
        async with session.get(there) as file:
            assert (await file.read(), file.content_type) == (PICTURE.data, "image/png")
        async with session.get(there, headers=login) as refused:
            assert refused.status == 400, "credentials were told to the other host"
        async with session.get(there + "x") as unknown:
            assert unknown.status == 403
    sid = url.rpartition("/")[2]
    path = f"/Messages/{message.sid}/Media/{sid}.json"
    assert (await here.ask("GET", path))[1]["parent_sid"] == message.sid
    assert (await here.ask("DELETE", path))[0] == 204
    assert (await here.ask("GET", path))[0] == 404
    assert len(message.media) == 1


async def test_media_can_come_from_the_same_host_and_without_credentials() -> None:
    async with office(media_apart=False, open_media=True) as here:
        await here.twilio.text(THEIRS, OURS, "", [PICTURE])
        url = here.ours.forms("/sms")[0]["MediaUrl0"]
        async with ClientSession() as session, session.get(url) as file:
            assert (await file.read(), file.url.port) == (PICTURE.data, here.twilio.port)


async def test_the_answer_is_carried_out(here: Office) -> None:
    here.ours.answer = says(
        "<Response><Message>First</Message><Message to='+12025550199'><Body>Second</Body>"
        "</Message></Response>"
    )
    await here.twilio.text(THEIRS, OURS, "Hello")
    await here.twilio.settled()
    assert [one.body for one in here.twilio.handset(THEIRS).messages] == ["First"]
    assert [one.body for one in here.twilio.handset("+12025550199").messages] == ["Second"]
    _, found = await here.ask("GET", "/Messages.json", params={"To": THEIRS})
    assert [one["direction"] for one in found["messages"]] == ["outbound-reply"]


async def test_a_redirect_is_followed(here: Office) -> None:
    async def answer(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        there = f"<Redirect>{here.ours.url}/there</Redirect>" if request.path == "/sms" else ""
        return web.Response(text=f"<Response>{there}</Response>", content_type="text/xml")

    here.ours.answer = answer
    await here.twilio.text(THEIRS, OURS, "Hello")
    assert [path for path, _ in here.ours.asked] == ["/sms", "/there"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says("no", "text/xml", 503), "11200"),
        (says("<Response>", "text/xml"), "12100"),
        (says("<Answer/>", "text/xml"), "12100"),
        (says("{}", "application/json"), "12300"),
        (says(f"<Response><Message>{'x' * 70_000}</Message></Response>"), "11750"),
    ],
)
async def test_the_fallback_is_asked_where_the_webhook_fails(
    here: Office, answer: Answering, code: str
) -> None:
    here.ours.answer = answer
    await here.twilio.text(THEIRS, OURS, "Hello")
    (told,) = here.ours.forms("/fallback")
    assert (told["ErrorCode"], told["ErrorUrl"]) == (code, here.number.sms_url)
    assert told["Body"] == "Hello"
    assert len(set(here.ours.tokens)) == 1, "it is the same request, tried elsewhere"


async def test_the_fallback_is_asked_where_nobody_answers_in_time() -> None:
    async def never(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        if request.path == "/sms":
            await asyncio.Event().wait()
        return web.Response(text="<Response/>", content_type="text/xml")

    async with office(webhook_limit_s=0.2) as here:
        here.ours.answer = never
        await here.twilio.text(THEIRS, OURS, "Hello")
        assert [form["ErrorCode"] for form in here.ours.forms("/fallback")] == ["11200"]


async def test_a_line_that_cannot_be_had_is_tried_again_and_then_elsewhere(here: Office) -> None:
    here.number.sms_url = "http://127.0.0.1:1/sms"
    await here.twilio.text(THEIRS, OURS, "Hello")
    assert [call.answer.error for call in here.twilio.calls] == [11205, 11205, 0]
    assert [form["ErrorCode"] for form in here.ours.forms("/fallback")] == ["11205"]


async def test_webhooks_can_be_lost_doubled_and_wrongly_signed(here: Office) -> None:
    faults = here.twilio.faults.webhooks
    faults.lose_incoming = 1
    lost = await here.twilio.text(THEIRS, OURS, "lost")
    assert here.ours.asked == []
    faults.double_incoming = True
    await here.twilio.text(THEIRS, OURS, "twice")
    assert [form["Body"] for form in here.ours.forms("/sms")] == ["twice", "twice"]
    assert len(set(here.ours.tokens)) == 1
    _, found = await here.ask("GET", "/Messages.json", params={"To": OURS})
    assert found["messages"][-1]["sid"] == lost.sid, "what was lost is on the list"
    faults.wrong_token = "not the account's"
    await here.twilio.text(THEIRS, OURS, "forged")
    assert len(here.ours.unsigned) == 2
    here.ours.unsigned.clear()


async def test_a_webhook_by_get_is_signed_with_its_query(here: Office) -> None:
    here.number.sms_method = "GET"
    await here.twilio.text(THEIRS, OURS, "Hello & goodbye")
    assert here.ours.forms("/sms")[0]["Body"] == "Hello & goodbye"


@pytest.mark.parametrize("word", ["STOP", " stop\n", "StopAll", "unsubscribe", "QUIT", "revoke"])
async def test_stop_blocks_and_start_lifts(here: Office, word: str) -> None:
    await here.twilio.text(THEIRS, OURS, word)
    await here.twilio.settled()
    assert [form["Body"] for form in here.ours.forms("/sms")] == [word], "we are told all the same"
    (reply,) = here.twilio.handset(THEIRS).messages
    assert "START" in reply.body
    status, error = await here.send(Body="an offer")
    assert (status, error["code"]) == (400, 21610)
    await here.twilio.text(THEIRS, OURS, word)
    await here.twilio.text(THEIRS, OURS, "start")
    status, _ = await here.send(Body="as you asked")
    assert status == 201
    await here.twilio.settled()
    bodies = [one.body for one in here.twilio.handset(THEIRS).messages]
    assert len(bodies) == 3 and bodies[-1] == "as you asked"


async def test_help_answers_and_other_texts_mean_nothing(here: Office) -> None:
    for body in ("help", "please stop", "STOP it", "yes"):
        await here.twilio.text(THEIRS, OURS, body)
    await here.twilio.settled()
    assert len(here.twilio.handset(THEIRS).messages) == 1, "HELP alone is answered"
    assert here.account.stopped == set()


async def test_a_service_is_stopped_as_a_whole_and_asked_at_its_own_address(here: Office) -> None:
    service = here.account.add_service(
        MessagingService(numbers=[OURS], inbound_url=f"{here.ours.url}/service", tells_words=True)
    )
    await here.twilio.text(THEIRS, OURS, "STOP")
    (form,) = here.ours.forms("/service")
    assert (form["MessagingServiceSid"], form["OptOutType"]) == (service.sid, "STOP")
    for fields in ({"From": OURS}, {"From": None, "MessagingServiceSid": service.sid}):
        assert (await here.send(Body="x", **fields))[1]["code"] == 21610


async def test_nothing_is_done_about_words_where_it_is_off() -> None:
    async with office(opt_out=False) as here:
        await here.twilio.text(THEIRS, OURS, "STOP")
        await here.twilio.settled()
        assert (await here.send(Body="x"))[0] == 201


async def test_there_is_a_door_for_hands() -> None:
    async with office(door=True, middlewares=[]) as here, ClientSession() as session:
        url = f"{here.twilio.url}/texts"
        written = "From=+12025550143&Body=Hello there"  # as curl sends it: "+" means a blank
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        async with session.post(url, data=written, headers=form) as answer:
            assert answer.status == 201
        assert [(one["From"], one["Body"]) for one in here.ours.forms("/sms")] == [
            (THEIRS, "Hello there")
        ]
        await here.send(Body="Hello to you")
        await here.twilio.settled()
        async with session.get(url, params={"number": THEIRS}) as answer:
            assert await answer.text() == f"{OURS}: Hello to you\n"
        async with session.post(url, data={"From": THEIRS, "To": THEIRS}) as answer:
            assert answer.status == 404
