"""How fast people on the phone think and speak, and how long they wait."""

from __future__ import annotations

import random
from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """All times in seconds of the sandbox's clock. The defaults are those of people."""

    letter: float = 0.075
    """For each letter that is said."""
    think: Span = (0.8, 3.0)
    """Before a sentence."""
    choose: Span = (3.0, 7.0)
    """From the first word of a menu until a key is pressed."""
    patience: Span = (70.0, 150.0)
    """How long somebody waits to be spoken to."""
    fickle: Span = (6.0, 20.0)
    """How long somebody stays in a queue who means to leave it."""
    hold: float = 90.0
    """How long somebody stays who is put on hold, or to whom nobody speaks any more."""
    linger: float = 25.0
    """How long somebody waits for the other side to hang up."""
    pick_up: Span = (2.0, 6.0)
    """How long a phone rings until it is picked up."""
    callback: float = 900.0
    """How long a call is waited for that was promised."""

    def speaking(self, text: str) -> float:
        """Seconds that it takes to say something."""
        return len(text) * self.letter


def some(rng: random.Random, span: Span) -> float:
    """A time within a span."""
    return rng.uniform(*span)
