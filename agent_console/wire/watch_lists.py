"""Watch lists on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agent_console.wire.scalars import Given, Id, Name, RefShape, Shown, Word
from conversations.conversation import Priority
from conversations.places import WatchTerms


def _no_control(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


Label = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=40),
    AfterValidator(_no_control),
]
"""A label as conversations take it; empty: none."""


class WatchListShape(Shown):
    """Words to look out for in what customers write, and what to do once in each conversation
    where one is found."""

    id: str
    name: str
    terms: list[str]
    team_id: str | None = Field(description="It acts in this team's queues; null: in all.")
    owner: RefShape | None = Field(description="Who hears of its alerts beside the supervisors.")
    tag: str = Field(description="A label that it puts on the conversation; empty: none.")
    priority: Priority | None = Field(description="It raises the priority to at least this.")
    alert: bool
    queue: RefShape | None = Field(description="Where it moves what no agent has yet.")
    conversations_7d: int = Field(
        description="Conversations of my queues, of today and the 6 days before it (UTC), in which "
        "it was found."
    )
    version: int


class WatchListBody(Given):
    """A new watch list."""

    name: Name
    terms: list[Word] = Field(min_length=1, max_length=500)
    team_id: Id | None = None
    owner_id: Id | None = None
    tag: Label = ""
    priority: Priority | None = None
    alert: bool = True
    queue_id: Id | None = None


class WatchListPatch(Given):
    """What to change; a field left out stays. Team, owner, priority and queue may be null."""

    version: int = Field(ge=1)
    name: Name | None = None
    terms: list[Word] | None = Field(None, min_length=1, max_length=500)
    team_id: Id | None = None
    owner_id: Id | None = None
    tag: Label | None = None
    priority: Priority | None = None
    alert: bool | None = None
    queue_id: Id | None = None


class WatchLists(Shown):
    """All watch lists."""

    items: list[WatchListShape]
    next: str | None = None


def watch_list_shape(
    given: WatchTerms,
    queues: Mapping[str, str],
    people: Mapping[str, str],
    conversations_7d: int,
) -> WatchListShape:
    """A watch list on the wire; ``queues`` and ``people`` are names by id: who or what is not
    among them any more is not shown."""
    owner, queue = given.owner_id or "", given.queue_id or ""
    return WatchListShape(
        id=given.id,
        name=given.name,
        terms=list(given.terms),
        team_id=given.team_id,
        owner=RefShape(id=owner, name=people[owner]) if owner in people else None,
        tag=given.tag,
        priority=given.priority,
        alert=given.alert,
        queue=RefShape(id=queue, name=queues[queue]) if queue in queues else None,
        conversations_7d=conversations_7d,
        version=given.version,
    )
