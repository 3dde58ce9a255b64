"""Calls as Twilio tells of them, and what they are for the domain."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.voice.inbound import call_sid, has_called, number_of, read
from connectors.voice.paths import Addresses, Spot, path
from connectors.voice.settings import check
from connectors.voice.trouble import back, rounds
from conversations.channels import Channel
from conversations.clock import SystemClock
from conversations.errors import Invalid, UnknownEvent
from conversations.inbound import InboundMessage, JournalRecord
from conversations.places import Inbox

NOW = SystemClock().now()
SID = "CA" + "0a" * 16

FORM = {
    "AccountSid": "AC" + "0a" * 16,
    "ApiVersion": "2010-04-01",
    "CallSid": SID,
    "CallStatus": "ringing",
    "CallToken": "%7B%22parentCallInfoToken%22%3A%22x%22%7D",
    "Called": "+15550100200",
    "CalledCity": "",
    "CalledCountry": "US",
    "CalledState": "",
    "CalledZip": "",
    "Caller": "+12025550143",
    "CallerCity": "WASHINGTON",
    "CallerCountry": "US",
    "CallerState": "DC",
    "CallerZip": "20001",
    "Direction": "inbound",
    "From": "+12025550143",
    "FromCity": "WASHINGTON",
    "FromCountry": "US",
    "FromState": "DC",
    "FromZip": "20001",
    "StirPassportToken": "eyJhbGciOiJFUzI1NiJ9.e30.x",
    "StirVerstat": "TN-Validation-Passed-A",
    "To": "+15550100200",
    "ToCity": "",
    "ToCountry": "US",
    "ToState": "",
    "ToZip": "",
}
"""What Twilio sends when somebody calls a number in the US
(https://www.twilio.com/docs/voice/twiml#request-parameters, with what carriers add)."""

INBOX = Inbox(
    id="i1",
    name="Calls",
    channel=Channel.VOICE,
    public_key="k1",
    queue_id="q1",
    settings=check({"ring_s": 25, "recording": "always", "dispositions": ["Sale"]}),
    created_at=NOW,
)


def message(**fields: str) -> InboundMessage:
    form: dict[str, Any] = {**FORM, **fields}
    return read(INBOX, record({"form": form}))


def record(payload: dict[str, Any]) -> JournalRecord:
    return JournalRecord(
        id="j1",
        inbox_id="i1",
        channel=Channel.VOICE,
        external_id=SID,
        payload=payload,
        received_at=NOW,
        next_try_at=NOW,
    )


def test_a_call_from_a_number() -> None:
    found = message()
    assert (found.thread, found.external_id, found.channel) == (
        "+12025550143",
        SID,
        Channel.VOICE,
    )
    assert found.sender.address == "+12025550143"
    assert found.sender.verified_by == "twilio"
    assert found.call is not None
    assert (found.call.sid, found.call.ours, found.call.theirs) == (
        SID,
        "+15550100200",
        "+12025550143",
    )
    assert found.call.plan.ring_s == 25
    assert found.call.plan.recording == "always"
    assert found.call.plan.dispositions == ("Sale",)
    assert found.text == found.sender_name == ""


@pytest.mark.parametrize("verstat", ["", "TN-Validation-Passed-B", "TN-Validation-Failed-A", "No"])
def test_a_number_that_nobody_vouches_for_is_not_verified(verstat: str) -> None:
    assert message(StirVerstat=verstat).sender.verified_by is None


@pytest.mark.parametrize(
    "given", ["", "anonymous", "Restricted", "+266696687", "+7378742833", "+86282452253", "12"]
)
def test_a_withheld_number_is_somebody_new_each_time(given: str) -> None:
    found = message(From=given)
    assert found.thread == found.sender.address == f"withheld-{SID}"
    assert found.sender.verified_by is None
    assert found.sender_name == "Withheld number"
    assert found.call is not None
    assert found.call.theirs == ""


def test_a_name_that_the_network_knows_is_taken() -> None:
    assert message(CallerName="  EXAMPLE\t SHOP ").sender_name == "EXAMPLE SHOP"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("sip:desk@sip.example.com;transport=udp", "sip:desk@sip.example.com"),
        ("client:agent_7", "client:agent_7"),
        ("sip:<script>@x", ""),
        ("sip:desk@sip.example.com?Replaces=1", ""),
        ("+49 30 1234", ""),
    ],
)
def test_other_addresses(given: str, number: str) -> None:
    assert number_of({"From": given}) == number


def test_whom_we_have_called_is_at_the_other_end() -> None:
    form = {"Direction": "outbound-api", "From": "+15550100200", "To": "+12025550143"}
    assert number_of(form) == "+12025550143"
    assert not has_called({**form, "CallStatus": "in-progress"})
    assert has_called(FORM)
    assert not has_called({**FORM, "CallStatus": "busy"})


@pytest.mark.parametrize("payload", [{}, {"form": "x"}, {"form": {}}, {"form": {"CallSid": "CA1"}}])
def test_what_is_no_call_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="holds no call"):
        read(INBOX, record(payload))


@pytest.mark.parametrize("sid", ["", "CA1", "SM" + "0a" * 16, SID + "0"])
def test_a_call_has_a_sid(sid: str) -> None:
    assert call_sid(FORM) == SID
    with pytest.raises(UnknownEvent, match="without a call's SID"):
        call_sid({"CallSid": sid})


def test_a_spot_comes_back_as_it_went() -> None:
    spot = Spot(queue_id="q", rounds=3, loose=True, call_id="c", conversation_id="v")
    assert Spot.of({name: str(value) for name, value in spot.query.items()}) == spot
    assert Spot.of({"n": "-1", "loose": "yes"}) == Spot()
    assert Spot.of({"n": "9" * 30}) == Spot.of({"n": "٣"}) == Spot()
    assert spot.names_call
    assert not Spot(call_id="c").names_call


def test_addresses_are_those_that_are_there() -> None:
    addresses = Addresses("https://parley.example", "k")
    assert addresses("menu", a="", b="x y") == "https://parley.example/hooks/voice/k/menu?b=x+y"
    with pytest.raises(ValueError, match="no place"):
        path("k", "elsewhere")


def test_trouble_goes_back_to_our_own_addresses_only() -> None:
    addresses = Addresses("https://parley.example", "k")
    begin = "https://parley.example/hooks/voice/k"
    assert back(addresses, f"{begin}/wait?n=1") == f"{begin}/wait?n=1&again=1"
    assert back(addresses, f"{begin}?again=2") == f"{begin}?again=3"
    for elsewhere in (
        "",
        "https://evil.example/",
        f"{begin}2/wait",
        "http://[",
        f"{begin}/again",
        "https://parley.example/hooks/voice/other",
    ):
        assert back(addresses, elsewhere) == f"{begin}?again=1"
    assert rounds("http://[") == rounds(f"{begin}?again=x") == 0


def missed_by_us(missed: Any) -> InboundMessage:
    return read(INBOX, record({"form": FORM, "missed": missed}))


def test_a_call_that_did_not_reach_us_is_over() -> None:
    began, ended = "2026-03-02T09:00:00+00:00", "2026-03-02T09:00:09+00:00"
    message = missed_by_us({"began_at": began, "ended_at": ended})
    assert message.sent_at.isoformat() == began
    assert message.call is not None
    assert message.call.missed is not None
    assert [each.isoformat() for each in message.call.missed] == [began, ended]


@pytest.mark.parametrize("missed", [{}, [], "today", {"began_at": "now", "ended_at": "later"}])
def test_a_call_missed_at_no_time_is_refused(missed: Any) -> None:
    with pytest.raises(Invalid):
        missed_by_us(missed)
