"""Reading what a server answers: folders, lists of UIDs, and fetched messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.I)
_EXISTS = re.compile(rb"^(\d+) EXISTS", re.I)
_FETCH = re.compile(rb"^\d+ FETCH \(", re.I)
_UID = re.compile(rb"\bUID (\d+)", re.I)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.I)
_DATE = re.compile(
    rb'INTERNALDATE "([ \d]\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.I
)
_BODY = re.compile(rb"\bBODY\[[^]]*\](?:<\d+>)? (\{\d+\}|\"|NIL)", re.I)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"')

Line = bytes | bytearray
"""aioimaplib gives lines as bytes and literals as bytearrays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder at the moment it was selected (RFC 3501, 2.3.1.1). ``uidnext`` None: not told."""

    name: str
    uidvalidity: int
    uidnext: int | None
    exists: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A message, or what was asked of it. ``content`` None: not asked, or not given."""

    uid: int
    size: int = 0
    received_at: datetime | None = None
    content: bytes | None = None


def folder(name: str, lines: Iterable[Line]) -> Folder:
    """What SELECT or EXAMINE told. Without UIDVALIDITY (RFC 3501 wants it) it is 0."""
    found = {"UIDVALIDITY": 0, "UIDNEXT": 0}
    exists = 0
    for line in lines:
        if code := _CODE.search(line):
            found[code[1].decode().upper()] = int(code[2])
        elif count := _EXISTS.match(line):
            exists = int(count[1])
    return Folder(
        name=name,
        uidvalidity=found["UIDVALIDITY"],
        uidnext=found["UIDNEXT"] or None,
        exists=exists,
    )


def uids(lines: Iterable[Line]) -> list[int]:
    """The numbers of a SEARCH, ascending, each once; the last line is the server's words."""
    numbers: set[int] = set()
    for line in lines:
        words = bytes(line).split()
        if words and all(word.isdigit() for word in words):
            numbers.update(map(int, words))
    return sorted(numbers)


def fetched(lines: Sequence[Line]) -> Iterator[Fetched]:
    """The messages of a FETCH that have a UID. The lines are given up one by one, so that a large
    message is not held twice for longer than it takes to copy it."""
    waiting = list(reversed(lines))
    while waiting:
        line = waiting.pop()
        if isinstance(line, bytearray) or not _FETCH.match(line):
            continue
        text, content = bytes(line), None
        while waiting and (isinstance(waiting[-1], bytearray) or not _is_start(waiting[-1])):
            more = waiting.pop()
            if not isinstance(more, bytearray):
                text += b" " + bytes(more)
                continue
            if _BODY.search(text) and content is None:
                content = bytes(more)
            del more
        if uid := _UID.search(text):
            yield _fetched(int(uid[1]), text, content)


def _is_start(line: Line) -> bool:
    return _FETCH.match(line) is not None


def _fetched(uid: int, text: bytes, content: bytes | None) -> Fetched:
    size = _SIZE.search(text)
    body = _BODY.search(text)
    if content is None and body is not None and body[1] == b'"':
        # short words may come as a quoted string (RFC 3501, 4.3)
        found = _QUOTED.match(text, body.start(1))
        content = re.sub(rb"\\(.)", rb"\1", found[1]) if found else None
    return Fetched(
        uid=uid, size=int(size[1]) if size else 0, received_at=_date(text), content=content
    )


def _date(text: bytes) -> datetime | None:
    found = _DATE.search(text)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, zone_h, zone_m = (
        part.decode() for part in found.groups()
    )
    zone = timedelta(hours=int(zone_h), minutes=int(zone_m))
    try:
        return datetime(
            int(year),
            _MONTHS.index(month.lower()) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=timezone(-zone if sign == "-" else zone),
        )
    except ValueError:
        return None


def as_set(numbers: Sequence[int]) -> str:
    """UIDs as a sequence set, runs as ranges: ``1:3,7``. They must be ascending, at least one."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in runs)
