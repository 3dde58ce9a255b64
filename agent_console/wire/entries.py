"""Timeline entries on the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field, model_validator

from agent_console.wire.mail import shown_data
from agent_console.wire.scalars import Given, Listing, Moment, Shown
from agent_console.wire.view import View
from conversations.channels import Channel
from conversations.entries import (
    SYSTEM,
    Activity,
    Attachment,
    AuthorType,
    DeliveryState,
    Direction,
    Entry,
    Kind,
    Tag,
    TagKind,
    effective_tags,
)


class AuthorShape(Shown):
    """Who wrote an entry."""

    type: AuthorType
    id: str | None
    name: str


class AttachmentShape(Shown):
    """A file; ``url`` is signed, expires, and starts at the root of this site."""

    id: str
    name: str
    content_type: str
    size: int
    url: str


class DeliveryShape(Shown):
    """How far an outbound message has come."""

    state: DeliveryState
    at: Moment
    error: str | None
    attempts: int


class TagShape(Shown):
    """What a machine or a person says of a message."""

    kind: TagKind
    value: str = Field(description="Of a watch list or an intent its present name.")
    score: float | None
    source: str
    ref: str | None = Field(description="The id of the watch list or intent.")


class EntryShape(Shown):
    """One timeline entry. ``tags`` are those that count: corrections stand above the machine's."""

    id: str
    conversation: str
    contact: str
    inbox: str
    channel: Channel
    seq: int
    kind: Kind
    at: Moment
    author: AuthorShape
    direction: Direction | None
    text: str
    attachments: list[AttachmentShape]
    delivery: DeliveryShape | None
    tags: list[TagShape]
    machine_tags: list[TagShape]
    activity: Activity | None
    data: dict[str, Any] = Field(
        description=(
            "The keys depend on the activity. `mail` is what a message by mail has beside its "
            "words; its HTML and its source have routes of their own. That of a call is its card. "
            "What only supervisors may see is an activity without a name and without data."
        )
    )
    command: str | None


class Entries(Shown):
    """Part of a timeline in order of ``seq``; ``has_more`` in the direction asked for."""

    entries: list[EntryShape]
    has_more: bool


class Timeline(Shown):
    """Part of a contact's whole history across conversations, newest last."""

    entries: list[EntryShape]
    next: str | None


class EntriesQuery(Given):
    """Entries after or before a ``seq``; neither: the newest."""

    after: int | None = Field(None, ge=0)
    before: int | None = Field(None, ge=1)
    limit: int = Field(60, ge=1, le=200)

    @model_validator(mode="after")
    def _one_direction(self) -> EntriesQuery:
        if self.after is not None and self.before is not None:
            raise ValueError("after and before exclude each other")
        return self


class TimelineQuery(Listing):
    """A page further back in a contact's history."""

    before: str | None = Field(None, max_length=300, pattern=r"^[A-Za-z0-9_=:.+~-]*$")


def entry_shape(given: Entry, view: View) -> EntryShape:
    """An entry as the console sees it. That a supervisor listens to a call is for supervisors: for
    others the entry is there, since numbers have no holes, and says nothing."""
    if given.activity is Activity.CALL_MONITOR and not view.monitors:
        given = replace(given, author=SYSTEM, activity=None, data={}, command_id=None)
    delivery = given.delivery
    return EntryShape(
        id=given.id,
        conversation=given.conversation_id,
        contact=given.contact_id,
        inbox=given.inbox_id,
        channel=given.channel,
        seq=given.seq,
        kind=given.kind,
        at=given.at,
        author=AuthorShape(type=given.author.type, id=given.author.id, name=given.author.name),
        direction=given.direction,
        text=given.text,
        attachments=[attachment_shape(item, view) for item in given.attachments],
        delivery=(
            DeliveryShape(
                state=delivery.state,
                at=delivery.at,
                error=delivery.error,
                attempts=delivery.attempts,
            )
            if delivery
            else None
        ),
        tags=[_tag(tag, view) for tag in effective_tags(given)],
        machine_tags=[_tag(tag, view) for tag in given.tags],
        activity=given.activity,
        data=_told(given, view),
        command=given.command_id,
    )


def attachment_shape(given: Attachment, view: View) -> AttachmentShape:
    """A file with its signed address."""
    return AttachmentShape(
        id=given.id,
        name=given.name,
        content_type=given.content_type,
        size=given.size,
        url=view.sign(given.id),
    )


def _tag(tag: Tag, view: View) -> TagShape:
    name = view.names.get(tag.ref, tag.value) if tag.ref else tag.value
    return TagShape(kind=tag.kind, value=name, score=tag.score, source=tag.source, ref=tag.ref)


def _told(given: Entry, view: View) -> dict[str, Any]:
    """An entry's data on the wire: tags that it told of have the names that the entries have which
    they stand on, for clients put them there."""
    data = shown_data(given.data)
    if given.activity is Activity.TAGGED:
        if "tags" in data:
            data["tags"] = _renamed(data["tags"], view)
        if "each" in data:
            data["each"] = [_renamed(tags, view) for tags in data["each"]]
    return data


def _renamed(tags: Sequence[Mapping[str, Any]], view: View) -> list[dict[str, Any]]:
    return [
        {**it, "value": view.names.get(it.get("ref", ""), it["value"]), "ref": it.get("ref")}
        for it in tags
    ]
