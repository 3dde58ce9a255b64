"""From the widget's message to the journal's payload, and from there to an InboundMessage."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from connectors.ports import Files
from connectors.webchat.payloads import Message, PageView
from connectors.webchat.visitors import Visitor
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.entries import Attachment
from conversations.errors import Invalid, NotFound
from conversations.inbound import InboundMessage, JournalRecord
from conversations.places import Inbox


class _Stored(BaseModel):
    """A payload as it lies in the journal."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    address: str
    verified_by: str
    name: str = ""
    email: str | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    page: PageView | None = None


_STORED = TypeAdapter(_Stored)


def external_id(visitor: Visitor, message_id: str) -> str:
    """A message's id in its inbox. The visitor is part of it, so that nobody can meet or take
    another one's."""
    return f"{visitor.address}/{message_id.lower()}"


def client_id(external: str | None) -> str | None:
    """The widget's own id of a message, by which an optimistic row finds its twin."""
    return external.rsplit("/", 1)[-1] if external else None


async def payload(
    files: Files, inbox: Inbox, visitor: Visitor, message: Message, page: PageView | None
) -> dict[str, Any]:
    """What is journalled. Files must have been uploaded by this very visitor."""
    attachments = []
    for file_id in dict.fromkeys(message.attachments):
        owner = await files.owner(file_id)
        if owner.get("visitor") != visitor.address or owner.get("inbox_id") != inbox.id:
            raise NotFound("There is no such file of yours.")
        found = await files.describe(file_id)
        attachments.append(
            {
                "id": found.id,
                "name": found.name,
                "content_type": found.content_type,
                "size": found.size,
            }
        )
    return {
        "address": visitor.address,
        "verified_by": visitor.verified_by,
        "name": visitor.name,
        "email": visitor.email,
        "text": message.text,
        "attachments": attachments,
        "page": page.model_dump() if page else None,
    }


def tame(inbox: Inbox, record: JournalRecord) -> InboundMessage:
    """A journalled payload as a message; raises Invalid on what is none."""
    try:
        stored = _STORED.validate_python(record.payload)
    except ValidationError as error:
        raise Invalid(
            f"The web chat payload cannot be read: {error.error_count()} errors."
        ) from None
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.WEBCHAT,
        external_id=record.external_id,
        thread=stored.address,
        sender=Identity(
            channel=Channel.WEBCHAT,
            address=stored.address,
            verified_by=stored.verified_by,
            verified_at=record.received_at,
        ),
        sent_at=record.received_at,
        text=stored.text,
        sender_name=stored.name,
        sender_email=stored.email,
        attachments=stored.attachments,
        data={"page": stored.page.model_dump()} if stored.page else {},
    )
