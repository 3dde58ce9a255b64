"""What Parley says on the phone by itself, in the languages that it speaks."""

from __future__ import annotations

from connectors.voice.words.az import AZ
from connectors.voice.words.de import DE
from connectors.voice.words.en import EN
from connectors.voice.words.fa import FA
from connectors.voice.words.tr import TR
from connectors.voice.words.words import Words

ALL: dict[str, Words] = {words.code: words for words in (EN, DE, TR, FA, AZ)}


def base(language: str | None) -> str:
    """The language of a tag such as ``de-AT``."""
    return (language or "").replace("_", "-").partition("-")[0].lower()


def words_of(language: str | None) -> Words:
    """The words of a language tag; English for those that we do not speak."""
    return ALL.get(base(language), EN)


__all__ = ["ALL", "EN", "Words", "base", "words_of"]
