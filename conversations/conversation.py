"""A conversation: one matter with one contact in one inbox, and its legal states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.calls.call import BEFORE_QUEUE, Call, CallState
from conversations.channels import WEIGHT, Channel
from conversations.errors import IllegalTransition
from conversations.mood import Mood


class State(StrEnum):
    """Where a conversation stands."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    PENDING = "pending"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


PARTICIPANTS = 50
"""How many participants beside the contact a conversation keeps."""


class Category(StrEnum):
    """The three groups that lists show."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


CATEGORY: dict[State, Category] = {
    State.QUEUED: Category.OPEN,
    State.OFFERED: Category.OPEN,
    State.ACTIVE: Category.OPEN,
    State.PENDING: Category.WAITING,
    State.SNOOZED: Category.WAITING,
    State.RESOLVED: Category.CLOSED,
    State.ABANDONED: Category.CLOSED,
}

TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset(
        {State.OFFERED, State.ACTIVE, State.SNOOZED, State.RESOLVED, State.ABANDONED}
    ),
    State.OFFERED: frozenset({State.QUEUED, State.ACTIVE, State.RESOLVED, State.ABANDONED}),
    State.ACTIVE: frozenset(
        {State.QUEUED, State.PENDING, State.SNOOZED, State.RESOLVED, State.ABANDONED}
    ),
    State.PENDING: frozenset({State.QUEUED, State.ACTIVE, State.SNOOZED, State.RESOLVED}),
    State.SNOOZED: frozenset({State.QUEUED, State.ACTIVE, State.RESOLVED}),
    State.RESOLVED: frozenset({State.QUEUED, State.ACTIVE}),
    State.ABANDONED: frozenset({State.QUEUED}),
}
"""From each state, the states that may follow. Anything else is :class:`IllegalTransition`."""

HOLDS_A_SEAT = frozenset({State.OFFERED, State.ACTIVE, State.PENDING})
"""States in which a conversation takes some of an agent's capacity."""


_NOT_YET = BEFORE_QUEUE | {CallState.VOICEMAIL}


class Priority(StrEnum):
    """How pressing a conversation is."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return list(Priority).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A thing pointed at, with the name it had, so that a list needs no second look-up."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A conversation held out to one agent until ``expires_at``. ``reasons`` are machine codes
    with values (``queue=Support``, ``skill=billing``, ``idle_s=42``), in the order that they count.
    """

    id: str
    agent: Ref
    offered_at: datetime
    expires_at: datetime
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMessage:
    """What the list shows of a conversation."""

    seq: int
    text: str
    at: datetime
    author: str
    """``contact``, ``agent``, ``bot`` or ``system``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page that a web visitor looks at."""

    url: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state that the timeline adds up to. ``version`` rises by one with each commit and
    ``seq`` is the number of the newest timeline entry."""

    id: str
    number: int
    inbox: Ref
    channel: Channel
    contact: Ref
    thread: str
    """What tells this matter from another one of the same contact: set by the connector, unique
    among the open conversations of an inbox."""
    address: str
    """The contact's identity address that this conversation answers to."""
    participants: tuple[str, ...] = ()
    """Addresses that take part beside the contact's, on channels where several do (mail)."""
    state: State
    priority: Priority = Priority.NORMAL
    queue: Ref | None = None
    agent: Ref | None = None
    offer: Offer | None = None
    last_agent: Ref | None = None
    declined_by: tuple[str, ...] = ()
    """Agents who let this round's offers go; they are asked again only when all others have."""
    skills: tuple[str, ...] = ()
    subject: str = ""
    created_at: datetime
    changed_at: datetime
    waiting_since: datetime | None = None
    """Since when the contact waits for an answer; None while we wait for the contact."""
    queued_at: datetime | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    snoozed_until: datetime | None = None
    last_message: LastMessage | None = None
    unread: int = 0
    """Inbound messages since an agent last looked or answered."""
    labels: tuple[str, ...] = ()
    """Words that people put on the whole conversation."""
    language: str | None = None
    sentiment: str | None = None
    sentiment_score: float | None = None
    mood: Mood | None = None
    """How its customer felt from beginning to end; None until a message of theirs is tagged."""
    mood_told: int = 0
    """The message with which the last slide began that was told of, or that need not be."""
    watched: tuple[str, ...] = ()
    """The watch lists, by id, that have acted on it: each does so once."""
    priority_held: bool = False
    """Whether a person chose its priority and did not raise it: Parley does not raise it then."""
    page: Page | None = None
    call: Call | None = None
    """The call under way, or the last one."""
    reopens: int = 0
    transfers: int = 0
    seq: int = 0
    version: int = 0

    @property
    def category(self) -> Category:
        """The group of :data:`CATEGORY` that the state belongs to."""
        return CATEGORY[self.state]

    @property
    def is_open(self) -> bool:
        """Whether the matter is not closed: a new message of its thread goes here."""
        return self.category is not Category.CLOSED

    @property
    def weight(self) -> int:
        """Capacity units that it takes of an agent."""
        return WEIGHT[self.channel]

    @property
    def holder(self) -> str | None:
        """The id of the agent whose capacity it takes, or None."""
        if self.state not in HOLDS_A_SEAT:
            return None
        if self.offer is not None:
            return self.offer.agent.id
        return self.agent.id if self.agent else None

    @property
    def holders(self) -> frozenset[str]:
        """Everybody whose capacity it takes: the holder, and who else of the team is in its call
        (consulted before a transfer, or added)."""
        first = frozenset((self.holder,)) if self.holder else frozenset()
        if self.call is None or self.state not in HOLDS_A_SEAT:
            return first
        return first | self.call.occupied

    @property
    def waits_for_agent(self) -> bool:
        """Whether it is to be offered: a caller who is still in the menu, or who is leaving a
        message, is not."""
        if self.state is not State.QUEUED:
            return False
        return self.call is None or self.call.state not in _NOT_YET


def check_transition(number: int, old: State, new: State) -> None:
    """Raise :class:`IllegalTransition` unless ``old`` → ``new`` is in :data:`TRANSITIONS`."""
    if new not in TRANSITIONS[old]:
        allowed = ", ".join(sorted(TRANSITIONS[old]))
        raise IllegalTransition(
            f"Conversation #{number} is {old} and cannot become {new}.",
            remedy=f"From {old} it may become: {allowed}.",
        )
