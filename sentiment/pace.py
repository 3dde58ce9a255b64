"""The worker's pace: how much it takes at once, and how it rests for those who wait for answers."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How the worker collects.

    Attributes:
        capacity: Fresh jobs that may wait; more are refused.
        backlog: Jobs of the backlog that may wait; more are refused.
        size: Jobs in a batch at most.
        least: Jobs in a batch at most under full pressure: what follows a batch is done in one go.
        letters: Code points in a batch at most, each text counted as long as its longest: what a
            model's time and memory go by. One text may be longer.
        delay_s: Seconds the first job of a batch waits for company at most.
        rest: How many times as long as it held up this process, by storing tags and by tagging
            itself if its tagger is not apart, the worker rests behind a batch under full pressure:
            it leaves the database to those who wait for an answer. Under less it rests so much
            less, and not at all without any. A tagger apart tags the next batch meanwhile.
        rest_at_most_s: Seconds that it rests at most, so that no load keeps it from its work.
        quiet_s: Seconds without a fresh job after which it rests no longer: nobody waits then.
    """

    capacity: int = 10_000
    backlog: int = 500
    size: int = 64
    least: int = 8
    letters: int = 40_000
    delay_s: float = 0.05
    rest: float = 48.0
    rest_at_most_s: float = 8.0
    quiet_s: float = 0.25


def full_pressure() -> float:
    """Say that others always wait."""
    return 1.0


class Rest:
    """How long the worker still has to rest.

    Moments are seconds of one clock that never goes back: the event loop's.
    """

    def __init__(self, limits: BatchLimits, pressure: Callable[[], float]) -> None:
        """Begin without a rest; `limits` say how long one is under a `pressure` of 1."""
        self._limits = limits
        self._pressure = pressure
        self._until = 0.0
        self._fresh_at = 0.0

    def note_fresh(self, now: float) -> None:
        """A fresh job has come: somebody may wait for an answer."""
        self._fresh_at = now

    def begin(self, held_up_since: float, now: float) -> None:
        """Begin a rest: this process was held up from then until now."""
        rest = self._limits.rest * self._pressure()
        pause = min(rest * (now - held_up_since), self._limits.rest_at_most_s)
        self._until = now + pause

    def size(self, now: float) -> int:
        """Jobs that a batch may have now: few while others wait."""
        limits = self._limits
        if now >= self._fresh_at + limits.quiet_s:
            return limits.size
        return max(min(limits.least, limits.size), round(limits.size * (1.0 - self._pressure())))

    def left_s(self, now: float) -> float:
        """Seconds until it ends, if no fresh job comes meanwhile; 0 or less if it is over."""
        return min(self._until, self._fresh_at + self._limits.quiet_s) - now
