"""Trying a text's intents: asked where the pages are, answered where the model is.

The two may be one process or two, so a trial goes through the database either way. It is taken
away, with its words, as soon as it has been answered or given up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from conversations.clock import Clock, new_id
from conversations.errors import Unavailable
from conversations.intents import FoundIntent
from storage.intents import IntentTrialRepository, Trial

_log = logging.getLogger(__name__)

PATIENCE_S = 8.0
ASK_AGAIN_S = 0.1
LOOK_EVERY_S = 1.0
"""How often a process with a model looks for trials that other processes ask."""

Find = Callable[[Sequence[str]], Awaitable[Sequence[Sequence[FoundIntent]] | None]]
"""Says which intents texts have; None if there is no model that knows meanings."""


class IntentTrialDesk:
    """Implements :class:`conversations.intents.IntentTrials`, and answers where a model is."""

    def __init__(
        self, trials: IntentTrialRepository, clock: Clock, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._trials = trials
        self._clock = clock
        self._patience_s = patience_s
        self._asked = asyncio.Event()

    async def find(self, text: str) -> Sequence[FoundIntent]:
        """Return a text's intents, best first; Unavailable if nobody answers in time."""
        trial = Trial(id=new_id(), text=text)
        await self._trials.ask(trial, self._clock.now())
        self._asked.set()
        try:
            for _ in range(round(self._patience_s / ASK_AGAIN_S)):
                found = await self._trials.answered(trial.id)
                if found is not None:
                    return found
                await asyncio.sleep(ASK_AGAIN_S)
        finally:
            await asyncio.shield(self._trials.forget(trial.id))
        raise Unavailable(
            "No process answers that knows what texts mean.",
            remedy="See in the settings whether the built-in model is assembled and the worker "
            "runs.",
        )

    async def answer(self, find: Find) -> None:
        """Answer trials until cancelled. What cannot be answered is left to run out of time."""
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._asked.wait()
            except TimeoutError:
                pass
            self._asked.clear()
            try:
                await self._answer_once(find)
            except Exception:
                _log.exception("answering trials of intents failed; trying again")
                await asyncio.sleep(LOOK_EVERY_S)

    async def _answer_once(self, find: Find) -> None:
        trials = await self._trials.asked(self._clock.now())
        if not trials:
            return
        found = await find([trial.text for trial in trials])
        if found is None:
            return
        for trial, intents in zip(trials, found, strict=True):
            await self._trials.answer(trial.id, intents)
