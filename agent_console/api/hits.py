"""How many conversations watch lists and intents were found in lately, from the sums of days: a
page costs the same however much is found."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from agent_console.routing import Call
from conversations.insight_sums import hits

COUNTED = 7
"""Days (UTC): the present one and those before it."""


async def hits_of(call: Call) -> Counter[str]:
    """Return in how many conversations of the caller's queues each was found, by id."""
    end = call.services.clock.now().date() + timedelta(days=1)
    first = end - timedelta(days=COUNTED)
    return hits(await call.services.insight_days.between(first, end, call.caller.actor.scope))
