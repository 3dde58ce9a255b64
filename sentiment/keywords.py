"""What a text is about: RAKE keyphrases.

Rapid automatic keyword extraction (Rose, Engel, Cramer, Cowley: Text Mining, 2010, chapter 1):
phrases are what stands between stop words and punctuation; a word scores its degree (how long the
phrases it occurs in are) over its frequency, a phrase the sum of its words.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from stopwordsiso import stopwords

from sentiment.normalise import fold, without_addresses, without_marks
from sentiment.tags import Keyword

LONGEST_PHRASE = 3  # words
SHORTEST_WORD = 3  # letters
LONGEST_WORD = 40

_WORD_OR_BREAK = re.compile(r"[^\W_]+(?:['’\-\u200c][^\W_]+)*|[^\w\s]+|\n")
_UNWRITTEN = re.compile("[\u00ad\u0640\u064b-\u065f\u200b\u200d-\u200f\u2060\ufeff]")


class KeywordExtractor:
    """Finds keyphrases with a stop list per language."""

    def __init__(self, languages: Sequence[str], limit: int = 5) -> None:
        """Load the stop lists (reads files; construct it outside the event loop).

        Args:
            languages: ISO 639-1 codes. One without a stop list gets no keywords:
                they would be noise.
            limit: How many phrases a text gets at most.
        """
        self._limit = limit
        lists = {language: _stop_list(language) for language in languages}
        self._stop_lists = {language: words for language, words in lists.items() if words}

    def extract(self, text: str, language: str | None) -> tuple[Keyword, ...]:
        """Return the text's keyphrases, best first; none if its language is unknown."""
        stop_list = self._stop_lists.get(language or "")
        if stop_list is None:
            return ()
        phrases = list(_phrases(text, language == "tr" or language == "az", stop_list))
        frequency = Counter(word for phrase in phrases for word in phrase)
        degree: Counter[str] = Counter()
        for phrase in phrases:
            for word in phrase:
                degree[word] += len(phrase)
        scores = {
            " ".join(phrase): sum(degree[word] / frequency[word] for word in phrase)
            for phrase in phrases
        }
        ranked = sorted(
            scores.items(), key=lambda item: -item[1]
        )  # stable: the earlier of equals first
        return tuple(Keyword(phrase, round(score, 3)) for phrase, score in ranked[: self._limit])


def _phrases(text: str, turkic: bool, stop_list: frozenset[str]) -> Iterator[tuple[str, ...]]:
    phrase: list[str] = []
    for piece in _WORD_OR_BREAK.findall(_UNWRITTEN.sub("", without_addresses(text))):
        word = _lower(piece, turkic)
        if not _is_telling(word, stop_list):
            yield from _cut(phrase)
            phrase = []
            continue
        phrase.append(word)
    yield from _cut(phrase)


def _cut(phrase: list[str]) -> Iterator[tuple[str, ...]]:
    """A run longer than a phrase may be (a list without commas) is several."""
    for start in range(0, len(phrase), LONGEST_PHRASE):
        yield tuple(phrase[start : start + LONGEST_PHRASE])


def _is_telling(word: str, stop_list: frozenset[str]) -> bool:
    letters = sum(map(str.isalpha, word))
    return letters >= SHORTEST_WORD and len(word) <= LONGEST_WORD and fold(word) not in stop_list


def _lower(word: str, turkic: bool) -> str:
    """Lower a word by its language's rule: I is the capital of ı in Turkish and Azerbaijani."""
    if turkic:
        word = word.replace("I", "ı").replace("İ", "i")
    return word.lower()


def _stop_list(language: str) -> frozenset[str]:
    folder = files("sentiment").joinpath("stopwords")
    own = folder.joinpath(f"{language}.txt")
    words = set(stopwords(language))
    if own.is_file():
        words |= set(_entries(own.read_text(encoding="utf-8").splitlines()))
    if not words:
        return frozenset()
    contact = tomllib.loads(folder.joinpath("contact.toml").read_text(encoding="utf-8"))
    words |= set(contact["dropped"].get(language, "").split())
    kept = {fold(word) for word in contact["kept"].get(language, "").split()}
    folded = {fold(word) for word in words}
    if language in ("tr", "az"):  # often typed without the letters' marks
        folded |= {without_marks(word) for word in folded}
    return frozenset(folded - kept)


def _entries(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#"):
            yield from (word for entry in line.split() for word in entry.split("_"))
