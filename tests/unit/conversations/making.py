"""Ready-made domain objects for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conversations.channels import Channel
from conversations.contacts import Contact, Identity
from conversations.conversation import Conversation, Offer, Ref, State
from conversations.entries import Author, AuthorType
from conversations.inbound import InboundMessage
from conversations.places import Inbox, Queue

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ANA = Author(type=AuthorType.AGENT, id="ana", name="Ana")
BO = Author(type=AuthorType.AGENT, id="bo", name="Bo")
QUEUE = Queue(id="q1", name="Support", team_id="t1", created_at=NOW)
INBOX = Inbox(
    id="i1",
    name="Shop",
    channel=Channel.WEBCHAT,
    public_key="pk",
    queue_id="q1",
    created_at=NOW,
)
CONTACT = Contact(id="c1", name="Visitor", created_at=NOW, changed_at=NOW)


def conversation(state: State = State.QUEUED, **fields: Any) -> Conversation:
    base = Conversation(
        id="conv",
        number=7,
        inbox=Ref(id="i1", name="Shop"),
        channel=Channel.WEBCHAT,
        contact=Ref(id="c1", name="Visitor"),
        thread="visitor:1",
        address="visitor:1",
        state=state,
        queue=Ref(id="q1", name="Support"),
        created_at=NOW,
        changed_at=NOW,
        queued_at=NOW,
        seq=3,
        version=3,
    )
    if state in (State.ACTIVE, State.PENDING):
        base = replace(base, agent=Ref(id="ana", name="Ana"))
    if state is State.OFFERED:
        base = replace(base, offer=offer())
    if state is State.RESOLVED:
        base = replace(base, resolved_at=NOW)
    return replace(base, **fields)


def offer(agent: str = "ana", seconds: float = 20) -> Offer:
    return Offer(
        id=f"offer-{agent}",
        agent=Ref(id=agent, name=agent.title()),
        offered_at=NOW,
        expires_at=NOW + timedelta(seconds=seconds),
        reasons=("queue=Support",),
    )


def message(text: str = "Hello", external_id: str = "m1") -> InboundMessage:
    return InboundMessage(
        inbox_id="i1",
        channel=Channel.WEBCHAT,
        external_id=external_id,
        thread="visitor:1",
        sender=Identity(channel=Channel.WEBCHAT, address="visitor:1"),
        sent_at=NOW,
        text=text,
    )
