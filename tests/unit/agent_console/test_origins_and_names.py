"""Where requests come from, and what files may be called."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request

from agent_console.api.files import disposition, safe_name
from agent_console.auth.origins import is_own, remote_address

PROXIES = (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # not a proxy of ours: it may claim anything
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_the_address_behind_proxies(peer: str, forwarded: str, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers)
    request = request.clone(remote=peer)
    assert remote_address(request, PROXIES) == address


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("https://help.example", True),
        ("https://help.example/", True),
        ("http://help.example", False),
        ("https://help.example.evil", False),
        ("http://10.0.0.1:8080", True),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
def test_our_own_pages(origin: str | None, own: bool) -> None:
    assert is_own(origin, public_url="https://help.example", host="10.0.0.1:8080") is own


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("", "file"),
        (None, "file"),
        ("...", "file"),
        ("سلام.pdf", "سلام.pdf"),
    ],
)
def test_names_of_files(given: str | None, name: str) -> None:
    assert safe_name(given) == name


def test_the_disposition_carries_any_name() -> None:
    shown = disposition('سلام".pdf', inline=False)
    assert shown.startswith('attachment; filename="')
    assert "\r" not in shown
    assert shown.endswith("filename*=UTF-8''%D8%B3%D9%84%D8%A7%D9%85%22.pdf")
