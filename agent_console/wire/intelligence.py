"""What analysis has found, on the wire: figures of a period, topics, and the rows behind them.

Scores and means are from -1 to 1, null where there is nothing to take a mean of. Days are UTC.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from agent_console.wire.alerts import AlertShape
from agent_console.wire.model import Day
from agent_console.wire.mood import MoodShape
from agent_console.wire.scalars import Given, Id, Listing, Moment, Name, RefShape, Shown
from conversations.channels import Channel
from conversations.insights import Label
from conversations.topics import SearchStep


class TopicsState(StrEnum):
    """Whether there are topics: they are looked for once there are enough conversations, and never
    by an engine that knows no meanings (the word lists)."""

    READY = "ready"
    NONE_YET = "none_yet"
    NO_MEANINGS = "no_meanings"


class PeriodQuery(Given):
    """Days from ``from`` to before ``to``; without them the last 28 with today."""

    first: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")
    queue: Id | None = None
    channel: Channel | None = None


class RowsQuery(Listing):
    """Which conversations: ``day`` or ``from`` and ``to`` by their first message. ``topic`` is an
    id, or ``other`` for those in no topic; ``language`` may be ``und``."""

    first: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")
    day: Day | None = None
    topic: Id | None = None
    keyword: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    watch: Id | None = None
    intent: Id | None = None
    label: Label | None = None
    channel: Channel | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    worsened: bool | None = None
    queue: Id | None = None


class _Period(Shown):
    model_config = ConfigDict(serialize_by_alias=True)

    first: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    compared_from: date
    compared_to: date


class SentimentShape(Shown):
    """Conversations by label, and the mean of their scores."""

    positive: int
    neutral: int
    negative: int
    mean: float | None
    before_mean: float | None


class DayShape(Shown):
    """One day."""

    day: date
    conversations: int
    positive: int
    neutral: int
    negative: int
    mean: float | None


class ChannelShape(Shown):
    """What came over one channel."""

    channel: Channel
    conversations: int
    mean: float | None


class LanguageShape(Shown):
    """What came in one language; ``und`` where it is not known."""

    language: str
    conversations: int
    mean: float | None


class KeywordShape(Shown):
    """Conversations with a keyword; ``before`` in the period that is compared with."""

    phrase: str
    conversations: int
    before: int
    mean: float | None


class NamedCount(Shown):
    """Conversations that a watch list or an intent was found in."""

    id: str
    name: str
    conversations: int
    before: int


class TopicRow(Shown):
    """A topic in a period. ``share`` is its part of all conversations, from 0 to 1; ``weeks`` are
    its conversations in each of the 12 weeks that end with the period, the last one last."""

    id: str
    name: str
    phrases: list[str]
    conversations: int
    before: int
    share: float
    mean: float | None
    before_mean: float | None
    growing: bool
    weeks: list[int]


class OverviewShape(_Period):
    """What customers contacted us about in a period, and how they felt. ``other`` are conversations
    in no topic, or in a hidden one."""

    conversations: int
    before: int
    sentiment: SentimentShape
    worsened: int
    worsened_before: int
    days: list[DayShape]
    channels: list[ChannelShape]
    languages: list[LanguageShape]
    topics: list[TopicRow]
    topics_state: TopicsState
    other: int
    keywords: list[KeywordShape]
    watch: list[NamedCount]
    intents: list[NamedCount]


class TopicExample(Shown):
    """A conversation of a topic."""

    conversation: str
    number: int
    contact: RefShape
    at: Moment
    channel: Channel
    text: str
    label: Label


class TopicPage(TopicRow, _Period):
    """One topic in a period. ``named_by`` null: analysis named it."""

    days: list[DayShape]
    channels: list[ChannelShape]
    languages: list[LanguageShape]
    examples: list[TopicExample]
    alerts: list[AlertShape]
    named_by: str | None
    hidden: bool
    version: int


class TopicPatch(Given):
    """What to change; a field left out stays."""

    version: int = Field(ge=1)
    name: Annotated[Name, StringConstraints(max_length=80)] | None = None
    hidden: bool | None = None


class TopicShape(Shown):
    """A topic as it was last found; ``size`` counts the conversations of 90 days in all queues and
    is null for who does not see all of them."""

    id: str
    name: str
    phrases: list[str]
    size: int | None
    named_by: str | None
    hidden: bool
    version: int


class TopicSearchShape(Shown):
    """How the search for topics stands; ``done`` of ``total`` conversations in its step."""

    state: TopicsState
    step: SearchStep
    found_at: Moment | None
    done: int
    total: int
    problem: str


class TopicsShape(Shown):
    """The topics that have conversations in scope, the hidden ones too."""

    items: list[TopicShape]
    search: TopicSearchShape
    next: str | None = None


class InsightRow(Shown):
    """A conversation behind a figure."""

    conversation: str
    number: int
    contact: RefShape
    at: Moment
    channel: Channel
    language: str | None
    label: Label
    score: float
    start: float
    end: float
    text: str
    topic: RefShape | None


class InsightRows(Shown):
    """One page, newest first; a page may be short and still have a next one."""

    items: list[InsightRow]
    cursor: str | None


class InsightShape(Shown):
    """What analysis says of a conversation; ``mood`` and ``topic`` null while not known."""

    mood: MoodShape | None
    topic: RefShape | None
    keywords: list[str]
    watch: list[RefShape]
    intents: list[RefShape]
    language: str | None
