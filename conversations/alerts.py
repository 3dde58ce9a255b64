"""Alerts: what a supervisor or the owner of a watch list should look at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from conversations.conversation import Ref
from conversations.people import Scope

SENTENCE_LENGTH = 300
"""Characters of a message that an alert, or a note of a worsening, quotes."""


class AlertKind(StrEnum):
    """What it is about."""

    MOOD_WORSENED = "mood_worsened"
    WATCH = "watch"
    TOPIC_GROWTH = "topic_growth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to look at. ``id`` is made of what it is about (:func:`alert_id`), so that it is
    raised once.

    ``sentence`` are the customer's words that did it, ``seq`` their message. Those who see
    ``queue_id`` in what analysis finds see it, and ``owner_id``. Without a queue it holds no
    customer's words, and is for those who may see what analysis finds of any of ``queue_ids``
    (None: of whatever queue), and for admins.
    """

    id: str
    kind: AlertKind
    at: datetime
    conversation: Ref | None = None
    """By the contact's name."""
    number: int | None = None
    seq: int | None = None
    sentence: str = ""
    queue_id: str | None = None
    queue_ids: tuple[str, ...] | None = None
    watch_list: Ref | None = None
    topic: Ref | None = None
    owner_id: str | None = None
    done_at: datetime | None = None
    done_by: Ref | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def done(self, by: Ref, at: datetime) -> Alert:
        """The alert, seen to. Who came first stands."""
        return self if self.done_at is not None else replace(self, done_by=by, done_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """One page, newest first; ``next`` is None on the last."""

    items: tuple[Alert, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReach:
    """Whose alerts: of the scope's queues, one or several, and of none, where ``supervises``, else
    those that ``user_id`` owns."""

    user_id: str
    scope: Scope
    supervises: bool

    def covers(self, alert: Alert) -> bool:
        """Whether one alert is among them."""
        if alert.queue_id is not None and not self.scope.covers(queue_id=alert.queue_id):
            return False
        if not self._sees_any(alert.queue_ids):
            return False
        return self.supervises or alert.owner_id == self.user_id

    def _sees_any(self, queue_ids: Sequence[str] | None) -> bool:
        if queue_ids is None or self.scope.everything:
            return True
        return any(self.scope.covers(queue_id=it) for it in queue_ids)


class Alerts(Protocol):
    """Where alerts are kept."""

    async def add(self, alert: Alert) -> bool:
        """Store a new one; False if it has been raised before, and then nothing changes."""
        ...


class AlertBook(Alerts, Protocol):
    """The alerts, as those see them who should look."""

    async def page(
        self, reach: AlertReach, *, only_open: bool, cursor: str | None, limit: int
    ) -> AlertPage:
        """Return a page, newest first."""
        ...

    async def get(self, alert_id: str, reach: AlertReach) -> Alert:
        """Return it or raise NotFound, also out of reach."""
        ...

    async def of_topic(self, topic_id: str, limit: int) -> Sequence[Alert]:
        """Return a topic's newest."""
        ...

    async def finish(self, alert: Alert) -> Alert:
        """Keep that it was seen to, and return it as it is kept: who came first stands."""
        ...


def alert_id(kind: AlertKind, about: str, *which: str | int) -> str:
    """The id of the one alert of a kind about a conversation or topic: ``which`` tells apart the
    list that found a word, the message that a slide began with, the week of a growth."""
    named = "\n".join([kind.value, about, *map(str, which)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def excerpt(text: str) -> str:
    """A message on one line, cut where it gets long."""
    line = " ".join(text.split())
    return line if len(line) <= SENTENCE_LENGTH else line[: SENTENCE_LENGTH - 1].rstrip() + "…"
