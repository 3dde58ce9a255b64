"""Topics: what customers contact us about, found by analysis and named by it or by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MACHINE = "machine"
"""Who named a topic that nobody has renamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A cluster of conversations that are about the same.

    ``named_by`` is :data:`MACHINE` or a user's id; a person's name is kept as long as the topic is
    there. ``centroid`` is packed by the analysis, which alone reads it. ``size`` is how many
    conversations were in it when it was last found, ``examples`` some in its midst, ``grown_on``
    the last day of the week in which unusual growth was told.
    """

    id: str
    name: str
    named_by: str = MACHINE
    phrases: tuple[str, ...] = ()
    centroid: bytes
    size: int = 0
    examples: tuple[str, ...] = ()
    grown_on: date | None = None
    created_at: datetime
    hidden: bool = False
    version: int = 1


class SearchStep(StrEnum):
    """How far a search for topics is: there was none yet, meanings are read, clusters are looked
    for, conversations are put into their topics, nothing is under way."""

    NEVER = "never"
    READING = "reading"
    SEARCHING = "searching"
    SORTING = "sorting"
    IDLE = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSearch:
    """How the search for topics stands: ``done`` of ``total`` conversations in this step.

    ``found_at`` is when topics were last found, ``problem`` a sentence if the last try failed.
    ``generation`` rises with every search whose topics were kept; ``space`` is the analysis' own,
    by which new conversations are put into topics.
    """

    step: SearchStep = SearchStep.NEVER
    started_at: datetime | None = None
    found_at: datetime | None = None
    done: int = 0
    total: int = 0
    problem: str = ""
    generation: int = 0
    space: bytes | None = None
