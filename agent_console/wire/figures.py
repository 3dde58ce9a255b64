"""From the figures of a period to their shapes on the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from agent_console.wire.alerts import AlertShape
from agent_console.wire.intelligence import (
    ChannelShape,
    DayShape,
    KeywordShape,
    LanguageShape,
    NamedCount,
    OverviewShape,
    SentimentShape,
    TopicExample,
    TopicPage,
    TopicRow,
    TopicsState,
)
from agent_console.wire.scalars import sure_ref
from conversations.channels import Channel
from conversations.insight_sums import Count
from conversations.insights import Insight
from conversations.overviews import Compared, Labelled, Overview, Period, TopicFigures
from conversations.topics import MACHINE, Topic

WEEK = timedelta(days=7)
_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What figures are called: topics, and the names of watch lists and intents by their ids."""

    topics: Sequence[Topic]
    state: TopicsState
    watch: Mapping[str, str]
    intents: Mapping[str, str]


def overview_shape(view: Overview, known: Known) -> OverviewShape:
    """A period on the wire."""
    shown = [topic for topic in known.topics if not topic.hidden and topic.id in view.topics]
    rows = [topic_row(topic, view) for topic in shown]
    rows = [row for row in rows if row.conversations or row.before]
    rows.sort(key=lambda row: (-row.conversations, -row.before, row.name))
    period = view.period
    return OverviewShape(
        first=period.start,
        until=period.end,
        compared_from=period.compared_start,
        compared_to=period.start,
        conversations=view.total.conversations,
        before=view.total.before,
        sentiment=SentimentShape(
            positive=view.labels["positive"],
            neutral=view.labels["neutral"],
            negative=view.labels["negative"],
            mean=view.total.mean,
            before_mean=view.total.before_mean,
        ),
        worsened=view.worsened.conversations,
        worsened_before=view.worsened.before,
        days=_days(period, view.days),
        channels=_channels(view.channels),
        languages=_languages(view.languages),
        topics=rows,
        topics_state=known.state,
        other=view.total.conversations - sum(row.conversations for row in rows),
        keywords=[
            KeywordShape(
                phrase=phrase, conversations=it.conversations, before=it.before, mean=it.mean
            )
            for phrase, it in view.top_keywords()
        ],
        watch=_named(view.watch, known.watch),
        intents=_named(view.intents, known.intents),
    )


def topic_row(topic: Topic, view: Overview) -> TopicRow:
    """A topic in a period."""
    found = view.topics.get(topic.id) or TopicFigures()
    return TopicRow(
        id=topic.id,
        name=topic.name,
        phrases=list(topic.phrases),
        conversations=found.conversations,
        before=found.before,
        share=round(found.conversations / max(1, view.total.conversations), 4),
        mean=found.mean,
        before_mean=found.before_mean,
        growing=_growing(topic, view.period),
        weeks=found.weeks,
    )


def topic_page(
    topic: Topic, view: Overview, examples: Sequence[Insight], alerts: list[AlertShape]
) -> TopicPage:
    """One topic on the wire."""
    found = view.topics.get(topic.id) or TopicFigures()
    period = view.period
    return TopicPage(
        first=period.start,
        until=period.end,
        compared_from=period.compared_start,
        compared_to=period.start,
        **topic_row(topic, view).model_dump(),
        days=_days(period, found.days),
        channels=_channels(found.channels),
        languages=_languages(found.languages),
        examples=[
            TopicExample(
                conversation=it.conversation_id,
                number=it.number,
                contact=sure_ref(it.contact),
                at=it.at,
                channel=it.channel,
                text=it.text,
                label=it.label,
            )
            for it in examples
        ],
        alerts=alerts,
        named_by=None if topic.named_by == MACHINE else topic.named_by,
        hidden=topic.hidden,
        version=topic.version,
    )


def _growing(topic: Topic, period: Period) -> bool:
    """Whether growth was told of a week that reaches into the period's last."""
    day = topic.grown_on
    return (
        day is not None
        and day - WEEK < period.end - timedelta(days=1)
        and day >= (period.end - WEEK)
    )


def _days(period: Period, days: Mapping[date, Labelled]) -> list[DayShape]:
    none = Labelled()
    return [_day(day, days.get(day, none)) for day in period.each()]


def _day(day: date, count: Labelled) -> DayShape:
    return DayShape(
        day=day,
        conversations=count.conversations,
        positive=count.labels.get("positive", 0),
        neutral=count.labels.get("neutral", 0),
        negative=count.labels.get("negative", 0),
        mean=count.mean,
    )


def _channels(counts: Mapping[Channel, Count]) -> list[ChannelShape]:
    return [
        ChannelShape(channel=name, conversations=it.conversations, mean=it.mean)
        for name, it in _largest_first(counts)
    ]


def _languages(counts: Mapping[str, Count]) -> list[LanguageShape]:
    return [
        LanguageShape(language=name, conversations=it.conversations, mean=it.mean)
        for name, it in _largest_first(counts)
    ]


def _largest_first(counts: Mapping[_Name, Count]) -> list[tuple[_Name, Count]]:
    return sorted(counts.items(), key=lambda it: (-it[1].conversations, it[0]))


def _named(counts: Mapping[str, Compared], names: Mapping[str, str]) -> list[NamedCount]:
    none = Compared()
    found = [
        NamedCount(id=each, name=name, conversations=it.conversations, before=it.before)
        for each, name in names.items()
        for it in [counts.get(each, none)]
    ]
    return sorted(found, key=lambda it: (-it.conversations, -it.before, it.name.casefold()))
