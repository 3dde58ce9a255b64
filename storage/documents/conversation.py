"""Conversations as documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from conversations.channels import Channel
from conversations.conversation import (
    Conversation,
    LastMessage,
    Offer,
    Page,
    Priority,
    State,
)
from storage.client import Document
from storage.documents.call import from_call, to_call
from storage.documents.fields import from_ref, to_optional_ref, to_ref, without_none
from storage.documents.keys import order_key, thread_key
from storage.documents.mood import from_mood, to_mood

NOBODY = ""
UNASSIGNED = frozenset({State.QUEUED, State.OFFERED})
_PUT_AWAY = frozenset({State.SNOOZED, State.RESOLVED, State.ABANDONED})


def from_conversation(it: Conversation) -> Document:
    """A conversation as a document, with its index keys."""
    return without_none(
        {
            "_id": it.id,
            "number": it.number,
            "inbox": from_ref(it.inbox),
            "channel": it.channel.value,
            "contact": from_ref(it.contact),
            "thread": it.thread,
            "address": it.address,
            "participants": list(it.participants) or None,
            "state": it.state.value,
            "priority": it.priority.value,
            "queue": from_ref(it.queue),
            "agent": from_ref(it.agent),
            "offer": _from_offer(it.offer),
            "last_agent": from_ref(it.last_agent),
            "declined_by": list(it.declined_by),
            "skills": list(it.skills),
            "subject": it.subject,
            "created_at": it.created_at,
            "changed_at": it.changed_at,
            "waiting_since": it.waiting_since,
            "queued_at": it.queued_at,
            "first_response_at": it.first_response_at,
            "resolved_at": it.resolved_at,
            "snoozed_until": it.snoozed_until,
            "last_message": _from_last_message(it.last_message),
            "unread": it.unread,
            "labels": list(it.labels),
            "language": it.language,
            "sentiment": it.sentiment,
            "sentiment_score": it.sentiment_score,
            "mood": from_mood(it.mood),
            "mood_told": it.mood_told or None,
            "watched": list(it.watched) or None,
            "priority_held": it.priority_held or None,
            "page": _from_page(it.page),
            "call": from_call(it.call),
            "reopens": it.reopens,
            "transfers": it.transfers,
            "seq": it.seq,
            "version": it.version,
            **index_keys(it),
        }
    )


def index_keys(it: Conversation) -> Document:
    """The keys by which conversations are found.

    ``open_thread`` is unique and there while the matter is open, ``closed_thread`` after it.
    ``owner_id`` is whose list it
    stands in (NOBODY if in none), ``holder_id`` whose capacity it takes (a list if several are in
    its call). ``live_call`` is there while a line of the call may be open. ``state_key`` sorts by
    the moment that counts in its state: waiting since, snoozed until, when the offer ends, or when
    it was closed. ``unassigned_key`` is there while the matter is open and no agent has it.
    """
    key = thread_key(it.inbox.id, it.thread)
    changed_key = order_key(it.changed_at, it.id)
    return {
        "category": it.category.value,
        "queue_id": it.queue.id if it.queue else None,
        "contact_id": it.contact.id,
        "owner_id": _owner(it),
        "holder_id": _holders(it),
        "live_call": True if it.call is not None and it.call.is_attended else None,
        "open_thread": key if it.is_open else None,
        "closed_thread": None if it.is_open else key,
        "changed_key": changed_key,
        "unassigned_key": changed_key if it.state in UNASSIGNED else None,
        "waiting_key": order_key(it.waiting_since, it.id) if it.waiting_since else None,
        "state_key": order_key(_moment_of_state(it), it.id),
    }


def update(before: Conversation, after: Conversation) -> UpdateOne:
    """The write that makes ``before`` into ``after``; it modifies nothing if ``before`` is not
    what is stored any more.

    The condition stands in the update and not in the filter where it can: by ``_id`` alone the
    embedded server goes straight to the document, and else it reads the descriptions of all
    indexes several times (measured: 1.1 ms against 1.7 ms an update).
    """
    old, new = from_conversation(before), from_conversation(after)
    changed = {key: value for key, value in new.items() if old.get(key) != value}
    gone = {key: "" for key in old if key not in new}
    if gone:
        return UpdateOne(
            {"_id": before.id, "version": before.version}, {"$set": changed, "$unset": gone}
        )
    unmoved = {"$eq": ["$version", before.version]}
    merged = {"$mergeObjects": ["$$ROOT", {"$literal": changed}]}
    return UpdateOne({"_id": before.id}, [{"$replaceWith": {"$cond": [unmoved, merged, "$$ROOT"]}}])


def to_conversation(document: Mapping[str, Any]) -> Conversation:
    """A conversation from its document."""
    return Conversation(
        id=document["_id"],
        number=document["number"],
        inbox=to_ref(document["inbox"]),
        channel=Channel(document["channel"]),
        contact=to_ref(document["contact"]),
        thread=document["thread"],
        address=document["address"],
        participants=tuple(document.get("participants", ())),
        state=State(document["state"]),
        priority=Priority(document["priority"]),
        queue=to_optional_ref(document.get("queue")),
        agent=to_optional_ref(document.get("agent")),
        offer=_to_offer(document.get("offer")),
        last_agent=to_optional_ref(document.get("last_agent")),
        declined_by=tuple(document["declined_by"]),
        skills=tuple(document["skills"]),
        subject=document["subject"],
        created_at=document["created_at"],
        changed_at=document["changed_at"],
        waiting_since=document.get("waiting_since"),
        queued_at=document.get("queued_at"),
        first_response_at=document.get("first_response_at"),
        resolved_at=document.get("resolved_at"),
        snoozed_until=document.get("snoozed_until"),
        last_message=_to_last_message(document.get("last_message")),
        unread=document["unread"],
        labels=tuple(document["labels"]),
        language=document.get("language"),
        sentiment=document.get("sentiment"),
        sentiment_score=document.get("sentiment_score"),
        mood=to_mood(document.get("mood")),
        mood_told=document.get("mood_told", 0),
        watched=tuple(document.get("watched", ())),
        priority_held=document.get("priority_held", False),
        page=_to_page(document.get("page")),
        call=to_call(document.get("call")),
        reopens=document["reopens"],
        transfers=document["transfers"],
        seq=document["seq"],
        version=document["version"],
    )


def _owner(it: Conversation) -> str:
    if it.agent is not None:
        return it.agent.id
    if it.state in _PUT_AWAY and it.last_agent is not None:
        return it.last_agent.id
    return NOBODY


def _holders(it: Conversation) -> str | list[str] | None:
    holders = it.holders
    return it.holder if len(holders) < 2 else sorted(holders)


def _moment_of_state(it: Conversation) -> datetime:
    if it.state is State.SNOOZED and it.snoozed_until is not None:
        return it.snoozed_until
    if it.state is State.OFFERED and it.offer is not None:
        return it.offer.expires_at
    if not it.is_open:
        return it.resolved_at or it.changed_at
    return it.queued_at or it.created_at


def _from_offer(offer: Offer | None) -> Document | None:
    if offer is None:
        return None
    return {
        "id": offer.id,
        "agent": from_ref(offer.agent),
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
        "reasons": list(offer.reasons),
    }


def _to_offer(document: Mapping[str, Any] | None) -> Offer | None:
    if document is None:
        return None
    return Offer(
        id=document["id"],
        agent=to_ref(document["agent"]),
        offered_at=document["offered_at"],
        expires_at=document["expires_at"],
        reasons=tuple(document["reasons"]),
    )


def _from_last_message(message: LastMessage | None) -> Document | None:
    if message is None:
        return None
    return {
        "seq": message.seq,
        "text": message.text,
        "at": message.at,
        "author": str(message.author),
    }


def _to_last_message(document: Mapping[str, Any] | None) -> LastMessage | None:
    if document is None:
        return None
    return LastMessage(
        seq=document["seq"], text=document["text"], at=document["at"], author=document["author"]
    )


def _from_page(page: Page | None) -> Document | None:
    return None if page is None else {"url": page.url, "title": page.title, "at": page.at}


def _to_page(document: Mapping[str, Any] | None) -> Page | None:
    if document is None:
        return None
    return Page(url=document["url"], title=document["title"], at=document["at"])
