"""Finds topics, and puts new conversations into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sentiment.meaning import Vectors, pack, unpack
from sentiment.topics.clusters import clusters_of
from sentiment.topics.lens import lens_of, means_of, nearest
from sentiment.topics.matching import Match, match
from sentiment.topics.model import Found, FoundTopic, Known, Point
from sentiment.topics.space import Labels, Space, space_of, unit
from sentiment.topics.words import words_of

SMALLEST = 20
"""Conversations of a topic, at least."""
SMALLEST_SHARE = 0.004
"""Share of all conversations that a topic has, at least."""
NEAR = 0.05
"""Cosine with its topic's centre that a conversation has at least."""
ITSELF = 0.99
"""Cosine by which a topic's kept centroid is known as the centre it was made of, at least."""
TOLD = 0.4
"""Share of a topic's conversations that its ten telling phrases are told in, at least. What is
below it has no matter in common: greetings, thanks, wrong addresses and the like."""
STILL = 0.6
"""By which the two above are multiplied for a topic that is there already: it need not fade and
appear by turns."""
EXAMPLES = 10


def find_topics(points: Sequence[Point], before: Sequence[Known]) -> Found:
    """Find the topics of these conversations; how many there are need not be known.

    Deterministic. It takes half a minute for 50,000 conversations on one core: call it in a worker.

    Args:
        points: The conversations of the last weeks.
        before: The topics that were found the last time. One whose cluster is still there keeps its
            id and its name, and points that name a topic stay together unless much speaks against
            it.
    """
    vectors = unpack([point.meaning for point in points])
    languages = [point.language for point in points]
    space = space_of(vectors, languages)
    if len(points) < SMALLEST:
        nowhere = dict.fromkeys((point.id for point in points), None)
        return Found((), nowhere, space, tuple(topic.id for topic in before))
    centred = space.centred(vectors, languages)
    place = {topic.id: index for index, topic in enumerate(before)}
    yesterday = np.array([place.get(point.topic_id or "", -1) for point in points])
    clusters = clusters_of(centred, yesterday)
    labels, count, space = _sorted_out(points, centred, clusters, yesterday, space)
    centres = unit(space.centres[:count])
    matched = match(labels, yesterday, centres, before)
    labels = _stay(labels, centred, yesterday, matched, space)
    topics = _described(points, centred, labels, centres, matched, before)
    same_or_part = {before[it].id for it in {*matched.same.values(), *matched.merged}}
    return Found(
        topics=topics,
        member_of={
            point.id: label if label >= 0 else None
            for point, label in zip(points, labels.tolist(), strict=True)
        },
        space=space,
        gone=tuple(topic.id for topic in before if topic.id not in same_or_part),
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
    centred = space.centred(
        unpack([point.meaning for point in points]), [point.language for point in points]
    )
    likeness = unit(space.centres) @ unpack([topic.centroid for topic in known]).T
    ids = [known[int(row.argmax())].id if row.max() >= ITSELF else None for row in likeness]
    return {
        point.id: ids[label] if label >= 0 else None
        for point, label in zip(points, _put(centred, space).tolist(), strict=True)
    }


def _put(centred: Vectors, space: Space) -> Labels:
    """Return each text's cluster, -1 for one that is near to none."""
    labels = nearest(centred, space.centres, space.lens)
    likeness = (centred * unit(space.centres)[labels]).sum(axis=1)
    return np.where(likeness >= NEAR, labels, -1)


def _sorted_out(
    points: Sequence[Point], centred: Vectors, clusters: Labels, yesterday: Labels, space: Space
) -> tuple[Labels, int, Space]:
    """Return each point's topic, the largest being 0, how many there are, and the space with what
    tells them apart and from the rest."""
    sizes = np.bincount(clusters)
    least = max(SMALLEST, SMALLEST_SHARE * len(points))
    familiar = np.bincount(clusters, yesterday >= 0) > sizes / 2
    eased = np.where(familiar, STILL, 1.0)
    order = np.argsort(-sizes, kind="stable")
    large = [int(it) for it in order if sizes[it] >= least * eased[it]]
    words = words_of(points, [np.flatnonzero(clusters == it) for it in large])
    topics = [it for it, found in zip(large, words, strict=True) if found.told >= TOLD * eased[it]]
    if not topics:
        return np.full(len(points), -1), 0, space
    ranked = topics + [it for it in large if it not in topics]
    place = np.full(len(sizes), -1)
    place[ranked] = np.arange(len(ranked))
    means = means_of(centred, place[clusters], len(ranked))
    space = replace(space, lens=lens_of(centred, place[clusters], means), centres=means)
    labels = _put(centred, space)
    return np.where(labels < len(topics), labels, -1), len(topics), space


def _stay(
    labels: Labels, centred: Vectors, yesterday: Labels, matched: Match, space: Space
) -> Labels:
    """Leave texts at the border of two topics in the one where they were."""
    if not matched.same:
        return labels
    now = np.full(int(yesterday.max(initial=0)) + 1, -1)
    for cluster, topic in matched.same.items():
        if topic < len(now):
            now[topic] = cluster
    so_far = np.where(yesterday >= 0, now[yesterday], -1)
    kept = nearest(centred, space.centres, space.lens, so_far)
    return np.where((so_far >= 0) & (kept == so_far), kept, labels)


def _described(
    points: Sequence[Point],
    centred: Vectors,
    labels: Labels,
    centres: Vectors,
    matched: Match,
    before: Sequence[Known],
) -> tuple[FoundTopic, ...]:
    members = [np.flatnonzero(labels == it) for it in range(len(centres))]
    words = words_of(points, members)
    topics = []
    for index, each in enumerate(members):
        same = matched.same.get(index)
        likeness = centred[each] @ centres[index]
        examples = each[np.argsort(-likeness, kind="stable")[:EXAMPLES]]
        topics.append(
            FoundTopic(
                id=None if same is None else before[same].id,
                name=words[index].name if same is None else before[same].name,
                centroid=pack(centres[index]),
                phrases=words[index].phrases,
                size=len(each),
                examples=tuple(points[it].id for it in examples.tolist()),
                merged=tuple(
                    before[topic].id for topic, into in matched.merged.items() if into == index
                ),
                split_from=before[matched.split[index]].id if index in matched.split else None,
            )
        )
    return tuple(topics)
