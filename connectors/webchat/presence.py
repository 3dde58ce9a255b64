"""What a visitor is told of the team: whether somebody is there, and how long it may take."""

from __future__ import annotations

from datetime import datetime

from connectors.ports import Standing
from connectors.webchat.settings import WebchatSettings
from connectors.webchat.view import Shape
from conversations.people import Presence


def somebody_there(
    standing: Standing, settings: WebchatSettings, queue_id: str, now: datetime
) -> bool:
    """Whether an agent of the queue is at work, and the inbox's hours say so too."""
    if settings.hours is not None and not settings.hours.open_at(now):
        return False
    agents = standing.of(queue_id, now).agents
    return agents.get(Presence.AVAILABLE, 0) + agents.get(Presence.BUSY, 0) > 0


def presence(
    standing: Standing,
    settings: WebchatSettings,
    queue_id: str,
    conversation_id: str | None,
    now: datetime,
) -> Shape:
    """``{online, position?, expected_wait_s?}``; the wait is rounded up to five seconds, so that
    it does not flicker."""
    shown: Shape = {"online": somebody_there(standing, settings, queue_id, now)}
    if conversation_id is None:
        return shown
    position = standing.position(conversation_id)
    if position is None:
        return shown
    shown["position"] = position
    wait = standing.expected_wait_s(conversation_id, now)
    if wait is not None:
        shown["expected_wait_s"] = -(-round(wait) // 5) * 5
    return shown
