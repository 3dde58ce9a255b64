"""The line to the server: how it is made, and what is told of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.email.imap.errors import (
    ConnectionLost,
    HostUnknown,
    LineError,
    NotReached,
    TlsRefused,
)
from connectors.email.imap.session import Session
from connectors.email.settings import EmailSettings, read
from conversations.connections import ConnectionState
from conversations.events import SettingsChanged
from conversations.places import Inbox
from tests.conftest import RequirePeer, free_port
from tests.running.certificates import self_signed
from tests.running.cut_proxy import CutProxy
from tests.running.dovecot import WITHOUT_IDLE, running_dovecot
from tests.running.mail_post import PASSWORD, QUICK, USER, Pile, Post, state, until, until_state
from tests.running.mixed_mail import mixed

pytestmark = [pytest.mark.peers, pytest.mark.timeout(30)]


async def test_news_are_pushed(post: Post) -> None:
    pile = Pile()
    await post.set_up(poll_s=3600)
    async with post.fetching(pile):
        await until_state(post, ConnectionState.CONNECTED)
        assert await post.fact("mode") == "idle"
        post.deliver(mixed(1))
        await until(lambda: len(pile.contents) == 1, 4)


async def test_a_server_without_idle_is_asked(post: Post) -> None:
    post.dovecot.stop()
    post.dovecot.capability = WITHOUT_IDLE
    post.dovecot.start()
    pile = Pile()
    async with post.fetching(pile):
        await until_state(post, ConnectionState.CONNECTED)
        assert await post.fact("mode") == "poll"
        post.deliver(mixed(1))
        await until(lambda: len(pile.contents) == 1)


async def test_idle_is_begun_anew(post: Post) -> None:
    pile = Pile()
    async with post.fetching(pile, pace=replace(QUICK, idle_s=0.1)):
        await until(lambda: post.dovecot.sessions(USER) == 1)
        post.deliver(mixed(1))
        await until(lambda: len(pile.contents) == 1)
        await until_state(post, ConnectionState.CONNECTED)
        assert post.dovecot.sessions(USER) == 1


async def test_a_wrong_password_is_told_and_its_change_obeyed(post: Post) -> None:
    await post.set_up(password="not this one")
    pile = Pile()
    post.deliver(mixed(1))
    async with post.fetching(pile) as fleet:
        await until_state(post, ConnectionState.FAILING)
        connection = await post.connection()
        assert connection is not None
        assert "Authentication failed" in connection.detail
        assert "password" in connection.remedy
        await post.set_up()
        changed = SettingsChanged(kind="inbox", id=post.office.inbox.id)
        await fleet.house.bus.publish(changed)
        await until(lambda: len(pile.contents) == 1)
    assert await state(post) is ConnectionState.CONNECTED


async def test_a_server_that_restarts_is_come_back_to(post: Post) -> None:
    pile = Pile()
    async with post.fetching(pile):
        await until_state(post, ConnectionState.CONNECTED)
        post.dovecot.kill()
        await until_state(post, ConnectionState.FAILING)
        assert (await post.connection()).remedy  # type: ignore[union-attr]  # there is one
        post.deliver(mixed(1))
        post.dovecot.start()
        await until(lambda: len(pile.contents) == 1)
        await until_state(post, ConnectionState.CONNECTED)


async def test_a_line_that_falls_silent_is_dropped(post: Post) -> None:
    proxy = CutProxy(free_port(), post.dovecot.port)
    proxy.start()
    try:
        await post.set_up(port=proxy.port)
        times = replace(QUICK.times, answer_s=0.3)
        session = await Session.open(post.office.inbox, settings(post), times=times)
        await session.select("INBOX", read_only=True)
        proxy.freeze()
        with pytest.raises(ConnectionLost):
            await session.uids(1)
        assert session.lost or await session_lost(session)
        await session.close()
    finally:
        await asyncio.to_thread(proxy.stop)


async def test_what_waits_is_told_when_the_line_breaks(post: Post) -> None:
    proxy = CutProxy(free_port(), post.dovecot.port)
    proxy.start()
    try:
        await post.set_up(port=proxy.port)
        session = await Session.open(post.office.inbox, settings(post))
        await session.select("INBOX", read_only=True)
        waiting = asyncio.create_task(session.idle(60))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(proxy.cut)
        with pytest.raises(ConnectionLost):
            await asyncio.wait_for(waiting, 3)
        with pytest.raises(ConnectionLost):
            await session.uids(1)
        await session.close()
    finally:
        await asyncio.to_thread(proxy.stop)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"security": "tls"}, TlsRefused),
        ({"security": "starttls"}, TlsRefused),
        ({"port": 1}, NotReached),
        ({"host": "no-such-host.invalid"}, HostUnknown),
    ],
)
async def test_why_there_is_no_line(
    post: Post, change: dict[str, Any], error: type[LineError]
) -> None:
    await post.set_up(**change)
    with pytest.raises(error) as raised:
        await Session.open(post.office.inbox, settings(post), times=QUICK.times)
    assert raised.value.remedy


async def test_a_server_that_says_nothing(post: Post) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        await post.set_up(port=server.sockets[0].getsockname()[1])
        times = replace(QUICK.times, connect_s=0.2)
        with pytest.raises(NotReached, match="says nothing"):
            await Session.open(post.office.inbox, settings(post), times=times)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_safe_line_wants_a_certificate_that_proves_the_host(
    post: Post, require_peer: RequirePeer, tmp_path: Path, security: str
) -> None:
    certificate = await asyncio.to_thread(self_signed, tmp_path)
    with running_dovecot(
        require_peer("dovecot"), {USER: PASSWORD}, certificate=certificate
    ) as server:
        port = server.tls_port if security == "tls" else server.port
        await post.set_up(host="localhost", port=port, security=security)

        def trusting() -> ssl.SSLContext:
            return ssl.create_default_context(cafile=str(certificate[0]))

        inbox = post.office.inbox
        session = await Session.open(inbox, settings(post), trust=trusting)
        assert (await session.select("INBOX", read_only=True)).exists == 0
        await session.close()
        with pytest.raises(TlsRefused, match="trusted"):
            await Session.open(inbox, settings(post))
        await post.set_up(host="127.0.0.1", port=port, security=security)
        with pytest.raises(TlsRefused, match="trusted"):
            await Session.open(post.office.inbox, settings(post), trust=trusting)


class Handed:
    """Gives the tokens it was given, one after the other."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.forgotten = 0

    async def token(self, inbox: Inbox, settings: EmailSettings) -> str:
        return self.tokens[0]

    def forget(self, inbox: Inbox) -> None:
        self.forgotten += 1
        if len(self.tokens) > 1:
            del self.tokens[0]


@pytest.fixture
async def introspection() -> AsyncIterator[str]:
    """The provider's side: which tokens count (RFC 7662)."""

    async def tell(request: web.Request) -> web.Response:
        good = request.query["token"] == "good"
        return web.json_response({"active": good, "username": USER} if good else {"active": False})

    app = web.Application()
    app.router.add_get("/introspect", tell)
    async with TestServer(app) as server:
        yield f"{server.make_url('/introspect')}?token="


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 AUTH=XOAUTH2"])
async def test_signing_in_with_an_access_token(
    post: Post, require_peer: RequirePeer, introspection: str, capability: str
) -> None:
    with running_dovecot(
        require_peer("dovecot"),
        {USER: PASSWORD},
        introspection_url=introspection,
        greeting_capability=capability,
    ) as server:
        server.deliver(USER, mixed(1))
        post.dovecot = server
        await post.set_up(password="")
        inbox = await post.stores.inboxes.get(post.office.inbox.id)
        changed = {**inbox.settings, "auth": "oauth2"}
        await post.stores.inboxes.update(replace(inbox, settings=changed))
        pile, tokens = Pile(), Handed("run out", "good")
        async with post.fetching(pile, tokens=tokens):
            await until(lambda: len(pile.contents) == 1)
        assert tokens.forgotten == 1


def settings(post: Post) -> EmailSettings:
    return read(post.office.inbox.settings)


async def session_lost(session: Session) -> bool:
    await until(lambda: session.lost)
    return True
