"""Tuning the built-in model on a team's corrections: as a job beside the server, or from the
command line."""

from __future__ import annotations

import asyncio
import logging
import pickle
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from conversations.clock import Clock
from conversations.corrections import Corrected
from conversations.events import SettingsChanged
from conversations.model_heads import (
    FEWEST_CORRECTIONS,
    SHIPPED,
    ModelHead,
    Tune,
    TuneFigures,
    TuneState,
)
from conversations.ports import Bus
from parley.analysis.teaching import tuned_head
from sentiment.builtin import NAME
from sentiment.port import Text
from sentiment.teachings import TunedHead
from sentiment.tuning_child import Learned, Lessons, NotLearned, answer_of, command
from storage.stores import Stores

_log = logging.getLogger(__name__)

LEASE = "tuning"
LEASE_S = 15.0
"""A process that dies is taken over from within so many seconds."""
LOOK_EVERY_S = 2.0
CALLED_OFF = "It was called off."
MOODS = {"negative": 0, "neutral": 1, "positive": 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tuning as it ended, with its head if that was better. ``compared`` is the version that was
    in force when it began: it was compared with that, or with the shipped one in its place if
    that is of a former model."""

    tune: Tune
    head: TunedHead | None
    compared: int = SHIPPED


class Tuning:
    """Carries tunings out."""

    def __init__(self, stores: Stores, bus: Bus, clock: Clock, models: Path | None) -> None:
        """``models`` is the folder of the built-in model, None for the user's cache."""
        self._stores = stores
        self._tunes = stores.tunes
        self._bus = bus
        self._clock = clock
        self._models = models

    async def work(self) -> None:
        """Carry out what is ordered, until cancelled: by whoever holds the lease."""
        while True:
            if not await self.step():
                await asyncio.sleep(LOOK_EVERY_S)

    async def step(self) -> bool:
        """Carry out the oldest order there is; False if there is none. One that a crash cut short
        is carried out again from its beginning, or from its head if it had come so far."""
        tune = await self._tunes.next_open()
        if tune is None:
            return False
        made = await self._tunes.made_by(tune.id)
        if made is not None:
            await self._end(self._with_head(tune, *made))
            return True
        if not await self._tunes.put(replace(tune, state=TuneState.RUNNING)):
            return True  # called off, or done elsewhere
        await self._bus.publish(SettingsChanged(kind="tune", id=tune.id))
        outcome = await self.learn(tune)
        await self.keep(outcome)
        return True

    async def call_off(self, tune_id: str) -> None:
        """End what is no longer carried out because whoever ordered it wants it no more; with its
        head, if it had come so far. For the holder of the lease."""
        tune = await self._tunes.get(tune_id)
        if not tune.is_open:
            return
        made = await self._tunes.made_by(tune_id)
        ended = self._with_head(tune, *made) if made is not None else self.called_off(tune)
        await self._end(ended)

    def called_off(self, tune: Tune) -> Tune:
        """Return it as it ends without a result, because nobody wants one."""
        return self._failed(tune, CALLED_OFF).tune

    async def learn(self, tune: Tune) -> Outcome:
        """Learn from the corrections that stand now; nothing is stored."""
        corrected = await self._stores.corrections.standing()
        corrected = [it for it in corrected if it.value in MOODS]
        tune = replace(tune, corrections=len(corrected))
        if len(corrected) < FEWEST_CORRECTIONS:
            return self._failed(
                tune,
                f"A tuning needs {FEWEST_CORRECTIONS} corrected messages; there are "
                f"{len(corrected)}.",
            )
        version = await self._tunes.version()
        lessons = await self._lessons(corrected, version)
        learned = await _apart(lessons)
        if isinstance(learned, NotLearned):
            return self._failed(tune, learned.why)
        done = replace(
            tune,
            state=TuneState.DONE,
            finished_at=self._clock.now(),
            before=TuneFigures(
                anchor=learned.before.anchor, corrections=learned.before.corrections
            ),
            after=TuneFigures(anchor=learned.after.anchor, corrections=learned.after.corrections),
        )
        return Outcome(done, learned.head if learned.better else None, version)

    async def keep(self, outcome: Outcome) -> Tune:
        """Store how a tuning ended, and put its head in force if it is better. Where somebody has
        chosen another one meanwhile, that stays: the new one was not compared with it."""
        tune = outcome.tune
        if outcome.head is not None:
            # first its figures: after a crash nothing else would tell what the head is worth
            learned = replace(tune, state=TuneState.RUNNING, finished_at=None)
            if not await self._tunes.put(learned):
                return await self._tunes.get(tune.id)
            version = await self._tunes.next_version()
            in_force = await self._tunes.keep(
                ModelHead(
                    version=version,
                    weights=outcome.head.weights,
                    bias=outcome.head.bias,
                    model=outcome.head.model,
                    tune_id=tune.id,
                    at=self._clock.now(),
                ),
                instead_of=outcome.compared,
            )
            tune = self._with_head(tune, version, in_force)
        return await self._end(tune)

    def _with_head(self, tune: Tune, version: int, in_force: bool) -> Tune:
        return replace(
            tune,
            state=TuneState.DONE,
            finished_at=tune.finished_at or self._clock.now(),
            version=version,
            overtaken=not in_force,
        )

    async def _end(self, tune: Tune) -> Tune:
        """Store how it ended, unless who took it over from here, a stall being long, did so."""
        if not await self._tunes.put(tune):
            return await self._tunes.get(tune.id)
        _log.info("tuning ended: %s", tune.error or _word_of(tune))
        await self._bus.publish(SettingsChanged(kind="tune", id=tune.id))
        if tune.switched:
            await self._bus.publish(SettingsChanged(kind="model_head", id=str(tune.version)))
        return tune

    async def _lessons(self, corrected: list[Corrected], version: int) -> Lessons:
        head = await self._tunes.head(version) if version != SHIPPED else None
        if head is not None and head.model != NAME:
            head = None  # the shipped one reads in its place
        return Lessons(
            texts=tuple(Text(it.text, it.language) for it in corrected),
            labels=tuple(MOODS[it.value] for it in corrected),
            current=tuned_head(head),
            models=self._models,
        )

    def _failed(self, tune: Tune, why: str) -> Outcome:
        ended = replace(tune, state=TuneState.FAILED, finished_at=self._clock.now(), error=why)
        return Outcome(ended, None)


def _word_of(tune: Tune) -> str:
    if tune.overtaken:
        return "better, and kept beside the head that was chosen meanwhile"
    return "switched" if tune.switched else "kept"


async def _apart(lessons: Lessons) -> Learned | NotLearned:
    """Learn in a process of its own; it ends if nobody waits for it any more."""
    process = await asyncio.create_subprocess_exec(
        *command(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        process_group=0,  # Ctrl-C is for us: its death would look like a failure of its own
    )
    try:
        written, words = await process.communicate(pickle.dumps(lessons))
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):  # it has ended just now
            process.kill()
        await process.wait()
        raise
    return answer_of(process.returncode or 0, written, words)
