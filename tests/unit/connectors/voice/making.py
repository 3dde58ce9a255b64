"""Settings for calls of every kind, and what answers are made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from connectors.hours import DAYS
from connectors.voice.paths import Addresses
from connectors.voice.prompts import Prompts
from connectors.voice.settings import VoiceSettings, read
from connectors.voice.twiml import Answers

SITE = "https://parley.example"
LANGUAGES = ("en", "de", "tr", "fa", "az", "de-AT", "fr", "pt-BR", "xx")

TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    max_size=40,
) | st.sampled_from(["", "<b>&\"'", "]]>", "a" * 1000, "سلام", "İyi günler", "👋"])
FILE = st.sampled_from(["", "", "f1"])
PROMPT = st.fixed_dictionaries({"text": TEXT, "file": FILE})
WORD = TEXT.map(lambda it: it.strip()[:60].strip()).filter(bool)


def _option(digit: str, draw: Any) -> dict[str, Any]:
    does = draw(st.sampled_from(["queue", "voicemail", "say", "repeat"]))
    say = {"text": "Read our pages.", "file": ""} if does == "say" else draw(PROMPT)
    words = draw(st.lists(WORD, max_size=3))
    return {"digit": digit, "words": words, "does": does, "say": say, "queue_id": ""}


@st.composite
def menus(draw: Any) -> dict[str, Any]:
    digits = draw(st.lists(st.sampled_from("0123456789"), min_size=1, unique=True))
    return {
        "prompt": draw(PROMPT),
        "options": [_option(digit, draw) for digit in digits],
        "tries": draw(st.integers(1, 5)),
        "speech": draw(st.booleans()),
    }


HOURS = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(["Europe/Berlin", "Asia/Tehran"]),
        "days": st.dictionaries(st.sampled_from(DAYS), st.just([["09:00", "17:30"]]), max_size=7),
    }
)
SETTINGS = st.fixed_dictionaries(
    {
        "voice": st.sampled_from(["", "Polly.Vicki-Neural", "alice"]),
        "speech_language": st.sampled_from(["", "de-AT", "en-GB"]),
        "greeting": PROMPT,
        "menu": st.none() | menus(),
        "hours": st.none() | HOURS,
        "closed": st.fixed_dictionaries(
            {"prompt": PROMPT, "then": st.sampled_from(["voicemail", "hang_up"])}
        ),
        "waiting": st.fixed_dictionaries(
            {
                "prompt": PROMPT,
                "music_file": FILE,
                "say_position": st.booleans(),
                "say_wait": st.booleans(),
                "every_s": st.integers(15, 120),
                "callback": st.booleans(),
                "callback_prompt": PROMPT,
                "longest_s": st.integers(60, 7200),
            }
        ),
        "voicemail": st.fixed_dictionaries(
            {"on": st.booleans(), "prompt": PROMPT, "longest_s": st.integers(10, 600)}
        ),
    }
).map(read)


def answers(settings: VoiceSettings, language: str = "en") -> Answers:
    return Answers(
        settings=settings,
        prompts=Prompts(settings, language),
        addresses=Addresses(SITE, "key"),
        sound=lambda file_id: f"{SITE}/files/{file_id}?exp=1&sig=a",
    )
