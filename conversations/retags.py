"""Tagging a period once more, as a job that goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class RetagState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN_STATES = frozenset({RetagState.QUEUED, RetagState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retag:
    """One job: the customers' messages of whole days (UTC), ``until`` not included.

    ``engine`` names the setting's value (``builtin``, ``transformers``, ``lexicon``). ``done`` and
    ``total`` count conversations; ``total`` is None until they have been counted. ``messages`` are
    those that were read again. ``changed`` counts messages by their sentiment before and after;
    one before which there was none is ``none``.
    """

    id: str
    first: date
    until: date
    engine: str
    state: RetagState = RetagState.QUEUED
    by_id: str | None = None
    by_name: str = ""
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done: int = 0
    total: int | None = None
    messages: int = 0
    changed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    error: str = ""
    """A sentence for people, if it failed."""

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return self.state in OPEN_STATES


class Retags(Protocol):
    """The jobs, as those who give them see them."""

    async def add(self, retag: Retag) -> Retag:
        """Store a new one, or return the one that has its id already."""
        ...

    async def get(self, retag_id: str) -> Retag:
        """Return it or raise NotFound."""
        ...

    async def latest(self, limit: int = 50) -> Sequence[Retag]:
        """Return the newest, newest first."""
        ...

    async def cancel(self, retag_id: str, now: datetime) -> Retag:
        """End it unless it has ended. What it has tagged stays. Raises NotFound."""
        ...
