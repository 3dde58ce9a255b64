"""How requests to Twilio travel, and what becomes of half an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from connectors.twilio_account.account import Account
from connectors.twilio_account.client import TwilioApi, TwilioApis
from connectors.twilio_account.errors import Busy, NoAnswer, NotReached, Refused
from connectors.twilio_account.transport import MAX_ANSWER, Transport
from tests.conftest import free_port

SID = "AC" + "0a" * 16
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def account(url: str) -> Account:
    return Account(sid=SID, api_base=url, user=SID, password="wörd")


@asynccontextmanager
async def api(answer: Answer, **options: float) -> AsyncIterator[TwilioApi]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    client = TwilioApi(account(url), Transport(**options))
    try:
        yield client
    finally:
        await client.close()
        await runner.cleanup()


async def send(client: TwilioApi) -> None:
    with client.asking():
        await client.rest.messages.create_async(
            to="+12025550143", from_="+15550100200", body="Grüße & 😀", media_url=["a?b=c", "d"]
        )


async def test_a_form_is_whole_and_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")  # not the inbox's, so not ours
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    seen = []

    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        seen.append((request.path, list(form.items()), request.headers["Authorization"]))
        return web.json_response({"sid": "SM1", "status": "queued"}, status=201)

    async with api(answer) as client:
        await send(client)
    [(path, form, login)] = seen
    assert path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert ("Body", "Grüße & 😀") in form
    assert [value for name, value in form if name == "MediaUrl"] == ["a?b=c", "d"]
    assert login == "Basic QUMwYTBhMGEwYTBhMGEwYTBhMGEwYTBhMGEwYTBhMGEwYTp3w7ZyZA=="


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (400, '{"code": 21211, "message": "no", "status": 400}', Refused),
        (401, "not JSON", Refused),
        (400, "[1]", Refused),
        (429, "{}", Busy),
        (503, "{}", Busy),
        (500, "{}", NoAnswer),
        (502, "<html>", NoAnswer),
        (201, "<html>a proxy's page</html>", NoAnswer),
        (201, "[]", NoAnswer),
        (307, "", NoAnswer),
    ],
)
async def test_what_answers_mean(status: int, body: str, raised: type[Exception]) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers={"Retry-After": "7"})

    async with api(answer) as client:
        with pytest.raises(raised) as told:
            await send(client)
    if isinstance(told.value, Busy):
        assert told.value.retry_after_s == 7
    if isinstance(told.value, Refused):
        assert told.value.status == status
        assert told.value.number == (21211 if "21211" in body else 0)


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "inf", "Wed, 21 Oct 2026 07:28:00 GMT", ""])
async def test_a_strange_retry_after_is_none(given: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": given})

    async with api(answer) as client:
        with pytest.raises(Busy) as told:
            await send(client)
    assert told.value.retry_after_s == 0


async def test_a_line_that_breaks_or_hangs_leaves_the_end_unknown() -> None:
    async def breaks(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def hangs(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async with api(breaks) as client:
        with pytest.raises(NoAnswer):
            await send(client)
    async with api(hangs, total_s=0.2) as client:
        with pytest.raises(NoAnswer, match="too long"):
            await send(client)


async def test_an_endless_answer_is_none() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=201)
        await response.prepare(request)
        for _ in range(MAX_ANSWER // 65_536 + 64):
            await response.write(b" " * 65_536)
        return response

    async with api(answer) as client:
        with pytest.raises(NoAnswer):
            await send(client)


async def test_nobody_there_means_nothing_was_sent() -> None:
    client = TwilioApi(account(f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(NotReached):
        await send(client)
    await client.close()


async def test_one_client_for_each_account() -> None:
    apis = TwilioApis()
    one = apis.of(account("http://127.0.0.1:1"))
    assert apis.of(account("http://127.0.0.1:1")) is one
    assert apis.of(account("http://127.0.0.1:2")) is not one
    await apis.close()
