"""What can be asked of the stored conversations, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.channels import Channel
from conversations.contacts import Contact
from conversations.conversation import Category, Conversation, State
from conversations.entries import Entry


class ViewName(StrEnum):
    """The lists of the console. ``queues``: all in the caller's queues; ``unassigned``: those of
    them that no agent has; ``mine``: assigned to the caller; ``all``: all in the caller's scope."""

    MINE = "mine"
    QUEUES = "queues"
    UNASSIGNED = "unassigned"
    ALL = "all"


class Sort(StrEnum):
    """``changed``: newest change first; ``waiting``: longest waiting first."""

    CHANGED = "changed"
    WAITING = "waiting"


class CallKind(StrEnum):
    """Lists of calls, by the conversation's last one: a message was left; a callback is owed;
    nobody took it; it is under way (or being wrapped up)."""

    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    MISSED = "missed"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFilter:
    """Which conversations, how sorted, and from where. None filters nothing. ``cursor`` is the
    ``next`` of the page before."""

    view: ViewName = ViewName.QUEUES
    category: Category | None = None
    queue_id: str | None = None
    inbox_id: str | None = None
    contact_id: str | None = None
    channel: Channel | None = None
    label: str | None = None
    sentiment: str | None = None
    states: frozenset[State] | None = None
    call: CallKind | None = None
    sort: Sort = Sort.CHANGED
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    """One page of a list; ``next`` is None on the last."""

    items: tuple[Conversation, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Part of a timeline in order of ``seq`` (of time, across conversations). ``has_more`` in the
    direction that was asked for; ``next`` goes further back across conversations."""

    items: tuple[Entry, ...]
    has_more: bool = False
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """One page of contacts."""

    items: tuple[Contact, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A conversation and the newest of its messages that was found."""

    conversation: Conversation
    entry: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what was found."""

    items: tuple[SearchHit, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCounts:
    """Open conversations per view; ``waiting`` are those of the caller's queues in the category
    waiting. Counting stops at 1000."""

    mine: int = 0
    queues: int = 0
    unassigned: int = 0
    waiting: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCounts:
    """Calls that wait for somebody to call back; counting stops at 1000."""

    voicemails: int = 0
    callbacks: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """A queue now, and since a moment.

    ``answered`` had their first response since then, ``in_time`` of them within the target;
    ``mean_wait_s`` is theirs. ``sentiment`` is the mean of what is open, from -1 to 1.
    """

    waiting: int = 0
    longest_wait_since: datetime | None = None
    offered: int = 0
    active: int = 0
    answered: int = 0
    in_time: int = 0
    mean_wait_s: float | None = None
    abandoned: int = 0
    sentiment: float | None = None
