"""Deleting recordings: at Twilio when we have them, and here when their time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.twilio_account.errors import Refused
from connectors.voice import looking
from connectors.voice.errands import ALARM, Errand
from connectors.voice.trunk import Trunk
from conversations.calls.call import Recording
from conversations.entries import Entry

LOOK_AGAIN = timedelta(days=7)
"""So often it is looked whether what is kept for long is still to be kept for so long."""


async def delete_theirs(house: House, errand: Errand, trunk: Trunk) -> None:
    """Delete a recording at Twilio. Raises TwilioError."""
    try:
        with trunk.api.asking():
            await trunk.api.rest.recordings(errand.sid).delete_async()
    except Refused as error:
        if error.status != looking.GONE:
            raise
    await house.alarms.clear(ALARM, errand.key)


async def delete_ours(house: House, errand: Errand, trunk: Trunk, entry: Entry) -> None:
    """Delete our copy if its time is over by what is set now; else look again later."""
    shown, now = shown_of(entry, errand.sid), house.clock.now()
    if shown is None or shown["deleted"]:
        await house.alarms.clear(ALARM, errand.key)
        return
    at, days = datetime.fromisoformat(shown["at"]), trunk.settings.keep_recordings_days
    until = at + timedelta(days=days) if days else now + LOOK_AGAIN
    if until > now:
        await house.alarms.move(ALARM, errand.key, min(until, now + LOOK_AGAIN))
        return
    await house.files.remove(f"rec-{errand.sid}")
    recording = Recording(
        sid=errand.sid,
        kind=errand.kind,
        at=at,
        duration_s=int(shown.get("duration_s") or 0),
        deleted=True,
    )
    await house.calls.recorded(errand.conversation_id, errand.seq, recording)
    await house.alarms.clear(ALARM, errand.key)


def shown_of(entry: Entry, sid: str) -> dict[str, Any] | None:
    """A recording as the card of its call shows it."""
    return next((it for it in entry.data.get("recordings", []) if it["sid"] == sid), None)
