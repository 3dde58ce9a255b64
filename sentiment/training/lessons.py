"""Which texts the model learns from, and how often each."""

from collections.abc import Sequence

from sentiment.training.example import Example
from sentiment.training.sentences import in_capitals, without_diacritics

_OURS_SEEN, _VARIANTS_SEEN = 2, 1
"""Our own sentences are few beside the English ones, and nearest to what comes."""


def lessons(ours: Sequence[Example]) -> list[Example]:
    """Return how our own sentences are learnt from in an epoch: each more than once, and again
    without diacritics.

    Capitals are lowered before the model reads them, so that they need no lesson of their own but
    where a keyboard without diacritics was shouted with.
    """
    bare = [plain for example in ours if (plain := without_diacritics(example))]
    shouted = [
        loud
        for example in bare
        if example.language in ("tr", "az") and (loud := in_capitals(example))
    ]
    return [*list(ours) * _OURS_SEEN, *[*bare, *shouted] * _VARIANTS_SEEN]
