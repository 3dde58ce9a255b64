"""How well labels were read: accuracy, and macro-F1, in which each label weighs the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from sentiment.tags import SentimentLabel


@dataclass(frozen=True, slots=True)
class Score:
    """Figures from 0 to 1 over `texts` texts."""

    texts: int
    accuracy: float
    macro_f1: float


def score(meant: Sequence[SentimentLabel], read: Sequence[SentimentLabel]) -> Score:
    """Compare what people said with what an engine read, in order."""
    pairs = list(zip(meant, read, strict=True))
    right = sum(one is other for one, other in pairs)
    return Score(
        len(pairs), right / len(pairs), sum(_f1(pairs, label) for label in SentimentLabel) / 3
    )


def _f1(pairs: Sequence[tuple[SentimentLabel, SentimentLabel]], label: SentimentLabel) -> float:
    both = sum(meant is label and read is label for meant, read in pairs)
    either = sum(meant is label for meant, _ in pairs) + sum(read is label for _, read in pairs)
    return 2 * both / either if either else 1.0
