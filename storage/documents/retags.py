"""Re-taggings as documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from conversations.retags import Retag, RetagState
from storage.client import Document
from storage.documents.fields import without_none
from storage.documents.keys import order_key

BECAME = ">"
"""Between a sentiment before and one after, in a field's name."""


def from_retag(retag: Retag) -> Document:
    """A re-tagging as a document; ``open_key`` is there while there is something left to do."""
    time_key = order_key(retag.created_at, retag.id)
    return without_none(
        {
            "_id": retag.id,
            "time_key": time_key,
            "open_key": time_key if retag.is_open else None,
            "first": retag.first.isoformat(),
            "until": retag.until.isoformat(),
            "engine": retag.engine,
            "state": retag.state.value,
            "by_id": retag.by_id,
            "by_name": retag.by_name,
            "created_at": retag.created_at,
            "started_at": retag.started_at,
            "finished_at": retag.finished_at,
            "done": retag.done,
            "total": retag.total,
            "messages": retag.messages,
            "changed": {
                became(before, after): count for (before, after), count in retag.changed.items()
            },
            "error": retag.error,
        }
    )


def to_retag(document: Mapping[str, Any]) -> Retag:
    """A re-tagging from its document."""
    return Retag(
        id=document["_id"],
        first=date.fromisoformat(document["first"]),
        until=date.fromisoformat(document["until"]),
        engine=document["engine"],
        state=RetagState(document["state"]),
        by_id=document.get("by_id"),
        by_name=document["by_name"],
        created_at=document["created_at"],
        started_at=document.get("started_at"),
        finished_at=document.get("finished_at"),
        done=document["done"],
        total=document.get("total"),
        messages=document["messages"],
        changed={_parted(key): count for key, count in document["changed"].items()},
        error=document["error"],
    )


def became(before: str, after: str) -> str:
    """The name of the field that counts messages whose sentiment became another."""
    return f"{before}{BECAME}{after}"


def _parted(key: str) -> tuple[str, str]:
    before, _, after = key.partition(BECAME)
    return before, after
