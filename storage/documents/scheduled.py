"""Scheduled replies as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.letters import letter_data, letter_from
from conversations.scheduling import ScheduledReply, ScheduledState, Unsendable
from storage.client import Document
from storage.documents.entry import from_attachments, to_attachments
from storage.documents.fields import from_ref, to_ref, without_none


def from_scheduled(reply: ScheduledReply) -> Document:
    """A scheduled reply as a document. ``due_at`` is when a worker may take it; one that waits for
    a person has none."""
    waits = reply.state is ScheduledState.WAITING
    return without_none(
        {
            "_id": reply.id,
            "conversation_id": reply.conversation_id,
            "author": from_ref(reply.author),
            "text": reply.text,
            "attachments": from_attachments(reply.attachments) or None,
            "resolve": reply.resolve or None,
            "letter": letter_data(reply.letter) if reply.letter else None,
            "send_at": reply.send_at,
            "created_at": reply.created_at,
            "state": reply.state.value,
            "failure": reply.failure.value if reply.failure else None,
            "error": reply.error or None,
            "due_at": reply.send_at if waits else None,
        }
    )


def to_scheduled(document: Mapping[str, Any]) -> ScheduledReply:
    """A scheduled reply from its document."""
    failure, letter = document.get("failure"), document.get("letter")
    return ScheduledReply(
        id=document["_id"],
        conversation_id=document["conversation_id"],
        author=to_ref(document["author"]),
        text=document["text"],
        attachments=to_attachments(document.get("attachments", ())),
        resolve=document.get("resolve", False),
        letter=letter_from(letter) if letter else None,
        send_at=document["send_at"],
        created_at=document["created_at"],
        state=ScheduledState(document["state"]),
        failure=Unsendable(failure) if failure else None,
        error=document.get("error", ""),
    )
