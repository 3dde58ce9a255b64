"""Teaching the built-in model by what people corrected: its head is fitted again, nothing else.

The head is the last matrix, from 384 features to three moods. It is fitted to the corrections and,
so that nothing is forgotten, to the features of sentences that come with the model (the *anchor*);
it starts from the shipped head and is held near to it. How near is chosen by cross-validation. The
result is judged on what no fit has seen: a part of the anchor, and a fifth of the corrections. It
takes the present head's place only if it is better (see `Tuned.better`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.builtin.change import Head

FEWEST = 20
"""Corrections; fewer tell one person's taste rather than customers' moods."""
MOODS = 3
HELD_OUT = 5
"""One in so many corrections is held out; so many folds has the cross-validation, too."""
STRENGTHS = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
"""How strongly the head is held near the shipped one, from hardly movable to nearly free."""
CORRECTIONS_WEIGH = 0.5
"""What all corrections weigh together, compared with the anchor, where they are many …"""
ONE_WEIGHS_AT_MOST = 4.0
"""… and what a single one weighs at most, compared with a sentence of the anchor."""
ANCHOR_COUNTS = 10.0
"""How much more a gain on the anchor counts than one on corrections, where both are made."""
STEPS = 400
CLOSE_ENOUGH = 1e-6
_NUMBERS = 2**48

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
"""0 is negative, 1 neutral, 2 positive."""


class TooFew(ValueError):
    """There are not enough corrections to learn from."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts' `features`, shape (texts, 384), with the moods that are right for them."""

    features: Floats
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: NDArray[np.bool_]) -> "Examples":
        return Examples(self.features[chosen], self.labels[chosen])


@dataclass(frozen=True, slots=True)
class Anchor:
    """What comes with the model: sentences that it was trained on, to fit to; others to choose by,
    and others again to judge by."""

    learned: Examples
    choosing: Examples
    judging: Examples

    @classmethod
    def load(cls, file: Path) -> "Anchor":
        """Read it: `features`, `labels` and `held_out`.

        Raises:
            OSError: If it is missing.
        """
        with np.load(file, allow_pickle=False) as kept:
            held_out = kept["held_out"].astype(bool)
            whole = Examples(kept["features"].astype(np.float32), kept["labels"].astype(np.int64))
        turn = np.cumsum(held_out) % 2 == 0
        return cls(whole[~held_out], whole[held_out & turn], whole[held_out & ~turn])


@dataclass(frozen=True, slots=True)
class Figures:
    """Macro-F1 on the held-out parts of the anchor and of the corrections."""

    anchor: float
    corrections: float


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came out: a head, and how it does beside the one in force (`before`).

    Attributes:
        strength: One of `STRENGTHS`; None where no strength was better than leaving the head.
        learned: Corrections that the head was fitted to.
        judged: Corrections that it was judged by.
    """

    head: Head
    before: Figures
    after: Figures
    strength: float | None
    learned: int
    judged: int

    @property
    def better(self) -> bool:
        """Whether it does better on corrections, and no worse on anything."""
        return (
            self.after.corrections > self.before.corrections
            and self.after.anchor >= self.before.anchor
        )


def tune(
    corrections: Examples, texts: Sequence[str], anchor: Anchor, shipped: Head, current: Head
) -> Tuned:
    """Fit the head to corrections.

    Args:
        corrections: Features and moods of the corrected messages.
        texts: Their words: equal ones are never on both sides, of learning and of judging.
        anchor: What comes with the model.
        shipped: The head that comes with the model, where the fit starts.
        current: The head in force, to compare with. Its version does not matter.

    Raises:
        TooFew: If there are fewer than `FEWEST` corrections.
    """
    if len(corrections) < FEWEST:
        raise TooFew(f"{len(corrections)} corrections are fewer than {FEWEST}.")
    apart = _held_out(texts)
    lessons, judges = corrections[~apart], corrections[apart]
    groups = _groups([text for text, out in zip(texts, apart, strict=True) if not out])
    strength = _choose(lessons, groups, anchor, shipped)
    head = shipped if strength is None else fit(lessons, anchor.learned, shipped, strength)
    return Tuned(
        head=head,
        before=_figures(current, anchor.judging, judges),
        after=_figures(head, anchor.judging, judges),
        strength=strength,
        learned=len(lessons),
        judged=len(judges),
    )


def fit(lessons: Examples, anchor: Examples, start: Head, strength: float) -> Head:
    """Return the head that fits best (least cross entropy) while it is held near `start`.

    The task is convex; it is solved by Nesterov's accelerated gradient with restarts (O'Donoghue
    and Candès, 2015), which needs no more than a few hundred products of the features.
    """
    features = _with_one(np.concatenate([anchor.features, lessons.features]))
    wanted = np.eye(MOODS)[np.concatenate([anchor.labels, lessons.labels])]
    weights = np.concatenate(
        [np.ones(len(anchor)), np.full(len(lessons), _weight(lessons, anchor))]
    )
    weights /= weights.sum()
    origin = np.vstack([start.weights, start.bias[None, :]]).astype(np.float64)
    step = 1 / (0.5 * _largest_curvature(features, weights) + strength)
    here, ahead, momentum = origin.copy(), origin.copy(), 1.0
    for _ in range(STEPS):
        errors = (_chances(features @ ahead) - wanted) * weights[:, None]
        gradient = features.T @ errors + strength * (ahead - origin)
        there = ahead - step * gradient
        moved = there - here
        if float(np.sum(gradient * moved)) > 0:  # overshot: begin anew from where it stands
            momentum, ahead = 1.0, there
        else:
            faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            ahead = there + (momentum - 1) / faster * moved
            momentum = float(faster)
        here = there
        if float(np.abs(moved).max()) < CLOSE_ENOUGH:
            break
    return Head(here[:-1].astype(np.float32), here[-1].astype(np.float32), start.version)


def macro_f1(head: Head, examples: Examples) -> float:
    """Return the mean of the moods' F1, of those that occur, from 0 to 1."""
    said = (examples.features @ head.weights + head.bias).argmax(axis=1)
    scores = []
    for mood in np.unique(examples.labels):
        right = int(np.sum((said == mood) & (examples.labels == mood)))
        together = int(np.sum(said == mood)) + int(np.sum(examples.labels == mood))
        scores.append(2 * right / together)
    return float(np.mean(scores)) if scores else 0.0


def _choose(
    lessons: Examples, groups: NDArray[np.int64], anchor: Anchor, shipped: Head
) -> float | None:
    """Return the strength that gains most, among those that cost the anchor nothing; None if none
    gains anything.

    What is gained on corrections is cross-validated. What it does to the anchor is seen on a part
    of it that no fit has seen: on what the model was trained on, its head can only lose.
    """
    kept, known = (
        macro_f1(shipped, anchor.choosing),
        _left_out(None, lessons, groups, anchor, shipped),
    )
    best, most = None, 0.0
    for strength in STRENGTHS:
        head = fit(lessons, anchor.learned, shipped, strength)
        on_anchor = macro_f1(head, anchor.choosing) - kept
        if on_anchor < 0:
            continue
        gained = _left_out(strength, lessons, groups, anchor, shipped) - known
        if gained > 0 and gained + ANCHOR_COUNTS * on_anchor > most:
            best, most = strength, gained + ANCHOR_COUNTS * on_anchor
    return best


def _left_out(
    strength: float | None,
    lessons: Examples,
    groups: NDArray[np.int64],
    anchor: Anchor,
    shipped: Head,
) -> float:
    """Cross-validate: the mean macro-F1 over folds of lessons that each fold's fit has not seen."""
    scores = []
    for fold in np.unique(groups):
        out = groups == fold
        head = shipped
        if strength is not None:
            head = fit(lessons[~out], anchor.learned, shipped, strength)
        scores.append(macro_f1(head, lessons[out]))
    return float(np.mean(scores)) if scores else 0.0


def _figures(head: Head, anchor: Examples, corrections: Examples) -> Figures:
    return Figures(macro_f1(head, anchor), macro_f1(head, corrections))


def _weight(lessons: Examples, anchor: Examples) -> float:
    """Return what one correction weighs; a sentence of the anchor weighs 1."""
    if not len(lessons):
        return 1.0
    return min(ONE_WEIGHS_AT_MOST, max(1.0, CORRECTIONS_WEIGH * len(anchor) / len(lessons)))


def _held_out(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Mark what is held out: about a fifth, by the words themselves. What is held out once stays so
    in later tunings, so no head is judged by what an earlier one learned from; only where chance
    holds out less than a tenth, some more are."""
    numbers = [_number(text) for text in texts]
    different = sorted(set(numbers))
    border = max(_NUMBERS // HELD_OUT, different[len(different) // (2 * HELD_OUT)])
    return np.array([number <= border for number in numbers])


def _groups(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.array([_number(text) // 7 % HELD_OUT for text in texts], np.int64)


def _number(text: str) -> int:
    words = " ".join(text.casefold().split())
    return int.from_bytes(hashlib.sha256(words.encode("utf-8", "replace")).digest()[:6], "big")


def _with_one(features: Floats) -> NDArray[np.float64]:
    return np.hstack([features.astype(np.float64), np.ones((len(features), 1))])


def _chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _largest_curvature(features: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the largest eigenvalue of the features' weighted moments, by power iteration."""
    moments = (features * weights[:, None]).T @ features
    vector = np.ones(len(moments))
    for _ in range(30):
        vector = moments @ vector
        vector /= np.linalg.norm(vector) or 1.0
    return float(vector @ moments @ vector) * 1.05
