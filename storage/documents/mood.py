"""Moods as parts of a conversation's document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.mood import Mood
from storage.client import Document
from storage.documents.fields import without_none


def from_mood(mood: Mood | None) -> Document | None:
    """A mood as a document."""
    if mood is None:
        return None
    return without_none(
        {
            "start": mood.start,
            "end": mood.end,
            "lowest": mood.lowest,
            "lowest_seq": mood.lowest_seq,
            "count": mood.count,
            "last_seq": mood.last_seq,
            "peak": mood.peak,
            "slides": mood.slides,
            "sliding": mood.sliding,
            "slide_seq": mood.slide_seq,
            "slide_at": mood.slide_at,
            "slide_from": mood.slide_from,
            "slide_to": mood.slide_to,
        }
    )


def to_mood(document: Mapping[str, Any] | None) -> Mood | None:
    """A mood from its document."""
    if document is None:
        return None
    return Mood(
        start=document["start"],
        end=document["end"],
        lowest=document["lowest"],
        lowest_seq=document["lowest_seq"],
        count=document["count"],
        last_seq=document["last_seq"],
        peak=document["peak"],
        slides=document["slides"],
        sliding=document["sliding"],
        slide_seq=document["slide_seq"],
        slide_at=document.get("slide_at"),
        slide_from=document["slide_from"],
        slide_to=document["slide_to"],
    )
