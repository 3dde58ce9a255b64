"""Nothing that a customer names is fetched from where only we can reach."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from connectors.fetching import (
    AddressRefused,
    Fetcher,
    FetchFailed,
    Login,
    _Guarded,
    is_public,
    origin_of,
)

PUBLIC = ("8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "193.0.6.139")
PRIVATE = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_open_internet_is_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_everything_else_is_not(address: str) -> None:
    assert not is_public(address)


class Resolver(AbstractResolver):
    """Answers what it is told to, one answer after the other."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append((host, port))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for each in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def serving(*routes: web.RouteDef) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a",
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com/",
        "example.com",
        "http://",
        "http:///path",
        "http://[::1/",
        "http://example.com:22/",
        "http://example.com:8080/",
        "https://example.com:80/",
        "http://example.com:443/",
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http://api.twilio.com@127.0.0.1/",
        "http://127.0.0.1/",
        "http://127.0.0.1:27017/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1\\@8.8.8.8/",
        "http://\u2460\u2461\u2466.0.0.1/",
    ],
)
async def test_addresses_that_are_not_asked_at_all(url: str) -> None:
    resolver = Resolver(["127.0.0.1"])
    with pytest.raises(AddressRefused):
        await Fetcher(resolver=resolver).fetch(url, max_bytes=10)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "localhost"]
)
async def test_numbers_in_disguise_are_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        await Fetcher().fetch(f"http://{host}/", max_bytes=10)


async def test_a_name_that_leads_inside_is_refused() -> None:
    for found in (["10.0.0.5"], ["8.8.8.8", "127.0.0.1"]):
        with pytest.raises(AddressRefused, match="not fetched from"):
            await Fetcher(resolver=Resolver(found)).fetch("http://rebind.test/", max_bytes=10)


async def test_a_name_is_looked_at_each_time_it_is_dialled() -> None:
    """DNS rebinding: public when it was looked at, ours when it is dialled."""
    inner = Resolver(["8.8.8.8"], ["127.0.0.1"])
    guarded = _Guarded(inner, frozenset())
    assert [it["host"] for it in await guarded.resolve("rebind.test", 80)] == ["8.8.8.8"]
    with pytest.raises(OSError, match="leads to"):
        await guarded.resolve("rebind.test", 80)


async def test_one_question_decides_where_is_dialled() -> None:
    """The name is asked for once for each dial, so there is nothing to change in between."""

    async def here(request: web.Request) -> web.Response:
        return web.Response(body=b"here", content_type="text/plain")

    async with serving(web.get("/", here)) as url:
        port = int(url.rpartition(":")[2])
        resolver = Resolver(["127.0.0.1"], ["10.0.0.1"])
        fetcher = Fetcher(also=[f"http://ours.test:{port}"], resolver=resolver)
        fetched = await fetcher.fetch(f"http://ours.test:{port}/", max_bytes=10)
        assert fetched.content == b"here"
        assert resolver.asked == [("ours.test", port)]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.test/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "//[::1]/",
        "http://user@8.8.8.8/",
    ],
)
async def test_a_redirect_is_looked_at_like_the_first_address(target: str) -> None:
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    async with serving(web.get("/", away)) as url:
        fetcher = Fetcher(also=[url], resolver=Resolver(["169.254.169.254"]))
        with pytest.raises(AddressRefused):
            await fetcher.fetch(f"{url}/", max_bytes=10)


async def test_redirects_end() -> None:
    async def round_and_round(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "/"})

    async with serving(web.get("/", round_and_round)) as url:
        with pytest.raises(FetchFailed, match="too often"):
            await Fetcher(also=[url]).fetch(f"{url}/", max_bytes=10)


async def test_a_login_is_shown_to_its_origin_only_and_cookies_to_nobody() -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def second(request: web.Request) -> web.Response:
        seen.append((request.headers.get("Authorization"), request.headers.get("Cookie")))
        return web.Response(body=b"\x89PNG", content_type="image/png")

    async with serving(web.get("/file", second)) as elsewhere:

        async def first(request: web.Request) -> web.Response:
            seen.append((request.headers.get("Authorization"), request.headers.get("Cookie")))
            to = "/again" if request.path == "/" else f"{elsewhere}/file"
            headers = {"Location": to, "Set-Cookie": "a=b; Path=/"}
            return web.Response(status=307, headers=headers)

        async with serving(web.get("/", first), web.get("/again", first)) as url:
            login = Login(origin=url, user="AC1", password="word")
            fetcher = Fetcher(also=[url, elsewhere])
            fetched = await fetcher.fetch(f"{url}/", max_bytes=10, login=login)
    assert fetched.content_type == "image/png"
    assert seen == [("Basic QUMxOndvcmQ=", None), ("Basic QUMxOndvcmQ=", None), (None, None)]


async def test_size_is_limited_whether_it_is_told_or_not() -> None:
    sent = 0

    async def told(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 1001)

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while sent < 1 << 30:
                await response.write(b"x" * 65_536)
                sent += 65_536
        except ConnectionError:
            pass
        return response

    async def packed(request: web.Request) -> web.Response:
        return web.Response(body=b"x", headers={"Content-Encoding": "gzip"})

    async with serving(
        web.get("/told", told), web.get("/endless", endless), web.get("/packed", packed)
    ) as url:
        fetcher = Fetcher(also=[url])
        assert len((await fetcher.fetch(f"{url}/told", max_bytes=1001)).content) == 1001
        for path, words in (("told", "larger"), ("endless", "larger"), ("packed", "packed")):
            with pytest.raises(FetchFailed, match=words) as failed:
                await fetcher.fetch(f"{url}/{path}", max_bytes=1000)
            assert failed.value.lasting
    assert sent < 1 << 26


async def test_time_is_limited_also_for_what_drips() -> None:
    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b"x")
            await asyncio.sleep(0.05)
        return response

    async with serving(web.get("/", dripping)) as url:
        with pytest.raises(FetchFailed, match="in time") as failed:
            await Fetcher(also=[url], total_s=0.4).fetch(f"{url}/", max_bytes=10_000)
    assert not failed.value.lasting


@pytest.mark.parametrize(
    ("status", "lasting"), [(404, False), (403, True), (429, False), (500, False)]
)
async def test_what_another_try_may_change(status: int, lasting: bool) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with serving(web.get("/", answer)) as url:
        with pytest.raises(FetchFailed, match=str(status)) as failed:
            await Fetcher(also=[url]).fetch(f"{url}/", max_bytes=10)
    assert failed.value.lasting is lasting


async def test_a_signed_address_stays_as_it_is_to_the_letter() -> None:
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.raw_path)
        return web.Response(body=b"x")

    async with serving(web.get("/{path:.*}", answer)) as url:
        path = "/a%2Fb%7Ec?X-Sig=%2Bq%2F%3D&y=a+b%20c"
        await Fetcher(also=[url]).fetch(f"{url}{path}", max_bytes=10)
    assert asked == [path]


async def test_a_host_that_is_named_may_be_asked_by_any_port() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=b"x")

    async with serving(web.get("/", answer)) as url:
        fetched = await Fetcher(also_hosts=["127.0.0.1"]).fetch(f"{url}/", max_bytes=10)
        assert fetched.content == b"x"
        with pytest.raises(AddressRefused):
            await Fetcher(also_hosts=["127.0.0.2"]).fetch(f"{url}/", max_bytes=10)


def test_origins_have_their_port() -> None:
    assert origin_of("https://API.example.com/x?y") == "https://api.example.com:443"
    assert origin_of("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
