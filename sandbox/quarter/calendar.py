"""When the quarter's conversations begin, and about what."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sandbox.quarter.words import MATTERS

WEEKS = 13
DAYS = 7 * WEEKS

_WEEKDAYS = (1.20, 1.12, 1.05, 1.0, 0.95, 0.55, 0.35)  # from Monday
_HOURS = (1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 13, 12, 10, 10, 11, 12, 11, 10, 9, 9, 8, 6, 4, 2)
_WEEKEND_MATTERS = {"opening_hours": 1.6, "app_crash": 1.3}
"""Matters that are asked about at weekends more than others are."""
_TREND = {"opening_hours": 1.02, "warranty_repair": 0.985}
"""What a matter's share is multiplied by from week to week."""
_GROWING = (2.6, 2.0, 1.6, 1.3, 1.1)
"""Times as often as usual, from the week on in which a matter grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the quarter is like.

    Attributes:
        start: Its first day, a Monday.
        count: Conversations in all.
        beside: Share of them that are about no matter.
        growing: The matter that grows, None for a quarter without growth.
        growing_week: The week in which it begins to, counted from 1.
        holidays: Days (counted from 0) with hardly any conversations. By default there is one in
            the fifth week, and another in the eleventh with a bridge to the weekend.
        rush: Days with half as many again, about everything: a sale in the seventh week.
        seed: Same seed, same quarter.
    """

    start: date = date(2026, 7, 6)
    count: int = 50_000
    beside: float = 0.13
    growing: str | None = "app_crash"
    growing_week: int = 9
    holidays: frozenset[int] = frozenset({31, 73, 74})
    rush: frozenset[int] = frozenset({43, 44, 45})
    seed: int = 1


def moments(plan: Plan, rng: random.Random) -> Iterator[tuple[datetime, str | None]]:
    """Yield when each conversation begins, in order, and its matter."""
    cells = []
    weights = []
    shares = {matter: share / 100 * (1 - plan.beside) for matter, share in MATTERS.items()}
    for week in range(WEEKS):
        luck = {matter: rng.lognormvariate(0, 0.06) for matter in MATTERS}
        for weekday in range(7):
            day = 7 * week + weekday
            volume = _volume(plan, day) * rng.lognormvariate(0, 0.05)
            for matter, share in shares.items():
                cells.append((day, matter))
                weights.append(volume * share * luck[matter] * _pull(plan, matter, week, weekday))
            cells.append((day, ""))
            weights.append(volume * plan.beside)
    drawn = rng.choices(cells, weights, k=plan.count)
    for at, matter in sorted((_moment(plan, day, rng), matter) for day, matter in drawn):
        yield at, matter or None


def _volume(plan: Plan, day: int) -> float:
    if day in plan.holidays:
        return 0.15
    return _WEEKDAYS[day % 7] * (1.5 if day in plan.rush else 1.0)


def _pull(plan: Plan, matter: str, week: int, weekday: int) -> float:
    pull = math.pow(_TREND.get(matter, 1.0), week)
    if weekday >= 5:
        pull *= _WEEKEND_MATTERS.get(matter, 1.0)
    since = week + 1 - plan.growing_week
    if matter == plan.growing and 0 <= since < len(_GROWING):
        pull *= _GROWING[since]
    return pull


def _moment(plan: Plan, day: int, rng: random.Random) -> datetime:
    hour = rng.choices(range(24), _HOURS)[0]
    moment = time(hour, rng.randrange(60), rng.randrange(60), tzinfo=UTC)
    return datetime.combine(plan.start + timedelta(days=day), moment)
