"""Finds topics, and puts new conversations into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

from sentiment.meaning import Vectors, pack, unpack
from sentiment.topics.model import Found, FoundTopic, Known, Point
from sentiment.topics.naming import name_of, telling_phrases
from sentiment.topics.space import Space, space_of, unit

SMALLEST = 20
"""Conversations of a topic, at least."""
NEAR = 0.25
"""Cosine with its topic's centre that a conversation has at least."""
SAME = 0.8
"""Cosine of a topic's centres, yesterday's and today's, at least."""
EXAMPLES = 10

Labels = NDArray[np.int64]


def find_topics(points: Sequence[Point], before: Sequence[Known]) -> Found:
    """Find the topics of these conversations.

    Deterministic. About ten seconds for 50,000 conversations on one core: call it from a worker.

    Args:
        points: The conversations of the last weeks.
        before: The topics that were found the last time. One whose cluster is still there keeps its
            id and its name.
    """
    vectors = unpack([point.meaning for point in points])
    languages = [point.language for point in points]
    space = space_of(vectors, languages)
    if len(points) < SMALLEST:
        return Found((), {point.id: None for point in points}, space, tuple(k.id for k in before))
    centred = space.centred(vectors, languages)
    labels = _clusters(centred)
    order = sorted(set(labels.tolist()) - {-1}, key=lambda it: -int((labels == it).sum()))
    members = [np.flatnonzero(labels == it) for it in order]
    centres = (
        unit(np.stack([centred[each].mean(axis=0) for each in members]))
        if members
        else np.zeros((0, vectors.shape[1]), np.float32)
    )
    known = _match(centres, before)
    phrases = telling_phrases([[points[it].phrases for it in each.tolist()] for each in members])
    topics = []
    for index, each in enumerate(members):
        same = known.get(index)
        nearest = each[np.argsort(-(centred[each] @ centres[index]), kind="stable")]
        topics.append(
            FoundTopic(
                id=same.id if same else None,
                name=same.name if same else name_of(phrases[index]),
                centroid=pack(centres[index]),
                phrases=phrases[index],
                size=len(each),
                examples=tuple(points[it].id for it in nearest[:EXAMPLES].tolist()),
            )
        )
    place = {label: index for index, label in enumerate(order)}
    member_of = {
        point.id: place.get(label) for point, label in zip(points, labels.tolist(), strict=True)
    }
    still = {topic.id for topic in topics}
    return Found(
        tuple(topics), member_of, space, tuple(it.id for it in before if it.id not in still)
    )


def assign(points: Sequence[Point], known: Sequence[Known], space: Space) -> dict[str, str | None]:
    """Put conversations into the topics that were found last.

    Args:
        points: New conversations.
        known: The topics, with the centroids of that search.
        space: `Found.space` of that search.

    Returns:
        Each point's topic's id; None for one that is near to none.
    """
    if not points or not known:
        return {point.id: None for point in points}
    vectors = space.centred(
        unpack([point.meaning for point in points]), [point.language for point in points]
    )
    likeness = vectors @ unpack([topic.centroid for topic in known]).T
    best = likeness.argmax(axis=1)
    return {
        point.id: known[int(best[it])].id if likeness[it, best[it]] >= NEAR else None
        for it, point in enumerate(points)
    }


def _clusters(centred: Vectors) -> Labels:
    count = min(100, max(2, len(centred) // SMALLEST))
    small = MiniBatchKMeans(count, batch_size=4096, n_init=3, random_state=0).fit(centred)
    centres = unit(small.cluster_centers_.astype(np.float32))
    joined = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0.7, metric="cosine", linkage="average"
    ).fit(centres)
    labels: Labels = np.asarray(joined.labels_, np.int64)[small.labels_]
    for label in np.unique(labels):
        inside = np.flatnonzero(labels == label)
        centre = centred[inside].mean(axis=0)
        likeness = centred[inside] @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        far = inside[likeness < NEAR]
        labels[far] = -1
        if len(inside) - len(far) < SMALLEST:
            labels[inside] = -1
    return labels


def _match(centres: Vectors, before: Sequence[Known]) -> Mapping[int, Known]:
    if not before or not len(centres):
        return {}
    likeness = centres @ unpack([topic.centroid for topic in before]).T
    pairs = sorted(
        ((float(likeness[i, j]), i, j) for i, j in zip(*np.where(likeness >= SAME), strict=True)),
        reverse=True,
    )
    found: dict[int, Known] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in found and j not in taken:
            found[i] = before[j]
            taken.add(j)
    return found
