"""Clusters of meanings, without knowing how many there are.

First many small clumps, so that a sentence that a thousand customers wrote counts no more than any
other; then communities of clumps at several grains; then what most of those agree on. One view
alone depends on lots drawn: agreement is steadier and nearer to the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sentiment.meaning import Vectors
from sentiment.topics.communities import communities, neighbours
from sentiment.topics.space import Labels, unit

CLUMPS = 1000
_NEIGHBOURS = (12, 18, 25, 35, 50)
_RESOLUTIONS = (1.5, 2.0, 2.5)
_TOGETHER = 0.45
"""Share of the views in which two groups are one, at least, for being one cluster."""
_YESTERDAY = 0.44
"""How much what was together yesterday counts, against today's views: two groups stay together
while one view in fifty says so, and what was apart is joined when four in five say so."""
_BATCH = 4096


def clusters_of(centred: Vectors, yesterday: Labels) -> Labels:
    """Return each text's cluster, from 0 without gaps, in no order.

    Args:
        centred: As from `Space.centred`; at least two.
        yesterday: The cluster in which each text was before, below 0 for none.
    """
    # not above: who only puts conversations into topics is spared its hundred megabytes
    from sklearn.cluster import AgglomerativeClustering

    clumps, clump_of = _clumps(centred)
    views = _views(clumps)
    before = _before(clump_of, yesterday, len(clumps))
    both = (before[:, None] >= 0) & (before[None, :] >= 0)
    same = before[:, None] == before[None, :]
    views = np.where(both, (1 - _YESTERDAY) * views + _YESTERDAY * same, views)
    joined = AgglomerativeClustering(
        n_clusters=None,
        distance_threshold=1 - _TOGETHER,
        metric="precomputed",
        linkage="average",
    ).fit(1 - views)
    labels: Labels = np.asarray(joined.labels_, np.int64)
    return labels[clump_of]


def _clumps(centred: Vectors) -> tuple[Vectors, Labels]:
    """Return the clumps' centres, and each text's clump."""
    if len(centred) <= CLUMPS:
        return centred, np.arange(len(centred))
    from sklearn.cluster import MiniBatchKMeans

    found = MiniBatchKMeans(
        CLUMPS,
        batch_size=_BATCH,
        max_iter=20,
        n_init=1,
        random_state=0,
        reassignment_ratio=0,
    ).fit(centred)
    used, clump_of = np.unique(found.labels_, return_inverse=True)
    centres: Vectors = found.cluster_centers_[used].astype(np.float32)
    return unit(centres), np.asarray(clump_of, np.int64)


def _views(clumps: Vectors) -> NDArray[np.float64]:
    """Return in what share of views two clumps are in one community."""
    lots = np.random.default_rng(0)
    together = np.zeros((len(clumps), len(clumps)))
    for count in _grains(len(clumps)):
        graph = neighbours(clumps, count)
        for resolution in _RESOLUTIONS:
            community = communities(graph, resolution, lots)
            together += community[:, None] == community[None, :]
    return np.asarray(together / (len(_grains(len(clumps))) * len(_RESOLUTIONS)))


def _grains(clumps: int) -> Sequence[int]:
    """Return how many neighbours to look at; of few clumps, fewer."""
    return [max(1, min(count, clumps // 5)) for count in _NEIGHBOURS]


def _before(clump_of: Labels, yesterday: Labels, clumps: int) -> Labels:
    """Return the cluster in which most of a clump's texts were, of those that were in any."""
    known = np.flatnonzero(yesterday >= 0)
    if not len(known):
        return np.full(clumps, -1)
    votes = np.zeros((clumps, int(yesterday.max()) + 1))
    np.add.at(votes, (clump_of[known], yesterday[known]), 1)
    most = votes.max(axis=1)
    return np.where(most > votes.sum(axis=1) / 2, votes.argmax(axis=1), -1)
