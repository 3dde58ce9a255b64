"""The order in which waiting work is served: priority, then waiting time, then number."""

from __future__ import annotations

from datetime import datetime

from conversations.conversation import Conversation, Priority

RANK: dict[Priority, int] = {priority: priority.rank for priority in Priority}

Place = tuple[int, datetime, int]
"""Priority rank, waiting since, number: the smaller is served first."""


def place(conversation: Conversation) -> Place:
    """Return where a conversation stands among all that wait."""
    since = conversation.queued_at or conversation.created_at
    return (RANK[conversation.priority], since, conversation.number)
