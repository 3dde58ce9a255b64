"""The card of a call: what its entry on the timeline shows, and what the figures are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from conversations.calls.call import Call, Recording


def card(call: Call, now: datetime) -> dict[str, Any]:
    """The card as JSON: times in ISO 8601 (UTC, milliseconds, ``Z``), lengths in seconds.

    ``wait_s`` runs from the queue to the answer (or the end), ``talk_s`` from the answer to the end
    without ``hold_s``. They are None while they do not apply.
    """
    return {
        "call": call.id,
        "direction": call.direction.value,
        "ours": call.ours,
        "theirs": call.theirs,
        "state": call.state.value,
        "outcome": call.outcome.value if call.outcome else None,
        "started_at": _iso(call.started_at),
        "queued_at": _iso(call.queued_at),
        "answered_at": _iso(call.answered_at),
        "ended_at": _iso(call.ended_at),
        "wait_s": _wait(call, now),
        "talk_s": _talk(call),
        "hold_s": round(call.hold_s, 1),
        "wrap_up_s": round(call.wrap_up_s, 1),
        "agents": [{"id": id, "name": name} for id, name in call.agents],
        "disposition": call.disposition,
        "note": call.note,
        "recordings": [recording_card(it) for it in call.recordings],
    }


def recording_card(it: Recording) -> dict[str, Any]:
    """A recording on the card."""
    return {
        "sid": it.sid,
        "kind": it.kind,
        "at": _iso(it.at),
        "duration_s": it.duration_s,
        "file": it.file_id,
        "name": it.file_name,
        "deleted": it.deleted,
    }


def _wait(call: Call, now: datetime) -> float | None:
    if call.queued_at is None:
        return None
    until = call.answered_at or call.ended_at or now
    return round(max(0.0, (until - call.queued_at).total_seconds()), 1)


def _talk(call: Call) -> float | None:
    if call.answered_at is None or call.ended_at is None:
        return None
    spoken = (call.ended_at - call.answered_at).total_seconds() - call.hold_s
    return round(max(0.0, spoken), 1)


def _iso(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
