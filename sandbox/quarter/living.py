"""How a shop lived through the quarter: who wrote, who answered what, and how long each took."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.quarter.calendar import Plan
from sandbox.quarter.conversation import Conversation
from sandbox.quarter.making import conversations
from sandbox.quarter.words import load_answers

_QUICK_S, _SLOW_S = (5, 280), (300, 5_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A conversation with what a shop made of it.

    Attributes:
        told: What the customer wrote.
        customer: Which customer wrote, from 0: some come back.
        answerer: Who of the shop's people answered, from 0.
        answer: The shop's answer to the first message.
        waits_s: Seconds before the answer, before each later message, and before the end.
    """

    told: Conversation
    customer: int
    answerer: int
    answer: str
    waits_s: tuple[int, ...]


def lived_through(plan: Plan, *, customers: int, people: int) -> Iterator[Lived]:
    """Yield the quarter's conversations in the order in which they begin."""
    rng = random.Random(plan.seed)
    answers = load_answers()
    for told in conversations(plan):
        span = _SLOW_S if told.channel == "email" else _QUICK_S
        yield Lived(
            told=told,
            customer=rng.randrange(customers),
            answerer=rng.randrange(people),
            answer=rng.choice(answers[told.language]),
            waits_s=tuple(rng.randint(*span) for _ in range(len(told.then) + 2)),
        )
