"""Telling the other processes how it stands with the engine that tags."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from conversations.clock import Clock
from conversations.model_heads import TaggingState
from sentiment.process_child import Standing

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
SAY_EVERY = timedelta(seconds=30)

_NO_MEANINGS = (
    "This engine gives texts no meaning, so no intents are found. Put the built-in model together "
    "with `parley models build`: it then finds the intents beside it."
)


class States(Protocol):
    """Where the tagging process says how it is."""

    async def say(self, state: TaggingState) -> None:
        """Keep what it says."""
        ...


def state_of(standing: Standing, clock: Clock) -> TaggingState:
    """The standing as it is told."""
    problem = f"{standing.problem} {standing.remedy}".strip()
    return TaggingState(
        engine=standing.engine,
        ready=standing.ready,
        problem=problem,
        meanings=standing.meanings,
        meanings_problem="" if standing.meanings else problem or _NO_MEANINGS,
        at=clock.now(),
    )


async def tell(standing: Callable[[], Standing], states: States, clock: Clock) -> None:
    """Say it whenever it changes, and twice a minute, until cancelled."""
    said: TaggingState | None = None
    while True:
        now = state_of(standing(), clock)
        if said is None or now.at - said.at >= SAY_EVERY or _differs(now, said):
            try:
                await states.say(now)
                said = now
            except Exception:
                _log.exception("telling of the tagging engine failed; trying again")
        await asyncio.sleep(LOOK_EVERY_S)


def _differs(one: TaggingState, other: TaggingState) -> bool:
    return (one.engine, one.ready, one.problem, one.meanings) != (
        other.engine,
        other.ready,
        other.problem,
        other.meanings,
    )
