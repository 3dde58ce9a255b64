from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.redaction import HIDDEN, redact_fields, redact_text

SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"mongodb://me:{SECRET}@db.example.com/?replicaSet=rs0",
        f"mongodb://me:p@ss{SECRET}@db.example.com/",
        f"redis://:{SECRET}@cache:6379/0",
        f"Authorization: Bearer {SECRET}",
        f"{{'Authorization': 'Basic {SECRET}'}}",
        f'{{"authorization": "Bearer {SECRET}"}}',
        f"sent bearer {SECRET} to peer",
        f"Cookie: a=1; session={SECRET}",
        f"Set-Cookie: __Host-parley={SECRET}; Path=/",
        f"password={SECRET}&next=/",
        f'{{"new_password": "{SECRET}"}}',
        f"X-Api-Key: {SECRET}",
        f"auth_token={SECRET}",
        f"GET /files/1?exp=5&signature={SECRET}",
        f"PARLEY_SECRET_KEY={SECRET}",
        f"eyJhbGciOiJIUzI1NiJ9.{SECRET}.c2lnbmF0dXJl",
    ],
)
def test_secrets_in_text_are_hidden(text: str) -> None:
    shown = redact_text(text)
    assert SECRET not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "text",
    [
        "listening on http://127.0.0.1:8080",
        "mongodb://127.0.0.1:27017/?directConnection=true",
        "offer 12 accepted after 3.5 s by agent Ada",
        "mail to ada@example.com at 10:30",
    ],
)
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert redact_text(text) == text


def test_the_rest_of_the_line_stays_readable() -> None:
    shown = redact_text(f"cannot reach mongodb://me:{SECRET}@db.example.com/ after 3 tries")
    assert shown == f"cannot reach mongodb://me:{HIDDEN}@db.example.com/ after 3 tries"


def test_fields_are_judged_by_name_at_any_depth() -> None:
    shown = redact_fields(
        {
            "event": "login",
            "password": SECRET,
            "headers": {"Cookie": SECRET, "Accept": "text/html"},
            "inboxes": [{"name": "Support", "identity_secret": SECRET}],
            "api_key": None,
        }
    )
    assert shown == {
        "event": "login",
        "password": HIDDEN,
        "headers": {"Cookie": HIDDEN, "Accept": "text/html"},
        "inboxes": [{"name": "Support", "identity_secret": HIDDEN}],
        "api_key": None,
    }


@given(st.text(st.characters(categories=("L", "N")), min_size=8, max_size=60))
def test_any_password_in_a_uri_is_hidden(password: str) -> None:
    assert redact_text(f"at mongodb://u:{password}@h/") == f"at mongodb://u:{HIDDEN}@h/"


@pytest.mark.parametrize(
    "piece", ["a", "a.", "token", "token-", "password ", "a://", "eyJ", "://:"]
)
def test_a_long_line_does_not_take_long(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    started = time.process_time()
    redact_text(line)
    assert time.process_time() - started < 2
