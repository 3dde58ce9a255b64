"""Reading a sorted list from an index in windows.

MongoDB walks an index in order and stops at the limit. The embedded server reads all that the
range matches and sorts it then, so the range has to be about as wide as the page: it starts at
the width that served last time and widens until the page is full. Both then read a page in a time
that does not depend on how long the list is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conversations.clock import Clock
from conversations.errors import Invalid
from storage.client import Collection, Document
from storage.documents.keys import moment_key, moment_of

FIRST_WIDTH = timedelta(seconds=4)
LEAST_WIDTH = timedelta(milliseconds=200)
WIDEN = 8
WHOLE = timedelta(days=3650)
"""A window of this width or more is the whole rest of the list."""
NEARER = 0.8
"""How fast the beginning of an unknown list is approached: what a step finds is read as a whole by
the embedded server, so steps are small."""
SCAN = 2_000
"""Documents looked at for one page, where a filter is applied that no index serves."""
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Window:
    """What was read: ``documents`` in order. ``reached`` is None if the list ended, else the key
    up to which (included) all that matches is among the documents."""

    documents: list[Document]
    reached: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One list: the documents with ``equal`` fields, sorted by ``key`` (made by order_key)."""

    collection: Collection
    equal: Mapping[str, str]
    key: str
    keep: Callable[[Document], bool] | None = None
    fields: Mapping[str, int] | None = None

    @property
    def name(self) -> Hashable:
        """What its width is remembered by."""
        filtered = self.keep is not None
        return (self.collection.name, self.key, filtered, *sorted(self.equal.items()))


class Windows:
    """Reads stretches, and remembers how wide a window each of them needs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._widths: OrderedDict[Hashable, timedelta] = OrderedDict()
        self._oldest: OrderedDict[Hashable, str] = OrderedDict()

    async def newest(
        self, stretch: Stretch, *, before: str | None, limit: int, scan: int = SCAN
    ) -> Window:
        """Read up to ``limit`` documents downwards from ``before`` (not included)."""
        width = self._widths.get((stretch.name, limit), FIRST_WIDTH)
        top = start = _moment(before) if before else self._clock.now()
        upper, found, scanned = before, list[Document](), 0
        while True:
            lower = "" if width >= WHOLE else moment_key(top - width)
            want = limit - len(found) if stretch.keep is None else 200
            bounds = {"$gte": lower, **({"$lt": upper} if upper else {})}
            batch = await _read(stretch, bounds, -1, want)
            scanned += len(batch)
            found += batch if stretch.keep is None else [it for it in batch if stretch.keep(it)]
            last = batch[-1][stretch.key] if batch else None
            if last is not None and len(batch) == want:
                if len(found) >= limit or scanned >= scan:
                    self._remember((stretch.name, limit), start - moment_of(last))
                    return _cut(found, limit, stretch.key, last)
                upper, top = last, moment_of(last)
                continue
            if lower == "":
                if scanned < limit:
                    self._remember((stretch.name, limit), WHOLE)
                return _cut(found, limit, stretch.key, None)
            if len(found) >= limit or scanned >= scan:
                self._remember((stretch.name, limit), start - (top - width))
                return _cut(found, limit, stretch.key, lower)
            upper, top, width = lower, top - width, width * WIDEN

    async def oldest(
        self, stretch: Stretch, *, after: str | None, limit: int, scan: int = SCAN
    ) -> Window:
        """Read up to ``limit`` documents upwards from ``after`` (not included).

        Without ``after`` it begins at the oldest that was seen last time, and looks below it.
        """
        width = self._widths.get((stretch.name, limit), FIRST_WIDTH)
        end = self._clock.now()
        found, scanned = list[Document](), 0
        lower = after
        bottom = _moment(after) if after else await self._bottom(stretch, found, limit)
        start = bottom
        while True:
            whole = bottom + width >= end
            upper = None if whole else moment_key(bottom + width)
            want = limit - len(found) if stretch.keep is None else 200
            if want <= 0:
                return self._cut_oldest(stretch, after, found, limit, found[-1][stretch.key])
            low = {"$gt": lower} if lower else {"$gte": moment_key(bottom)}
            batch = await _read(stretch, {**low, **({"$lt": upper} if upper else {})}, 1, want)
            scanned += len(batch)
            found += batch if stretch.keep is None else [it for it in batch if stretch.keep(it)]
            last = batch[-1][stretch.key] if batch else None
            if last is not None and len(batch) == want:
                if len(found) >= limit or scanned >= scan:
                    self._remember((stretch.name, limit), moment_of(last) - start)
                    return self._cut_oldest(stretch, after, found, limit, last)
                lower, bottom = last, moment_of(last)
                continue
            if upper is None:
                return self._cut_oldest(stretch, after, found, limit, None)
            if len(found) >= limit or scanned >= scan:
                return self._cut_oldest(stretch, after, found, limit, upper)
            lower, bottom, width = None, bottom + width, width * WIDEN

    async def _bottom(self, stretch: Stretch, found: list[Document], limit: int) -> datetime:
        """Where the list begins. What lies below the oldest known goes to ``found``."""
        known = self._oldest.get(stretch.name)
        if known is not None:
            found += await _read(stretch, {"$gte": "", "$lt": known}, 1, limit)
            if stretch.keep is not None:
                found[:] = [it for it in found if stretch.keep(it)]
            return _moment(known)
        age, now = WHOLE, self._clock.now()
        while age > FIRST_WIDTH:
            below = moment_key(now - age * NEARER)
            if await _read(stretch, {"$gte": "", "$lt": below}, 1, 1):
                break
            age *= NEARER
        return now - age

    def _cut_oldest(
        self,
        stretch: Stretch,
        after: str | None,
        found: list[Document],
        limit: int,
        reached: str | None,
    ) -> Window:
        if after is None and found:
            self._oldest[stretch.name] = found[0][stretch.key]
            _trim(self._oldest)
        return _cut(found, limit, stretch.key, reached)

    def _remember(self, what: Hashable, width: timedelta) -> None:
        self._widths[what] = max(LEAST_WIDTH, min(width * 1.25, WHOLE))
        self._widths.move_to_end(what)
        _trim(self._widths)


async def _read(
    stretch: Stretch, bounds: Mapping[str, str], direction: int, limit: int
) -> list[Document]:
    query: dict[str, Any] = {**stretch.equal, stretch.key: dict(bounds)}
    found = stretch.collection.find(query, stretch.fields)
    return await found.sort(stretch.key, direction).limit(limit).to_list()


def _cut(found: list[Document], limit: int, key: str, reached: str | None) -> Window:
    if len(found) > limit:
        return Window(found[:limit], found[limit - 1][key])
    return Window(found, reached)


def _trim(remembered: OrderedDict[Hashable, Any]) -> None:
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)


def _moment(cursor: str) -> datetime:
    """The moment of a cursor, which comes from outside: whatever is none of ours is Invalid."""
    try:
        return moment_of(cursor)
    except (ValueError, OverflowError):
        raise Invalid("This is not a cursor of ours.", remedy="Begin at the first page.") from None
