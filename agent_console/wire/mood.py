"""How a customer feels, on the wire."""

from __future__ import annotations

from collections.abc import Iterable

from agent_console.wire.scalars import Moment, Shown
from conversations.channels import Channel
from conversations.conversation import Conversation
from conversations.mood import Mood, Trend


class MoodShape(Shown):
    """How a customer feels over a conversation, from -1 to 1: at its start, now or at its end, and
    at its lowest, with the message ``lowest_seq``; ``count`` messages were read."""

    start: float
    end: float
    lowest: float
    lowest_seq: int
    trend: Trend
    count: int


class MoodPoint(Shown):
    """A customer's mood in one conversation."""

    conversation: str
    number: int
    channel: Channel
    at: Moment
    start: float
    end: float
    lowest: float


class MoodOverTime(Shown):
    """A customer's mood from conversation to conversation, the oldest first."""

    items: list[MoodPoint]


def mood_shape(given: Mood | None) -> MoodShape | None:
    """A mood on the wire, rounded to what anybody reads."""
    if given is None:
        return None
    return MoodShape(
        start=round(given.start, 3),
        end=round(given.end, 3),
        lowest=round(given.lowest, 3),
        lowest_seq=given.lowest_seq,
        trend=given.trend,
        count=given.count,
    )


def mood_over_time(conversations: Iterable[Conversation]) -> MoodOverTime:
    """The moods of those conversations that have one, in the order that they began in."""
    points = [
        MoodPoint(
            conversation=it.id,
            number=it.number,
            channel=it.channel,
            at=it.created_at,
            start=round(it.mood.start, 3),
            end=round(it.mood.end, 3),
            lowest=round(it.mood.lowest, 3),
        )
        for it in conversations
        if it.mood is not None
    ]
    return MoodOverTime(items=sorted(points, key=lambda point: (point.at, point.number)))
