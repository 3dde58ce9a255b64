"""``<Redirect>``, ``<Hangup>``, ``<Reject>`` and ``<Leave>``."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from sandbox.twilio.voice.document import words
from sandbox.twilio.voice.leg import CallStatus, GoneError
from sandbox.twilio.voice.source import Source
from sandbox.twilio.voice.stage import Stage, verb


class LeftError(Exception):
    """The queue is left by ``<Leave>``."""


@verb("Redirect")
async def redirect(stage: Stage, element: ET.Element) -> Source | None:
    """Go on elsewhere."""
    return stage.here.follow(words(element), element.get("method", "POST"), {})


@verb("Hangup")
async def hang_up(stage: Stage, element: ET.Element) -> Source | None:
    """End the call."""
    raise GoneError


@verb("Reject")
async def reject(stage: Stage, element: ET.Element) -> Source | None:
    """Do not answer; as the first verb only, else it ends the call like ``<Hangup>``."""
    if stage.leg.started is not None:
        raise GoneError
    busy = element.get("reason") == "busy"
    raise GoneError(CallStatus.BUSY if busy else CallStatus.NO_ANSWER)


@verb("Leave")
async def leave(stage: Stage, element: ET.Element) -> Source | None:
    """Leave the queue; outside of one it is nothing."""
    if stage.leg.queue:
        raise LeftError
    return None
