"""Insights added up by day and queue, so that figures of months need not read each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from conversations.channels import Channel
from conversations.insights import UNKNOWN, Insight

PHRASES = 40
"""Keywords kept of a day, queue and channel: the most frequent."""


@dataclass(slots=True)
class Count:
    """So many conversations, and the sum of their scores."""

    conversations: int = 0
    score: float = 0.0

    def add(self, conversations: int, score: float) -> None:
        """Count some more."""
        self.conversations += conversations
        self.score += score

    @property
    def mean(self) -> float | None:
        """The mean score; None of none."""
        return round(self.score / self.conversations, 3) if self.conversations else None


@dataclass(slots=True)
class TopicCount(Count):
    """A topic's conversations, also by their label, and by language how many and the sum of their
    scores (plain, for there are many and they are seldom looked at)."""

    labels: dict[str, int] = field(default_factory=dict)
    languages: dict[str, Sequence[float]] = field(default_factory=dict)


@dataclass(slots=True)
class ChannelSums(Count):
    """The conversations of one day, queue and channel."""

    labels: dict[str, int] = field(default_factory=dict)
    worsened: int = 0
    languages: dict[str, Count] = field(default_factory=dict)
    keywords: dict[str, Count] = field(default_factory=dict)
    watch: dict[str, int] = field(default_factory=dict)
    intents: dict[str, int] = field(default_factory=dict)
    topics: dict[str, TopicCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySums:
    """What one day (UTC) brought to one queue (None: to none), by channel."""

    day: date
    queue_id: str | None
    channels: Mapping[Channel, ChannelSums]


def add_up(day: date, queue_id: str | None, insights: Iterable[Insight]) -> DaySums:
    """Add up the insights of one day and queue."""
    channels: dict[Channel, ChannelSums] = {}
    for insight in insights:
        _add(channels.setdefault(insight.channel, ChannelSums()), insight)
    for sums in channels.values():
        ranked = sorted(sums.keywords.items(), key=lambda it: (-it[1].conversations, it[0]))
        sums.keywords = dict(ranked[:PHRASES])
    return DaySums(day=day, queue_id=queue_id, channels=channels)


def hits(days: Iterable[DaySums]) -> Counter[str]:
    """In how many conversations watch lists and intents were found, by their ids."""
    found: Counter[str] = Counter()
    for sums in days:
        for channel in sums.channels.values():
            found.update(channel.watch)
            found.update(channel.intents)
    return found


def _add(sums: ChannelSums, insight: Insight) -> None:
    score, language = insight.score, insight.language or UNKNOWN
    sums.add(1, score)
    sums.worsened += insight.worsened
    sums.labels[insight.label] = sums.labels.get(insight.label, 0) + 1
    sums.languages.setdefault(language, Count()).add(1, score)
    for phrase in insight.keywords:
        sums.keywords.setdefault(phrase, Count()).add(1, score)
    for kind, ids in ((sums.watch, insight.watch), (sums.intents, insight.intents)):
        for each in ids:
            kind[each] = kind.get(each, 0) + 1
    if insight.topic_id is not None:
        topic = sums.topics.setdefault(insight.topic_id, TopicCount())
        topic.add(1, score)
        topic.labels[insight.label] = topic.labels.get(insight.label, 0) + 1
        conversations, sum_ = topic.languages.get(language, (0, 0.0))
        topic.languages[language] = (conversations + 1, round(sum_ + score, 3))
