"""What has been tried for a call and failed, and when it is tried again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conversations.calls import actions
from conversations.calls.actions import Action
from conversations.calls.leg import LegState

FIRST_S, LONGEST_S = 1.0, 16.0
"""The pause after a failure, doubled with each that follows."""
OFTEN = 20
SETTLES_S = 2.0
"""Before that it is not looked what became of a request without an answer."""


@dataclass(slots=True)
class _Tries:
    failures: int = 0
    not_before: datetime | None = None
    in_doubt: bool = False
    """An attempt may have reached Twilio, and nobody knows what came of it."""
    done_at: datetime | None = None
    times: int = 0
    """So often was it carried out, time and again, in short order."""


@dataclass(slots=True)
class Attempts:
    """Of one call, in one process. What is not in here may have been tried by another process."""

    _tries: dict[str, _Tries] = field(default_factory=dict)
    _looks: int = 0

    def may(self, action: Action, now: datetime) -> bool:
        """Whether it may be tried now."""
        tries = self._tries.get(key_of(action))
        return tries is None or tries.not_before is None or tries.not_before <= now

    def soonest(self, those: Iterable[Action], now: datetime) -> float | None:
        """In how many seconds the first of them may be tried; None if there is nothing to try."""
        moments = [
            tries.not_before
            for action in those
            if (tries := self._tries.get(key_of(action))) is not None and tries.not_before
        ]
        return max(0.0, (min(moments) - now).total_seconds()) if moments else None

    def is_doubtful(self, action: Action) -> bool:
        """Whether an attempt may have reached Twilio without our knowing. Of a line that was being
        dialled by whoever was here before, nothing is known."""
        tries = self._tries.get(key_of(action))
        if tries is None:
            return isinstance(action, actions.Dial) and action.leg.state is not LegState.WANTED
        return tries.in_doubt

    def inherit(self, those: Iterable[Action]) -> None:
        """Another process had the call: what is to be done now may be half done."""
        for action in those:
            self._tries.setdefault(key_of(action), _Tries()).in_doubt = True

    def begin(self, action: Action) -> bool:
        """It is tried now, and in doubt until something else is known; returns whether it was in
        doubt already."""
        doubtful = self.is_doubtful(action)
        self._tries.setdefault(key_of(action), _Tries()).in_doubt = True
        return doubtful

    def failed(self, action: Action, now: datetime, *, in_doubt: bool, wait_s: float = 0.0) -> int:
        """It failed; returns how often in a row. ``in_doubt``: it may have been carried out all the
        same. It is tried again after ``wait_s`` seconds at the earliest."""
        tries = self._tries.setdefault(key_of(action), _Tries())
        tries.failures += 1
        tries.in_doubt = in_doubt
        pause_s = max(wait_s, min(FIRST_S * 2.0 ** (tries.failures - 1), LONGEST_S))
        if in_doubt:
            pause_s = max(pause_s, SETTLES_S)
        tries.not_before = now + timedelta(seconds=pause_s)
        return tries.failures

    def succeeded(self, action: Action, now: datetime) -> None:
        """It was carried out. If that is wished over and over again, something is wrong with it:
        then it is tried with pauses too."""
        key = key_of(action)
        tries = self._tries.pop(key, _Tries())
        soon = tries.done_at is not None and now - tries.done_at < timedelta(seconds=FIRST_S)
        self._tries[key] = _Tries(done_at=now, times=tries.times + 1 if soon else 1)
        if self._tries[key].times >= OFTEN:
            self.failed(action, now, in_doubt=False)

    def wait(self, action: Action, now: datetime, seconds: float) -> None:
        """Let ``seconds`` pass before the same is done again."""
        tries = self._tries.setdefault(key_of(action), _Tries())
        tries.not_before = now + timedelta(seconds=seconds)

    def forget(self, action: Action) -> None:
        """It was given up; if it is wished again, that is another matter."""
        self._tries.pop(key_of(action), None)

    def failed_looking(self) -> float:
        """The call could not be compared with Twilio; returns the pause in seconds."""
        self._looks += 1
        return min(FIRST_S * 2.0 ** (self._looks - 1), LONGEST_S)

    def looked(self) -> None:
        """It was compared."""
        self._looks = 0


def key_of(action: Action) -> str:
    """A name under which attempts at the same thing are counted."""
    match action:
        case actions.Dial(leg):
            return f"dial {leg.id}"
        case actions.Release(leg):
            return f"release {leg.id}"
        case actions.Move(place):
            return f"move {place}"
        case actions.Hold(leg, on):
            return f"hold {leg.id} {on}"
        case actions.Mute(leg, on):
            return f"mute {leg.id} {on}"
        case actions.Coach(leg, mode):
            return f"coach {leg.id} {mode}"
        case actions.Tape(wish):
            return f"tape {wish}"
        case actions.Transcribe(on):
            return f"transcribe {on}"
        case actions.Sound():
            return "sound"  # one after the other
