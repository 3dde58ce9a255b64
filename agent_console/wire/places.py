"""Teams, queues, inboxes and canned answers on the wire."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from agent_console.wire.entries import AttachmentShape
from agent_console.wire.scalars import Given, Id, Language, Line, Name, Shown, Text, Word
from conversations.channels import Channel
from conversations.conversation import Priority
from conversations.places import CannedAnswer, Inbox, Queue, Team

Shortcut = Annotated[str, StringConstraints(strict=True, pattern=r"^[\w-]{1,40}$")]
SecretName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Secret = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=5000)]


class TeamShape(Shown):
    """A group of people; its queues are what its members see."""

    id: str
    name: str
    version: int


class TeamBody(Given):
    """A new team."""

    name: Name


class TeamPatch(Given):
    """A team's new name."""

    version: int = Field(ge=1)
    name: Name


class Teams(Shown):
    """All teams."""

    items: list[TeamShape]
    next: str | None = None


class QueueShape(Shown):
    """Where conversations wait. ``target_s``: seconds to the first response."""

    id: str
    name: str
    team_id: str
    skills: list[str]
    priority: Priority
    target_s: int
    overflow_queue_id: str | None
    overflow_after_s: int | None
    version: int


class QueueBody(Given):
    """A new queue."""

    name: Name
    team_id: Id
    skills: list[Word] = Field(default_factory=list, max_length=20)
    priority: Priority = Priority.NORMAL
    target_s: int = Field(120, ge=5, le=604_800)
    overflow_queue_id: Id | None = None
    overflow_after_s: int | None = Field(None, ge=5, le=604_800)


class QueuePatch(Given):
    """What to change; a field left out stays."""

    version: int = Field(ge=1)
    name: Name | None = None
    team_id: Id | None = None
    skills: list[Word] | None = Field(None, max_length=20)
    priority: Priority | None = None
    target_s: int | None = Field(None, ge=5, le=604_800)
    overflow_queue_id: Id | None = None
    overflow_after_s: int | None = Field(None, ge=5, le=604_800)


class Queues(Shown):
    """The queues that the caller may see."""

    items: list[QueueShape]
    next: str | None = None


class InboxShape(Shown):
    """A configured account on a channel. Of its secrets only the names are shown."""

    id: str
    name: str
    channel: Channel
    public_key: str
    queue_id: str
    language: str
    greeting: str
    enabled: bool
    settings: dict[str, Any]
    secret_names: list[str]
    reopen_window_s: int
    version: int
    snippet: str | None = Field(description="What a site pastes to show the chat widget.")


class InboxBody(Given):
    """A new inbox. ``settings`` are checked by the channel's connector."""

    name: Name
    channel: Channel = Channel.WEBCHAT
    queue_id: Id
    language: Language = "en"
    greeting: Annotated[str, StringConstraints(strict=True, max_length=1000)] = ""
    enabled: bool = True
    settings: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[SecretName, Secret] = Field(default_factory=dict, max_length=20)
    reopen_window_s: int = Field(86_400, ge=0, le=31_536_000)


class InboxPatch(Given):
    """What to change. ``secrets``: those named are replaced, null removes one."""

    version: int = Field(ge=1)
    name: Name | None = None
    queue_id: Id | None = None
    language: Language | None = None
    greeting: Annotated[str, StringConstraints(strict=True, max_length=1000)] | None = None
    enabled: bool | None = None
    settings: dict[str, Any] | None = None
    secrets: dict[SecretName, Secret | None] | None = Field(None, max_length=20)
    reopen_window_s: int | None = Field(None, ge=0, le=31_536_000)


class Inboxes(Shown):
    """The inboxes that the caller may see."""

    items: list[InboxShape]
    next: str | None = None


class InboxFiles(Shown):
    """The files that an inbox's settings name."""

    items: list[AttachmentShape]


class CannedAnswerShape(Shown):
    """A text that agents insert by ``/shortcut``."""

    id: str
    shortcut: str
    title: str
    text: str
    team_id: str | None
    version: int


class CannedAnswerBody(Given):
    """A new canned answer; ``team_id`` null: for everybody."""

    shortcut: Shortcut
    title: Line = ""
    text: Text = Field(min_length=1)
    team_id: Id | None = None


class CannedAnswerPatch(Given):
    """What to change; a field left out stays."""

    version: int = Field(ge=1)
    shortcut: Shortcut | None = None
    title: Line | None = None
    text: Text | None = None
    team_id: Id | None = None


class CannedAnswers(Shown):
    """The canned answers of the caller's teams and of everybody."""

    items: list[CannedAnswerShape]
    next: str | None = None


class Skills(Shown):
    """The skills known so far: those of people and of queues."""

    items: list[str]


def team_shape(given: Team) -> TeamShape:
    """A team on the wire."""
    return TeamShape(id=given.id, name=given.name, version=given.version)


def queue_shape(given: Queue) -> QueueShape:
    """A queue on the wire."""
    return QueueShape(
        id=given.id,
        name=given.name,
        team_id=given.team_id,
        skills=list(given.skills),
        priority=given.priority,
        target_s=given.target_s,
        overflow_queue_id=given.overflow_queue_id,
        overflow_after_s=given.overflow_after_s,
        version=given.version,
    )


def inbox_shape(given: Inbox, snippet: str | None) -> InboxShape:
    """An inbox on the wire, without its secrets."""
    return InboxShape(
        id=given.id,
        name=given.name,
        channel=given.channel,
        public_key=given.public_key,
        queue_id=given.queue_id,
        language=given.language,
        greeting=given.greeting,
        enabled=given.enabled,
        settings=given.settings,
        secret_names=sorted(given.secrets),
        reopen_window_s=given.reopen_window_s,
        version=given.version,
        snippet=snippet,
    )


def canned_answer_shape(given: CannedAnswer) -> CannedAnswerShape:
    """A canned answer on the wire."""
    return CannedAnswerShape(
        id=given.id,
        shortcut=given.shortcut,
        title=given.title,
        text=given.text,
        team_id=given.team_id,
        version=given.version,
    )
