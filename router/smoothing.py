"""A running mean in which the recent counts for more, and the old for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

WEIGHT = 0.2
"""How much the newest value counts once there are enough: about the last ten make the mean."""
ENOUGH = 3
"""From so many values on, the mean says something."""
STRETCH = timedelta(hours=1)
"""If nothing came for so long, what came before says nothing of now."""


class Smoothed:
    """Exponentially weighted mean; the first values are averaged plainly."""

    __slots__ = ("_count", "_newest", "value")

    def __init__(self) -> None:
        self._count = 0
        self._newest: datetime | None = None
        self.value = 0.0

    def known(self, now: datetime) -> bool:
        """Whether there have been enough values lately."""
        lately = self._newest is not None and now - self._newest <= STRETCH
        return lately and self._count >= ENOUGH

    def take(self, value: float, at: datetime) -> None:
        """Take one more value, that came ``at``."""
        if self._newest is not None and at - self._newest > STRETCH:
            self._count, self.value = 0, 0.0
        self._newest = max(at, self._newest) if self._newest is not None else at
        self._count += 1
        self.value += max(WEIGHT, 1 / self._count) * (value - self.value)
