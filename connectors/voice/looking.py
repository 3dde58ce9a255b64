"""Finding out what Twilio has made of a request that it did not answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from connectors.twilio_account.errors import Refused
from connectors.voice.paths import room_name
from connectors.voice.states import is_over
from connectors.voice.trunk import Trunk
from conversations.calls.call import Call
from conversations.calls.leg import Leg

SKEW = timedelta(seconds=60)
"""How far Twilio's clock may be behind ours."""
LATEST = 500
"""Calls from one number that are looked through, the newest first."""
GONE = 404
"""The status with which Twilio says that it knows no such thing (any more)."""
NOT_IN_PROGRESS = 21220
"""Twilio's number for what is asked of a call that has ended."""


def is_gone(error: Refused) -> bool:
    """Whether it was refused because what it is about is over, or not there yet."""
    return error.status == GONE or error.number == NOT_IN_PROGRESS


async def room_sid(trunk: Trunk, call: Call) -> str | None:
    """The SID of the conference that goes on under the name of the call's room."""
    if call.conference_sid is not None:
        return call.conference_sid
    api = trunk.api
    with api.asking():
        found = await api.rest.conferences.list_async(friendly_name=room_name(call.id), limit=20)
        return next((str(one.sid) for one in found if str(one.status) != "completed"), None)


async def participants(trunk: Trunk, call: Call) -> dict[str, Any]:
    """Who is in the call's room, or being called into it, by the SIDs of their calls."""
    room = await room_sid(trunk, call)
    if room is None:
        return {}
    api = trunk.api
    try:
        with api.asking():
            found = await api.rest.conferences(room).participants.list_async(limit=100)
            return {str(one.call_sid): one for one in found}
    except Refused as error:
        if error.status == GONE:
            return {}
        raise


async def status_of(trunk: Trunk, sid: str) -> str:
    """A call's status by its SID; ``completed`` if Twilio knows it no more."""
    api = trunk.api
    try:
        with api.asking():
            fetched = await api.rest.calls(sid).fetch_async()
            return str(fetched.status)
    except Refused as error:
        if error.status == GONE:
            return "completed"
        raise


async def dialled(trunk: Trunk, call: Call, leg: Leg, device: str) -> tuple[str, str] | None:
    """The SID and status of the call that was made for a line; None if none was.

    Whoever is in the room or rings has our label. Who has rejected the call already has left no
    trace but in the list of calls.
    """
    for sid, one in (await participants(trunk, call)).items():
        if one.label == leg.id:
            return sid, await status_of(trunk, sid)
    known = {each.sid for each in call.legs}
    api = trunk.api
    with api.asking():
        # not by the recipient: Twilio's description allows numbers only there
        async for one in await api.rest.calls.stream_async(
            from_=call.ours, limit=LATEST, page_size=50
        ):
            if one.date_created is not None and one.date_created < leg.since - SKEW:
                break
            fresh = one.to == device and str(one.sid) not in known
            if fresh and is_over(str(one.status)):  # one that goes on would be in the room
                return str(one.sid), str(one.status)
    return None


async def running_tape(trunk: Trunk, contact_sid: str) -> tuple[str, str] | None:
    """The SID and status of the recording of a call that goes on or is paused, if there is one."""
    api = trunk.api
    with api.asking():
        for one in await api.rest.calls(contact_sid).recordings.list_async(limit=20):
            if str(one.status) in ("in-progress", "paused"):
                return str(one.sid), str(one.status)
    return None
