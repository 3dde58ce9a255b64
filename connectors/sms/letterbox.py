"""The one door by which texts come to the journal, however we learned of them."""

from __future__ import annotations

import asyncio
from typing import Any

from connectors.base import House
from conversations.inbound import Received
from conversations.places import Inbox


async def take(
    house: House,
    inbox: Inbox,
    sid: str,
    payload: dict[str, Any],
    journalled: asyncio.Event | None = None,
) -> Received:
    """Take a text in under its SID: it is one text, whether it comes by its address, by the
    fallback address, or is found in the list. Raises as the house's intake does."""
    return await house.intake.accept(inbox, sid, payload, journalled=journalled)
