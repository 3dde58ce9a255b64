"""Insights and topics put straight into a database, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from conversations.channels import Channel
from conversations.conversation import Conversation, Ref
from conversations.insights import Insight, label_of
from conversations.topics import Topic
from storage.documents.insights import from_insight
from storage.stores import Stores

CENTROID = bytes(384)


def insight(
    conversation_id: str, at: datetime, queue_id: str, score: float = 0.0, **fields: object
) -> Insight:
    """An insight of no matter what conversation."""
    made = Insight(
        conversation_id=conversation_id,
        number=1,
        contact=Ref(id=f"contact-{conversation_id}", name="A customer"),
        inbox_id="inbox",
        channel=Channel.WEBCHAT,
        queue_id=queue_id,
        at=at,
        language="en",
        label=label_of(score),
        score=score,
        start=score,
        end=score,
        worsened=False,
        text="hello",
        engine="test-1",
        version=1,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def insight_into(conversation: Conversation, score: float = 0.0, **fields: object) -> Insight:
    """An insight of a conversation that there is."""
    queue_id = conversation.queue.id if conversation.queue else ""
    made = insight(conversation.id, conversation.created_at, queue_id, score)
    made = replace(
        made,
        number=conversation.number,
        contact=conversation.contact,
        inbox_id=conversation.inbox.id,
        channel=conversation.channel,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def topic(topic_id: str, name: str, now: datetime, **fields: object) -> Topic:
    """A topic that the machine named."""
    made = Topic(id=topic_id, name=name, centroid=CENTROID, phrases=(name,), created_at=now)
    return replace(made, **fields)  # type: ignore[arg-type]


async def seed(stores: Stores, insights: Sequence[Insight], topics: Sequence[Topic] = ()) -> None:
    """Put them in, and add up their days."""
    await stores.topics.keep(topics, [])
    if insights:
        documents = [from_insight(it) for it in insights]
        await stores.db["insights"].insert_many(documents, ordered=False)
    places = {(it.day, it.queue_id) for it in insights}
    await stores.insight_days.mark(places)
    for day, queue_id in sorted(places, key=str):
        await stores.insight_days.remake(day, queue_id)
