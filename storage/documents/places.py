"""What a team sets up, as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.channels import Channel
from conversations.conversation import Priority
from conversations.places import CannedAnswer, Inbox, Queue, Team, WatchTerms
from storage.client import Document
from storage.documents.fields import plain, without_none
from storage.secrets import Cipher


def from_team(team: Team) -> Document:
    """A team as a document."""
    return {
        "_id": team.id,
        "name": team.name,
        "created_at": team.created_at,
        "version": team.version,
    }


def to_team(document: Mapping[str, Any]) -> Team:
    """A team from its document."""
    return Team(
        id=document["_id"],
        name=document["name"],
        created_at=document["created_at"],
        version=document["version"],
    )


def from_queue(queue: Queue) -> Document:
    """A queue as a document."""
    return without_none(
        {
            "_id": queue.id,
            "name": queue.name,
            "team_id": queue.team_id,
            "skills": list(queue.skills),
            "priority": queue.priority.value,
            "target_s": queue.target_s,
            "overflow_queue_id": queue.overflow_queue_id,
            "overflow_after_s": queue.overflow_after_s,
            "created_at": queue.created_at,
            "version": queue.version,
        }
    )


def to_queue(document: Mapping[str, Any]) -> Queue:
    """A queue from its document."""
    return Queue(
        id=document["_id"],
        name=document["name"],
        team_id=document["team_id"],
        skills=tuple(document["skills"]),
        priority=Priority(document["priority"]),
        target_s=document["target_s"],
        overflow_queue_id=document.get("overflow_queue_id"),
        overflow_after_s=document.get("overflow_after_s"),
        created_at=document["created_at"],
        version=document["version"],
    )


def from_inbox(inbox: Inbox, cipher: Cipher) -> Document:
    """An inbox as a document, its secrets encrypted."""
    return {
        "_id": inbox.id,
        "name": inbox.name,
        "channel": inbox.channel.value,
        "public_key": inbox.public_key,
        "queue_id": inbox.queue_id,
        "language": inbox.language,
        "greeting": inbox.greeting,
        "enabled": inbox.enabled,
        "settings": plain(inbox.settings),
        "secrets": {name: cipher.seal(secret) for name, secret in inbox.secrets.items()},
        "reopen_window_s": inbox.reopen_window_s,
        "created_at": inbox.created_at,
        "version": inbox.version,
    }


def to_inbox(document: Mapping[str, Any], cipher: Cipher) -> Inbox:
    """An inbox from its document, its secrets readable again."""
    return Inbox(
        id=document["_id"],
        name=document["name"],
        channel=Channel(document["channel"]),
        public_key=document["public_key"],
        queue_id=document["queue_id"],
        language=document["language"],
        greeting=document["greeting"],
        enabled=document["enabled"],
        settings=dict(document["settings"]),
        secrets={name: cipher.unseal(sealed) for name, sealed in document["secrets"].items()},
        reopen_window_s=document["reopen_window_s"],
        created_at=document["created_at"],
        version=document["version"],
    )


def from_canned_answer(answer: CannedAnswer) -> Document:
    """A canned answer as a document."""
    return without_none(
        {
            "_id": answer.id,
            "shortcut": answer.shortcut,
            "title": answer.title,
            "text": answer.text,
            "team_id": answer.team_id,
            "created_at": answer.created_at,
            "version": answer.version,
        }
    )


def to_canned_answer(document: Mapping[str, Any]) -> CannedAnswer:
    """A canned answer from its document."""
    return CannedAnswer(
        id=document["_id"],
        shortcut=document["shortcut"],
        title=document["title"],
        text=document["text"],
        team_id=document.get("team_id"),
        created_at=document["created_at"],
        version=document["version"],
    )


def from_watch_terms(watch: WatchTerms) -> Document:
    """A watch list as a document."""
    return without_none(
        {
            "_id": watch.id,
            "name": watch.name,
            "terms": list(watch.terms),
            "team_id": watch.team_id,
            "owner_id": watch.owner_id,
            "tag": watch.tag,
            "priority": watch.priority.value if watch.priority else None,
            "alert": watch.alert,
            "queue_id": watch.queue_id,
            "created_at": watch.created_at,
            "version": watch.version,
        }
    )


def to_watch_terms(document: Mapping[str, Any]) -> WatchTerms:
    """A watch list from its document; one of an earlier version had no actions."""
    priority = document.get("priority")
    return WatchTerms(
        id=document["_id"],
        name=document["name"],
        terms=tuple(document["terms"]),
        team_id=document.get("team_id"),
        owner_id=document.get("owner_id"),
        tag=document.get("tag", ""),
        priority=Priority(priority) if priority else None,
        alert=document.get("alert", False),
        queue_id=document.get("queue_id"),
        created_at=document["created_at"],
        version=document["version"],
    )
