"""What training made of the encoder's upper layers, as it lies in the repository.

`change.npz` holds every matrix of layers 3 to 8 and of the pooler as one byte a weight with a
half-precision scale for each 32, everything else in float32; 12 MB. `head.npz` holds the last
matrix, which a team's corrections may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.builtin import NAME
from sentiment.builtin.base import BLOCK, Bytes, Floats
from sentiment.teachings import TunedHead

LAYERS = 8
"""Layers of the built-in model; the encoder has twelve."""
UNCHANGED = 2
"""Layers from below that are as they were."""
MIDDLE = 128
"""The byte that means 0."""
MATRICES = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
"""A layer's matrices, and of which of the encoder's each is stacked."""
NORMS = ("aln", "oln")


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix of 8-bit weights: `bytes_` of shape (rows, columns), 128 above their value, and
    `scales` of shape (rows, columns / 32)."""

    bytes_: Bytes
    scales: Floats

    def dense(self) -> Floats:
        """Return the weights in float32, shape (rows, columns)."""
        values = self.bytes_.astype(np.float32) - MIDDLE
        return np.asarray(values * np.repeat(self.scales, BLOCK, axis=1))


def quantise(weights: Floats) -> Quantised:
    """Round a matrix to bytes; the largest weight of each 32 keeps its value."""
    rows, columns = weights.shape
    blocks = weights.reshape(rows, columns // BLOCK, BLOCK)
    scales = (np.abs(blocks).max(axis=2) / (MIDDLE - 1)).astype(np.float16)
    divisors = np.where(scales > 0, scales, 1).astype(np.float32)[:, :, None]
    values = np.clip(np.rint(blocks / divisors), 1 - MIDDLE, MIDDLE - 1)
    return Quantised(
        (values + MIDDLE).astype(np.uint8).reshape(rows, columns), scales.astype(np.float32)
    )


@dataclass(frozen=True, slots=True)
class Change:
    """The matrices and vectors that training changed, by name (`l4.fi.w`, `l4.aln.b`, `pooler.w`
    …); layers count from 0."""

    matrices: Mapping[str, Quantised]
    vectors: Mapping[str, Floats]

    def save(self, file: Path) -> None:
        """Write it; the same change gives the same bytes."""
        content: dict[str, NDArray[np.generic]] = {}
        for name, matrix in self.matrices.items():
            content[f"{name}.bytes"] = matrix.bytes_
            content[f"{name}.scales"] = matrix.scales.astype(np.float16)
        content |= {f"{name}.vector": vector for name, vector in self.vectors.items()}
        with file.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **content)

    @classmethod
    def load(cls, file: Path) -> "Change":
        """Read it."""
        with np.load(file, allow_pickle=False) as kept:
            matrices = {
                name.removesuffix(".bytes"): Quantised(
                    kept[name], kept[f"{name.removesuffix('.bytes')}.scales"].astype(np.float32)
                )
                for name in kept.files
                if name.endswith(".bytes")
            }
            vectors = {
                name.removesuffix(".vector"): kept[name]
                for name in kept.files
                if name.endswith(".vector")
            }
        return cls(matrices, vectors)


@dataclass(frozen=True, slots=True)
class Head:
    """The last step: from the 384 features that the encoder pools to the three moods.

    Attributes:
        weights: Shape (features, 3); the moods are negative, neutral, positive.
        bias: Shape (3,).
        version: 0 as shipped; counts up with each tuning.
    """

    weights: Floats
    bias: Floats
    version: int = 0

    def chances(self, features: Floats) -> Floats:
        """Return how likely each mood is, shape (texts, 3)."""
        logits = features @ self.weights + self.bias
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def as_tuned(self, version: int) -> TunedHead:
        """Return this head as a tuned one, to be kept and taught."""
        little = np.dtype("<f4")
        weights, bias = (each.astype(little).tobytes() for each in (self.weights, self.bias))
        return TunedHead(version, weights, bias, NAME)

    def save(self, file: Path) -> None:
        """Write it."""
        with file.open("wb") as opened:
            np.savez(opened, allow_pickle=False, weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, file: Path) -> "Head":
        """Read the shipped one."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(kept["weights"], kept["bias"])
