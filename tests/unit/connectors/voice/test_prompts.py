"""What callers hear, in which language."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from string import Formatter
from typing import Any

import pytest

from connectors.voice.prompts import Parts, Played, Prompts, Said, can_say, in_minutes
from connectors.voice.settings import read
from connectors.voice.words import ALL, EN, Words, words_of


def prompts(language: str = "en", **settings: Any) -> Prompts:
    return Prompts(read(settings), language)


def text(parts: Parts) -> str:
    return " ".join(it.text if isinstance(it, Said) else f"[{it.file_id}]" for it in parts)


def test_five_languages_say_the_same_things() -> None:
    assert set(ALL) == {"en", "de", "tr", "fa", "az"}
    for field in fields(Words):
        found = [getattr(words, field.name) for words in ALL.values()]
        if field.name in ("code", "days", "numbers", "speech", "hour", "minute"):
            continue
        assert len(set(found)) == len(ALL), field.name
        assert {_places(it) for it in found} == {_places(getattr(EN, field.name))}, field.name
    for words in ALL.values():
        assert len(words.numbers) == 10
        assert len(set(words.days)) == 7


def _places(sentence: str) -> frozenset[str | None]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def test_a_language_that_we_do_not_speak_is_answered_in_english() -> None:
    assert words_of("pt-BR") is EN
    assert words_of(None) is EN
    assert words_of("de_AT").code == "de"
    french = prompts("fr", voice="Polly.Lea", greeting={"text": "Bonjour"})
    assert french.greeting() == (Said(text="Bonjour", language="fr-FR", voice="Polly.Lea"),)
    assert french.waiting() == (Said(text=EN.waiting, language="en-US"),)


def test_the_country_of_a_language_is_kept() -> None:
    (said,) = prompts("de-AT").waiting()
    assert isinstance(said, Said)
    assert said.language == "de-AT"
    assert prompts("de", speech_language="de-CH").language == "de-CH"


@pytest.mark.parametrize("language", ["fa", "az"])
def test_where_twilio_has_no_voice_files_are_played(language: str) -> None:
    assert not can_say(read({}), language)
    spoken = prompts(
        language, greeting={"text": "…"}, closed={"prompt": {"file": "shut"}}, hours=None
    )
    assert spoken.greeting() == ()
    assert spoken.closed(datetime.now(UTC)) == (Played("shut"),)
    assert spoken.voicemail() == (Said(text=EN.voicemail, language="en-US"),)
    assert spoken.standing(3, 200.0) == ()
    assert spoken.goodbye() == spoken.voicemail_taken() == spoken.not_understood() == ()
    voiced = prompts(language, voice="Some.voice", greeting={"text": "…"})
    assert voiced.greeting() == (Said(text="…", language=ALL[language].speech, voice="Some.voice"),)
    assert text(voiced.standing(3, None)) == ALL[language].position.format(n=3)


def test_a_file_wins_over_a_text() -> None:
    assert prompts(greeting={"text": "Hello", "file": "f1"}).greeting() == (Played("f1"),)


@pytest.mark.parametrize(
    ("position", "wait_s", "said"),
    [
        (1, 0.0, "You are next in line. The wait is about one minute."),
        (2, 60.0, "You are number 2 in line. The wait is about one minute."),
        (3, 61.0, "You are number 3 in line. The wait is about 2 minutes."),
        (None, 600.0, "The wait is about 10 minutes."),
        (None, 601.0, "The wait is about 15 minutes."),
        (None, 3600.0, "The wait is about 60 minutes."),
        (4, 3601.0, "You are number 4 in line. The wait is more than an hour."),
        (4, None, "You are number 4 in line."),
        (None, None, ""),
    ],
)
def test_how_it_stands(position: int | None, wait_s: float | None, said: str) -> None:
    assert text(prompts().standing(position, wait_s)) == said


def test_a_wait_is_never_told_shorter_than_it_is() -> None:
    for seconds in range(0, 3600, 7):
        minutes = in_minutes(seconds)
        assert minutes is not None
        assert 0 <= minutes * 60 - seconds <= 300


def test_position_and_wait_are_told_where_they_are_wanted() -> None:
    silent = {"say_position": False, "say_wait": False}
    assert prompts(waiting=silent).standing(3, 60.0) == ()
    assert text(prompts(waiting={"say_wait": False}).standing(3, 60.0)) == (
        "You are number 3 in line."
    )


@pytest.mark.parametrize(
    ("language", "now", "said"),
    [
        ("en", "2026-03-02T06:00", "We are here again today at 9 AM."),
        ("en", "2026-03-02T17:00", "We are here again tomorrow at 1:30 PM."),
        ("de", "2026-03-02T06:00", "Wir sind heute um 9 Uhr wieder für Sie da."),
        ("de", "2026-03-02T17:00", "Wir sind morgen um 13 Uhr 30 wieder für Sie da."),
        ("de", "2026-03-03T17:00", "Wir sind am Montag um 9 Uhr wieder für Sie da."),
        ("tr", "2026-03-03T17:00", "Yeniden hizmet saatimiz: pazartesi günü, saat 9."),
    ],
)
def test_when_somebody_will_be_there(language: str, now: str, said: str) -> None:
    hours = {
        "timezone": "Europe/Berlin",
        "days": {"mon": [["09:00", "17:00"]], "tue": [["13:30", "17:00"]]},
    }
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    spoken = prompts(language, hours=hours)
    assert text(spoken.closed(moment)).endswith(said)
    never = prompts(language, hours={"timezone": "UTC"})
    assert text(never.closed(moment)) == words_of(language).closed


def test_a_day_more_than_a_week_ahead_is_not_named() -> None:
    hours = {
        "timezone": "UTC",
        "days": {"mon": [["09:00", "17:00"]]},
        "holidays": ["2026-03-09"],
    }
    moment = datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert text(prompts(hours=hours).closed(moment)) == EN.closed


def test_a_menu_without_words_of_its_own_tells_its_keys() -> None:
    menu = {
        "options": [
            {"digit": "1", "words": ["billing"]},
            {"digit": "2"},
            {"digit": "3", "does": "voicemail"},
            {"digit": "4", "does": "say", "say": {"text": "We are in Main Street."}},
            {"digit": "9", "does": "repeat"},
        ],
        "speech": True,
    }
    assert text(prompts(menu=menu).menu()) == (
        "For billing, press 1. To speak with us, press 2. To leave a message, press 3. "
        "For information, press 4. To hear this again, press 9. You can also say it."
    )
    assert text(prompts(menu={**menu, "prompt": {"text": "Choose."}}).menu()) == "Choose."
    assert prompts().menu() == ()
