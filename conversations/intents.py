"""What customers want, by examples: a label that a team gives to a handful of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.errors import Invalid

FEWEST_EXAMPLES = 3
MOST_EXAMPLES = 50
LONGEST_EXAMPLE = 500
"""Characters of one example."""
MOST_OF_A_TEAM = 50
"""Intents of one team, and as many of everybody: each is compared with each message and with every
other one's examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A label with sentences that show what is meant by it, in any languages.

    ``team_id``: it acts in that team's queues only; None: everywhere.
    """

    id: str
    name: str
    examples: tuple[str, ...]
    team_id: str | None = None
    created_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIntent:
    """An intent that a text was found to have; ``score`` is how near it lies, up to 1."""

    id: str
    name: str
    score: float


class NoRoom(Invalid):
    """A team, or everybody, has :data:`MOST_OF_A_TEAM` intents already."""

    remedy = "Remove one that finds nothing any more."


class IntentTrials(Protocol):
    """Where a text is tried before its intents are relied on."""

    async def find(self, text: str) -> Sequence[FoundIntent]:
        """Return a text's intents, best first.

        Raises :class:`conversations.errors.Unavailable` if nobody answers who knows meanings.
        """
        ...
