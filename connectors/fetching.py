"""Fetching what a customer can make us fetch: the one way out for addresses that are not ours.

Whoever can name an address for us to fetch can try to reach what only we can reach: the database,
a cloud's metadata service, the router (server-side request forgery). So only http and https on
their usual ports are fetched, and the address is looked at when it is dialled, on each redirect
again: a name that was public a moment ago may point at 127.0.0.1 now.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from conversations.errors import ParleyError

REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
CHUNK = 64 * 1024
_PLAIN = re.compile(r"[\x21-\x7e]+")
_MOVED = frozenset({301, 302, 303, 307, 308})

_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "::/96",  # unspecified, loopback, IPv4-compatible
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of a site's own, RFC 8215
        "100::/64",
        "2001::/23",  # Teredo and other protocols, RFC 2928
        "2001:db8::/32",
        "2002::/16",  # 6to4, RFC 3056
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


class AddressRefused(ParleyError):
    """An address that is not fetched, whatever answers there."""

    code = "address_refused"


class FetchFailed(ParleyError):
    """Nothing came of fetching. ``lasting``: trying again will not help."""

    code = "fetch_failed"

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came: its bytes, and the type that the other side told (lower-cased, without
    parameters; may be empty, and may be a lie)."""

    content: bytes
    content_type: str


Sink = Callable[[bytes], Awaitable[None]]
"""Takes what comes, piece by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A user name and password that are shown to one origin (``https://host[:port]``) only."""

    origin: str
    user: str
    password: str


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet. An IPv4 address in IPv6's clothes counts
    as what it is."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    if mapped is not None:
        ip = mapped
    if any(ip.version == net.version and ip in net for net in _NEVER):
        return False
    return ip.is_global


def origin_of(url: str | URL) -> str:
    """``scheme://host:port`` of an address, with the port always there."""
    parts = URL(url)
    return f"{parts.scheme}://{(parts.host or '').lower()}:{parts.port}"


class Fetcher:
    """Fetches by GET. ``also`` are origins that may be asked wherever they are: those that a
    person has set, such as a provider's API or its stand-in. ``also_hosts`` may be asked by any
    port: where a stand-in on this machine keeps its files."""

    def __init__(
        self,
        *,
        also: Collection[str] = (),
        also_hosts: Collection[str] = (),
        resolver: AbstractResolver | None = None,
        total_s: float = 30.0,
    ) -> None:
        """``resolver`` takes the place of the system's; must be made in a running loop then."""
        self._also = frozenset(origin_of(each) for each in also)
        self._hosts = frozenset(each.lower() for each in also_hosts)
        self._resolver = resolver
        self._total_s = total_s

    async def fetch(self, url: str, *, max_bytes: int, login: Login | None = None) -> Fetched:
        """Return what is there. Raises AddressRefused, FetchFailed."""
        content = bytearray()

        async def keep(chunk: bytes) -> None:
            content.extend(chunk)

        told = await self.fetch_into(keep, url, max_bytes=max_bytes, login=login)
        return Fetched(content=bytes(content), content_type=told)

    async def fetch_into(
        self, sink: Sink, url: str, *, max_bytes: int, login: Login | None = None
    ) -> str:
        """Hand what is there to ``sink``, piece by piece, and return the type that the other side
        told. Raises AddressRefused, FetchFailed; some pieces may have been handed over then.

        The time limit counts what the sink takes, so it must not ask the database.
        """
        timeout = aiohttp.ClientTimeout(total=self._total_s, sock_connect=10, sock_read=15)
        connector = aiohttp.TCPConnector(
            resolver=_Guarded(
                self._resolver or aiohttp.ThreadedResolver(), self._also, self._hosts
            ),
            use_dns_cache=False,
            force_close=True,
        )
        try:
            async with (
                asyncio.timeout(self._total_s),
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=timeout,
                    auto_decompress=False,
                    trust_env=False,  # a proxy would dial for us, and look at nothing
                ) as session,
            ):
                return await self._follow(session, url, max_bytes, login, sink)
        except AddressRefused:
            raise
        except aiohttp.InvalidURL:  # 2130706433 and other numbers in disguise
            raise AddressRefused("That is no address.") from None
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.__cause__, _NotPublic):
                raise AddressRefused(str(error.__cause__)) from None
            raise FetchFailed(f"{_host(url)} cannot be reached.") from None
        except TimeoutError:
            raise FetchFailed(f"{_host(url)} does not answer in time.") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchFailed(f"{_host(url)} gave no file: {type(error).__name__}.") from None

    async def _follow(
        self,
        session: aiohttp.ClientSession,
        url: str,
        max_bytes: int,
        login: Login | None,
        sink: Sink,
    ) -> str:
        for _ in range(REDIRECTS + 1):
            target = self._checked(url)
            auth = None
            if login is not None and origin_of(target) == origin_of(login.origin):
                pair = f"{login.user}:{login.password}".encode()
                auth = f"Basic {base64.b64encode(pair).decode()}"
            headers = {"Accept-Encoding": "identity", "User-Agent": "Parley"}
            if auth is not None:
                headers["Authorization"] = auth
            async with session.get(target, headers=headers, allow_redirects=False) as response:
                if response.status not in _MOVED:
                    return await _hand_over(response, max_bytes, sink)
                following = urljoin(url, response.headers.get("Location", ""))
            if target.scheme == "https" and not following.lower().startswith("https:"):
                raise AddressRefused("A redirect leads from https to something less safe.")
            url = following
        raise FetchFailed(f"{_host(url)} redirects too often.", lasting=True)

    def _checked(self, url: str) -> URL:
        """The address, if it may be asked for at all. Names are looked at when they are dialled."""
        try:
            # signed addresses must stay as they are, to the letter
            target = URL(url, encoded=True) if _PLAIN.fullmatch(url) else URL(url)
            host, port = target.host, target.port
        except ValueError:
            raise AddressRefused("That is no address.") from None
        if target.scheme not in PORTS or not host:
            raise AddressRefused("Only http and https addresses are fetched.")
        if target.user is not None or target.password is not None or "\\" in url:
            raise AddressRefused("An address with a user name in it is not fetched.")
        if origin_of(target) in self._also or host.lower() in self._hosts:
            return target
        if port != PORTS[target.scheme]:
            raise AddressRefused(f"Port {port} is not fetched from.")
        try:
            public = is_public(host)
        except ValueError:
            return target  # a name
        if not public:
            raise AddressRefused(f"{host} is no address of the open internet.")
        return target


class _NotPublic(OSError):
    """A name led somewhere that is not fetched from."""


class _Guarded(AbstractResolver):
    """Looks at where a name leads, at the moment at which it is dialled. It sees numbers in
    disguise too (``0x7f000001``), for the system reads them as addresses."""

    def __init__(
        self, inner: AbstractResolver, also: Collection[str], hosts: Collection[str] = ()
    ) -> None:
        self._inner = inner
        self._hosts = hosts
        self._also = {tuple(each.rpartition("://")[2].rsplit(":", 1)) for each in also}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if (host.lower(), str(port)) in self._also or host.lower() in self._hosts:
            return found
        for each in found:
            if not is_public(each["host"]):
                raise _NotPublic(f"{host} leads to {each['host']}, which is not fetched from.")
        return found

    async def close(self) -> None:
        await self._inner.close()


async def _hand_over(response: aiohttp.ClientResponse, max_bytes: int, sink: Sink) -> str:
    host = response.url.host
    if response.status != 200:
        lasting = 400 <= response.status < 500 and response.status not in (404, 408, 425, 429)
        raise FetchFailed(f"{host} answers {response.status}.", lasting=lasting)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchFailed(f"{host} sends packed content, which was not asked for.", lasting=True)
    too_large = FetchFailed(f"The file is larger than {max_bytes} bytes.", lasting=True)
    if (response.content_length or 0) > max_bytes:
        raise too_large
    size = 0
    async for chunk in response.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        await sink(chunk)
    told = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return told[:100]


def _host(url: str) -> str:
    try:
        return URL(url).host or "The address"
    except ValueError:
        return "The address"
