"""Limits on attempts: a bucket of tokens per key, in the memory of this process.

Several web processes multiply the limit by their number; it is there to make guessing hopeless,
and that it still does.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from conversations.errors import RateLimited

MAX_KEYS = 20_000


class Limit:
    """At most ``burst`` attempts at once and ``per_minute`` in the long run, for each key.

    Of more than ``MAX_KEYS`` keys the one unused longest is forgotten, so that a flood of
    addresses cannot fill the memory.
    """

    def __init__(
        self, burst: int, per_minute: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = float(burst)
        self._rate = per_minute / 60.0
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, sentence: str = "Too many attempts.") -> None:
        """Count an attempt; raise :class:`RateLimited` if there were too many."""
        wait = self.wait(key)
        if wait > 0:
            raise RateLimited(sentence, wait)
        left, at = self._buckets[key]
        self._buckets[key] = (left - 1.0, at)

    def wait(self, key: str) -> float:
        """Seconds until the next attempt of this key is allowed; 0 if it is now."""
        now = self._monotonic()
        left, at = self._buckets.get(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        self._buckets[key] = (left, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        return 0.0 if left >= 1.0 else (1.0 - left) / self._rate

    def forgive(self, key: str) -> None:
        """Forget a key's attempts: it has proved itself."""
        self._buckets.pop(key, None)
