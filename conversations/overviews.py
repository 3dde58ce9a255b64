"""Figures of a period, out of the sums of its days. Each is defined in docs/metrics.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from conversations.channels import Channel
from conversations.errors import Invalid
from conversations.insight_sums import ChannelSums, Count, DaySums, TopicCount

WEEKS = 12
"""A topic's weeks that are shown, the last of them ending with the period."""
LONGEST = 366
"""Days of a period."""
KEYWORDS = 30
"""Keywords of a period, the most frequent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in UTC from ``start`` to before ``end``, and as many before them to compare with."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Raises Invalid if it is empty or too long."""
        if not self.start < self.end:
            raise Invalid("The period ends before it begins.", remedy="`to` is the day after.")
        if self.days > LONGEST:
            raise Invalid(f"The period is longer than {LONGEST} days.", remedy="Ask for less.")

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days

    @property
    def compared_start(self) -> date:
        """The first day of the period that it is compared with."""
        return self.start - timedelta(days=self.days)

    @property
    def first_week(self) -> date:
        """The first day of the weeks that are shown of a topic."""
        return self.end - timedelta(days=7 * WEEKS)

    @property
    def earliest(self) -> date:
        """The first day that its figures need."""
        return min(self.compared_start, self.first_week)

    def each(self) -> Iterator[date]:
        """Its days in order."""
        return (self.start + timedelta(days=it) for it in range(self.days))

    def week_of(self, day: date) -> int | None:
        """Which of the weeks a day lies in; None if in none."""
        if not self.first_week <= day < self.end:
            return None
        return (day - self.first_week).days // 7


@dataclass(slots=True)
class Labelled(Count):
    """A count, also by label."""

    labels: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, given: ChannelSums | TopicCount) -> None:
        """Add another one."""
        self.add(given.conversations, given.score)
        for label, times in given.labels.items():
            self.labels[label] += times


@dataclass(slots=True)
class Compared(Count):
    """A count in the period, and in the one before."""

    before: int = 0
    before_score: float = 0.0

    @property
    def before_mean(self) -> float | None:
        """The mean score before."""
        return round(self.before_score / self.before, 3) if self.before else None

    def take(self, now: bool, conversations: int, score: float = 0.0) -> None:
        """Count for the period, or for the one before."""
        if now:
            self.add(conversations, score)
        else:
            self.before += conversations
            self.before_score += score


@dataclass(slots=True)
class TopicFigures(Compared):
    """A topic's figures; ``weeks`` are counted apart from the period."""

    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)
    days: dict[date, Labelled] = field(default_factory=lambda: defaultdict(Labelled))
    channels: dict[Channel, Count] = field(default_factory=lambda: defaultdict(Count))
    languages: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))


@dataclass(slots=True, kw_only=True)
class Overview:
    """The figures of a period."""

    period: Period
    total: Compared = field(default_factory=Compared)
    labels: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    worsened: Compared = field(default_factory=Compared)
    days: dict[date, Labelled] = field(default_factory=lambda: defaultdict(Labelled))
    channels: dict[Channel, Count] = field(default_factory=lambda: defaultdict(Count))
    languages: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    keywords: dict[str, Compared] = field(default_factory=lambda: defaultdict(Compared))
    watch: dict[str, Compared] = field(default_factory=lambda: defaultdict(Compared))
    intents: dict[str, Compared] = field(default_factory=lambda: defaultdict(Compared))
    topics: dict[str, TopicFigures] = field(default_factory=lambda: defaultdict(TopicFigures))

    def top_keywords(self) -> Sequence[tuple[str, Compared]]:
        """The most frequent of the period."""
        found = [it for it in self.keywords.items() if it[1].conversations]
        found.sort(key=lambda it: (-it[1].conversations, it[0]))
        return found[:KEYWORDS]


def overview(
    days: Iterable[DaySums],
    period: Period,
    channel: Channel | None = None,
    topic_id: str | None = None,
) -> Overview:
    """Add up the days of a period, those it is compared with, and its topics' weeks. Of one topic
    also days, channels and languages."""
    view = Overview(period=period)
    for sums in days:
        for each, found in sums.channels.items():
            if channel is None or each is channel:
                _take(view, sums.day, found)
                if period.start <= sums.day < period.end:
                    _take_now(view, sums.day, each, found)
                    if topic_id is not None and topic_id in found.topics:
                        _take_topic(view, topic_id, sums.day, each, found.topics[topic_id])
    return view


def _take(view: Overview, day: date, sums: ChannelSums) -> None:
    period = view.period
    week = period.week_of(day)
    if week is not None:
        for topic_id, topic in sums.topics.items():
            view.topics[topic_id].weeks[week] += topic.conversations
    if not period.compared_start <= day < period.end:
        return
    now = day >= period.start
    view.total.take(now, sums.conversations, sums.score)
    view.worsened.take(now, sums.worsened)
    keywords = view.keywords
    for (
        phrase,
        count,
    ) in sums.keywords.items():  # many: written out, for calls take most of the time
        compared = keywords[phrase]
        if now:
            compared.conversations += count.conversations
            compared.score += count.score
        else:
            compared.before += count.conversations
    for list_id, times in sums.watch.items():
        view.watch[list_id].take(now, times)
    for intent_id, times in sums.intents.items():
        view.intents[intent_id].take(now, times)
    for topic_id, topic in sums.topics.items():
        view.topics[topic_id].take(now, topic.conversations, topic.score)


def _take_now(view: Overview, day: date, channel: Channel, sums: ChannelSums) -> None:
    view.days[day].take(sums)
    view.channels[channel].add(sums.conversations, sums.score)
    for label, times in sums.labels.items():
        view.labels[label] += times
    for language, count in sums.languages.items():
        view.languages[language].add(count.conversations, count.score)


def _take_topic(
    view: Overview, topic_id: str, day: date, channel: Channel, topic: TopicCount
) -> None:
    figures = view.topics[topic_id]
    figures.days[day].take(topic)
    figures.channels[channel].add(topic.conversations, topic.score)
    for language, (conversations, score) in topic.languages.items():
        figures.languages[language].add(int(conversations), score)
