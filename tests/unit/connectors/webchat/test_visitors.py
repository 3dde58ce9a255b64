"""Visitor tokens and identities."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.webchat.visitors import Visitor, Visitors
from conversations.channels import Channel
from conversations.clock import ManualClock
from conversations.errors import Forbidden, Unauthenticated
from conversations.places import Inbox

NOW = datetime(2026, 3, 1, tzinfo=UTC)
INBOX = Inbox(
    id="i1",
    name="Site",
    channel=Channel.WEBCHAT,
    public_key="key",
    queue_id="q",
    secrets={"identity_secret": "s3cret"},
    created_at=NOW,
)
SOMEBODY = Visitor(address="visitor:1", verified_by="token", name="Nora", answers={"plan": "gold"})


def _visitors(clock: ManualClock | None = None) -> Visitors:
    return Visitors(b"k" * 32, clock or ManualClock(NOW))


def _hash(user: str, secret: str = "s3cret") -> str:
    return hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()


def test_a_token_brings_its_visitor_back() -> None:
    visitors = _visitors()
    assert visitors.read(INBOX, visitors.issue(INBOX, SOMEBODY)) == SOMEBODY


@given(place=st.integers(min_value=0, max_value=200), char=st.characters())
@example(place=199, char="\ud800")
def test_a_changed_token_opens_nothing(place: int, char: str) -> None:
    visitors = _visitors()
    token = visitors.issue(INBOX, SOMEBODY)
    changed = token[: place % len(token)] + char + token[place % len(token) + 1 :]
    if changed == token:
        return
    with pytest.raises(Unauthenticated):
        visitors.read(INBOX, changed)


def test_another_inbox_another_key_and_age_refuse() -> None:
    clock = ManualClock(NOW)
    visitors = _visitors(clock)
    token = visitors.issue(INBOX, SOMEBODY)
    with pytest.raises(Unauthenticated):
        visitors.read(replace(INBOX, id="i2"), token)
    with pytest.raises(Unauthenticated):
        Visitors(b"x" * 32, clock).read(INBOX, token)
    clock.advance(401 * 86_400)
    with pytest.raises(Unauthenticated):
        visitors.read(INBOX, token)


def test_a_users_token_ages_within_a_day() -> None:
    clock = ManualClock(NOW)
    visitors = _visitors(clock)
    token = visitors.issue(INBOX, Visitor(address="user:1", verified_by="hmac"))
    assert visitors.read(INBOX, token).address == "user:1"
    clock.advance(86_401)
    with pytest.raises(Unauthenticated):
        visitors.read(INBOX, token)


def test_identities() -> None:
    visitors = _visitors()

    def recognise(identity: object, inbox: Inbox = INBOX) -> Visitor:
        return visitors.recognise(inbox, None, identity, identity_required=True)

    known = recognise({"id": "u1", "hash": _hash("u1"), "name": "Ursula"})
    assert (known.address, known.verified_by, known.name) == (
        f"user:{INBOX.id}:u1",
        "hmac",
        "Ursula",
    )
    wrong: list[object] = [
        {"id": "u1", "hash": _hash("u2")},
        {"id": "u1", "hash": _hash("u1", "guess")},
        {"id": "u1", "hash": ""},
        {"id": {"$ne": 1}, "hash": _hash("u1")},
        {"id": "u1"},
        [],
    ]
    for bad in wrong:
        with pytest.raises(Forbidden):
            recognise(bad)
    with pytest.raises(Forbidden):
        recognise({"id": "u1", "hash": _hash("u1", "")}, replace(INBOX, secrets={}))


def test_required_identities_and_fresh_visitors() -> None:
    visitors = _visitors()
    with pytest.raises(Unauthenticated):
        visitors.recognise(INBOX, None, None, identity_required=True)
    first = visitors.recognise(INBOX, None, None, identity_required=False)
    second = visitors.recognise(INBOX, None, None, identity_required=False)
    assert first.address != second.address
    token = visitors.issue(INBOX, first)
    assert visitors.recognise(INBOX, token, None, identity_required=False) == first


def test_a_visitors_token_never_becomes_a_user() -> None:
    visitors = _visitors()
    token = visitors.issue(INBOX, SOMEBODY)
    identity = {"id": "u1", "hash": _hash("u1")}
    known = visitors.recognise(INBOX, token, identity, identity_required=False)
    assert (known.address, known.answers) == (f"user:{INBOX.id}:u1", {})


def test_the_same_user_id_of_two_sites_is_two_people() -> None:
    other = replace(INBOX, id="another-inbox")
    identity = {"id": "u1", "hash": _hash("u1")}
    visitors = _visitors()
    here, there = (
        visitors.recognise(inbox, None, identity, identity_required=False)
        for inbox in (INBOX, other)
    )
    assert here.address != there.address
