"""The space in which topics are looked for.

An encoder's vectors differ most by what has nothing to do with the matter: all lie in a narrow
cone, and each language in a corner of its own. Each language's mean is subtracted, which leaves
what a text says beyond being in that language, and puts the same matter in all languages in one
place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sentiment.meaning import DIMENSIONS, Vectors

ANY = ""
"""Stands for languages that are unknown or too rare to have a mean of their own."""
_OWN_MEAN = 100
"""Texts of a language by which half of the mean that is subtracted is its own."""


@dataclass(frozen=True, slots=True)
class Space:
    """Each language's mean, shape (dimensions,), and that of all texts under `ANY`."""

    means: Mapping[str, Vectors]

    def centred(self, vectors: Vectors, languages: Sequence[str | None]) -> Vectors:
        """Return vectors of length 1 without what their language adds, shape as `vectors`."""
        mean_of_any = self.means[ANY]
        means = np.stack([self.means.get(it or ANY, mean_of_any) for it in languages])
        return unit(vectors - means)

    def to_bytes(self) -> bytes:
        """Return what `from_bytes` makes the same space of: about 800 bytes a language."""
        names = ",".join(self.means).encode()
        values = np.stack(list(self.means.values())).astype(np.float16)
        return len(names).to_bytes(2, "big") + names + values.tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Space:
        """Read what `to_bytes` wrote."""
        begin = 2 + int.from_bytes(kept[:2], "big")
        names = kept[2:begin].decode().split(",")
        values = np.frombuffer(kept, np.float16, offset=begin).reshape(len(names), DIMENSIONS)
        return cls(dict(zip(names, values.astype(np.float32), strict=True)))


def space_of(vectors: Vectors, languages: Sequence[str | None]) -> Space:
    """Return the space of texts with these meanings.

    A rare language's mean leans on that of all texts: that of few texts is what they are about.
    """
    if not len(vectors):
        return Space({ANY: np.zeros(DIMENSIONS, np.float32)})
    overall = vectors.mean(axis=0)
    means = {ANY: overall}
    codes = np.array([language or ANY for language in languages])
    for code in np.unique(codes):
        if code != ANY:
            own = vectors[codes == code]
            means[str(code)] = (own.sum(axis=0) + _OWN_MEAN * overall) / (len(own) + _OWN_MEAN)
    return Space(means)


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors with length 1; one without length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), np.float32)
