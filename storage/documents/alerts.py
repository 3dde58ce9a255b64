"""Alerts and corrections as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.alerts import Alert, AlertKind
from conversations.corrections import Correction
from conversations.entries import TagKind
from storage.client import Document
from storage.documents.fields import from_ref, plain, to_optional_ref, without_none
from storage.documents.keys import order_key

NO_QUEUE = ""
"""Stands for the queue of alerts that are about no queue, for the index."""


def from_alert(alert: Alert) -> Document:
    """An alert as a document. ``open_key`` is there until somebody has seen to it."""
    key = order_key(alert.at, alert.id)
    conversation, topic = alert.conversation, alert.topic
    return without_none(
        {
            "_id": alert.id,
            "kind": alert.kind.value,
            "at": alert.at,
            "time_key": key,
            "open_key": key if alert.done_at is None else None,
            "conversation": from_ref(conversation),
            "conversation_id": conversation.id if conversation else None,
            "number": alert.number,
            "seq": alert.seq,
            "sentence": alert.sentence,
            "queue_id": alert.queue_id or NO_QUEUE,
            "queue_ids": None if alert.queue_ids is None else list(alert.queue_ids),
            "watch_list": from_ref(alert.watch_list),
            "topic": from_ref(topic),
            "topic_id": topic.id if topic else None,
            "owner_id": alert.owner_id,
            "done_at": alert.done_at,
            "done_by": from_ref(alert.done_by),
            "data": plain(dict(alert.data)) or None,
        }
    )


def to_alert(document: Mapping[str, Any]) -> Alert:
    """An alert from its document."""
    return Alert(
        id=document["_id"],
        kind=AlertKind(document["kind"]),
        at=document["at"],
        conversation=to_optional_ref(document.get("conversation")),
        number=document.get("number"),
        seq=document.get("seq"),
        sentence=document["sentence"],
        queue_id=document["queue_id"] or None,
        queue_ids=tuple(document["queue_ids"]) if "queue_ids" in document else None,
        watch_list=to_optional_ref(document.get("watch_list")),
        topic=to_optional_ref(document.get("topic")),
        owner_id=document.get("owner_id"),
        done_at=document.get("done_at"),
        done_by=to_optional_ref(document.get("done_by")),
        data=dict(document.get("data", {})),
    )


def from_correction(correction: Correction) -> Document:
    """A correction as a document. ``stands_key`` is there until a later word of the same kind is
    said of the same message; what takes one back has none."""
    time_key = order_key(correction.at, correction.id)
    return without_none(
        {
            "_id": correction.id,
            "conversation_id": correction.conversation_id,
            "seq": correction.seq,
            "kind": correction.kind.value,
            "before": correction.before,
            "after": correction.after,
            "machine": correction.machine,
            "score": correction.score,
            "engine": correction.engine,
            "language": correction.language,
            "by_id": correction.by_id,
            "by_name": correction.by_name,
            "at": correction.at,
            "time_key": time_key,
            "stands_key": time_key if correction.after is not None else None,
        }
    )


def standing_counter(kind: str) -> str:
    """The ``_id`` of the counter of messages on which a person's word about ``kind`` stands."""
    return f"standing_corrections:{kind}"


def to_correction(document: Mapping[str, Any]) -> Correction:
    """A correction from its document."""
    return Correction(
        id=document["_id"],
        conversation_id=document["conversation_id"],
        seq=document["seq"],
        kind=TagKind(document["kind"]),
        before=document.get("before"),
        after=document.get("after"),
        machine=document.get("machine"),
        score=document.get("score"),
        engine=document["engine"],
        language=document.get("language"),
        by_id=document["by_id"],
        by_name=document["by_name"],
        at=document["at"],
    )
