"""Insights, their sums and topics as documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from conversations.channels import Channel
from conversations.insight_sums import ChannelSums, Count, DaySums, TopicCount
from conversations.insights import UNKNOWN, Insight
from conversations.topics import Topic
from storage.client import Document
from storage.documents.fields import from_ref, to_ref, without_none
from storage.documents.keys import order_key

NO_QUEUE = ""
"""Stands for no queue: an index has no place for what is not there."""
WORSENED = "x:worsened"


def facets_of(insight: Insight) -> list[str]:
    """What an insight is found by, beside its queue and its topic."""
    found = [f"k:{phrase}" for phrase in insight.keywords]
    found += [f"w:{list_id}" for list_id in insight.watch]
    found += [f"i:{intent_id}" for intent_id in insight.intents]
    found += [f"l:{insight.language or UNKNOWN}", f"c:{insight.channel}"]
    return [*found, WORSENED] if insight.worsened else found


def from_insight(insight: Insight) -> Document:
    """An insight as a document. What is None is left out."""
    return without_none(
        {
            "_id": insight.conversation_id,
            "number": insight.number,
            "contact": from_ref(insight.contact),
            "contact_id": insight.contact.id,
            "inbox_id": insight.inbox_id,
            "channel": insight.channel.value,
            "queue_id": insight.queue_id or NO_QUEUE,
            "at": insight.at,
            "at_key": order_key(insight.at, insight.conversation_id),
            "language": insight.language,
            "label": insight.label,
            "score": insight.score,
            "start": insight.start,
            "end": insight.end,
            "worsened": insight.worsened,
            "keywords": list(insight.keywords),
            "watch": list(insight.watch),
            "intents": list(insight.intents),
            "facets": facets_of(insight),
            "text": insight.text,
            "meaning": insight.meaning,
            "topic_id": insight.topic_id,
            "engine": insight.engine,
            "version": insight.version,
        }
    )


def to_insight(document: Mapping[str, Any]) -> Insight:
    """An insight from its document; one that was read without its meaning has none."""
    return Insight(
        conversation_id=document["_id"],
        number=document["number"],
        contact=to_ref(document["contact"]),
        inbox_id=document["inbox_id"],
        channel=Channel(document["channel"]),
        queue_id=document["queue_id"] or None,
        at=document["at"],
        language=document.get("language"),
        label=document["label"],
        score=document["score"],
        start=document["start"],
        end=document["end"],
        worsened=document["worsened"],
        keywords=tuple(document["keywords"]),
        watch=tuple(document["watch"]),
        intents=tuple(document["intents"]),
        text=document["text"],
        meaning=document.get("meaning"),
        topic_id=document.get("topic_id"),
        engine=document["engine"],
        version=document["version"],
    )


def day_key(day: date, queue_id: str | None) -> str:
    """The ``_id`` of the sums of a day and queue."""
    return f"{day.isoformat()}:{queue_id or NO_QUEUE}"


def pack_sums(sums: DaySums) -> bytes:
    """The sums in one piece, JSON: the server need not look into it, and reads it the faster."""
    packed = {channel.value: _from_channel(it) for channel, it in sums.channels.items()}
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_sums(day: date, queue_id: str | None, packed: bytes) -> DaySums:
    """What :func:`pack_sums` packed."""
    channels = {Channel(name): _to_channel(it) for name, it in json.loads(packed).items()}
    return DaySums(day=day, queue_id=queue_id, channels=channels)


def _from_channel(it: ChannelSums) -> Document:
    return {
        "n": it.conversations,
        "s": round(it.score, 3),
        "b": it.labels,
        "x": it.worsened,
        "l": _from_counts(it.languages),
        "k": _from_counts(it.keywords),
        "w": it.watch,
        "i": it.intents,
        "t": {
            topic_id: [
                topic.conversations,
                round(topic.score, 3),
                topic.labels,
                topic.languages,
            ]
            for topic_id, topic in it.topics.items()
        },
    }


def _to_channel(it: Mapping[str, Any]) -> ChannelSums:
    return ChannelSums(
        conversations=it["n"],
        score=it["s"],
        labels=it["b"],
        worsened=it["x"],
        languages=_to_counts(it["l"]),
        keywords=_to_counts(it["k"]),
        watch=it["w"],
        intents=it["i"],
        topics={
            topic_id: TopicCount(count, score, labels, languages)
            for topic_id, (count, score, labels, languages) in it["t"].items()
        },
    )


def _from_counts(counts: Mapping[str, Count]) -> dict[str, list[float]]:
    return {name: [it.conversations, round(it.score, 3)] for name, it in counts.items()}


def _to_counts(given: Mapping[str, Any]) -> dict[str, Count]:
    return {name: Count(*it) for name, it in given.items()}


def from_topic(topic: Topic) -> Document:
    """A topic as a document."""
    return without_none(
        {
            "_id": topic.id,
            "name": topic.name,
            "named_by": topic.named_by,
            "phrases": list(topic.phrases),
            "centroid": topic.centroid,
            "size": topic.size,
            "examples": list(topic.examples),
            "grown_on": topic.grown_on.isoformat() if topic.grown_on else None,
            "created_at": topic.created_at,
            "hidden": topic.hidden,
            "version": topic.version,
        }
    )


def to_topic(document: Mapping[str, Any]) -> Topic:
    """A topic from its document."""
    grown_on = document.get("grown_on")
    return Topic(
        id=document["_id"],
        name=document["name"],
        named_by=document["named_by"],
        phrases=tuple(document["phrases"]),
        centroid=document["centroid"],
        size=document["size"],
        examples=tuple(document["examples"]),
        grown_on=date.fromisoformat(grown_on) if grown_on else None,
        created_at=document["created_at"],
        hidden=document["hidden"],
        version=document["version"],
    )
