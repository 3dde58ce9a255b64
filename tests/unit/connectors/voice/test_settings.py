"""An inbox's settings for calls."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.twilio_account.account import destinations
from connectors.voice.settings import SettingsBook, check, read
from conversations.errors import Invalid
from tests.unit.connectors.voice.making import SETTINGS

SID = "AC" + "0a" * 16
OPTION = {"digit": "1"}


def test_defaults_are_complete_and_stay_off() -> None:
    stored = check({})
    assert check(stored) == stored
    assert not read({}).is_set_up
    assert read({}).account({"auth_token": "t"}) is None
    assert stored["waiting"]["every_s"] == 30
    assert stored["ring_s"] == 20
    assert stored["wrap_up_s"] == 60
    assert stored["menu"] is None
    assert stored["hours"] is None
    assert stored["recording"] == "off"


@settings(max_examples=50, deadline=None)
@given(SETTINGS)
def test_what_is_stored_reads_the_same(given: Any) -> None:
    stored = given.model_dump(mode="json")
    assert check(stored) == stored


def test_a_number_is_kept_in_one_way() -> None:
    assert read({"number": "+1 (555) 010-0200"}).number == "+15550100200"
    ready = read({"number": "+15550100200", "account_sid": SID})
    assert ready.is_set_up
    account = ready.account({"auth_token": "secret"})
    assert account is not None
    assert account.user == SID


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "5550100200"}, "number"),
        ({"number": "Shop"}, "number"),
        ({"account_sid": "AC1"}, "account_sid"),
        ({"api_base": "ftp://api.example"}, "api_base"),
        ({"voice": "Polly.Vicki Neural"}, "voice"),
        ({"speech_language": "German"}, "speech_language"),
        ({"greeting": "Hello"}, "greeting"),
        ({"greeting": {"text": "a" * 1001}}, r"greeting\.text"),
        ({"greeting": {"text": "ring\x07"}}, r"greeting\.text"),
        ({"greeting": {"file": "../etc"}}, r"greeting\.file"),
        ({"menu": {"options": []}}, r"menu\.options"),
        ({"menu": {"options": [OPTION, OPTION]}}, "menu.*key 1 has two options"),
        ({"menu": {"options": [{"digit": "10"}]}}, r"menu\.options\.0\.digit"),
        ({"menu": {"options": [{"digit": "1", "does": "say"}]}}, "option 1 says nothing"),
        ({"menu": {"options": [{"digit": "1", "words": [""]}]}}, r"menu\.options\.0\.words\.0"),
        ({"menu": {"options": [OPTION], "tries": 6}}, r"menu\.tries"),
        ({"hours": {"timezone": "Mars/Olympus"}}, r"hours\.timezone"),
        ({"closed": {"then": "sing"}}, r"closed\.then"),
        ({"waiting": {"every_s": 14}}, r"waiting\.every_s"),
        ({"waiting": {"longest_s": 59}}, r"waiting\.longest_s"),
        ({"voicemail": {"longest_s": 601}}, r"voicemail\.longest_s"),
        ({"recording": "sometimes"}, "recording"),
        ({"keep_recordings_days": -1}, "keep_recordings_days"),
        ({"recordings_at_twilio_days": 366}, "recordings_at_twilio_days"),
        ({"ring_s": 9}, "ring_s"),
        ({"wrap_up_s": 3601}, "wrap_up_s"),
        ({"dispositions": ["x" * 61]}, r"dispositions\.0"),
        ({"dispositions": ["x"] * 41}, "dispositions"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_names_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid, match=field):
        read(wrong)


def test_secrets_are_shown_to_the_api_only() -> None:
    assert set(destinations({"api_base": "https://api.example"}).values()) == {
        "https://api.example"
    }
    assert destinations({"api_base": "nowhere"}) == {}


def test_settings_are_read_once_for_each_state() -> None:
    book = SettingsBook()
    first = book.of("i1", {"ring_s": 30})
    assert book.of("i1", {"ring_s": 30}) is first
    assert book.of("i1", {"ring_s": 31}).ring_s == 31


@given(st.text(max_size=5))
def test_what_can_be_set_can_be_written_as_xml(text: str) -> None:
    import xml.etree.ElementTree as ET

    try:
        kept = read({"greeting": {"text": text}}).greeting.text
    except Invalid:
        return
    element = ET.Element("Say")
    element.text = kept
    assert (ET.fromstring(ET.tostring(element)).text or "") == kept.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
