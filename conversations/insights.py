"""What analysis says of a whole conversation: the base of topics, figures and their rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from conversations.channels import Channel
from conversations.conversation import Conversation, Ref
from conversations.entries import Tag, TagKind
from conversations.mood import folded, reading_of

UNKNOWN = "und"
"""The language of texts that nothing is known of (ISO 639-2: undetermined)."""
KEYWORDS = 8
"""Keywords of a conversation."""
LONGEST_TEXT = 200
"""Characters of the first message that an insight shows."""
COUNTS = (1.0, 0.25, 0.1)
"""What a conversation is about, its customer says first: so much do the first messages that have
a keyword count for its meaning. What comes later says how it went on."""
POSITIVE_FROM = 0.15
"""A mean score above this is positive, one below its negative is negative; the rest is neutral."""

_MACHINE = "machine:"

Label = Literal["positive", "neutral", "negative"]
MeanOf = Callable[[Sequence[bytes], Sequence[float]], "bytes | None"]
"""The meaning of several texts together, by what each counts: they are packed by the analysis,
which knows how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """One conversation, as analysis sees it.

    ``at`` is its first message by the customer, ``text`` that message's beginning. Scores are from
    -1 to 1: ``score`` is the mean over the customer's messages, ``start`` and ``end`` are those of
    :class:`conversations.mood.Mood`; ``worsened``: it has done so at least once. ``watch`` and
    ``intents`` are ids. ``version`` is the conversation's that this was made of.
    """

    conversation_id: str
    number: int
    contact: Ref
    inbox_id: str
    channel: Channel
    queue_id: str | None
    at: datetime
    language: str | None
    label: Label
    score: float
    start: float
    end: float
    worsened: bool
    keywords: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    text: str
    meaning: bytes | None = None
    topic_id: str | None = None
    engine: str
    version: int

    @property
    def day(self) -> date:
        """The day that it counts for, in UTC."""
        return self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTags:
    """What is known of one message by the customer: the tags that count, and its meaning."""

    seq: int
    at: datetime
    tags: tuple[Tag, ...]
    meaning: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The ids of the watch lists and intents that there are, by their present names: a tag counts
    by the id that it carries, and one without an id by its name."""

    watch: Mapping[str, str]
    intents: Mapping[str, str]


def insight_of(
    conversation: Conversation,
    messages: Sequence[MessageTags],
    text: str,
    names: Names,
    mean_of: MeanOf,
) -> Insight | None:
    """Make the insight of a conversation's messages by the customer, in their order; None if no
    sentiment stands on any of them. ``text`` is the first message's."""
    found = (reading_of(it.seq, it.at, it.tags) for it in messages)
    readings = [reading for reading in found if reading is not None]
    mood = folded(readings)
    if mood is None:
        return None
    mean = round(sum(it.score for it in readings) / len(readings), 3)
    first = messages[0]
    tags = [tag for it in messages for tag in it.tags]
    return Insight(
        conversation_id=conversation.id,
        number=conversation.number,
        contact=conversation.contact,
        inbox_id=conversation.inbox.id,
        channel=conversation.channel,
        queue_id=conversation.queue.id if conversation.queue else None,
        at=first.at,
        language=_language(messages),
        label=label_of(mean),
        score=mean,
        start=round(mood.start, 3),
        end=round(mood.end, 3),
        worsened=mood.slides > 0,
        keywords=_keywords(tags),
        watch=_ids(tags, TagKind.WATCH, names.watch),
        intents=_ids(tags, TagKind.INTENT, names.intents),
        text=" ".join(text[: 2 * LONGEST_TEXT].split())[:LONGEST_TEXT],
        meaning=_meaning(messages, mean_of),
        engine=_engine(tags),
        version=conversation.version,
    )


def same_but_version(one: Insight, other: Insight) -> bool:
    """Whether two insights say the same, but for the version that they were made of."""
    return replace(one, version=0) == replace(other, version=0)


def label_of(score: float) -> Label:
    """The word for a mean score."""
    if score > POSITIVE_FROM:
        return "positive"
    return "negative" if score < -POSITIVE_FROM else "neutral"


def _language(messages: Sequence[MessageTags]) -> str | None:
    """The one that most messages are in, the earlier of two as frequent ones."""
    found = Counter(tag.value for it in messages for tag in it.tags if tag.kind is TagKind.LANGUAGE)
    return found.most_common(1)[0][0] if found else None


def _meaning(messages: Sequence[MessageTags], mean_of: MeanOf) -> bytes | None:
    """The meaning of the first messages that are about something; of all, if none is."""
    telling = [it for it in messages if any(tag.kind is TagKind.KEYWORD for tag in it.tags)]
    found = [it.meaning for it in telling or messages if it.meaning][: len(COUNTS)]
    return mean_of(found, COUNTS[: len(found)])


def _keywords(tags: Sequence[Tag]) -> tuple[str, ...]:
    """The best by their scores, a phrase that returns counts each time."""
    weights: dict[str, float] = defaultdict(float)
    for tag in tags:
        if tag.kind is TagKind.KEYWORD:
            weights[tag.value] += 1.0 if tag.score is None else tag.score
    best = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))
    return tuple(best[:KEYWORDS])


def _ids(tags: Sequence[Tag], kind: TagKind, ids: Mapping[str, str]) -> tuple[str, ...]:
    known = frozenset(ids.values())
    found = (_id_of(tag, ids) for tag in tags if tag.kind is kind)
    return tuple(dict.fromkeys(it for it in found if it in known))


def _id_of(tag: Tag, ids: Mapping[str, str]) -> str:
    """What a tag is about: the name that it carries may be another's by now."""
    return tag.ref if tag.ref is not None else ids.get(tag.value, tag.value)


def _engine(tags: Sequence[Tag]) -> str:
    """What the newest machine's sentiment was decided by; "" if people set all of them."""
    sources = [tag.source for tag in tags if tag.kind is TagKind.SENTIMENT]
    machines = [it.removeprefix(_MACHINE) for it in sources if it.startswith(_MACHINE)]
    return machines[-1] if machines else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightFilter:
    """Which insights: of first messages from ``start`` to before ``end``; None filters nothing.
    ``topic_id`` may be :data:`NO_TOPIC`: in none of ``shown``. ``cursor`` is the ``next`` of the
    page before."""

    start: datetime
    end: datetime
    queue_id: str | None = None
    topic_id: str | None = None
    shown: frozenset[str] = frozenset()
    keyword: str | None = None
    watch: str | None = None
    intent: str | None = None
    label: Label | None = None
    channel: Channel | None = None
    language: str | None = None
    worsened: bool | None = None
    limit: int = 50
    cursor: str | None = None


NO_TOPIC = "other"
"""Asks for the conversations that are in no topic which is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightPage:
    """One page, newest first; ``next`` is None on the last."""

    items: tuple[Insight, ...]
    next: str | None = None
