"""What goes into the search for topics, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sentiment.topics.space import Space


@dataclass(frozen=True, slots=True)
class Point:
    """A conversation, as far as its topic is concerned.

    Attributes:
        id: The conversation's id.
        language: ISO 639-1 code, None if unknown.
        meaning: Packed as in `sentiment.meaning`.
        phrases: Its keyphrases, best first.
        topic_id: The topic that it was last put in, if any. By members that stay together a topic
            is known again where its centre has moved.
    """

    id: str
    language: str | None
    meaning: bytes
    phrases: tuple[str, ...] = ()
    topic_id: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A topic that was found before.

    Attributes:
        id: As it was given when the topic was new.
        name: The machine's or a person's; it is kept as long as the topic is there.
        centroid: As in `FoundTopic`.
        size: Conversations in it when it was last found.
    """

    id: str
    name: str
    centroid: bytes
    size: int


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A cluster of conversations that are about the same thing.

    Attributes:
        id: The id of the known topic that this is; None if it is new.
        name: A known topic's name, or one made of its best phrases in the language that most
            conversations are in; "" if there are none.
        centroid: Its centre in `Found.space`, packed as in `sentiment.meaning`.
        phrases: What tells it from the others, best first; in all languages, at most ten.
        size: How many of the points are in it.
        examples: Ids of points nearest to the centre, nearest first, at most ten.
        merged: Ids of known topics that have become part of this one.
        split_from: The id of the known topic that most of a new one's members came from.
    """

    id: str | None
    name: str
    centroid: bytes
    phrases: tuple[str, ...]
    size: int
    examples: tuple[str, ...]
    merged: tuple[str, ...] = ()
    split_from: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        topics: The largest first.
        member_of: Each point's index in `topics`, None for a point that is in none.
        space: What `assign` needs to put new conversations into these topics. Keep it beside them
            (`Space.to_bytes`).
        gone: Ids of known topics whose cluster is no longer there, nor part of another.
    """

    topics: tuple[FoundTopic, ...]
    member_of: Mapping[str, int | None]
    space: Space
    gone: tuple[str, ...] = ()
