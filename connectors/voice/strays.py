"""Lines at Twilio that were dialled under a label of ours and that nobody sees to: a request that
was given up came through after all, or came through twice. They ring, cost money, and whoever picks
up is alone, so they are ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from connectors.twilio_account.errors import Refused, TwilioError
from connectors.voice.ending import end_line
from connectors.voice.trunk import Trunk
from conversations.calls.call import Call

_log = logging.getLogger(__name__)

PAUSES_S = (0.5, 1.0, 2.0)
"""Between tries at ending one."""


def is_stray(call: Call | None, label: str, sid: str) -> bool:
    """Whether nobody sees to the line ``sid`` that was dialled as ``label``. ``call`` is the newest
    of the conversation: it has taken over the open lines of those before it."""
    leg = call.leg(label) if call is not None else None
    if leg is None:
        return True
    if leg.sid is None:
        return leg.is_over  # else it is the answer that never came
    return leg.sid != sid


async def end_stray(trunk: Trunk, sid: str) -> bool:
    """End one; False if Twilio cannot be reached, or refuses. One that is over already is no
    trouble."""
    for pause_s in (*PAUSES_S, None):
        try:
            went_on = await end_line(trunk, sid)
        except TwilioError as error:
            if pause_s is None or isinstance(error, Refused):
                _log.warning("a line that nobody sees to cannot be ended: %s", error)
                return False
        else:
            if went_on:
                extra = {"inbox": trunk.inbox.id}
                _log.warning("a line that nobody sees to was ended", extra=extra)
            return True
        await asyncio.sleep(pause_s)
    return False


async def end_strays(trunk: Trunk, call: Call, there: Mapping[str, Any]) -> None:
    """End those among the participants of a call's room."""
    for sid, one in there.items():
        label = str(one.label or "")
        if call.leg(label) is not None and is_stray(call, label, sid):
            await end_stray(trunk, sid)
