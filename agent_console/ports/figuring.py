"""What analysis has found: insights, their sums by day, and topics. Every read takes the caller's
scope: what lies outside is neither found nor counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from conversations.insight_sums import DaySums
from conversations.insights import Insight, InsightFilter, InsightPage
from conversations.people import Scope
from conversations.topics import Topic, TopicSearch


class Insights(Protocol):
    """One insight for each conversation that was analysed."""

    async def get(self, conversation_id: str) -> Insight | None:
        """Return a conversation's; the caller has checked the scope."""
        ...

    async def get_many(self, conversation_ids: Sequence[str]) -> Mapping[str, Insight]:
        """Return those that there are; the caller checks the scope."""
        ...

    async def page(self, asked: InsightFilter, scope: Scope) -> InsightPage:
        """Return a page, newest first."""
        ...


class InsightDays(Protocol):
    """Insights added up by day and queue."""

    async def between(
        self, first: date, end: date, scope: Scope, queue_id: str | None = None
    ) -> Sequence[DaySums]:
        """Return the sums of the days from ``first`` to before ``end``."""
        ...


class Topics(Protocol):
    """What customers contact us about."""

    async def all(self) -> Sequence[Topic]:
        """Return all topics, the largest first."""
        ...

    async def get(self, topic_id: str) -> Topic:
        """Return one or raise NotFound; the caller checks whether any of it is in scope."""
        ...

    async def name(self, topic: Topic) -> Topic:
        """Store its name, who gave it, and whether it is hidden, if its version still stands; else
        VersionConflict."""
        ...

    async def search(self) -> TopicSearch:
        """Return how the search for topics stands."""
        ...

    async def wish(self) -> None:
        """Have topics looked for soon."""
        ...
