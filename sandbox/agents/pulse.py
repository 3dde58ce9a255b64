"""How fast simulated agents decide, read and type."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """All times in seconds. The defaults are those of people; tests make everybody quick."""

    decide: tuple[float, float] = (1.5, 6.0)
    """Before an offer is accepted."""
    read: tuple[float, float] = (2.0, 6.0)
    """After the customer's last message, for more may follow."""
    unhurried: float = 3.0
    """How many times as long a mail is read, for nobody sits and waits for the answer."""
    second_per_character: float = 0.05
    patience: float = 75.0
    """Without a word from the customer for so long, the conversation is resolved."""
    farewell: float = 15.0
    """After the goodbye the customer may have a last word for so long."""
    reached: float = 90.0
    """So long is waited until a call has come about; then somebody else has to deal with it."""
    longest_call: float = 180.0
    look_up: tuple[float, float] = (8.0, 20.0)
    """After so long in a call something has to be looked up, if it has."""
    hold: tuple[float, float] = (4.0, 9.0)
    """So long it takes: the caller hears music."""
    put_down: tuple[float, float] = (6.0, 9.0)
    """After the caller's thanks, if nobody says anything more and the caller has not hung up."""
    wrap_up: tuple[float, float] = (4.0, 10.0)
    """What a call was about is written down within so long."""
    listen: tuple[float, float] = (6.0, 15.0)
    """So long it takes to listen to a message."""

    def deciding(self, rng: random.Random) -> float:
        """Seconds until an offer is accepted."""
        return rng.uniform(*self.decide)

    def reading(self, rng: random.Random) -> float:
        """Seconds until the first key."""
        return rng.uniform(*self.read)

    def some(self, rng: random.Random, span: tuple[float, float]) -> float:
        """Seconds within a span."""
        return rng.uniform(*span)

    def typing(self, rng: random.Random, text: str) -> float:
        """Seconds that it takes to type ``text``."""
        return len(text) * self.second_per_character * rng.uniform(0.7, 1.3)
