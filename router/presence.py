"""The rules of presence: pure functions from one seat to the next.

- A console connects: the agent is ``away`` until they choose otherwise, or what they were if they
  come back within the grace.
- The last console is gone (or silent for too long): the seat is marked vanished. Nothing new is
  offered to it. After the grace the agent is ``offline`` and their work goes back to its queues.
- ``offline`` by choice counts as having left at that moment, so that a slip of the hand can be
  taken back within the grace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from conversations.errors import Invalid
from conversations.people import Presence, Seat

REASONS: Mapping[Presence, tuple[str, ...]] = {
    Presence.AVAILABLE: (),
    Presence.BUSY: ("call", "meeting", "paperwork", "wrap_up"),
    Presence.AWAY: ("break", "lunch", "training", "other"),
    Presence.OFFLINE: (),
}
"""The reason codes a person may give; an empty reason is always allowed. The house itself also
gives ``connected`` (away) and ``vanished`` (offline)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChange:
    """One line of the audit of presence."""

    user_id: str
    at: datetime
    before: Presence
    after: Presence
    reason: str


def change_between(before: Seat, after: Seat, now: datetime) -> PresenceChange | None:
    """Return the audit line for a change, or None if presence and reason stay the same."""
    if (before.presence, before.reason) == (after.presence, after.reason):
        return None
    return PresenceChange(
        user_id=after.user_id,
        at=now,
        before=before.presence,
        after=after.presence,
        reason=after.reason,
    )


def connected(seat: Seat, now: datetime) -> Seat:
    """A console of the agent connects."""
    seat = replace(seat, last_seen=now, vanished_at=None)
    if seat.presence is Presence.OFFLINE:
        return replace(seat, presence=Presence.AWAY, reason="connected", since=now)
    return seat


def disconnected(seat: Seat, now: datetime) -> Seat:
    """The agent's last console has gone."""
    if seat.presence is Presence.OFFLINE or seat.vanished_at is not None:
        return seat
    return replace(seat, vanished_at=now)


def silent(seat: Seat, now: datetime, silent_after_s: float) -> bool:
    """Whether nothing was heard for so long that the process with the socket must have died."""
    if seat.presence is Presence.OFFLINE or seat.vanished_at is not None or seat.last_seen is None:
        return False
    return (now - seat.last_seen).total_seconds() > silent_after_s


def fell_silent(seat: Seat) -> Seat:
    """Mark a silent seat as vanished when it was last heard of."""
    return replace(seat, vanished_at=seat.last_seen)


def chosen(
    seat: Seat,
    presence: Presence,
    reason: str,
    now: datetime,
    reasons: Mapping[Presence, tuple[str, ...]] = REASONS,
) -> Seat:
    """The agent, or a supervisor for them, chooses. Raises Invalid on an unknown reason."""
    if reason and reason not in reasons[presence]:
        known = ", ".join(reasons[presence]) or "none"
        raise Invalid(
            f"“{reason}” is no reason for being {presence.value}.", remedy=f"Use one of: {known}."
        )
    if (seat.presence, seat.reason) == (presence, reason):
        return seat
    since = seat.since if seat.presence is presence else now
    vanished_at = seat.vanished_at
    if presence is Presence.OFFLINE:
        vanished_at = vanished_at or now
    elif seat.presence is Presence.OFFLINE:
        vanished_at = None
    return replace(seat, presence=presence, reason=reason, since=since, vanished_at=vanished_at)


def is_gone(seat: Seat, now: datetime, grace_s: float) -> bool:
    """Whether the grace of a vanished agent has run out."""
    return seat.vanished_at is not None and (now - seat.vanished_at).total_seconds() >= grace_s


def gone(seat: Seat, now: datetime) -> Seat:
    """The grace has run out. ``vanished_at`` stays until the agent's work is back in the queue, so
    that a router that dies in the middle is taken over from."""
    if seat.presence is Presence.OFFLINE:
        return seat
    return replace(seat, presence=Presence.OFFLINE, reason="vanished", since=now)


def settled(seat: Seat) -> Seat:
    """The work of an agent who is gone is back."""
    return replace(seat, vanished_at=None) if seat.presence is Presence.OFFLINE else seat


def time_in_presence(
    changes: Iterable[PresenceChange], *, start: datetime, end: datetime, at_start: Presence
) -> dict[Presence, float]:
    """Return seconds spent in each presence from ``start`` to ``end``.

    ``changes`` are one agent's, in order of time; ``at_start`` is what they were at ``start``.
    """
    spent = dict.fromkeys(Presence, 0.0)
    current, since = at_start, start
    for change in changes:
        at = min(max(change.at, start), end)
        spent[current] += (at - since).total_seconds()
        current, since = change.after, at
    spent[current] += (end - since).total_seconds()
    return spent
