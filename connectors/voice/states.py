"""What Twilio's words for a call's status mean for a line
(https://www.twilio.com/docs/voice/api/call-resource#call-status-values)."""

from __future__ import annotations

from conversations.calls.leg import LegEnd, LegState
from conversations.errors import UnknownEvent

_STATES: dict[str, tuple[LegState, LegEnd | None]] = {
    "queued": (LegState.DIALLING, None),
    "initiated": (LegState.DIALLING, None),
    "ringing": (LegState.RINGING, None),
    "answered": (LegState.IN, None),
    "in-progress": (LegState.IN, None),
    "completed": (LegState.OUT, LegEnd.HUNG_UP),
    "busy": (LegState.OUT, LegEnd.BUSY),
    "no-answer": (LegState.OUT, LegEnd.NO_ANSWER),
    "failed": (LegState.OUT, LegEnd.FAILED),
    "canceled": (LegState.OUT, LegEnd.NO_ANSWER),
}


def line_state(status: str) -> tuple[LegState, LegEnd | None]:
    """How far a line is, and why it ended if it has. Raises UnknownEvent."""
    found = _STATES.get(status)
    if found is None:
        raise UnknownEvent(f"Twilio told an unknown status of a call: “{status[:40]}”.")
    return found


def is_over(status: str) -> bool:
    """Whether a call of this status has ended."""
    return status in _STATES and _STATES[status][0] is LegState.OUT
