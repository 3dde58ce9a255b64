"""What tells found clusters apart, for putting texts into them.

Linear discriminant analysis (Fisher, 1936): directions in which texts of one cluster differ much
from each other (how long, how polite, how angry) count less. On sentences that no cluster was made
of it is right more often than the nearest centre is: adjusted Rand .72 against .61.
"""

from __future__ import annotations

import numpy as np

from sentiment.meaning import Vectors
from sentiment.topics.space import Labels

_SHRINKAGE = 0.6
"""How much the spread inside clusters is taken to be the same in all directions. Measured on
sentences that were kept back: 0.3 and 0.8 are a little worse, 1 (no lens) is far worse."""
_INERTIA = 2.0
"""By how much another cluster has to be nearer (squared distance in units of the spread inside
clusters) to a text that is in one: it is then e times as likely to be the right one."""
_WEAKEST = 1e-4


def means_of(centred: Vectors, labels: Labels, count: int) -> Vectors:
    """Return the mean of each label from 0 to `count` - 1; other labels are left out."""
    return np.stack([centred[labels == label].mean(axis=0) for label in range(count)])


def lens_of(centred: Vectors, labels: Labels, means: Vectors) -> Vectors:
    """Return directions, shape (at most clusters - 1, dimensions), that tell clusters apart.

    After projection by them distances are those to decide by. Labels below 0 are left out.
    """
    inside = np.flatnonzero(labels >= 0)
    strays = centred[inside] - means[labels[inside]]
    spread = (strays.T @ strays).astype(np.float64) / max(1, len(inside))
    even = max(float(np.trace(spread)) / len(spread), _WEAKEST)
    spread = (1 - _SHRINKAGE) * spread + _SHRINKAGE * even * np.eye(len(spread))
    values, directions = np.linalg.eigh(spread)
    whiten = (directions / np.sqrt(values)) @ directions.T
    differ = (means - means.mean(axis=0)) @ whiten
    _, strengths, seen = np.linalg.svd(differ, full_matrices=False)
    return np.asarray(seen[strengths > _WEAKEST] @ whiten, np.float32)


def nearest(
    centred: Vectors, means: Vectors, lens: Vectors, so_far: Labels | None = None
) -> Labels:
    """Return each text's nearest mean, seen through the lens.

    Args:
        centred: The texts.
        means: The clusters'.
        lens: As from `lens_of`.
        so_far: Each text's cluster so far, below 0 for none; it stays there unless another is
            nearer by more than chance explains.
    """
    texts, places = centred @ lens.T, means @ lens.T
    far = (places**2).sum(axis=1) - 2 * texts @ places.T
    if so_far is not None:
        there = np.flatnonzero(so_far >= 0)
        far[there, so_far[there]] -= _INERTIA
    return np.asarray(far.argmin(axis=1), np.int64)
