"""What a simulated agent answers: ``phrases/<language>.toml``.

A file has ``marks`` (everyday words by which the language is told) and ``letters`` (those that it
does not share with most others, with how many words each is worth), ``thanks`` (words by which a
customer takes leave), ``letter`` (how a mail opens and closes), ``more`` and ``farewell``
(answers), and topics in order of weight: the first whose ``words`` occur is what the customer
writes about, and its ``steps`` are answered one after the other, each step being a choice of
sentences.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A matter that customers write about."""

    id: str
    words: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Everything a simulated agent can say in one language."""

    language: str
    marks: frozenset[str]
    letters: Mapping[str, int]
    thanks: tuple[str, ...]
    opening: str
    """How a mail begins; ``{name}`` stands for the customer's name."""
    closing: str
    more: tuple[str, ...]
    farewell: tuple[str, ...]
    topics: tuple[Topic, ...]

    def topic_of(self, text: str) -> Topic:
        """What ``text`` is about; the last topic is the one for everything else."""
        folded = text.casefold()
        for topic in self.topics:
            if any(word in folded for word in topic.words):
                return topic
        return self.topics[-1]

    def is_thanks(self, text: str) -> bool:
        """Whether the customer takes leave."""
        folded = text.casefold()
        return any(word in folded for word in self.thanks)

    def likeness(self, text: str) -> int:
        """How much ``text`` looks like the language, by its everyday words and its letters."""
        folded = text.casefold()
        words = sum(word in self.marks for word in re.findall(r"[\w'’]+", folded))
        return words + sum(self.letters.get(letter, 0) for letter in folded)


class Answers:
    """The agent's side of one conversation: which topic, and which step is next."""

    def __init__(self, book: Phrasebook, rng: random.Random, *, again: bool = False) -> None:
        self._book = book
        self._rng = rng
        self._again = again
        """Whether the customer has been answered before, and so may begin with a thank-you."""
        self._topic: Topic | None = None
        self._step = 0
        self.finished = False
        """Whether the last answer was a farewell."""

    def to(self, text: str) -> str:
        """The answer to ``text``, which may be several messages in one."""
        self.finished = False
        if self._book.is_thanks(text) and (self._topic is not None or self._again):
            self.finished = True
            return self._rng.choice(self._book.farewell)
        if self._topic is None:
            self._topic = self._book.topic_of(text)
        steps = self._topic.steps
        choice = steps[self._step] if self._step < len(steps) else self._book.more
        self._step += 1
        return self._rng.choice(choice)


def load_phrasebooks(folder: Path = PHRASES) -> dict[str, Phrasebook]:
    """Every language's phrases, by language code."""
    books = [_load(path) for path in sorted(folder.glob("*.toml"))]
    return {book.language: book for book in books}


def choose(books: Mapping[str, Phrasebook], language: str | None, text: str) -> Phrasebook:
    """The book for what the console says of the language, else for what the words look like."""
    if language is not None and language in books:
        return books[language]
    # Of two that fit alike, the one with fewer letters of its own: none of the other's was seen.
    best = min(books.values(), key=lambda book: (-book.likeness(text), len(book.letters)))
    return best if best.likeness(text) > 0 else books["en"]


def _load(path: Path) -> Phrasebook:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Phrasebook(
        language=table["language"],
        marks=frozenset(table["marks"]),
        letters=table["letters"],
        thanks=tuple(table["thanks"]),
        opening=table["letter"]["opening"],
        closing=table["letter"]["closing"],
        more=tuple(table["more"]),
        farewell=tuple(table["farewell"]),
        topics=tuple(
            Topic(
                id=topic["id"],
                words=tuple(word.casefold() for word in topic["words"]),
                steps=tuple(tuple(step) for step in topic["steps"]),
            )
            for topic in table["topic"]
        ),
    )
