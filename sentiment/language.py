"""Which language a text is in, among the languages a team works with."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import eldc

from sentiment.normalise import fold, without_addresses, without_marks

DEFAULT_LANGUAGES = ("en", "de", "tr", "fa", "az", "es", "ru")

_ARABIC_SCRIPT = frozenset({"ar", "fa", "ku", "ur"})
_CYRILLIC_SCRIPT = frozenset({"be", "bg", "ru", "sr", "uk"})
# Each known by its letters alone: Amharic, Bengali, Greek, Gujarati, Hebrew, Hindi, Armenian, …
_OTHER_SCRIPTS = frozenset(
    {"am", "bn", "el", "gu", "he", "hi", "hy", "ja", "ka", "kn", "ko"}
    | {"lo", "ml", "mr", "or", "pa", "ta", "te", "th", "zh"}
)
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NOT_WORDS = re.compile(r"[\W\d_]+")

# Letters that settle a question among languages of one script.
_PERSIAN_LETTERS = re.compile("[پچژگکی]")
_AZERBAIJANI_LETTER = re.compile("[əƏ]")
_FOREIGN_LETTERS = {
    "ar": re.compile("[ةىكيأإ]"),
    "uk": re.compile("[іїєґІЇЄҐ]"),
}

_ONE_HINT = 0.22
_ALL_HINTS = 0.5
_PRIOR_SHORT, _PRIOR_LONG = 0.2, 0.06
_SHORT = 30  # letters; below it the contact's usual language weighs more
_FOREIGN_LEAD = (
    0.12  # by how much an unlisted language must be likelier before we say "none of ours"
)
_CLOSE = 0.06  # two readings nearer than this are a toss-up in a short text


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """An ISO 639-1 code, or None if nothing can be said, with a confidence from 0 to 1."""

    language: str | None
    confidence: float


UNKNOWN = LanguageGuess(None, 0.0)


class LanguageDetector:
    """Detects one of a set of languages by letters, letter statistics (eldc), and telling words."""

    def __init__(self, languages: Sequence[str] = DEFAULT_LANGUAGES) -> None:
        """Prepare for a set of languages (reads a file; construct it outside the event loop).

        Raises:
            ValueError: If a language is not an ISO 639-1 code that can be detected.
        """
        if unknown := sorted(set(languages) - set(eldc.LANGUAGES)):
            raise ValueError(
                f"cannot detect {', '.join(unknown)}; known: {', '.join(eldc.LANGUAGES)}"
            )
        self.languages = tuple(dict.fromkeys(languages))
        eldc.init()
        self._ours = eldc.instance()
        self._ours.set_languages(list(self.languages))
        self._ours.set_scores(20)
        self._all = eldc.instance()
        self._all.set_scores(3)
        source = files("sentiment").joinpath("language_hints.toml").read_text(encoding="utf-8")
        hints: dict[str, str] = tomllib.loads(source)
        self._hints = {code: _Hints(hints[code]) for code in self.languages if code in hints}

    def detect(self, text: str, usual: str | None = None) -> LanguageGuess:
        """Say which language a text is in.

        Args:
            text: As written; addresses, handles, digits and signs are disregarded.
            usual: The contact's language so far. It decides where the text alone does not, and
                never against clear evidence. A language outside the set is ignored.
        """
        words = _NOT_WORDS.sub(" ", without_addresses(text).replace("\u200c", "")).strip()
        letters = len(words) - words.count(" ")
        if usual not in self.languages:
            usual = None
        candidates = self._by_script(words)
        if not letters or not candidates:
            return UNKNOWN
        if letters < 3:
            return LanguageGuess(usual, 0.4) if usual in candidates else UNKNOWN
        if self._is_foreign(words, candidates):
            return UNKNOWN
        return self._likeliest(words, letters, candidates, usual)

    def _by_script(self, words: str) -> frozenset[str]:
        """Return the languages in whose letters most is written; a brand name may be in others."""
        arabic, cyrillic = len(_ARABIC.findall(words)), len(_CYRILLIC.findall(words))
        others = len(words) - words.count(" ") - arabic - cyrillic
        ours = frozenset(self.languages)
        if arabic > cyrillic and arabic * 2 >= others:
            return ours & _ARABIC_SCRIPT
        if cyrillic and cyrillic * 2 >= others:
            return ours & _CYRILLIC_SCRIPT
        return ours - _ARABIC_SCRIPT - _CYRILLIC_SCRIPT

    def _is_foreign(self, words: str, candidates: frozenset[str]) -> bool:
        """Whether the text is rather in a language outside the set."""
        if any(
            code not in self.languages and letters.search(words) and not _settled(words, candidates)
            for code, letters in _FOREIGN_LETTERS.items()
            if candidates & (_ARABIC_SCRIPT if code == "ar" else _CYRILLIC_SCRIPT)
        ):
            return True
        anyone = eldc_scores(self._all, words)
        best = max(anyone, key=anyone.__getitem__, default=None)
        if best is None or best in self.languages:
            return False
        if best in _OTHER_SCRIPTS:
            return True
        scores = self._scores(words, candidates)
        lead = anyone[best] - max(scores.values(), default=0.0)
        return bool(self._all.detect_details(words).reliable) and lead >= _FOREIGN_LEAD

    def _scores(self, words: str, candidates: frozenset[str]) -> dict[str, float]:
        plain = without_marks(fold(words)).split()
        statistics = eldc_scores(self._ours, words)
        scores = {
            code: statistics.get(code, 0.0)
            + (self._hints[code].bonus(plain) if code in self._hints else 0.0)
            for code in self.languages
            if code in candidates
        }
        if "az" in scores and "tr" in scores:
            # Turkish has no x, q, or ə.
            if _AZERBAIJANI_LETTER.search(words):
                scores["az"] += 1.0
            elif any("x" in word or "q" in word for word in plain):
                scores["az"] += _ONE_HINT
        return scores

    def _likeliest(
        self, words: str, letters: int, candidates: frozenset[str], usual: str | None
    ) -> LanguageGuess:
        scores = self._scores(words, candidates)
        if usual in scores and max(scores.values()) > 0:
            scores[usual] += _PRIOR_SHORT if letters < _SHORT else _PRIOR_LONG
        ranked = sorted(scores, key=lambda code: -scores[code])
        first = ranked[0]
        lead = scores[first] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        if scores[first] <= 0 or (lead < _CLOSE and letters < _SHORT and usual is None):
            return UNKNOWN
        return LanguageGuess(first, round(min(1.0, scores[first]) * min(1.0, 0.5 + lead), 3))


class _Hints:
    """A language's telling words, stems, and endings."""

    def __init__(self, source: str) -> None:
        entries = [entry.replace("_", " ") for entry in source.split()]
        self._stems = tuple(entry[:-1] for entry in entries if entry.endswith("*"))
        self._endings = tuple(entry[1:] for entry in entries if entry.startswith("-"))
        self._words = frozenset(
            entry for entry in entries if not entry.endswith("*") and not entry.startswith("-")
        )

    def bonus(self, words: list[str]) -> float:
        pairs = (f"{one} {two}" for one, two in pairwise(words))
        found = sum(
            word in self._words
            or word.startswith(self._stems)
            or (len(word) > 4 and word.endswith(self._endings))
            for word in (*words, *pairs)
        )
        return min(_ALL_HINTS, found * _ONE_HINT)


def _settled(words: str, candidates: frozenset[str]) -> bool:
    return "fa" in candidates and _PERSIAN_LETTERS.search(words) is not None


def eldc_scores(detector: object, words: str) -> dict[str, float]:
    """Return eldc's score per language; empty when it has no idea."""
    scores: dict[str, float] = detector.detect_details(words).scores  # type: ignore[attr-defined]  # untyped C object
    return scores
