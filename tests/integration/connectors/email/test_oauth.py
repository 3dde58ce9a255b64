"""Access tokens, against a token endpoint on loopback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.email.oauth import AccessTokens, xoauth2
from connectors.email.settings import EmailSettings, OAuth
from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.errors import Invalid, Unavailable
from conversations.places import Inbox

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class TokenHost:
    """A token endpoint. ``answers`` are given in turn, the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.answers: list[tuple[int, Any]] = [(200, {"access_token": "t1", "expires_in": 3600})]
        self.was_asked = asyncio.Event()
        self.let_go = asyncio.Event()
        self.let_go.set()

    async def handle(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.asked.append({key: str(value) for key, value in form.items()})
        self.was_asked.set()
        await self.let_go.wait()
        at = min(len(self.asked), len(self.answers)) - 1
        status, body = self.answers[at]
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)


@pytest.fixture
async def host() -> AsyncIterator[tuple[TokenHost, EmailSettings]]:
    endpoint = TokenHost()
    app = web.Application()
    app.router.add_post("/token", endpoint.handle)
    async with TestServer(app) as server:
        oauth = OAuth(token_url=str(server.make_url("/token")), client_id="us", scope="mail")
        yield endpoint, EmailSettings(auth="oauth2", oauth=oauth)


def inbox(refresh: str = "r1") -> Inbox:
    return Inbox(
        id="i1",
        name="Support",
        channel=Channel.EMAIL,
        public_key="pk",
        queue_id="q1",
        created_at=NOW,
        secrets={"oauth_refresh_token": refresh, "oauth_client_secret": "s1"},
    )


async def test_a_token_is_got_by_the_refresh_token_and_kept_until_its_last_minute(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    clock = ManualClock(NOW)
    tokens = AccessTokens(clock)
    assert await tokens.token(inbox(), settings) == "t1"
    assert endpoint.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "r1",
            "client_id": "us",
            "client_secret": "s1",
            "scope": "mail",
        }
    ]
    endpoint.answers = [(200, {"access_token": "t2", "expires_in": "3600"})]
    clock.advance(3600 - 61)
    assert await tokens.token(inbox(), settings) == "t1"
    clock.advance(1)
    assert await tokens.token(inbox(), settings) == "t2"


async def test_many_who_ask_at_once_cost_one_refresh(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    endpoint.let_go.clear()
    tokens = AccessTokens(ManualClock(NOW))
    asking = [asyncio.create_task(tokens.token(inbox(), settings)) for _ in range(5)]
    await endpoint.was_asked.wait()
    endpoint.let_go.set()
    assert await asyncio.gather(*asking) == ["t1"] * 5
    assert len(endpoint.asked) == 1


async def test_a_forgotten_token_is_got_anew(host: tuple[TokenHost, EmailSettings]) -> None:
    endpoint, settings = host
    tokens = AccessTokens(ManualClock(NOW))
    await tokens.token(inbox(), settings)
    tokens.forget(inbox())
    await tokens.token(inbox(), settings)
    assert len(endpoint.asked) == 2


async def test_a_replaced_refresh_token_is_used_and_handed_on(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    endpoint.answers = [(200, {"access_token": "t1", "refresh_token": "r2"})]
    kept: list[tuple[str, str]] = []

    async def keep(of: Inbox, token: str) -> None:
        kept.append((of.id, token))

    clock = ManualClock(NOW)
    tokens = AccessTokens(clock, keep)
    await tokens.token(inbox(), settings)
    assert kept == [("i1", "r2")]
    clock.advance(3600)
    await tokens.token(inbox("r1"), settings)  # a cached inbox has the old one still
    clock.advance(3600)
    await tokens.token(inbox("r2"), settings)
    assert [asked["refresh_token"] for asked in endpoint.asked] == ["r1", "r2", "r2"]
    assert len(kept) == 1


async def test_a_replaced_refresh_token_that_nobody_stores_is_told(
    host: tuple[TokenHost, EmailSettings], caplog: pytest.LogCaptureFixture
) -> None:
    endpoint, settings = host
    endpoint.answers = [(200, {"access_token": "t1", "refresh_token": "r2"})]
    with caplog.at_level(logging.WARNING):
        await AccessTokens(ManualClock(NOW)).token(inbox(), settings)
    assert "replaced the refresh token" in caplog.text
    assert "r2" not in caplog.text


async def test_a_refresh_token_set_by_a_person_counts_at_once(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    tokens = AccessTokens(ManualClock(NOW))
    await tokens.token(inbox("r1"), settings)
    await tokens.token(inbox("new"), settings)
    assert endpoint.asked[-1]["refresh_token"] == "new"


async def test_a_grant_that_ran_out_says_so_in_the_providers_words(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    words = {"error": "invalid_grant", "error_description": "Token has been\nexpired or revoked."}
    endpoint.answers = [(400, words)]
    with pytest.raises(Invalid, match=r"invalid_grant: Token has been expired") as caught:
        await AccessTokens(ManualClock(NOW)).token(inbox(), settings)
    assert caught.value.remedy.startswith("Sign in to the mail account again")


@pytest.mark.parametrize(
    "answer",
    [
        (503, "busy"),
        (429, {"error": "rate"}),
        (400, {"error": "temporarily_unavailable"}),
        (200, "no json"),
        (200, {"access_token": "a\r\nb"}),
    ],
)
async def test_what_passes_by_itself_is_unavailable(
    host: tuple[TokenHost, EmailSettings], answer: tuple[int, Any]
) -> None:
    endpoint, settings = host
    endpoint.answers = [answer]
    with pytest.raises(Unavailable):
        await AccessTokens(ManualClock(NOW)).token(inbox(), settings)


async def test_a_redirect_is_not_followed(host: tuple[TokenHost, EmailSettings]) -> None:
    endpoint, settings = host
    endpoint.answers = [(307, "elsewhere")]
    with pytest.raises(Invalid, match="HTTP status 307"):
        await AccessTokens(ManualClock(NOW)).token(inbox(), settings)
    assert len(endpoint.asked) == 1


async def test_nobody_there_is_unavailable(unused_tcp_port: int) -> None:
    oauth = OAuth(token_url=f"http://127.0.0.1:{unused_tcp_port}/token", client_id="us")
    settings = EmailSettings(auth="oauth2", oauth=oauth)
    with pytest.raises(Unavailable, match="does not answer"):
        await AccessTokens(ManualClock(NOW)).token(inbox(), settings)


async def test_an_inbox_without_a_refresh_token_is_not_set_up(
    host: tuple[TokenHost, EmailSettings],
) -> None:
    endpoint, settings = host
    with pytest.raises(Invalid, match="no token address, client id or refresh token"):
        await AccessTokens(ManualClock(NOW)).token(inbox(""), settings)
    assert endpoint.asked == []


def test_the_words_of_xoauth2() -> None:
    assert xoauth2("a@example.com", "tok") == "user=a@example.com\x01auth=Bearer tok\x01\x01"
    with pytest.raises(Invalid):
        xoauth2("a\x01b", "tok")
