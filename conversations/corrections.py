"""What people said against the machine's tags, kept for tuning it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversations.entries import TagKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One word of a person about one message. ``id`` is the command's, so it is kept once.

    ``before`` is what counted before (the machine's value, or an earlier correction), ``after``
    what counts since: None if a correction was taken back. ``machine`` and ``score`` are what the
    machine said, ``engine`` which one. The message's words are not copied: they are read from the
    timeline, and gone when it is.
    """

    id: str
    conversation_id: str
    seq: int
    kind: TagKind
    before: str | None
    after: str | None
    machine: str | None = None
    score: float | None = None
    engine: str = ""
    language: str | None = None
    by_id: str
    by_name: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A message with the sentiment (or another kind's value) that a person's word stands for."""

    conversation_id: str
    seq: int
    text: str
    language: str | None
    value: str
    machine: str | None
    at: datetime
