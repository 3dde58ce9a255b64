"""What a team sets up: teams, queues, inboxes, canned answers and watch lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversations.channels import Channel
from conversations.conversation import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A group of people; its queues are what its members see."""

    id: str
    name: str
    created_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Where conversations wait. Its members are the agents of its team who have its skills.

    ``target_s``: an answer within so many seconds counts towards the service level.
    ``overflow_queue_id``/``overflow_after_s``: where work goes that has waited too long.
    """

    id: str
    name: str
    team_id: str
    skills: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    target_s: int = 120
    overflow_queue_id: str | None = None
    overflow_after_s: int | None = None
    created_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One configured account on a channel.

    ``public_key`` is what a widget shows; ``settings`` are the connector's own, checked by it;
    ``secrets`` are encrypted at rest and never leave by the API.
    """

    id: str
    name: str
    channel: Channel
    public_key: str
    queue_id: str
    language: str = "en"
    greeting: str = ""
    enabled: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    reopen_window_s: int = 86_400
    """A message within this time after a conversation was resolved reopens it."""
    created_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedAnswer:
    """A text that agents insert with ``/shortcut``. ``team_id`` None: for everybody."""

    id: str
    shortcut: str
    title: str
    text: str
    team_id: str | None = None
    created_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTerms:
    """A list of words to look out for in what customers write, and what to do when one is found.

    Once for each conversation, when a message of the customer that has just come holds a term:
    ``tag`` is put on it as a label (unless empty), its priority becomes at least ``priority``,
    it moves to ``queue_id`` while nobody has it, and ``alert`` tells the owner and the supervisors
    of its queue. With ``team_id`` the list acts in that team's queues alone.
    """

    id: str
    name: str
    terms: tuple[str, ...]
    team_id: str | None = None
    owner_id: str | None = None
    tag: str = ""
    priority: Priority | None = None
    alert: bool = True
    queue_id: str | None = None
    created_at: datetime
    version: int = 1
