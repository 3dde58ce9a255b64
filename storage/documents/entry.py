"""Timeline entries as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.channels import Channel
from conversations.entries import (
    Activity,
    Attachment,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
    delivery_rank,
    is_for_reading,
)
from storage.client import Document
from storage.documents.fields import plain, without_none
from storage.documents.keys import entry_key, external_key, order_key


def from_entry(entry: Entry) -> Document:
    """An entry as a document. ``time_key`` orders a contact's entries over all conversations;
    ``untagged_key`` and ``unsearched_key`` are there until tagger and search have been at it."""
    identity = entry_key(entry.conversation_id, entry.seq)
    time_key = order_key(entry.at, identity)
    worded = entry.kind in (Kind.MESSAGE, Kind.NOTE) and bool(entry.text)
    return without_none(
        {
            "_id": identity,
            "entry_id": entry.id,
            "conversation_id": entry.conversation_id,
            "contact_id": entry.contact_id,
            "inbox_id": entry.inbox_id,
            "channel": entry.channel.value,
            "seq": entry.seq,
            "kind": entry.kind.value,
            "at": entry.at,
            "time_key": time_key,
            "untagged_key": time_key if is_for_reading(entry) and not entry.tags else None,
            "unsearched_key": time_key if worded else None,
            "author": {
                "type": entry.author.type.value,
                "id": entry.author.id,
                "name": entry.author.name,
            },
            "direction": entry.direction.value if entry.direction else None,
            "text": entry.text,
            "attachments": from_attachments(entry.attachments) or None,
            "delivery": from_delivery(entry.delivery) if entry.delivery else None,
            "delivery_rank": delivery_rank(entry.delivery.state) if entry.delivery else None,
            "tags": from_tags(entry.tags) or None,
            "corrected": from_tags(entry.corrected) or None,
            "activity": entry.activity.value if entry.activity else None,
            "data": plain(entry.data) or None,
            "external_id": entry.external_id,
            "external_key": (
                external_key(entry.inbox_id, entry.external_id) if entry.external_id else None
            ),
            "command_id": entry.command_id,
            "queue_id": entry.queue_id,
        }
    )


def to_entry(document: Mapping[str, Any]) -> Entry:
    """An entry from its document."""
    author = document["author"]
    direction, activity = document.get("direction"), document.get("activity")
    delivery = document.get("delivery")
    return Entry(
        id=document["entry_id"],
        conversation_id=document["conversation_id"],
        contact_id=document["contact_id"],
        inbox_id=document["inbox_id"],
        channel=Channel(document["channel"]),
        seq=document["seq"],
        kind=Kind(document["kind"]),
        at=document["at"],
        author=Author(type=AuthorType(author["type"]), id=author["id"], name=author["name"]),
        direction=Direction(direction) if direction else None,
        text=document["text"],
        attachments=to_attachments(document.get("attachments", ())),
        delivery=to_delivery(delivery) if delivery else None,
        tags=to_tags(document.get("tags", ())),
        corrected=to_tags(document.get("corrected", ())),
        activity=Activity(activity) if activity else None,
        data=dict(document.get("data", {})),
        external_id=document.get("external_id"),
        command_id=document.get("command_id"),
        queue_id=document.get("queue_id"),
    )


def from_attachments(attachments: Sequence[Attachment]) -> list[Document]:
    """Attachments as documents."""
    return [
        {"id": it.id, "name": it.name, "content_type": it.content_type, "size": it.size}
        for it in attachments
    ]


def to_attachments(documents: Sequence[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """Attachments from their documents."""
    return tuple(
        Attachment(id=it["id"], name=it["name"], content_type=it["content_type"], size=it["size"])
        for it in documents
    )


def from_delivery(delivery: Delivery) -> Document:
    """A delivery as a document."""
    return without_none(
        {
            "state": delivery.state.value,
            "at": delivery.at,
            "error": delivery.error,
            "attempts": delivery.attempts,
        }
    )


def to_delivery(document: Mapping[str, Any]) -> Delivery:
    """A delivery from its document."""
    return Delivery(
        state=DeliveryState(document["state"]),
        at=document["at"],
        error=document.get("error"),
        attempts=document["attempts"],
    )


def from_tags(tags: Sequence[Tag]) -> list[Document]:
    """Tags as documents."""
    found: list[Document] = []
    for tag in tags:
        document: Document = {
            "kind": tag.kind.value,
            "value": tag.value,
            "score": tag.score,
            "source": tag.source,
        }
        found.append(document if tag.ref is None else {**document, "ref": tag.ref})
    return found


def to_tags(documents: Sequence[Mapping[str, Any]]) -> tuple[Tag, ...]:
    """Tags from their documents."""
    return tuple(
        Tag(
            kind=TagKind(it["kind"]),
            value=it["value"],
            score=it["score"],
            source=it["source"],
            ref=it.get("ref"),
        )
        for it in documents
    )
