"""The space in which topics are looked for.

An encoder's vectors differ most by what has nothing to do with the matter: all lie in a narrow
cone, and each language in a corner of its own. Each language's mean is subtracted, which leaves
what a text says beyond being in that language, and brings the same matter in all languages to one
place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sentiment.meaning import DIMENSIONS, Vectors

Labels = NDArray[np.int64]
"""The cluster of each row of something else."""

ANY = ""
"""Stands for languages that are unknown or too rare to have a mean of their own."""
_OWN_MEAN = 10
"""Texts of a language, at least, for having a mean of its own: that of fewer is what they are
about."""
_NONE: Vectors = np.zeros((0, DIMENSIONS), np.float32)


@dataclass(frozen=True, slots=True)
class Space:
    """Where texts lie.

    Attributes:
        means: Each language's mean, shape (dimensions,), and that of all texts under `ANY`.
        lens: What tells topics apart, shape (directions, dimensions); see `sentiment.topics.lens`.
        centres: The mean of each cluster, shape (clusters, dimensions): first the topics', then
            those of what belongs together and is no topic, such as mere greetings.
    """

    means: Mapping[str, Vectors]
    lens: Vectors
    centres: Vectors

    def centred(self, vectors: Vectors, languages: Sequence[str | None]) -> Vectors:
        """Return vectors of length 1 without what their language adds, shape as `vectors`."""
        names = list(self.means)
        place = {name: index for index, name in enumerate(names)}
        rows = [place.get(language or ANY, place[ANY]) for language in languages]
        return unit(vectors - np.stack([self.means[name] for name in names])[rows])

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` makes the same space of: some ten to forty kilobytes."""
        names = ",".join(self.means).encode()
        sizes = (len(names), len(self.means), len(self.lens), len(self.centres))
        head = b"".join(size.to_bytes(2, "big") for size in sizes)
        values = np.concatenate([np.stack(list(self.means.values())), self.lens, self.centres])
        return head + names + values.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Space:
        """Read what `to_bytes` wrote."""
        length, means, lens, _ = (int.from_bytes(kept[at : at + 2], "big") for at in (0, 2, 4, 6))
        names = kept[8 : 8 + length].decode().split(",")
        values = np.frombuffer(kept[8 + length :], "<f2").reshape(-1, DIMENSIONS).astype(np.float32)
        return cls(
            means=dict(zip(names, values[:means], strict=True)),
            lens=values[means : means + lens],
            centres=values[means + lens :],
        )


def space_of(vectors: Vectors, languages: Sequence[str | None]) -> Space:
    """Return the space of texts with these meanings, with no lens yet."""
    overall = vectors.mean(axis=0) if len(vectors) else np.zeros(DIMENSIONS, np.float32)
    means = {ANY: overall}
    codes = np.array([language or ANY for language in languages])
    for code, count in zip(*np.unique(codes, return_counts=True), strict=True):
        if code != ANY and count >= _OWN_MEAN:
            means[str(code)] = vectors[codes == code].mean(axis=0)
    return Space(means, _NONE, _NONE)


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors with length 1; one without length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), np.float32)
