"""Time and identifiers, injected so that tests and the sandbox decide them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the present comes from. Always aware, always UTC, at millisecond precision."""

    def now(self) -> datetime:
        """Return the present moment."""
        ...


class SystemClock:
    """The machine's own clock, cut to the milliseconds that MongoDB keeps."""

    def now(self) -> datetime:
        """Return the present moment."""
        return to_milliseconds(datetime.now(UTC))


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = to_milliseconds(start)

    def now(self) -> datetime:
        """Return the moment this clock stands at."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by ``seconds``."""
        self._now = to_milliseconds(self._now + timedelta(seconds=seconds))


def to_milliseconds(moment: datetime) -> datetime:
    """Cut a moment to whole milliseconds, so that what is stored equals what was decided."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """Return a fresh identifier: 32 hexadecimal digits of a random UUID (RFC 9562, version 4)."""
    return uuid.uuid4().hex
