"""A mail channel without mail servers: payloads that say themselves what is to be made of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from connectors.email import settings as email_settings
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.connections import CheckStep
from conversations.contacts import Identity
from conversations.entries import Attachment
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.places import Inbox, Queue
from storage import Stores

PASSWORD = "pass-of-the-mailbox"

SOURCE = (
    b"Received: from mx.example.org by mail.example.com; Sun, 01 Mar 2026 08:59:00 +0000\r\n"
    b"From: =?utf-8?B?2LPYp9ix2Kc=?= <customer@example.org>\r\n"
    b"Subject: My\r\n\torder\r\n"
    b"\r\nSubject: not this one\r\n"
)


def mailbox(team: str, queue: Queue, now: datetime) -> Inbox:
    """The mail inbox of a team's queue."""
    address = f"{team.lower()}@example.com"
    return Inbox(
        id=new_id(),
        name=f"{team} mail",
        channel=Channel.EMAIL,
        public_key=new_id(),
        queue_id=queue.id,
        settings=email_settings.check({"address": address}),
        secrets={"password": PASSWORD},
        created_at=now,
    )


async def tame(inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
    """A payload as the message that it describes; filed if it says so, and nobody opened it."""
    payload = record.payload
    if "filed" in payload and not payload.get("anyway"):
        return Filed(reason=payload["filed"], sender="news@example.org", subject="News")
    return InboundMessage(
        inbox_id=inbox.id,
        channel=Channel.EMAIL,
        external_id=record.external_id,
        thread=record.external_id,
        sender=Identity(channel=Channel.EMAIL, address="customer@example.org"),
        sent_at=record.received_at,
        text=payload.get("text", ""),
        language_hint=payload.get("language"),
        subject="My order",
        attachments=tuple(Attachment(**it) for it in payload.get("attachments", ())),
        data={"mail": payload["mail"]} if "mail" in payload else {},
    )


async def check_line(inbox: Inbox) -> Sequence[CheckStep]:
    """A server that lets nobody in, and repeats what it was told."""
    password = inbox.secrets.get("password", "nothing")
    return [
        CheckStep(name="imap.connect", ok=True),
        CheckStep(
            name="imap.sign_in",
            ok=False,
            detail=f"{inbox.settings['address']} is refused with {password}",
            remedy="Use another password.",
        ),
        CheckStep(name="imap.folders", ok=None),
    ]


async def stored_file(
    stores: Stores, name: str, content: bytes, owner: dict[str, Any] | None = None
) -> Attachment:
    """A file in the store."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await stores.files.save(name, chunks(), max_bytes=1_000_000, owner=owner or {})
