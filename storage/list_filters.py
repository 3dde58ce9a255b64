"""What no index serves: conditions that a list looks at in the documents themselves."""

from __future__ import annotations

from collections.abc import Callable

from conversations.people import Scope
from conversations.queries import ConversationFilter, ViewName
from storage.call_counts import kind_of
from storage.client import Document
from storage.conversations import covers
from storage.documents.conversation import UNASSIGNED, to_conversation

Keep = Callable[[Document], bool]


def by_what_is_asked(asked: ConversationFilter) -> Keep | None:
    """Inbox, channel, label, sentiment, states, kind of call; None if none of them is asked for."""
    wanted = {
        "inbox": asked.inbox_id,
        "channel": asked.channel.value if asked.channel else None,
        "label": asked.label,
        "sentiment": asked.sentiment,
    }
    states = asked.states
    by_queue = asked.queue_id if asked.view is ViewName.MINE else None
    others = (by_queue, states, asked.call, *wanted.values())
    if all(value is None for value in others):
        return None

    def keep(document: Document) -> bool:
        return (
            wanted["inbox"] in (None, document["inbox"]["id"])
            and wanted["channel"] in (None, document["channel"])
            and (wanted["label"] is None or wanted["label"] in document["labels"])
            and wanted["sentiment"] in (None, document.get("sentiment"))
            and (states is None or document["state"] in states)
            and by_queue in (None, document.get("queue_id"))
            and (asked.call is None or kind_of(document) is asked.call)
        )

    return keep


def of_view(asked: ConversationFilter, scope: Scope) -> Keep:
    """Whether a conversation stands in the asked view and category."""

    def keep(document: Document) -> bool:
        if asked.category not in (None, document["category"]):
            return False
        if asked.queue_id not in (None, document.get("queue_id")):
            return False
        if asked.view is ViewName.MINE:
            return bool(document["owner_id"] == scope.user_id)
        if asked.view is ViewName.UNASSIGNED:
            return document["state"] in UNASSIGNED
        if asked.view is ViewName.QUEUES and scope.queue_ids:
            return document.get("queue_id") in scope.queue_ids
        return True

    return keep


def in_scope(scope: Scope) -> Keep:
    """Whether the caller may see it."""
    return lambda document: scope.everything or covers(scope, to_conversation(document))


def unassigned(keep: Keep | None) -> Keep:
    """Whether no agent has it, and ``keep`` besides."""
    return both(keep, lambda document: document["state"] in UNASSIGNED)


def both(one: Keep | None, other: Keep) -> Keep:
    """Both conditions; the first may be missing."""
    return other if one is None else lambda document: one(document) and other(document)
