"""How often and how long: the times of the fetching side, and its patience after failures."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.email.imap.connecting import Times

_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in seconds. ``idle_s`` is how long one IDLE lasts: RFC 2177 wants it under 29 minutes,
    and many a router forgets a silent line after ten. ``last_unavailable_s`` is the longest wait
    for our own database, which need not be spared."""

    lease_s: float = 15.0
    watch_s: float = 2.0
    idle_s: float = 9 * 60.0
    first_back_off_s: float = 1.0
    last_back_off_s: float = 300.0
    last_unavailable_s: float = 15.0
    reconcile_s: float = 24 * 3600.0
    report_s: float = 2.0
    times: Times = field(default_factory=Times)


@dataclass(slots=True)
class BackOff:
    """Longer and longer waits, with jitter so that a thousand inboxes do not come back at once."""

    pace: Pace
    dice: Callable[[], float] = _dice.random
    failures: int = 0

    def reset(self) -> None:
        """It went well."""
        self.failures = 0

    def next_s(self, *, lasting: bool = False) -> float:
        """How long to wait now: half to the whole of a time that doubles. What will not get better
        by itself (``lasting``) is tried at the slowest pace: servers lock out who insists."""
        self.failures += 1
        doubled = self.pace.first_back_off_s * 2.0 ** min(self.failures - 1, 20)
        whole = self.pace.last_back_off_s if lasting else min(doubled, self.pace.last_back_off_s)
        return whole * (0.5 + self.dice() / 2)
