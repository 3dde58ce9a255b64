"""Matrices in whole numbers of seven bits, as the assembled model multiplies with them.

What comes into a product is rounded to whole numbers as well, with one scale for a whole text
(`DynamicQuantizeMatMul`). A few of its columns are much larger than all others and would leave
these none of the steps, so each column is evened out: its values are multiplied by a factor before
they are rounded, and the weights of the column divided by it (SmoothQuant, Xiao et al. 2023). The
factors are found in training (`sentiment/training/evening.py`).

Seven bits, not eight: processors without VNNI add pairs of products in sixteen bits, where two
products of eight bits do not fit. So the numbers are the same on all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.builtin.base import Floats

LARGEST = 63
"""The largest number; the smallest is its negative."""
FACTORS = "factors.npz"

Factors = Mapping[str, Floats]
"""By matrix (`l0.qkv`, `e7.fo`, `pooler` …): by what each column of its input is multiplied."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A matrix to multiply with.

    Attributes:
        values: Shape (columns, rows): it is multiplied from the right.
        scales: What 1 means, by row.
        factors: By what the input is multiplied before, by column.
    """

    values: NDArray[np.int8]
    scales: Floats
    factors: Floats


def rounded(weights: Floats, factors: Floats) -> Whole:
    """Round a matrix, shape (rows, columns); the largest weight of each row keeps its value."""
    evened = weights.T / factors[:, None]
    scales = np.asarray(np.abs(evened).max(axis=0) / np.float32(LARGEST), np.float32)
    values = np.rint(evened / np.where(scales > 0, scales, np.float32(1)))
    return Whole(np.clip(values, -LARGEST, LARGEST).astype(np.int8), scales, factors)


def save_factors(factors: Factors, file: Path) -> None:
    """Write them, in half precision."""
    halves = {name: values.astype(np.float16) for name, values in factors.items()}
    with file.open("wb") as opened:
        np.savez(opened, allow_pickle=False, **halves)


def load_factors(file: Path) -> Factors:
    """Read them."""
    with np.load(file, allow_pickle=False) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}
