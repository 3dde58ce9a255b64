"""Users and seats as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.people import Presence, Role, Seat, User
from storage.client import Document
from storage.documents.fields import without_none
from storage.secrets import Cipher


def from_user(user: User, cipher: Cipher) -> Document:
    """A user as a document; ``login`` is the address by which they sign in, lower-cased."""
    return without_none(
        {
            "_id": user.id,
            "email": user.email,
            "login": user.email.strip().casefold(),
            "name": user.name,
            "role": user.role.value,
            "team_ids": list(user.team_ids),
            "skills": list(user.skills),
            "languages": list(user.languages),
            "capacity": user.capacity,
            "locale": user.locale,
            "active": user.active,
            "password_hash": user.password_hash,
            "totp_sealed": cipher.seal(user.totp_secret) if user.totp_secret else None,
            "created_at": user.created_at,
            "changed_at": user.changed_at,
            "version": user.version,
        }
    )


def to_user(document: Mapping[str, Any], cipher: Cipher) -> User:
    """A user from its document; raises SecretUnreadable if another key sealed it."""
    sealed = document.get("totp_sealed")
    return User(
        id=document["_id"],
        email=document["email"],
        name=document["name"],
        role=Role(document["role"]),
        team_ids=tuple(document["team_ids"]),
        skills=tuple(document["skills"]),
        languages=tuple(document["languages"]),
        capacity=document["capacity"],
        locale=document["locale"],
        active=document["active"],
        password_hash=document["password_hash"],
        totp_secret=cipher.unseal(sealed) if sealed else None,
        created_at=document["created_at"],
        changed_at=document["changed_at"],
        version=document["version"],
    )


def from_seat(seat: Seat) -> Document:
    """A seat as a document; ``free`` is what a claim is decided on."""
    return without_none(
        {
            "_id": seat.user_id,
            "name": seat.name,
            "presence": seat.presence.value,
            "reason": seat.reason,
            "since": seat.since,
            "queue_ids": list(seat.queue_ids),
            "skills": list(seat.skills),
            "languages": list(seat.languages),
            "capacity": seat.capacity,
            "load": seat.load,
            "free": seat.capacity - seat.load,
            "idle_since": seat.idle_since,
            "last_seen": seat.last_seen,
            "vanished_at": seat.vanished_at,
            "version": seat.version,
        }
    )


def to_seat(document: Mapping[str, Any]) -> Seat:
    """A seat from its document."""
    return Seat(
        user_id=document["_id"],
        name=document["name"],
        presence=Presence(document["presence"]),
        reason=document["reason"],
        since=document["since"],
        queue_ids=tuple(document["queue_ids"]),
        skills=tuple(document["skills"]),
        languages=tuple(document["languages"]),
        capacity=document["capacity"],
        load=document["load"],
        idle_since=document["idle_since"],
        last_seen=document.get("last_seen"),
        vanished_at=document.get("vanished_at"),
        version=document["version"],
    )
