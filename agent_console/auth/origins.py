"""Where a request comes from: its site and its address."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp import web


def is_own(origin: str | None, *, public_url: str, host: str | None) -> bool:
    """Whether an Origin header names this very site. None (no header) is for the caller to judge.

    Own is the public address, or whatever host the request itself was sent to: a browser sets
    both headers, and a foreign page can set neither.
    """
    if not origin or origin == "null":
        return False
    public = urlsplit(public_url)
    if origin.rstrip("/") == f"{public.scheme}://{public.netloc}":
        return True
    return host is not None and urlsplit(origin).netloc == host


def remote_address(request: web.BaseRequest, trusted: tuple[IPv4Network | IPv6Network, ...]) -> str:
    """The caller's address. X-Forwarded-For is believed only as far as proxies of ours wrote it:
    read from the right, the first address that is not one of ours."""
    peer = request.remote or ""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop]
    address = peer
    while _among(address, trusted) and hops:
        address = hops.pop()
    return address or "unknown"


def _among(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks)
