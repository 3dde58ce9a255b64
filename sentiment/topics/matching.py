"""Knows yesterday's topics again in today's clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sentiment.meaning import Vectors, unpack
from sentiment.topics.model import Known
from sentiment.topics.space import Labels

_SHARED = 0.4
"""How much a cluster and a topic overlap, at least, for being the same (harmonic mean of either's
share in common, of the conversations that were there before)."""
_PART = 0.5
"""Share of a topic's members in a cluster for having become part of it; of a new cluster's members
from a topic for having been split from it."""
_ALIKE = 0.8
"""Cosine of the centres, at least, for being the same where there are no members in common to
count."""


@dataclass(frozen=True, slots=True)
class Match:
    """What became of the known topics, all by index.

    Attributes:
        same: Cluster to the topic that it is.
        merged: Topic to the cluster that it has become part of.
        split: New cluster to the topic that it was part of.
    """

    same: dict[int, int]
    merged: dict[int, int]
    split: dict[int, int]


def match(labels: Labels, yesterday: Labels, centres: Vectors, known: Sequence[Known]) -> Match:
    """Compare clusters with topics.

    Args:
        labels: Each point's cluster, below 0 for none.
        yesterday: Each point's known topic, by index, below 0 for none.
        centres: The clusters'.
        known: The topics.
    """
    if not len(centres) or not known:
        return Match({}, {}, {})
    shared = np.zeros((len(centres), len(known)))
    both = np.flatnonzero((labels >= 0) & (yesterday >= 0))
    np.add.at(shared, (labels[both], yesterday[both]), 1)
    of_topic = np.bincount(yesterday[yesterday >= 0], minlength=len(known))
    of_cluster = shared.sum(axis=1)
    overlap = 2 * shared / np.maximum(1, of_cluster[:, None] + of_topic[None, :])
    alike = centres @ unpack([topic.centroid for topic in known]).T
    counted = (of_cluster[:, None] > 0) & (of_topic[None, :] > 0)
    same = _pairs(np.where(counted, overlap / _SHARED, alike / _ALIKE))
    merged, split = {}, {}
    for topic in set(range(len(known))) - set(same.values()):
        if of_topic[topic] and shared[:, topic].max() > _PART * of_topic[topic]:
            merged[topic] = int(shared[:, topic].argmax())
        elif not of_topic[topic] and alike[:, topic].max() >= _ALIKE:
            merged[topic] = int(alike[:, topic].argmax())
    for cluster in set(range(len(centres))) - set(same):
        if of_cluster[cluster] and shared[cluster].max() > _PART * of_cluster[cluster]:
            split[cluster] = int(shared[cluster].argmax())
    return Match(same, merged, split)


def _pairs(scores: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> dict[int, int]:
    """Pair rows with columns, the best first, while the score is at least 1."""
    found: dict[int, int] = {}
    for row, column in zip(
        *np.unravel_index(np.argsort(-scores, axis=None), scores.shape), strict=True
    ):
        if scores[row, column] < 1:
            break
        if int(row) not in found and int(column) not in found.values():
            found[int(row)] = int(column)
    return found
