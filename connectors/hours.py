"""Opening hours: when somebody is there, and when somebody will be there again.

Times are those of the wall clock in one time zone, so that they stay the same when clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD_DAYS = 400
"""So far ahead an opening is looked for: holidays may fill a year."""

Time = Annotated[str, StringConstraints(strict=True, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def _zone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone, such as Europe/Berlin") from None
    return given


def _day(given: object) -> object:
    if isinstance(given, str) and _DAY.fullmatch(given):
        return date.fromisoformat(given)  # a day that is on no calendar says so
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise ValueError("is no day, such as 2026-12-25")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_day)]


class Hours(BaseModel):
    """When somebody is there, in local time of ``timezone``. On ``holidays`` nobody is, whatever
    the day of the week. Making one may read a file (the time zone's); asking it does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
    days: dict[Weekday, tuple[tuple[Time, Time], ...]] = Field(default_factory=dict)
    holidays: tuple[Day, ...] = Field((), max_length=400)

    _place: ZoneInfo = PrivateAttr()

    def model_post_init(self, context: Any) -> None:
        """Keep the time zone at hand."""
        self._place = ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """A moment as the clock on the wall shows it there."""
        return moment.astimezone(self._place)

    def open_at(self, moment: datetime) -> bool:
        """Whether it is within the hours; the end itself is not."""
        local = self.local(moment)
        now = local.strftime("%H:%M")
        return any(start <= now < end for start, end in self._spans(local.date()))

    def opens_at(self, moment: datetime) -> datetime | None:
        """The first moment from ``moment`` on at which somebody is there, in UTC; None if there
        will be nobody for more than a year."""
        if self.open_at(moment):
            return moment.astimezone(UTC)
        first = self.local(moment).date() - timedelta(days=1)
        for ahead in range(AHEAD_DAYS):
            day = first + timedelta(days=ahead)
            found = [
                at
                for start, end in self._spans(day)
                if start < end
                for at in self._begins(day, start)
                if at > moment
            ]
            if found:
                return min(found)
        return None

    def _spans(self, day: date) -> tuple[tuple[str, str], ...]:
        if day in self.holidays:
            return ()
        return self.days.get(DAYS[day.weekday()], ())

    def _begins(self, day: date, start: str) -> Iterator[datetime]:
        """When the wall clock reaches a time: twice while clocks are set back; and where they are
        set forward over it, at the first minute after it that is open."""
        wall = datetime.combine(day, time.fromisoformat(start), self._place)
        instants = {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        there = {at for at in instants if self.open_at(at) and _same(self.local(at), wall)}
        if there:
            yield from there
            return
        at = min(instants)
        while at <= max(instants):
            if self.open_at(at):
                yield at
                return
            at += timedelta(minutes=1)


def _same(local: datetime, wall: datetime) -> bool:
    return local.replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0)
