"""Intents on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from agent_console.wire.scalars import Given, Id, Name, Shown, Text
from conversations.intents import (
    FEWEST_EXAMPLES,
    LONGEST_EXAMPLE,
    FoundIntent,
    Intent,
)

SENT_AT_ONCE = 1_000
"""Examples of one request, with repetitions; far more than are kept."""

Example = Annotated[
    str,
    StringConstraints(
        strict=True,
        strip_whitespace=True,
        min_length=1,
        max_length=LONGEST_EXAMPLE,
        pattern=r"^[^\x00]*$",
    ),
]
Examples = Annotated[list[Example], Field(min_length=FEWEST_EXAMPLES, max_length=SENT_AT_ONCE)]


class IntentShape(Shown):
    """A label with sentences that show what is meant by it; ``team_id`` null: for everybody."""

    id: str
    name: str
    examples: list[str]
    team_id: str | None
    conversations_7d: int = Field(
        description="Conversations of my queues, of today and the 6 days before it (UTC), that "
        "have it."
    )
    version: int


class IntentBody(Given):
    """A new intent."""

    name: Name
    examples: Examples
    team_id: Id | None = None


class IntentPatch(Given):
    """What to change; a field left out stays."""

    version: int = Field(ge=1)
    name: Name | None = None
    examples: Examples | None = None
    team_id: Id | None = None


class Intents(Shown):
    """The intents of the caller's teams and of everybody."""

    items: list[IntentShape]
    next: str | None = None


class TryBody(Given):
    """A text to try."""

    text: Text = Field(min_length=1)


class FoundIntentShape(Shown):
    """An intent that a text has; ``score`` is how near it lies to the examples, up to 1."""

    id: str
    name: str
    score: float


class TryAnswer(Shown):
    """A text's intents, best first."""

    intents: list[FoundIntentShape]


def intent_shape(given: Intent, conversations_7d: int) -> IntentShape:
    """An intent on the wire."""
    return IntentShape(
        id=given.id,
        name=given.name,
        examples=list(given.examples),
        team_id=given.team_id,
        conversations_7d=conversations_7d,
        version=given.version,
    )


def found_intent_shape(given: FoundIntent) -> FoundIntentShape:
    """A found intent on the wire."""
    return FoundIntentShape(id=given.id, name=given.name, score=round(given.score, 3))
