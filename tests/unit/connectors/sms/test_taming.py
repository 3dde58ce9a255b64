"""The pure parts of texts: words, numbers, statuses, errors, payloads, settings."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sms import settings as sms_settings
from connectors.sms.keywords import HELP_WORDS, START_WORDS, STOP_WORDS, Keyword, keyword
from connectors.sms.numbers import can_be_answered, normal
from connectors.sms.statuses import delivery
from connectors.sms.texts import read, sid_of
from connectors.twilio_account.account import Account, destinations, tokens
from connectors.twilio_account.errors import (
    WORDS,
    Busy,
    NoAnswer,
    NotReached,
    Refused,
    explained,
    of_delivery,
)
from connectors.twilio_account.signature import is_genuine
from conversations.clock import SystemClock
from conversations.entries import DeliveryState
from conversations.errors import (
    DeliveryDelayed,
    DeliveryRefused,
    DeliveryUnknown,
    Invalid,
    UnknownEvent,
)

SID = "SM" + "0a" * 16
NOW = SystemClock().now()


def test_twilio_and_we_know_the_same_words() -> None:
    assert {
        *(keyword(it) for it in STOP_WORDS),
        *(keyword(f" {it.lower()} \n") for it in STOP_WORDS),
    } == {Keyword.STOP}
    assert {keyword(it.title()) for it in START_WORDS} == {Keyword.START}
    assert {keyword(it) for it in HELP_WORDS} == {Keyword.HELP}
    for sentence in (
        "STOP IT",
        "please stop",
        "STOP.",
        "stop stop",
        "",
        "end of story",
        "ＳＴＯＰ",
    ):
        assert keyword(sentence) is None
    assert keyword("Genug davon", "STOP") is Keyword.STOP  # a word of the account's own
    assert keyword("Hello", "SOMETHING") is None


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("+1 202-555-0143", "+12025550143"),
        ("+49 (0) 30 901820", "+4930901820"),
        ("  +12025550143 ", "+12025550143"),
        ("+442079460000", "+442079460000"),
        ("24680", "24680"),
        ("911911", "911911"),
        ("BANK 24", "BANK 24"),
        ("Shop&Co", "Shop&Co"),
    ],
)
def test_senders_are_normalised(given: str, wanted: str) -> None:
    assert normal(given) == wanted


@pytest.mark.parametrize(
    "given", ["", "+", "whatsapp:+12025550143", "+1", "12", "x" * 12, "<b>", "+1202555014399999999"]
)
def test_what_is_no_sender_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        normal(given)


def test_names_cannot_be_answered() -> None:
    assert can_be_answered("+12025550143")
    assert can_be_answered("24680")
    assert not can_be_answered("BANK 24")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", DeliveryState.SENT),
        ("scheduled", DeliveryState.SENT),
        ("queued", DeliveryState.SENT),
        ("sending", DeliveryState.SENT),
        ("sent", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
        ("read", DeliveryState.READ),
        ("undelivered", DeliveryState.FAILED),
        ("failed", DeliveryState.FAILED),
        ("canceled", DeliveryState.FAILED),
    ],
)
def test_every_status_of_an_outgoing_text_is_known(status: str, state: DeliveryState) -> None:
    found = delivery(status, 0, NOW)
    assert found.state is state
    assert bool(found.error) is (state is DeliveryState.FAILED)


def test_an_unknown_status_is_a_named_error() -> None:
    with pytest.raises(UnknownEvent, match="teleported"):
        delivery("teleported", 0, NOW)
    with pytest.raises(UnknownEvent):
        delivery("", 0, NOW)


@pytest.mark.parametrize("number", sorted(WORDS))
def test_every_error_says_what_to_do(number: int) -> None:
    sentence, remedy = explained(number)
    assert sentence.endswith(f"(Twilio {number})")
    assert remedy.endswith(".")
    assert delivery("undelivered", number, NOW).error == f"{sentence} {remedy}"


def test_an_error_without_words_of_ours_is_told_in_twilios() -> None:
    sentence, remedy = explained(63038, "Account exceeded the\ndaily limit")
    assert sentence == "Twilio refuses with error 63038: Account exceeded the daily limit"
    assert "docs/api/errors" in remedy


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (NoAnswer("?"), DeliveryUnknown),
        (NotReached("?"), DeliveryDelayed),
        (Busy("?", 7.0), DeliveryDelayed),
        (Refused(20003, 401), DeliveryDelayed),
        (Refused(0, 403), DeliveryDelayed),
        (Refused(20429, 429), DeliveryDelayed),
        (Refused(21610, 400), DeliveryRefused),
        (Refused(21211, 400), DeliveryRefused),
        (Refused(0, 400), DeliveryRefused),
    ],
)
def test_what_an_error_means_for_a_message(error: Any, wanted: type[Exception]) -> None:
    found = of_delivery(error)
    assert type(found) is wanted
    if isinstance(found, DeliveryDelayed) and isinstance(error, Busy):
        assert found.retry_after_s == 7.0


def test_a_form_and_a_listed_text_are_read_alike() -> None:
    form = {
        "MessageSid": SID,
        "From": "+12025550143",
        "To": "24680",
        "Body": "Look",
        "NumMedia": "2",
        "MediaUrl0": "https://api.twilio.com/a",
        "MediaContentType0": "image/png",
        "MediaUrl1": "",
    }
    listed = {
        "sid": SID,
        "from": "+12025550143",
        "to": "24680",
        "body": "Look",
        "media": [{"url": "https://api.twilio.com/a", "content_type": "image/png"}],
        "sent_at": None,
    }
    assert read({"form": form}) == read({"listed": listed})


@pytest.mark.parametrize(
    "payload", [{}, {"form": "x"}, {"listed": {}}, {"listed": {"sid": SID, "media": 1}}]
)
def test_nonsense_in_the_journal_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read(payload)


@pytest.mark.parametrize("number", ["-1", "x", "", "1e9", "99999999"])
def test_a_number_of_files_is_a_number(number: str) -> None:
    assert read({"form": {"MessageSid": SID, "NumMedia": number}}).media == ()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessageSid": "SM1"},
        {"MessageSid": "CA" + "0" * 32},
        {"MessageSid": SID, "SmsStatus": "delivered"},
        {"MessageSid": SID + "\n"},
    ],
)
def test_what_is_no_incoming_text_is_a_named_error(form: dict[str, str]) -> None:
    with pytest.raises(UnknownEvent):
        sid_of(form)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"account_sid": "AC1"}, "account_sid"),
        ({"number": "030 901820"}, "number"),
        ({"number": "SHOP"}, "number"),
        ({"messaging_service_sid": "X"}, "messaging_service_sid"),
        ({"api_base": "ftp://example.com"}, "api_base"),
        ({"api_base": "https://user@example.com"}, "api_base"),
        ({"api_base": "https://example.com/x"}, "api_base"),
        ({"api_base": ""}, "api_base"),
        ({"max_segments": 0}, "max_segments"),
        ({"backfill_minutes": 0}, "backfill_minutes"),
        ({"auth_token": "x"}, "auth_token"),
    ],
)
def test_a_wrong_setting_names_its_field(given: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        sms_settings.check(given)


def test_settings_are_normalised() -> None:
    found = sms_settings.check({"number": "+1 500 555 0006", "api_base": "HTTPS://Api.Twilio.com/"})
    assert found["number"] == "+15005550006"
    assert found["api_base"] == "https://api.twilio.com"
    assert set(destinations(found).values()) == {"https://api.twilio.com"}
    assert destinations({"api_base": 1}) == {}


def test_an_account_signs_in_by_token_or_by_key() -> None:
    sid, key = "AC" + "0" * 32, "SK" + "0" * 32
    by_token = Account.of(sid, "https://x.test", key, {"auth_token": "t"})
    assert by_token is not None
    assert (by_token.user, by_token.password) == (sid, "t")
    by_key = Account.of(sid, "https://x.test", key, {"auth_token": "t", "api_key_secret": "s"})
    assert by_key is not None
    assert (by_key.user, by_key.password) == (key, "s")
    assert Account.of(sid, "https://x.test", "", {}) is None
    assert Account.of("", "https://x.test", "", {"auth_token": "t"}) is None
    assert "'t'" not in repr(by_token)


def test_an_empty_token_proves_nothing() -> None:
    from twilio.request_validator import RequestValidator

    url, form = "https://x.test/hooks", {"a": "b"}
    empty = RequestValidator("").compute_signature(url, form)
    assert tokens({"auth_token": "", "previous_auth_token": ""}) == ()
    assert not is_genuine(url, form, empty, [""])
    assert not is_genuine(url, form, empty, [])
    right = RequestValidator("t").compute_signature(url, form)
    assert is_genuine(url, form, right, ["old", "t"])
    assert not is_genuine(url, {"a": "c"}, right, ["t"])
    assert not is_genuine(url, form, "", ["t"])
