"""Ending a line at Twilio."""

from __future__ import annotations

from connectors.twilio_account.errors import Refused
from connectors.voice import looking
from connectors.voice.trunk import Trunk


async def end_line(trunk: Trunk, sid: str) -> bool:
    """End a line; False if it was over already, or Twilio knows it no more, which is no trouble.
    Raises TwilioError if Twilio cannot be reached, or refuses."""
    try:
        with trunk.api.asking():
            await trunk.api.rest.calls(sid).update_async(status="completed")
    except Refused as error:
        if looking.is_gone(error):
            return False
        raise
    return True
