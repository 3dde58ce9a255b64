"""What is to happen at a moment: one heap, looked at from its top and never scanned."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from router.heaps import Heap, Tally


class Kind(StrEnum):
    """What falls due."""

    OFFER = "offer"
    """An offer times out."""
    WAKE = "wake"
    """A snoozed conversation comes back."""
    OVERFLOW = "overflow"
    """A conversation has waited too long in its queue."""
    GONE = "gone"
    """An agent has been away from the console for the whole grace."""
    REST = "rest"
    """Those who declined may be asked again."""
    KEEP = "keep"
    """Somebody has kept room free for a while: it is time to ask whether they still do."""
    REFRESH = "refresh"
    """A conversation is to be read again, after something went wrong with it."""


class Timer(NamedTuple):
    """One thing due. ``token`` says what it was set for: if that has changed, it is void."""

    at: datetime
    serial: int
    kind: Kind
    id: str
    token: str


class Timers:
    """Timers by their moment."""

    def __init__(self, tally: Tally) -> None:
        self._heap: Heap[Timer] = Heap(tally)
        self._serial = 0

    def set(self, at: datetime, kind: Kind, id: str, token: str = "") -> None:
        """Let something fall due at ``at``."""
        self._serial += 1
        self._heap.push(Timer(at, self._serial, kind, id, token))

    def next_at(self) -> datetime | None:
        """Return the moment of the earliest timer, which may turn out void."""
        return self._heap.top().at if len(self._heap) else None

    def take(self, now: datetime) -> Timer | None:
        """Take the earliest timer if it is due."""
        if len(self._heap) and self._heap.top().at <= now:
            return self._heap.pop()
        return None
