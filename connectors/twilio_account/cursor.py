"""How far one of Twilio's lists has been looked through, kept beyond the process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connectors.ports import Cursors, HeldLease
from conversations.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What has been looked through: from ``since``, when the first look was, to ``until``."""

    since: datetime
    until: datetime


async def load(cursors: Cursors, inbox_id: str, name: str) -> Stretch | None:
    """Return what was looked through of an inbox's list; None before the first look. Raises Invalid
    if what is kept cannot be read."""
    kept = await cursors.load(inbox_id, name)
    if kept is None:
        return None
    try:
        since, until = (datetime.fromisoformat(kept[end]) for end in ("since", "until"))
    except (KeyError, TypeError, ValueError):
        raise Invalid("What is known of the last look at Twilio's list cannot be read.") from None
    return Stretch(since=since, until=until)


async def keep(
    cursors: Cursors, inbox_id: str, name: str, looked: Stretch, lease: HeldLease
) -> None:
    """Keep it. Raises Conflict if a later holder of the lease has."""
    value = {"since": looked.since.isoformat(), "until": looked.until.isoformat()}
    await cursors.keep(inbox_id, name, value, fence=lease.fence)
