"""Events: what has been committed, told to whoever wants to know in this process.

An event is published only after its commit. Handlers log their failures and go on; whoever must
not miss anything catches up from the timeline (``after=seq``) or by ``changed_since``.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.alerts import Alert
from conversations.contacts import Contact
from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.people import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """One commit on one conversation: its new state, the state before (None: just opened) and the
    entries added, in order of ``seq``."""

    conversation: Conversation
    before: Conversation | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChanged:
    """An agent's presence, load or abilities changed."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged:
    """A contact's own data changed."""

    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """Something a team sets up changed; ``kind`` is ``queue``, ``inbox``, ``user``, ``team``,
    ``canned_answer`` or ``watch_list``."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised:
    """There is something to look at, or somebody has (``alert.done_at``)."""

    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Somebody writes, or stopped. Never stored. ``author`` is ``contact`` or ``agent``."""

    conversation_id: str
    author: str
    user_id: str | None
    name: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorMoved:
    """A web visitor came, went, or looks at another page. Never part of the timeline."""

    conversation_id: str
    online: bool
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleChanged:
    """A scheduled reply of a conversation was added, sent, cancelled, or could not be sent."""

    conversation_id: str


Event = (
    Committed
    | SeatChanged
    | ContactChanged
    | SettingsChanged
    | AlertRaised
    | Typing
    | VisitorMoved
    | ScheduleChanged
)
