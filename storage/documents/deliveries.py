"""Journal records, outbox items and router decisions as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.channels import Channel
from conversations.inbound import Filed, JournalRecord, JournalState
from conversations.outbox import OutboxItem, OutboxState
from conversations.outcome import Decision
from storage.client import Document
from storage.documents.fields import plain, without_none
from storage.documents.keys import external_key


def from_journal_record(record: JournalRecord) -> Document:
    """A journal record as a document; its ``_id`` is what makes a provider's retry a duplicate."""
    return without_none(
        {
            "_id": external_key(record.inbox_id, record.external_id),
            "record_id": record.id,
            "inbox_id": record.inbox_id,
            "channel": record.channel.value,
            "external_id": record.external_id,
            "payload": plain(record.payload),
            "received_at": record.received_at,
            "state": record.state.value,
            "attempts": record.attempts,
            "next_try_at": record.next_try_at,
            "error": record.error,
            "filed": from_filed(record.filed) if record.filed else None,
        }
    )


def from_filed(filed: Filed) -> Document:
    """Why a payload is on no timeline, as a document."""
    return {
        "reason": filed.reason,
        "detail": filed.detail[:1000],
        "sender": filed.sender[:320],
        "subject": filed.subject[:500],
    }


def to_journal_record(document: Mapping[str, Any]) -> JournalRecord:
    """A journal record from its document. One that is done has no next try any more."""
    filed = document.get("filed")
    return JournalRecord(
        id=document["record_id"],
        inbox_id=document["inbox_id"],
        channel=Channel(document["channel"]),
        external_id=document["external_id"],
        payload=dict(document["payload"]),
        received_at=document["received_at"],
        state=JournalState(document["state"]),
        attempts=document["attempts"],
        next_try_at=document.get("next_try_at", document["received_at"]),
        error=document.get("error"),
        filed=Filed(**filed) if filed else None,
    )


def from_outbox_item(item: OutboxItem) -> Document:
    """An outbox item as a document."""
    return without_none(
        {
            "_id": item.id,
            "conversation_id": item.conversation_id,
            "inbox_id": item.inbox_id,
            "channel": item.channel.value,
            "seq": item.seq,
            "state": item.state.value,
            "attempts": item.attempts,
            "due_at": item.due_at,
            "created_at": item.created_at,
            "lease_owner": item.lease_owner,
            "lease_until": item.lease_until,
            "error": item.error,
            "provider_id": item.provider_id,
            "look_ups": item.look_ups or None,
        }
    )


def to_outbox_item(document: Mapping[str, Any]) -> OutboxItem:
    """An outbox item from its document."""
    return OutboxItem(
        id=document["_id"],
        conversation_id=document["conversation_id"],
        inbox_id=document["inbox_id"],
        channel=Channel(document["channel"]),
        seq=document["seq"],
        state=OutboxState(document["state"]),
        attempts=document["attempts"],
        due_at=document["due_at"],
        created_at=document["created_at"],
        lease_owner=document.get("lease_owner"),
        lease_until=document.get("lease_until"),
        error=document.get("error"),
        provider_id=document.get("provider_id"),
        look_ups=document.get("look_ups", 0),
    )


def from_decision(decision: Decision) -> Document:
    """A decision as a document."""
    return without_none(
        {
            "_id": decision.id,
            "conversation_id": decision.conversation_id,
            "at": decision.at,
            "chosen": decision.chosen,
            "reasons": list(decision.reasons),
            "candidates": plain(decision.candidates),
            "total_candidates": decision.total_candidates,
        }
    )


def to_decision(document: Mapping[str, Any]) -> Decision:
    """A decision from its document."""
    return Decision(
        id=document["_id"],
        conversation_id=document["conversation_id"],
        at=document["at"],
        chosen=document.get("chosen"),
        reasons=tuple(document["reasons"]),
        candidates=tuple(dict(candidate) for candidate in document["candidates"]),
        total_candidates=document["total_candidates"],
    )
