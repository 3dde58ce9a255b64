"""Texts that sort and are unique as indexes need them.

The embedded server serves "equal fields, then one range" from an index and nothing more, so what
a list is sorted by stands in one field: the moment and what breaks the tie.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
DIGITS = 14


def moment_key(moment: datetime) -> str:
    """A moment as text that sorts like time: milliseconds since 1970, padded with zeros."""
    return f"{max(0, (moment - EPOCH) // _MILLISECOND):0{DIGITS}d}"


def order_key(moment: datetime, tie: str) -> str:
    """A key that sorts by time and is different for every ``tie``."""
    return f"{moment_key(moment)}:{tie}"


def moment_of(key: str) -> datetime:
    """The moment that a key made here begins with. Raises ValueError on anything else."""
    return EPOCH + int(key[:DIGITS]) * _MILLISECOND


def entry_key(conversation_id: str, seq: int) -> str:
    """The ``_id`` of a timeline entry: no two entries of a conversation have one ``seq``."""
    return f"{conversation_id}:{seq:09d}"


def external_key(inbox_id: str, external_id: str) -> str:
    """What makes a provider's message unique in its inbox."""
    return f"{inbox_id}:{external_id}"


def thread_key(inbox_id: str, thread: str) -> str:
    """What tells the matters of an inbox apart."""
    return f"{inbox_id}:{thread}"
