"""What a topic is called: the phrases that tell it from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

PHRASES = 10
_NAMED_AFTER = 3
_LONGEST_NAME = 4  # words
_OFTENER = 1.5
"""Times as often as in the other clusters, at least, for telling one from them."""
_WHOLE = 0.6
"""A longer phrase stands for a part of it that is told at most 1 / 0.6 times as often."""


def telling_phrases(clusters: Sequence[Sequence[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """Return each cluster's telling phrases, best first.

    Class-based weighting (c-TF-IDF): how often a phrase is in the cluster, times how rare it is in
    all (Grootendorst: BERTopic, arXiv:2203.05794, section 3.3). A phrase counts with its parts, for
    customers seldom use the very same words; and those who do (a form, an answer to a campaign)
    count once.

    Args:
        clusters: Of each cluster, each text's phrases.
    """
    counts = [
        Counter(term for phrases in set(texts) for term in set(_terms(phrases)))
        for texts in clusters
    ]
    overall: Counter[str] = Counter()
    for count in counts:
        overall.update(count)
    mean = sum(overall.values()) / max(1, len(clusters))
    return [_best(count, overall, mean) for count in counts]


def name_of(phrases: Sequence[str]) -> str:
    """Return a readable name of at most four words; "" of no phrases."""
    chosen: list[str] = []
    words = 0
    for phrase in phrases:
        words += len(phrase.split())
        if len(chosen) == _NAMED_AFTER or (chosen and words > _LONGEST_NAME):
            break
        chosen.append(phrase)
    name = ", ".join(chosen)
    return name[:1].upper() + name[1:]


def coverage(texts: Sequence[tuple[str, ...]], telling: Sequence[str]) -> float:
    """Return in what share of the texts one of the telling phrases' words is a phrase's word."""
    words = {word for phrase in telling for word in phrase.split()}
    told = sum(any(not words.isdisjoint(it.split()) for it in phrases) for phrases in texts)
    return told / max(1, len(texts))


def _terms(phrases: Sequence[str]) -> Iterator[str]:
    """Yield the phrases and all their parts."""
    for phrase in phrases:
        words = phrase.split()
        for begin in range(len(words)):
            for end in range(begin + 1, len(words) + 1):
                yield " ".join(words[begin:end])


def _best(count: Counter[str], overall: Counter[str], mean: float) -> tuple[str, ...]:
    size = sum(count.values()) or 1
    outside = overall.total() - size or 1
    weights = {
        term: times / size * math.log(1 + mean / overall[term])
        for term, times in count.items()
        if times / size > _OFTENER * (overall[term] - times) / outside
    }
    for term in sorted(weights, key=lambda it: len(it.split())):
        for part in set(_terms((term,))) - {term}:
            if part in weights and count[term] >= _WHOLE * count[part]:
                weights[term] = max(weights[term], weights[part])
                weights[part] = 0.0
    found: list[str] = []
    for term in sorted(weights, key=lambda it: (-weights[it], it)):
        if not any(_overlap(term, other) for other in found):
            found.append(term)
        if len(found) == PHRASES:
            break
    return tuple(found)


def _overlap(one: str, other: str) -> bool:
    return not set(one.split()).isdisjoint(other.split())
