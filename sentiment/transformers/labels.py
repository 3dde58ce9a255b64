"""What a model's own labels mean: how good each says a text is, from -1 to 1.

Models name their labels as they like: `NEGATIVE`, `neu`, `LABEL_2`, `4 stars`. What is told in the
settings comes first. Numbered labels follow the custom of published models: they rise from
negative to positive.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sentiment.errors import EngineError
from sentiment.normalise import fold
from sentiment.tags import Sentiment, SentimentLabel

SETTING = "PARLEY_TRANSFORMERS_LABELS"

UNDECIDED = 0.5
"""Where a model has no neutral label: a score less than this from 0 is neutral (3 to 1 odds)."""

_VALENCE = {
    SentimentLabel.NEGATIVE: -1.0,
    SentimentLabel.NEUTRAL: 0.0,
    SentimentLabel.POSITIVE: 1.0,
}
_SCALES = {2: (-1.0, 1.0), 3: (-1.0, 0.0, 1.0), 5: (-1.0, -0.5, 0.0, 0.5, 1.0)}
_NUMBERED = re.compile(r"(?:label|class)?[ _]?(-?\d+)(?: ?(?:stars?|sterne?))?")
_WORDS = (
    (re.compile(r"neg(?:ative?|ativ|atif)?|bad|olumsuz"), -1.0),
    (re.compile(r"neu(?:tral)?|n[oö]tr|mixed"), 0.0),
    (re.compile(r"pos(?:itive?|itiv)?|pozitif|good|olumlu"), 1.0),
)
_VERY = re.compile(r"(?:very|strongly|extremely)[ _]")


@dataclass(frozen=True, slots=True)
class LabelScale:
    """A valence for each of a model's labels, in the order of its outputs."""

    valences: tuple[float, ...]

    def sentiment(self, probabilities: Sequence[float], engine: str) -> Sentiment:
        """Return what the probabilities of the labels (they sum to 1) say together.

        The label is the likeliest of negative, neutral and positive; the score is the mean of the
        labels' valences, which for three labels is p(positive) - p(negative).
        """
        pairs = list(zip(self.valences, probabilities, strict=True))
        score = round(sum(valence * part for valence, part in pairs), 4)
        return Sentiment(self._label(pairs, score), max(-1.0, min(1.0, score)), engine)

    def _label(self, pairs: list[tuple[float, float]], score: float) -> SentimentLabel:
        if 0.0 not in self.valences and abs(score) < UNDECIDED:
            return SentimentLabel.NEUTRAL
        shares = dict.fromkeys(SentimentLabel, 0.0)
        for valence, part in pairs:
            shares[_side(valence)] += part
        return max(shares, key=lambda label: (shares[label], label is SentimentLabel.NEUTRAL))


def read_labels(labels: Sequence[str], told: Mapping[str, str], model: str) -> LabelScale:
    """Find out what a model's labels mean.

    Args:
        labels: The model's labels, in the order of its outputs.
        told: What the team says of them: each label's own name to negative, neutral or positive.
            Capitals do not matter.
        model: The model's name, for messages.

    Raises:
        EngineError: If a label says nothing to us and nothing was told of it, if something was
            told of a label that the model does not have, or if all labels mean the same.
    """
    known = {label.casefold(): label for label in labels}
    wishes = {label.casefold(): _told(label, wish) for label, wish in told.items()}
    for label in told:
        if label.casefold() not in known:
            raise EngineError(
                f"{SETTING} speaks of the label “{label}”, which {model} does not have.",
                f"Its labels are {', '.join(labels)}.",
            )
    numbers = _numbers(labels)
    valences = []
    for label in labels:
        valence = wishes.get(label.casefold())
        if valence is None:
            valence = numbers.get(label, _by_words(label, labels))
        if valence is None:
            raise EngineError(
                f"It is not clear what the label “{label}” of {model} says about a text's mood.",
                f"Say it of each of its labels in {SETTING}, such as "
                f"{','.join(f'{each}=neutral' for each in labels)}",
            )
        valences.append(valence)
    if len(set(valences)) < 2:
        raise EngineError(
            f"All labels of {model} mean the same ({', '.join(labels)}): that tells nothing.",
            f"Choose a classifier with several labels, or say in {SETTING} what they mean.",
        )
    return LabelScale(tuple(valences))


def _side(valence: float) -> SentimentLabel:
    if valence == 0:
        return SentimentLabel.NEUTRAL
    return SentimentLabel.POSITIVE if valence > 0 else SentimentLabel.NEGATIVE


def _told(label: str, wish: str) -> float:
    try:
        return _VALENCE[SentimentLabel(wish.strip().casefold())]
    except ValueError:
        raise EngineError(
            f"{SETTING} says “{wish}” of the label “{label}”.",
            "Say negative, neutral or positive.",
        ) from None


def _numbers(labels: Sequence[str]) -> dict[str, float]:
    """Value numbered labels by their rank, if all are numbered, without gaps, and 2, 3 or 5."""
    found = [_NUMBERED.fullmatch(label.casefold().strip()) for label in labels]
    scale = _SCALES.get(len(labels))
    if scale is None or None in found:
        return {}
    numbers = {
        int(match.group(1)): label for match, label in zip(found, labels, strict=True) if match
    }
    ranked = sorted(numbers)
    if len(ranked) != len(labels) or ranked[-1] - ranked[0] != len(labels) - 1:
        return {}
    return {numbers[number]: valence for number, valence in zip(ranked, scale, strict=True)}


def _by_words(label: str, labels: Sequence[str]) -> float | None:
    graded = any(_VERY.match(_plain(each)) for each in labels)
    plain = _plain(label)
    word = _VERY.sub("", plain)
    for expression, valence in _WORDS:
        if expression.fullmatch(word):
            return valence * (0.5 if graded and word == plain else 1.0)
    return None


def _plain(label: str) -> str:
    return fold(label).strip().replace("-", " ")
