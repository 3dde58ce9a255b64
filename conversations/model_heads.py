"""The part of the built-in model that a team's corrections teach: its head, with what it was
before, and the tunings that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

FEWEST_CORRECTIONS = 20
"""Fewer tell one agent's taste rather than the customers' mood."""
SHIPPED = 0
"""The version of the head that comes with Parley."""


class TuneState(StrEnum):
    """How far a tuning is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneFigures:
    """Macro-F1 on what a fit has not seen: sentences that come with the model, and a fifth of the
    team's corrections."""

    anchor: float
    corrections: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """One tuning. ``version`` is the head it made, None if it was not better than the one before.

    ``corrections`` are those it learned from and was judged by. ``overtaken``: another head was
    chosen while it learned, so its own is kept beside that one and not in force.
    """

    id: str
    state: TuneState = TuneState.QUEUED
    by_id: str | None = None
    by_name: str = ""
    at: datetime
    finished_at: datetime | None = None
    corrections: int = 0
    before: TuneFigures | None = None
    after: TuneFigures | None = None
    version: int | None = None
    overtaken: bool = False
    error: str = ""
    """A sentence for people: why it failed."""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in (TuneState.QUEUED, TuneState.RUNNING)

    @property
    def switched(self) -> bool:
        """Whether its head was better, and so was put in force."""
        return self.version is not None and not self.overtaken


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHead:
    """A head: little-endian float32, ``weights`` of shape (384, 3) and ``bias`` of shape (3,).

    ``model`` is the model that it was made for; to another one it says nothing.
    """

    version: int
    weights: bytes = field(repr=False)
    bias: bytes = field(repr=False)
    model: str
    tune_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggingState:
    """What the process that tags says of itself, from time to time (``at``).

    ``engine`` is the name that its tags carry. ``meanings``: whether it gives texts a meaning, by
    which intents are found. ``problem`` and ``meanings_problem`` are sentences with what to do.
    """

    engine: str
    ready: bool
    problem: str = ""
    meanings: bool = False
    meanings_problem: str = ""
    at: datetime


class Tunes(Protocol):
    """The tunings and their heads, as those who order them see them."""

    async def add(self, tune: Tune) -> Tune:
        """Store a new one, or return the one that has its id already."""
        ...

    async def latest(self, limit: int = 50) -> Sequence[Tune]:
        """Return the newest, newest first."""
        ...

    async def version(self) -> int:
        """Return the version of the head in force."""
        ...

    async def models_of(self, versions: Sequence[int]) -> Mapping[int, str]:
        """Return which model each of these heads was made for; what is not kept is left out."""
        ...

    async def put_in_force(self, version: int) -> None:
        """Go back, or forward, to a head that was in force. Raises NotFound."""
        ...

    async def tagging_state(self) -> TaggingState | None:
        """Return what the tagging process said last; None if there was never one."""
        ...
