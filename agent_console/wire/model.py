"""The tagging model on the wire: what it is, its tunings, and periods tagged once more."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from agent_console.wire.scalars import Given, Moment, RefShape, Shown
from conversations.model_heads import Tune, TuneFigures, TuneState
from conversations.retags import Retag, RetagState

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIRST, _END = "1970-01-01", "3000-01-01"


def _written(given: object) -> object:
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("should be a day such as 2026-11-22")
    if not _FIRST <= given < _END:  # so is what it is compared with
        raise ValueError("should be a day between 1970 and 2999")
    return given


Day = Annotated[date, BeforeValidator(_written)]
"""A day of the calendar, in UTC."""


class EngineName(StrEnum):
    """An engine that can be chosen."""

    BUILTIN = "builtin"
    TRANSFORMERS = "transformers"
    LEXICON = "lexicon"


class RetagBody(Given):
    """Days to tag once more, ``to`` not included. ``engine`` null: the one in force."""

    first: Day = Field(alias="from")
    until: Day = Field(alias="to")
    engine: EngineName | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first >= self.until:
            raise ValueError("`from` should be before `to`")
        return self


class ChangedShape(Shown):
    """Messages whose sentiment became another; ``before`` is ``none`` where there was none."""

    before: str
    after: str
    messages: int


class RetagShape(Shown):
    """A period that is tagged once more. ``done`` and ``total`` count conversations; ``total`` is
    null until they have been counted. ``messages`` are those that were read again."""

    model_config = ConfigDict(serialize_by_alias=True)

    id: str
    first: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    engine: str
    state: RetagState
    by: RefShape | None
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    done: int
    total: int | None
    messages: int
    changed: list[ChangedShape]
    error: str


class Retags(Shown):
    """The newest jobs, newest first."""

    items: list[RetagShape]
    next: str | None = None


class TuneFiguresShape(Shown):
    """Macro-F1 on sentences that no fit has seen: ``anchor`` come with the model, ``corrections``
    are a fifth of the team's own."""

    anchor: float
    corrections: float


class TuneShape(Shown):
    """One tuning. ``switched``: it was better, so ``version`` was put in force. ``overtaken``: it
    was better, but somebody chose another head meanwhile: ``version`` is kept beside that one.
    ``usable``: ``version`` can be put in force, for it was made for the model that is in use."""

    id: str
    state: TuneState
    at: Moment
    finished_at: Moment | None
    by: RefShape | None
    corrections: int
    before: TuneFiguresShape | None
    after: TuneFiguresShape | None
    switched: bool
    overtaken: bool
    version: int | None
    usable: bool
    error: str


class ModelShape(Shown):
    """What tags messages. ``head`` is the version in force, 0 the one that comes with Parley.

    ``problem`` is a sentence when it does not work as it should; ``intents_problem`` one when no
    intents are found. A tuning needs ``needed`` corrections.
    """

    engine: str | None
    ready: bool
    problem: str | None
    intents: bool
    intents_problem: str | None
    corrections: int
    corrections_since_tune: int
    needed: int
    head: int
    tunes: list[TuneShape]


class HeadBody(Given):
    """The head to put in force: that of a tuning, or 0 for the one that comes with Parley."""

    version: int = Field(ge=0, le=1_000_000)


def retag_shape(given: Retag) -> RetagShape:
    """A re-tagging on the wire."""
    return RetagShape(
        id=given.id,
        first=given.first,
        until=given.until,
        engine=given.engine,
        state=given.state,
        by=_by(given.by_id, given.by_name),
        created_at=given.created_at,
        started_at=given.started_at,
        finished_at=given.finished_at,
        done=given.done,
        total=given.total,
        messages=given.messages,
        changed=[
            ChangedShape(before=before, after=after, messages=count)
            for (before, after), count in sorted(given.changed.items())
        ],
        error=given.error,
    )


def tune_shape(given: Tune, *, usable: bool) -> TuneShape:
    """A tuning on the wire. ``usable``: its head is of the model that is in use."""
    return TuneShape(
        id=given.id,
        state=given.state,
        at=given.at,
        finished_at=given.finished_at,
        by=_by(given.by_id, given.by_name),
        corrections=given.corrections,
        before=_figures(given.before),
        after=_figures(given.after),
        switched=given.switched,
        overtaken=given.overtaken,
        version=given.version,
        usable=usable,
        error=given.error,
    )


def _figures(given: TuneFigures | None) -> TuneFiguresShape | None:
    if given is None:
        return None
    return TuneFiguresShape(anchor=round(given.anchor, 4), corrections=round(given.corrections, 4))


def _by(user_id: str | None, name: str) -> RefShape | None:
    return RefShape(id=user_id, name=name) if user_id else None
