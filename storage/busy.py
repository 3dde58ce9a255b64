"""How busy the commits are that somebody waits for: work that can wait goes by it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WINDOW_S = 2.0
"""How far back is looked, in seconds."""
RUSH_S = 0.5
"""As far back as a rush may have begun that is noticed at once."""
CALM = 0.65
"""The share of the time up to which what can wait holds back least."""
LEAST = 0.04
"""How much it holds back at least: in short pieces with rests nobody notices it."""


class Busy:
    """The share of the last moments that was taken by work that somebody waits for.

    Stretches of it do not overlap: what is counted takes turns.

    Attributes:
        turn: Held by work that can wait while it is at a piece of it, so that whoever waits meets
            one piece at most.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken: deque[tuple[float, float]] = deque()
        self._since: float | None = None
        self.turn = asyncio.Lock()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the time until the end of the ``with`` block as taken."""
        self._since = self._clock()
        try:
            yield
        finally:
            self._taken.append((self._since, self._clock()))
            self._since = None
            self._forget()

    @property
    def share(self) -> float:
        """The share of the last :data:`WINDOW_S` seconds, or of the last :data:`RUSH_S` if it is
        larger: a rush is noticed as soon as it comes. In [0, 1]."""
        self._forget()
        return max(self._share_of(WINDOW_S), self._share_of(RUSH_S))

    @property
    def pressure(self) -> float:
        """How much what can wait should hold back: :data:`LEAST` up to a share of :data:`CALM`,
        1 if all of the time is taken, and in between evenly."""
        return LEAST + (1.0 - LEAST) * max(0.0, (self.share - CALM) / (1.0 - CALM))

    def _share_of(self, seconds: float) -> float:
        now = self._clock()
        begin = now - seconds
        stretches = [*self._taken, *([] if self._since is None else [(self._since, now)])]
        taken = sum(max(0.0, end - max(start, begin)) for start, end in stretches)
        return min(1.0, taken / seconds)

    def _forget(self) -> None:
        begin = self._clock() - WINDOW_S
        while self._taken and self._taken[0][1] <= begin:
            self._taken.popleft()
