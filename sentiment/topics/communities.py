"""Groups in a graph of neighbours.

Communities of highest modularity by local moves (Blondel, Guillaume, Lambiotte, Lefebvre: Fast
unfolding of communities in large networks, 2008, arXiv:0803.0476), with a resolution (Reichardt,
Bornholdt, 2006). Needs no number of groups.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sentiment.meaning import Vectors
from sentiment.topics.space import Labels

Weights = NDArray[np.float64]
_GAIN = 1e-12


def neighbours(vectors: Vectors, count: int) -> Weights:
    """Return how near each vector is to its `count` nearest, 0 to others; symmetric."""
    likeness = (vectors @ vectors.T).astype(np.float64)
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    rows = np.arange(len(vectors))[:, None]
    weights = np.zeros_like(likeness)
    weights[rows, nearest] = np.maximum(likeness[rows, nearest], 0)
    return np.asarray((weights + weights.T) / 2)


def communities(weights: Weights, resolution: float, lots: np.random.Generator) -> Labels:
    """Return each node's community; a higher resolution makes more of them."""
    found = np.arange(len(weights))
    total = float(weights.sum())
    if total <= 0:
        return found
    graph = weights
    while True:
        moved = _moved(graph, total, resolution, lots)
        names, community = np.unique(moved, return_inverse=True)
        found = community[found]
        if len(names) == len(graph):
            return np.asarray(found, np.int64)
        members = np.eye(len(names))[community]
        graph = members.T @ graph @ members


def _moved(
    graph: Weights, total: float, resolution: float, lots: np.random.Generator
) -> NDArray[np.int64]:
    """Move each node to the community where modularity is highest until none moves."""
    strength = graph.sum(axis=1)
    community = np.arange(len(graph))
    sums = strength.copy()
    moving = True
    while moving:
        moving = False
        for node in lots.permutation(len(graph)):
            here = community[node]
            sums[here] -= strength[node]
            links = np.bincount(community, graph[node], len(graph))
            links[here] -= graph[node, node]
            gains = links - resolution * strength[node] * sums / total
            best = int(gains.argmax())
            if gains[best] > gains[here] + _GAIN:
                community[node] = best
                moving = True
            sums[community[node]] += strength[node]
    return community
