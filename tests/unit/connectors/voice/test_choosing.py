"""What callers press and say, and what they mean by it."""

from __future__ import annotations

import pytest

from connectors.voice.choosing import choice, plain
from connectors.voice.settings import Menu

MENU = Menu.model_validate(
    {
        "options": [
            {"digit": "1", "words": ["Rechnung", "billing", "İade"]},
            {"digit": "2", "words": ["Lieferung", "new order", "ısıtma"]},
            {"digit": "3", "words": ["technical support", "order"]},
            {"digit": "0", "words": ["فاکتور"], "does": "repeat"},
        ],
        "speech": True,
    }
)


def chosen(speech: str, language: str = "en", digits: str = "") -> str | None:
    option = choice(MENU, digits, speech, language)
    return option.digit if option is not None else None


@pytest.mark.parametrize(
    ("speech", "language", "digit"),
    [
        ("Billing.", "en", "1"),
        ("I have a question about billing, please", "en", "1"),
        ("RECHNUNG", "de", "1"),
        ("eine Rechnungsfrage", "de", "1"),  # a longer word that begins so
        ("iade", "tr", "1"),
        ("İADE", "tr", "1"),
        ("IADE", "tr", "1"),
        ("isitma", "tr", "2"),
        ("ISITMA", "tr", "2"),
        ("I want to make a new order", "en", "2"),  # longer than "order"
        ("my order", "en", "3"),
        ("technical  SUPPORT", "en", "3"),
        ("فاكتور", "fa", "0"),  # Arabic kaf
        ("one", "en", "1"),
        ("Press two please", "en", "2"),
        ("eins", "de", "1"),
        ("die Drei", "de", "3"),
        ("three", "de", "3"),
        ("üç", "tr", "3"),
        ("UC", "tr", "3"),
        ("iki", "az", "2"),
        ("یک", "fa", "1"),
        ("۲", "fa", "2"),
        ("1.", "en", "1"),
        ("zero", "en", "0"),
    ],
)
def test_what_is_said(speech: str, language: str, digit: str) -> None:
    assert chosen(speech, language) == digit


@pytest.mark.parametrize(
    ("speech", "language"),
    [
        ("", "en"),
        ("???", "en"),
        ("hello", "en"),
        ("one moment please I have to look", "en"),
        ("one or two", "en"),
        ("nine", "en"),  # no option has that key
        ("billing or technical support or what", "fr"),
        ("eins", "tr"),
        ("bill", "en"),
    ],
)
def test_what_is_not_understood(speech: str, language: str) -> None:
    expected = "3" if "technical" in speech else None  # the longest phrase wins
    assert chosen(speech, language) == expected


def test_a_key_counts_before_words() -> None:
    assert chosen("billing", digits="3") == "3"
    assert chosen("billing", digits="7") is None
    assert chosen("billing", digits="*") is None


def test_two_options_with_the_same_word_are_no_choice() -> None:
    menu = Menu.model_validate(
        {
            "options": [{"digit": "1", "words": ["help"]}, {"digit": "2", "words": ["Help"]}],
            "speech": True,
        }
    )
    assert choice(menu, "", "help", "en") is None
    assert choice(menu, "2", "", "en") == menu.options[1]


def test_speech_counts_only_where_it_is_asked_for() -> None:
    menu = Menu.model_validate({"options": [{"digit": "1", "words": ["help"]}]})
    assert choice(menu, "", "help", "en") is None


def test_words_are_compared_plainly() -> None:
    assert plain("Ä-ß ǅ Ⅷ １۳") == ("a", "ss", "dz", "viii", "13")
    assert plain("İIıi") == plain("iiii")
