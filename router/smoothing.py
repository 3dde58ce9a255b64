"""A running mean in which the recent counts for more."""

from __future__ import annotations

WEIGHT = 0.2
"""How much the newest value counts once there are enough: about the last ten make the mean."""
ENOUGH = 3
"""From so many values on, the mean says something."""


class Smoothed:
    """Exponentially weighted mean; the first values are averaged plainly."""

    __slots__ = ("_count", "value")

    def __init__(self) -> None:
        self._count = 0
        self.value = 0.0

    @property
    def known(self) -> bool:
        """Whether there have been enough values."""
        return self._count >= ENOUGH

    def take(self, value: float) -> None:
        """Take one more value."""
        self._count += 1
        self.value += max(WEIGHT, 1 / self._count) * (value - self.value)
