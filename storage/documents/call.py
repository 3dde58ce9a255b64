"""Calls as documents: a part of their conversation's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from conversations.calls.call import Call
from storage.client import Document
from storage.documents.fields import plain

_CALL = TypeAdapter(Call)


def from_call(call: Call | None) -> Document | None:
    """A call as a document; what has its default is left out."""
    if call is None:
        return None
    document: Document = plain(_CALL.dump_python(call, exclude_defaults=True))
    return document


def to_call(document: Mapping[str, Any] | None) -> Call | None:
    """A call from its document."""
    return None if document is None else _CALL.validate_python(document)
