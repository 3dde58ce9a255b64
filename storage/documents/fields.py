"""Pieces that several aggregates share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from conversations.conversation import Ref
from storage.client import Document


def without_none(document: Document) -> Document:
    """Leave out what is None, so that documents stay small and sparse indexes sparse."""
    return {key: value for key, value in document.items() if value is not None}


def from_ref(ref: Ref | None) -> Document | None:
    """A reference as a document."""
    return None if ref is None else {"id": ref.id, "name": ref.name}


def to_ref(document: Mapping[str, Any]) -> Ref:
    """A reference from its document."""
    return Ref(id=document["id"], name=document["name"])


def to_optional_ref(document: Mapping[str, Any] | None) -> Ref | None:
    """A reference that may be missing."""
    return None if document is None else to_ref(document)


def plain(value: Any) -> Any:
    """Flat data as BSON takes it: enums to their text, tuples and sets to lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    return value
