"""Contacts and search on the wire."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from agent_console.wire.conversations import ConversationShape
from agent_console.wire.scalars import (
    Email,
    Given,
    Language,
    Line,
    Listing,
    Moment,
    Name,
    RefShape,
    Shown,
    Text,
)
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.contacts import Contact

AttributeName = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[\w][\w -]{0,59}$", max_length=60)
]
"""No dots and no dollars: attribute names become keys of a stored document."""


class IdentityShape(Shown):
    """One address of a contact and how it was verified."""

    channel: Channel
    address: str
    verified_by: str | None
    verified_at: Moment | None


class ContactShape(Shown):
    """A person."""

    id: str
    name: str
    email: str | None
    phone: str | None
    language: str | None
    notes: str
    attributes: dict[str, Any]
    identities: list[IdentityShape]
    created_at: Moment
    changed_at: Moment
    version: int


class ConsentShape(Shown):
    """What an address of a contact said last of being written to from an inbox."""

    inbox: RefShape
    channel: Channel
    address: str
    state: ConsentState
    at: Moment | None
    source: str = Field(description="`contact`, or `provider` if that refused to send.")
    word: str = Field(description="The word that the contact wrote, if it was the contact.")


class Consents(Shown):
    """Those that are known; who said nothing may be answered."""

    items: list[ConsentShape]


class ContactPage(Shown):
    """One page of contacts."""

    items: list[ContactShape]
    next: str | None


class ContactQuery(Listing):
    """Contacts whose name, address or number holds these words."""

    q: Line = ""


class ContactPatch(Given):
    """What to change; a field left out stays. ``version`` is the one that was looked at."""

    version: int = Field(ge=1)
    name: Name | None = None
    email: Email | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ()/.-]{3,30}$")] | None = None
    language: Language | None = None
    notes: Text | None = None
    attributes: dict[AttributeName, Line] | None = Field(None, max_length=50)


class SearchQuery(Listing):
    """Words to look for in messages and contacts."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SearchHit(Shown):
    """The message that was found."""

    seq: int
    text: str
    at: Moment


class FoundConversation(Shown):
    """A conversation found, with the words that matched."""

    conversation: ConversationShape
    hit: SearchHit | None


class SearchAnswer(Shown):
    """What was found in the caller's scope."""

    conversations: list[FoundConversation]
    contacts: list[ContactShape]
    next: str | None


def contact_shape(given: Contact) -> ContactShape:
    """A contact as the console sees it."""
    return ContactShape(
        id=given.id,
        name=given.name,
        email=given.email,
        phone=given.phone,
        language=given.language,
        notes=given.notes,
        attributes=given.attributes,
        identities=[
            IdentityShape(
                channel=identity.channel,
                address=identity.address,
                verified_by=identity.verified_by,
                verified_at=identity.verified_at,
            )
            for identity in given.identities
        ],
        created_at=given.created_at,
        changed_at=given.changed_at,
        version=given.version,
    )
