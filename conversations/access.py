"""What is kept about sign-ins, programs' tokens, drafts and the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. ``id`` is the SHA-256 of what the cookie holds, so that a copy of the database
    signs nobody in. ``csrf`` is what unsafe requests of that browser must carry."""

    id: str
    user_id: str
    csrf: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A program's key. ``hash`` is the SHA-256 of its secret; it acts for ``user_id`` within
    ``scopes`` (``read`` and names of permissions)."""

    id: str
    name: str
    user_id: str
    hash: str = field(repr=False)
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a user has typed in a conversation and not sent. ``mode`` is ``reply`` or ``note``;
    ``letter`` is what a mail has beside its words, as plain data, finished or not; ``files`` are
    the ids of what stands beside it."""

    user_id: str
    conversation_id: str
    text: str
    mode: str
    at: datetime
    letter: dict[str, Any] | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One thing that somebody changed or tried. ``details`` say what, and never hold a secret or
    a customer's words."""

    id: str
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    object_kind: str
    object_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    address: str | None = None
