"""A topic that is suddenly asked about more than usual."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WINDOW = 7
"""Days that are looked at together: each weekday once."""
HISTORY = 8
"""Windows before, at most, that say what is usual."""
LEAST_HISTORY = 4
"""Windows before, at least: of fewer nobody knows what is usual."""
LEAST = 15
"""Conversations above what was expected, at least."""
FACTOR = 1.4
"""Times what was expected, at least."""
SPREADS = 5.0
"""Above what was expected, in units of the usual spread, at least."""
RECORD = 1.15
"""Times the largest share of any window before, at least."""
AGAIN = 2.0
"""Times the share that was told of last, at least, for being told again."""

Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Growing:
    """Unusual growth, with what it was measured by.

    Attributes:
        first: First day of the window.
        last: Its last day.
        seen: Conversations in the window.
        expected: As many as usual would be, with as many conversations in all.
        factor: `seen / expected`.
        windows: How many windows before say what is usual.
    """

    first: date
    last: date
    seen: int
    expected: float
    factor: float
    windows: int


def growth(
    counts: Sequence[int], totals: Sequence[int], last: date, alerted: date | None = None
) -> Growing | None:
    """Tell whether a topic has grown unusually in the week that ends with `last`.

    Expected is the larger of two: the topic's median share of all conversations in the weeks
    before, times all conversations of this week; and its median count. So neither a campaign that
    brings more of everything is growth, nor a holiday on which only this topic keeps its level. And
    it has to be a record: what comes back after a dip was there before.

    Args:
        counts: The topic's conversations per day, without gaps, the last one on `last`.
        totals: All conversations of the same days, in any topic and in none.
        last: The last whole day (UTC).
        alerted: The last day of the growth that was told last (`Growing.last`). While it is among
            the days that are looked at, only twice as much growth is told of again: each growth is
            told once, whether one asks daily or weekly.

    Raises:
        ValueError: `counts` and `totals` are not equally long.
    """
    if len(counts) != len(totals):
        raise ValueError(f"{len(counts)} days of counts, {len(totals)} of totals")
    windows = min(len(counts) // WINDOW, HISTORY + 1)
    if windows < LEAST_HISTORY + 1:
        return None
    mine, all_ = _windows(counts, windows), _windows(totals, windows)
    if not all_.all():
        return None
    shares = mine / all_
    usual = float(np.median(shares[:-1]))
    expected = max(usual * float(all_[-1]), float(np.median(mine[:-1])))
    seen = int(mine[-1])
    if seen - expected < LEAST or seen < FACTOR * expected:
        return None
    if shares[-1] < RECORD * shares[:-1].max():
        return None
    if seen - expected < SPREADS * _spread(mine[:-1], all_[:-1], usual, expected):
        return None
    told = _share_then(counts, totals, last, alerted)
    if shares[-1] < AGAIN * told:
        return None
    first = last - timedelta(days=WINDOW - 1)
    return Growing(first, last, seen, expected, seen / max(expected, 1.0), windows - 1)


def _windows(per_day: Sequence[int], windows: int) -> Figures:
    whole = np.asarray(per_day[-windows * WINDOW :], np.float64)
    return np.asarray(whole.reshape(windows, WINDOW).sum(axis=1))


def _share_then(
    counts: Sequence[int], totals: Sequence[int], last: date, then: date | None
) -> float:
    """Return the topic's share in the week that ended with `then`; 0 if it is too long ago."""
    if then is None:
        return 0.0
    end = len(counts) - (last - then).days
    if not max(WINDOW, len(counts) - HISTORY * WINDOW) <= end <= len(counts):
        return 0.0
    return sum(counts[end - WINDOW : end]) / max(1, sum(totals[end - WINDOW : end]))


def _spread(counts: Figures, totals: Figures, usual: float, expected: float) -> float:
    """How far a week strays by chance: as lots drawn do, and more if the weeks before did."""
    drawn = np.sqrt(np.maximum(usual * totals, 1.0))
    strays = np.abs(counts - usual * totals) / drawn
    wilder = 1.4826 * float(np.median(strays))  # a normal spread's ratio to its median deviation
    return max(1.0, wilder) * math.sqrt(max(expected, 1.0))
