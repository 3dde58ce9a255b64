"""Finding what a customer wants, by examples: meanings are compared, and so it works across
languages.

A text has an intent if its meaning lies near to the intent's examples, and clearly nearer than to
the other intents' and to what customers say otherwise (`ordinary.toml`). How clearly is set by the
examples themselves: each is tried on the others.

Meanings also tell languages apart, which is of no use here: the directions in which the same small
talk differs between seven languages are taken out of them.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sentiment.meaning import Vectors, unpack
from sentiment.tags import IntentHit
from sentiment.teachings import IntentExamples

AT_MOST = 2
"""Intents of one text."""
RIVALS_COUNT = 0.5
"""How much of the nearest rival's nearness is taken off."""
LEAST, MOST = 0.14, 0.22
"""Between these lies the margin that an intent needs, whatever its examples say."""
SUBJECT_ITSELF = 0.9
"""An ordinary sentence this near to an intent, compared with its own examples, is about the same
and no rival."""
SECOND_WITHIN = 0.05
"""A second intent may lie this much further away than the first."""
_NEAREST = 2


class NoMeanings(Exception):
    """Nothing gives texts a meaning, so no intents can be found."""


Encode = Callable[[Sequence[str]], Sequence[bytes | None]]
"""Gives texts their meanings, packed as in `sentiment.meaning`; None of what has none."""


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What customers say otherwise, and how meanings are looked at: less `centre`, and without the
    `languages`, shape (directions, dimensions), in which only languages differ."""

    centre: Vectors
    languages: Vectors
    said: Vectors

    @classmethod
    def read(cls, encode: Encode) -> "Ordinary":
        """Encode the sentences (reads a file, and has 170 sentences encoded)."""
        source = files("sentiment").joinpath("ordinary.toml").read_text(encoding="utf-8")
        content = tomllib.loads(source)
        talk = [_meanings(encode, texts) for texts in content["talk"].values()]
        subjects = _meanings(encode, content["subjects"])
        apart = np.stack([part.mean(axis=0) for part in talk])
        directions = np.linalg.svd(apart - apart.mean(axis=0), full_matrices=False)[2]
        bare = cls(subjects.mean(axis=0), directions[: len(talk) - 1], subjects[:0])
        said = bare.seen(np.concatenate([*talk, subjects]))
        return cls(bare.centre, bare.languages, said)

    def seen(self, meanings: Vectors) -> Vectors:
        """Return meanings as they are compared, of length 1."""
        moved = meanings - self.centre
        moved = moved - (moved @ self.languages.T) @ self.languages
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.where(lengths > 0, lengths, 1.0), np.float32)


@dataclass(frozen=True, slots=True)
class _Known:
    """An intent: its `examples` as they are compared, the ordinary sentences that are `rivals`, and
    the `margin` it needs."""

    id: str
    name: str
    examples: Vectors
    rivals: NDArray[np.bool_]
    margin: float


class IntentMatcher:
    """Finds the intents of texts. It does not change: when an intent does, make a new one."""

    def __init__(self, intents: Sequence[IntentExamples], ordinary: Ordinary, encode: Encode):
        """Encode the examples and set each intent's margin. Slow: not for an event loop."""
        self._ordinary = ordinary
        self._known: list[_Known] = []
        read = [(intent, ordinary.seen(_meanings(encode, intent.examples))) for intent in intents]
        read = [(intent, examples) for intent, examples in read if len(examples) > 1]
        uncalibrated = [self._told_apart(intent, examples) for intent, examples in read]
        self._known = uncalibrated
        self._themselves = [_among_themselves(examples) for _, examples in read]
        self._known = [self._calibrated(place) for place in range(len(uncalibrated))]

    def find(self, meaning: bytes | None) -> tuple[IntentHit, ...]:
        """Return the intents of a text by its meaning, best first; none without a meaning."""
        if meaning is None or not self._known:
            return ()
        seen = self._ordinary.seen(unpack([meaning]))
        near = self._nearness(seen)[0]
        first = self._best(seen, near, without=None)
        if first is None:
            return ()
        found = [first]
        second = self._best(seen, near, without=first)
        if second is not None and near[second] >= near[first] - SECOND_WITHIN:
            found.append(second)
        return tuple(
            IntentHit(self._known[it].id, self._known[it].name, round(float(near[it]), 3))
            for it in found[:AT_MOST]
        )

    def _best(self, seen: Vectors, near: Vectors, without: int | None) -> int | None:
        """Return the nearest intent that is near enough, leaving one out."""
        left = [place for place in range(len(self._known)) if place != without]
        best = max(left, key=lambda place: near[place], default=None)
        if best is None:
            return None
        others = [near[place] for place in left if place != best]
        other = np.array([max(others, default=0.0)], np.float32)
        (margin,) = self._margins(seen, near[best : best + 1], best, other)
        return best if margin >= self._known[best].margin else None

    def _margins(self, seen: Vectors, near: Vectors, place: int, other: Vectors) -> Vectors:
        """Return by how much texts lie nearer to an intent than to what else there is; ``near`` and
        ``other`` are how near each lies to it, and to the nearest other one."""
        rivals = self._ordinary.said[self._known[place].rivals]
        rival = (seen @ rivals.T).max(axis=1) if len(rivals) else np.float32(0)
        return np.asarray(near - RIVALS_COUNT * np.maximum(rival, other), np.float32)

    def _nearness(self, seen: Vectors) -> Vectors:
        """Return how near texts lie to each intent, shape (texts, intents)."""
        return np.stack([_near(seen, known.examples) for known in self._known], axis=1)

    def _told_apart(self, intent: IntentExamples, examples: Vectors) -> _Known:
        own = float(np.median(_among_themselves(examples)))
        rivals = _near(self._ordinary.said, examples) < SUBJECT_ITSELF * own
        return _Known(intent.id, intent.name, examples, rivals, LEAST)

    def _calibrated(self, place: int) -> _Known:
        """Set the margin between those of the intent's own examples and those of all others."""
        known = self._known[place]
        others = [number for number in range(len(self._known)) if number != place]
        nearest_other = np.full(len(known.examples), -1.0 if others else 0.0, np.float32)
        for number in others:
            near = _near(known.examples, self._known[number].examples)
            nearest_other = np.maximum(nearest_other, near)
        own = self._margins(known.examples, self._themselves[place], place, nearest_other)
        foreign = [
            self._margins(
                self._known[number].examples,
                _near(self._known[number].examples, known.examples),
                place,
                self._themselves[number],
            )
            for number in others
        ]
        highest = float(np.quantile(np.concatenate(foreign), 0.98)) if foreign else LEAST
        middle = (highest + float(np.median(own))) / 2
        margin = min(MOST, max(LEAST, middle))
        return _Known(known.id, known.name, known.examples, known.rivals, margin)


def _meanings(encode: Encode, texts: Sequence[str]) -> Vectors:
    return unpack([meaning for meaning in encode(texts) if meaning is not None])


def _near(seen: Vectors, examples: Vectors) -> Vectors:
    """Return how near texts lie to examples: to the two nearest, and to the middle of all."""
    products = seen @ examples.T
    nearest = np.sort(products, axis=1)[:, -_NEAREST:].mean(axis=1)
    middle = examples.mean(axis=0)
    length = float(np.linalg.norm(middle)) or 1.0
    return np.asarray(0.5 * nearest + 0.5 * (seen @ (middle / length)), np.float32)


def _among_themselves(examples: Vectors) -> Vectors:
    """Return how near each example lies to all others of its intent."""
    places = np.arange(len(examples))
    return np.concatenate([_near(examples[it : it + 1], examples[places != it]) for it in places])
