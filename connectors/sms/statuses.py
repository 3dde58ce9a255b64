"""What Twilio calls the states of a text, and what they are for us.

https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
"""

from __future__ import annotations

from datetime import datetime

from connectors.twilio_account.errors import explained
from conversations.entries import Delivery, DeliveryState
from conversations.errors import UnknownEvent

UNDER_WAY = frozenset({"accepted", "scheduled", "queued", "sending"})
"""Twilio has it, and so it counts as handed over already."""

_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}


def delivery(status: str, error_code: int, at: datetime, said: str = "") -> Delivery:
    """How far a text has come. Raises UnknownEvent on a status that Twilio did not have when this
    was written."""
    if status in UNDER_WAY:
        return Delivery(state=DeliveryState.SENT, at=at)
    state = _STATES.get(status)
    if state is None:
        raise UnknownEvent(f"Twilio told an unknown status of a text: “{status[:40]}”.")
    if state is not DeliveryState.FAILED:
        return Delivery(state=state, at=at)
    if status == "canceled":
        return Delivery(state=state, at=at, error="The text was cancelled at Twilio.")
    if not error_code:
        return Delivery(state=state, at=at, error=f"The text was not delivered ({status}).")
    sentence, remedy = explained(error_code, said)
    return Delivery(state=state, at=at, error=f"{sentence} {remedy}".strip())
