"""What a visitor sees of a timeline: words and files, who is there, and how it ended. Notes, tags
and the team's doings are never part of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.webchat.inbound import client_id
from conversations.conversation import Conversation, State
from conversations.entries import Activity, AuthorType, Direction, Entry, Kind

Shape = dict[str, Any]  # a wire shape

NAMESPACE = "/widget"


def visitor_room(inbox_id: str, address: str) -> str:
    """The room of all sockets of one visitor: tabs and devices."""
    return f"visitor:{inbox_id}:{address}"


def conversation_room(conversation_id: str) -> str:
    """The room of the visitor of one conversation."""
    return f"conversation:{conversation_id}"


def visible(entry: Entry) -> bool:
    """Whether visitors see this entry."""
    if entry.kind is Kind.MESSAGE:
        return True
    if entry.kind is not Kind.ACTIVITY:
        return False
    if entry.activity is Activity.STATE:
        return entry.data.get("to") == State.RESOLVED
    return entry.activity in (Activity.ASSIGNED, Activity.REOPENED, Activity.RATING)


def shape(entry: Entry, sign: Callable[[str], str], prev: int | None = None) -> Shape:
    """An entry for the visitor. ``prev`` is the seq of the visible one before, where known."""
    agent = entry.author.type is not AuthorType.CONTACT
    shown: Shape = {
        "id": entry.id,
        "conversation": entry.conversation_id,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "at": iso(entry.at),
        "author": {
            "type": entry.author.type.value,
            "id": None if agent else entry.author.id,
            "name": entry.author.name,
        },
        "direction": entry.direction.value if entry.direction else None,
        "text": entry.text,
        "attachments": [
            {
                "id": file.id,
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "url": sign(file.id),
            }
            for file in entry.attachments
        ],
        "delivery": {"state": entry.delivery.state.value} if entry.delivery else None,
        "activity": entry.activity.value if entry.activity else None,
        "data": _data(entry),
        "command": client_id(entry.external_id) if entry.direction is Direction.IN else None,
    }
    if prev is not None:
        shown["prev"] = prev
    return shown


def shapes(entries: Sequence[Entry], sign: Callable[[str], str]) -> list[Shape]:
    """The visible ones of a run of entries, each with the one before."""
    shown: list[Shape] = []
    for entry in entries:
        if visible(entry):
            shown.append(shape(entry, sign, shown[-1]["seq"] if shown else None))
    return shown


def summary(conversation: Conversation, entries: Sequence[Entry]) -> Shape:
    """The conversation as the session tells it. Rated: since it was opened or reopened last."""
    rated = False
    for entry in entries:
        if entry.activity in (Activity.RATING, Activity.REOPENED):
            rated = entry.activity is Activity.RATING
    return {
        "id": conversation.id,
        "state": conversation.state.value,
        "agent": {"name": conversation.agent.name} if conversation.agent else None,
        "rated": rated,
    }


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _data(entry: Entry) -> Shape:
    match entry.activity:
        case Activity.ASSIGNED:
            agent = entry.data.get("agent")
            return {"agent": {"name": agent.get("name", "")} if agent else None}
        case Activity.STATE:
            return {"from": str(entry.data.get("from")), "to": str(entry.data.get("to"))}
        case Activity.RATING:
            return {"score": entry.data.get("score")}
    return {}
