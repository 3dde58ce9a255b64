"""What the tags of a customer's messages make of their conversation: mood, sentiment, language.

All three follow from the tags in the order of ``seq``, and not from the order in which they came:
sentiment and language are those of the newest message that has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from conversations.change import Change
from conversations.entries import Entry, Tag, TagKind, effective_tags
from conversations.mood import fold, folded, is_customers, newest_of, reading_of, readings_of


def comes_last(change: Change, seq: int) -> bool:
    """Whether a message comes after all that the mood was made of, so that it is folded on top.

    Without a mood that is known only of a conversation's first entries: what was tagged by a
    Parley that kept no moods is found in the timeline.
    """
    mood = change.it.mood
    return seq > mood.last_seq if mood is not None else seq <= 2


def fold_on(change: Change, seq: int, at: datetime, tags: Sequence[Tag]) -> None:
    """Fold the customer's newest message in."""
    reading = reading_of(seq, at, tags)
    if reading is not None:
        change.set(mood=fold(change.it.mood, reading))
    _mark(change, tags)


def fold_anew(change: Change, messages: Iterable[Entry]) -> None:
    """Fold all that the customer wrote, as it is tagged now."""
    theirs = sorted((it for it in messages if is_customers(it)), key=lambda it: it.seq)
    change.set(mood=folded(readings_of(theirs)), sentiment=None, sentiment_score=None)
    for message in theirs:
        _mark(change, effective_tags(message))


def with_changed(messages: Sequence[Entry], changed: Sequence[Entry]) -> list[Entry]:
    """The messages with some of them as they will be."""
    by_seq = {it.seq: it for it in [*messages, *changed]}
    return list(by_seq.values())


def with_tags(messages: Sequence[Entry], seq: int, tags: Sequence[Tag]) -> list[Entry]:
    """The messages with other machine's tags on one of them."""
    return [replace(it, tags=tuple(tags)) if it.seq == seq else it for it in messages]


def settle(change: Change) -> None:
    """Tell nobody of a slide that came to light by an old message or by a person's word: either
    it is over, or whoever brought it to light knows."""
    mood = change.it.mood
    if mood is not None and mood.sliding and mood.slide_seq > change.it.mood_told:
        change.set(mood_told=mood.slide_seq)


def _mark(change: Change, tags: Sequence[Tag]) -> None:
    sentiment = newest_of(TagKind.SENTIMENT, tags)
    if sentiment is not None:
        change.set(sentiment=sentiment.value, sentiment_score=sentiment.score)
    language = newest_of(TagKind.LANGUAGE, tags)
    if language is not None:
        change.set(language=language.value)
