"""How fast simulated people think, type and lose patience."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """All times in seconds. The defaults are those of people; tests make everybody quick."""

    second_per_character: float = 0.11
    think: tuple[float, float] = (2.0, 7.0)
    """Between reading and the first key."""
    patience: float = 240.0
    """How long a visitor waits for an answer before asking whether anybody is there, and once
    more as long before leaving."""
    linger: float = 90.0
    """How long a visitor stays to see the conversation resolved, and then rates it."""

    def thinking(self, rng: random.Random, pause: tuple[float, float] | None = None) -> float:
        """Seconds until the first key; ``pause`` is the scenario's own wish, at human speed."""
        if pause is None or self.think[1] == 0:
            return rng.uniform(*self.think)
        return rng.uniform(*pause)

    def typing(self, rng: random.Random, text: str) -> float:
        """Seconds that it takes to type ``text``."""
        return len(text) * self.second_per_character * rng.uniform(0.7, 1.4)
