"""What a topic is called: the phrases that tell it from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

PHRASES = 10
_NAMED_AFTER = 2
_LONGEST_NAME = 4  # words


def telling_phrases(clusters: Sequence[Sequence[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Return each cluster's telling phrases, best first.

    Class-based weighting (c-TF-IDF): how often a phrase is in the cluster, times how rare it is
    outside (Grootendorst: BERTopic, arXiv:2203.05794, section 3.3).
    """
    counts = [Counter(phrase for texts in each for phrase in set(texts)) for each in clusters]
    overall: Counter[str] = Counter()
    for count in counts:
        overall.update(count)
    mean = sum(overall.values()) / max(1, len(clusters))
    found = []
    for count in counts:
        size = sum(count.values()) or 1
        weights = {
            phrase: times / size * math.log(1 + mean / overall[phrase])
            for phrase, times in count.items()
        }
        ranked = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))
        found.append(tuple(ranked[:PHRASES]))
    return found


def name_of(phrases: Sequence[str]) -> str:
    """Return a readable name of at most four words; "" of no phrases."""
    words: list[str] = []
    for phrase in phrases[:_NAMED_AFTER]:
        new = [word for word in phrase.split() if word not in words]
        if len(words) + len(new) > _LONGEST_NAME:
            break
        words += new
    name = " ".join(words)
    return name[:1].upper() + name[1:]
