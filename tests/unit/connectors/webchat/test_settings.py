"""A web chat inbox's settings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.webchat.origins import check_origin
from connectors.webchat.settings import check, read
from conversations.errors import Forbidden, Invalid


def test_defaults_are_complete() -> None:
    settings = check({})
    assert settings["position"] == "right"
    assert settings["prechat"] == {"enabled": False, "fields": []}
    assert settings["hours"] is None


@pytest.mark.parametrize(
    "origin",
    ["https://shop.example/path", "shop.example", "ftp://shop.example", "https://", "https://a?b"],
)
def test_an_origin_is_scheme_host_and_port(origin: str) -> None:
    with pytest.raises(Invalid, match=r"allowed_origins\.0"):
        read({"allowed_origins": [origin]})


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("https://SHOP.example", True),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://a.wild.example", True),
        ("https://a.b.wild.example", True),
        ("https://wild.example", False),
        ("https://evilwild.example", False),
        ("https://wild.example.evil", False),
        ("null", False),
        ("https://parley.example", True),
        ("https://other.example", False),
    ],
)
def test_which_sites_may_show_the_widget(origin: str, allowed: bool) -> None:
    settings = read({"allowed_origins": ["https://shop.example/", "https://*.wild.example"]})

    def ask() -> None:
        check_origin(settings, origin, public_url="https://parley.example", host="10.0.0.1:80")

    if allowed:
        ask()
    else:
        with pytest.raises(Forbidden):
            ask()


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), True),  # Monday, 09:00 in Berlin
        (datetime(2026, 3, 2, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), False),  # 17:00 is the end
        (datetime(2026, 7, 6, 7, 0, tzinfo=UTC), True),  # summer time
        (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), False),  # Tuesday has none
    ],
)
def test_hours_are_local(moment: datetime, is_open: bool) -> None:
    hours = read(
        {"hours": {"timezone": "Europe/Berlin", "days": {"mon": [["09:00", "17:00"]]}}}
    ).hours
    assert hours is not None
    assert hours.open_at(moment) is is_open
