"""Fitting the head to corrections: learns what is consistent, forgets nothing, is not fooled."""

from __future__ import annotations

import numpy as np
import pytest

from sentiment.builtin.change import Head
from sentiment.tuning import FEWEST, Anchor, Examples, TooFew, fit, macro_f1, tune

SIZE = 24
"""Features; the model has 384, the fit does not mind."""
pytestmark = pytest.mark.timeout(60)


class Made:
    """Texts of three moods, of which one direction is a team's own way of speaking: what lies
    there is negative, and the shipped head takes it for neutral."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(7)
        self.moods = np.zeros((3, SIZE), np.float32)
        for mood in range(3):
            self.moods[mood, mood] = 2.0
        self.own = np.zeros(SIZE, np.float32)
        self.own[5] = 2.0
        weights = np.zeros((SIZE, 3), np.float32)
        weights[:3, :3] = np.eye(3) * 2
        self.shipped = Head(weights, np.array([0.0, 0.3, 0.0], np.float32))

    def texts(self, count: int, mood: int | None = None) -> Examples:
        labels = self.random.integers(0, 3, count) if mood is None else np.full(count, mood)
        noise = self.random.normal(0, 0.7, (count, SIZE))
        noise[:, 5] *= 0.1  # nobody else speaks like this team
        return Examples((self.moods[labels] + noise).astype(np.float32), labels.astype(np.int64))

    def anchor(self) -> Anchor:
        return Anchor(self.texts(900), self.texts(400), self.texts(400))

    def own_way(self, count: int) -> Examples:
        noise = self.random.normal(0, 0.5, (count, SIZE))
        return Examples((self.own + noise).astype(np.float32), np.zeros(count, np.int64))


def words(count: int) -> list[str]:
    return [f"message {number}" for number in range(count)]


def mixed(*parts: Examples) -> Examples:
    return Examples(
        np.concatenate([it.features for it in parts]), np.concatenate([it.labels for it in parts])
    )


def test_two_hundred_corrections_make_it_better_and_cost_nothing() -> None:
    made = Made()
    corrections = mixed(made.own_way(160), made.texts(40))
    tuned = tune(corrections, words(200), made.anchor(), made.shipped, made.shipped)
    assert tuned.better
    assert tuned.after.corrections > tuned.before.corrections + 0.2
    assert tuned.after.anchor >= tuned.before.anchor
    assert tuned.learned + tuned.judged == 200
    assert 20 <= tuned.judged <= 70


def test_a_contrarian_is_not_followed() -> None:
    made = Made()
    corrections = made.texts(200)
    wrong = Examples(corrections.features, (corrections.labels + 1) % 3)
    assert not tune(wrong, words(200), made.anchor(), made.shipped, made.shipped).better


def test_noise_is_not_followed() -> None:
    made = Made()
    corrections = made.texts(200)
    labels = made.random.integers(0, 3, 200).astype(np.int64)
    tuned = tune(
        Examples(corrections.features, labels),
        words(200),
        made.anchor(),
        made.shipped,
        made.shipped,
    )
    assert not tuned.better or tuned.after.anchor >= tuned.before.anchor


def test_few_corrections_are_refused() -> None:
    made = Made()
    few = made.texts(FEWEST - 1)
    with pytest.raises(TooFew):
        tune(few, words(FEWEST - 1), made.anchor(), made.shipped, made.shipped)


def test_a_head_that_is_as_good_is_not_replaced() -> None:
    made = Made()
    corrections, anchor = mixed(made.own_way(160), made.texts(40)), made.anchor()
    first = tune(corrections, words(200), anchor, made.shipped, made.shipped)
    again = tune(corrections, words(200), anchor, made.shipped, first.head)
    assert not again.better
    assert again.after == again.before


def test_the_same_words_are_never_on_both_sides() -> None:
    made = Made()
    tuned = tune(made.texts(40), ["thanks"] * 40, made.anchor(), made.shipped, made.shipped)
    assert (tuned.learned, tuned.judged) == (0, 40)
    assert not tuned.better


def test_a_strong_hand_leaves_the_head_where_it_was() -> None:
    made = Made()
    lessons, anchor = made.own_way(100), made.texts(500)
    near, free = (fit(lessons, anchor, made.shipped, strength) for strength in (1e4, 1e-4))
    assert np.abs(near.weights - made.shipped.weights).max() < 0.01
    assert np.abs(free.weights - made.shipped.weights).max() > 0.5
    assert macro_f1(free, mixed(lessons, anchor)) > macro_f1(near, mixed(lessons, anchor))


def test_the_fit_is_the_best_there_is() -> None:
    """At the best place every small step to another is uphill."""
    made = Made()
    lessons, anchor, strength = made.own_way(60), made.texts(240), 0.05
    found = fit(lessons, anchor, made.shipped, strength)
    weight = min(4.0, max(1.0, 0.5 * 240 / 60))

    def loss(head: Head) -> float:
        total = 0.0
        for examples, each in ((anchor, 1.0), (lessons, weight)):
            chances = head.chances(examples.features)
            total -= each * float(np.log(chances[range(len(examples)), examples.labels]).sum())
        moved = np.sum((head.weights - made.shipped.weights) ** 2)
        moved += np.sum((head.bias - made.shipped.bias) ** 2)
        return total / (240 + 60 * weight) + strength / 2 * float(moved)

    least = loss(found)
    for _ in range(20):
        step = made.random.normal(0, 0.02, found.weights.shape).astype(np.float32)
        assert loss(Head(found.weights + step, found.bias)) > least
