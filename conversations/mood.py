"""How a conversation's customer feels, reading by reading.

A *reading* is what one message of the customer's says: the machine's score, or what a person put in
its place. They are folded in the order of ``seq``, and the fold depends on nothing else: in
whatever order messages are tagged, tagged anew or corrected, equal readings give an equal mood.
The definitions stand in ``docs/metrics.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.entries import (
    AuthorType,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
    effective_tags,
)

NEWEST_WEIGHS = 0.5
"""The level's share that is the newest reading's; each older one counts half of the next."""
ARRIVAL = 2
"""So many readings are the start: many begin with a greeting."""
WORSE_AT = 0.0
"""A slide begins with a negative reading that brings the level here or lower …"""
WORSE_BY = 0.4
"""… and so far below its highest since the conversation began or had recovered."""
RECOVERED_AT = 0.2
"""The level at which a slide is over, and another may begin."""
TURNED_BY = 0.25
"""So far apart, start and end make a trend."""
PERSONS_SCORE: Mapping[str, float] = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
"""The score of a sentiment that a person put: they are sure."""


class Trend(StrEnum):
    """Whether the end lies above the start, about there, or below."""

    IMPROVING = "improving"
    STEADY = "steady"
    WORSENING = "worsening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says. ``score`` lies in [-1, 1]."""

    seq: int
    at: datetime
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The readings of a conversation, folded. All but counts and numbers lie in [-1, 1].

    ``start`` is the mean of the first two readings, ``end`` the level now (a running mean in which
    the newest counts half), ``lowest`` the lowest single reading and ``lowest_seq`` its message.
    """

    start: float
    end: float
    lowest: float
    lowest_seq: int
    count: int
    last_seq: int
    """The message folded last: a later one is folded on top, any other folds all anew."""
    peak: float
    """The highest level since the beginning, or since the last slide was over."""
    slides: int = 0
    """How often it has worsened."""
    sliding: bool = False
    """Whether it has worsened and not recovered since."""
    slide_seq: int = 0
    """The message with which the newest slide began; 0 if there was none."""
    slide_at: datetime | None = None
    slide_from: float = 0.0
    """The level that the newest slide fell from …"""
    slide_to: float = 0.0
    """… and that it fell to with that message."""

    @property
    def trend(self) -> Trend:
        """Where it has gone from start to end."""
        if self.end - self.start >= TURNED_BY:
            return Trend.IMPROVING
        return Trend.WORSENING if self.start - self.end >= TURNED_BY else Trend.STEADY


def fold(mood: Mood | None, reading: Reading) -> Mood:
    """The mood with one more reading, which comes after all that are in it."""
    score = reading.score
    if mood is None:
        return Mood(
            start=score,
            end=score,
            lowest=score,
            lowest_seq=reading.seq,
            count=1,
            last_seq=reading.seq,
            peak=score,
        )
    count = mood.count + 1
    level = mood.end + NEWEST_WEIGHS * (score - mood.end)
    lower = score < mood.lowest
    recovered = mood.sliding and level >= RECOVERED_AT
    falls = score < 0 and level <= WORSE_AT and mood.peak - level >= WORSE_BY
    slides = falls and not mood.sliding
    peak = mood.peak if mood.sliding else max(mood.peak, level)
    return Mood(
        start=mood.start + (score - mood.start) / count if count <= ARRIVAL else mood.start,
        end=level,
        lowest=score if lower else mood.lowest,
        lowest_seq=reading.seq if lower else mood.lowest_seq,
        count=count,
        last_seq=reading.seq,
        peak=level if recovered else peak,
        slides=mood.slides + slides,
        sliding=slides or (mood.sliding and not recovered),
        slide_seq=reading.seq if slides else mood.slide_seq,
        slide_at=reading.at if slides else mood.slide_at,
        slide_from=mood.peak if slides else mood.slide_from,
        slide_to=level if slides else mood.slide_to,
    )


def folded(readings: Iterable[Reading], onto: Mood | None = None) -> Mood | None:
    """Readings folded one after another in the order of ``seq``; None if there are none at all."""
    mood = onto
    for reading in sorted(readings, key=lambda it: it.seq):
        mood = fold(mood, reading)
    return mood


def is_customers(entry: Entry) -> bool:
    """Whether an entry is a message that the customer wrote. A mail server's report is not."""
    return (
        entry.kind is Kind.MESSAGE
        and entry.direction is Direction.IN
        and entry.author.type is AuthorType.CONTACT
    )


def reading_of(seq: int, at: datetime, tags: Sequence[Tag]) -> Reading | None:
    """The reading of a message by the tags that count; None without a sentiment among them."""
    found = newest_of(TagKind.SENTIMENT, tags)
    if found is None:
        return None
    score = PERSONS_SCORE.get(found.value, 0.0) if found.score is None else found.score
    return Reading(seq=seq, at=at, score=score)


def readings_of(entries: Iterable[Entry]) -> list[Reading]:
    """The readings of those of the entries that are the customer's and have one."""
    found = (
        reading_of(entry.seq, entry.at, effective_tags(entry))
        for entry in entries
        if is_customers(entry)
    )
    return [reading for reading in found if reading is not None]


def newest_of(kind: TagKind, tags: Sequence[Tag]) -> Tag | None:
    """The last tag of a kind."""
    return next((tag for tag in reversed(tags) if tag.kind is kind), None)
