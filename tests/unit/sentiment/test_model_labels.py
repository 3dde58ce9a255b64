from __future__ import annotations

import pytest

from sentiment.errors import EngineError
from sentiment.tags import SentimentLabel
from sentiment.transformers.labels import read_labels

THREE = (-1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("labels", "valences"),
    [
        (["negative", "neutral", "positive"], THREE),
        (["positive", "negative", "neutral"], (1.0, -1.0, 0.0)),
        (["NEGATIVE", "POSITIVE"], (-1.0, 1.0)),
        (["NEG", "NEU", "POS"], THREE),
        (["Negatif", "Nötr", "Pozitif"], THREE),
        (["LABEL_0", "LABEL_1", "LABEL_2"], THREE),
        (["LABEL_0", "LABEL_1"], (-1.0, 1.0)),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], (-1.0, -0.5, 0.0, 0.5, 1.0)),
        (["5", "4", "3", "2", "1"], (1.0, 0.5, 0.0, -0.5, -1.0)),
        (["-1", "0", "1"], THREE),
        (
            ["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"],
            (-1.0, -0.5, 0.0, 0.5, 1.0),
        ),
        (["very-negative", "mixed", "very-positive"], THREE),
    ],
)
def test_labels_as_models_name_them(labels: list[str], valences: tuple[float, ...]) -> None:
    assert read_labels(labels, {}, "a model").valences == valences


def test_what_is_told_comes_first() -> None:
    told = {"label_0": "positive", "LABEL_2": "Negative"}
    scale = read_labels(["LABEL_0", "LABEL_1", "LABEL_2"], told, "a model")
    assert scale.valences == (1.0, 0.0, -1.0)


def test_any_labels_can_be_told() -> None:
    told = {"joy": "positive", "anger": "negative", "fear": "negative"}
    assert read_labels(["joy", "anger", "fear"], told, "a model").valences == (1.0, -1.0, -1.0)


@pytest.mark.parametrize(
    ("labels", "told", "message", "remedy"),
    [
        (["joy", "anger"], {}, "“joy”", "joy=neutral,anger=neutral"),
        (["joy", "anger"], {"joy": "positive"}, "“anger”", "PARLEY_TRANSFORMERS_LABELS"),
        (["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"], {}, "“LABEL_0”", "LABEL_3=neutral"),
        (["LABEL_0", "LABEL_2", "LABEL_5"], {}, "“LABEL_0”", "PARLEY_TRANSFORMERS_LABELS"),
        (["negative", "positive"], {"joy": "positive"}, "“joy”", "negative, positive"),
        (["a", "b"], {"a": "good", "b": "negative"}, "“good”", "negative, neutral or positive"),
        (["negative", "neg"], {}, "mean the same", "several labels"),
    ],
)
def test_what_cannot_be_read_names_the_label_and_the_setting(
    labels: list[str], told: dict[str, str], message: str, remedy: str
) -> None:
    with pytest.raises(EngineError) as caught:
        read_labels(labels, told, "a model")
    assert message in str(caught.value)
    assert remedy in caught.value.remedy
    assert "PARLEY_TRANSFORMERS_LABELS" in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize(
    ("labels", "probabilities", "label", "score"),
    [
        (["negative", "neutral", "positive"], [0.1, 0.2, 0.7], SentimentLabel.POSITIVE, 0.6),
        (["negative", "neutral", "positive"], [0.3, 0.4, 0.3], SentimentLabel.NEUTRAL, 0.0),
        (["1", "2", "3", "4", "5"], [0.3, 0.25, 0.35, 0.1, 0.0], SentimentLabel.NEGATIVE, -0.375),
        # without a label for neutral, what is not clear is neutral
        (["NEGATIVE", "POSITIVE"], [0.3, 0.7], SentimentLabel.NEUTRAL, 0.4),
        (["NEGATIVE", "POSITIVE"], [0.2, 0.8], SentimentLabel.POSITIVE, 0.6),
        (["NEGATIVE", "POSITIVE"], [0.9, 0.1], SentimentLabel.NEGATIVE, -0.8),
    ],
)
def test_from_probabilities_to_a_label_and_a_score(
    labels: list[str], probabilities: list[float], label: SentimentLabel, score: float
) -> None:
    found = read_labels(labels, {}, "a model").sentiment(probabilities, "engine-1")
    assert (found.label, found.engine) == (label, "engine-1")
    assert found.score == pytest.approx(score)
