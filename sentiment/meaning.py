"""A text's meaning: a vector of length 1, kept as signed bytes.

Texts that mean alike have vectors whose product is near 1. A byte a dimension loses nothing worth
naming (the cosine changes by less than 0.001) and is a quarter of the space.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384

Vectors = NDArray[np.float32]
_LARGEST = 127


def pack(vector: Vectors) -> bytes:
    """Return a vector, shape (dimensions,), as a signed byte a dimension; its length is lost."""
    largest = float(np.abs(vector).max()) or 1.0
    return bytes(np.rint(vector * (_LARGEST / largest)).astype(np.int8))


def unpack(meanings: Sequence[bytes]) -> Vectors:
    """Return vectors of length 1, shape (meanings, dimensions)."""
    if not meanings:
        return np.zeros((0, DIMENSIONS), np.float32)
    vectors = np.frombuffer(b"".join(meanings), np.int8).reshape(len(meanings), -1)
    found = vectors.astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1.0))


def mean_of(meanings: Sequence[bytes], weights: Sequence[float]) -> bytes | None:
    """Return the meaning of several texts together, by how much each counts; None of none."""
    if not meanings:
        return None
    return pack(np.asarray(weights, np.float32) @ unpack(meanings))
