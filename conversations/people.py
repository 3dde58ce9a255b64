"""People of the team: users with roles and permissions, their scope, and their seat at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.channels import FULL_CAPACITY
from conversations.errors import Forbidden


class Role(StrEnum):
    """A named set of permissions."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that a role may allow."""

    CONVERSATIONS_WORK = "conversations.work"
    CONVERSATIONS_ASSIGN_OTHERS = "conversations.assign_others"
    CONTACTS_EDIT = "contacts.edit"
    CALLS_MONITOR = "calls.monitor"
    WALLBOARD_SEE = "wallboard.see"
    INTELLIGENCE_SEE = "intelligence.see"
    AGENTS_MANAGE = "agents.manage"
    QUARANTINE_MANAGE = "quarantine.manage"
    CANNED_EDIT = "canned.edit"
    SETTINGS_SEE = "settings.see"
    SETTINGS_EDIT = "settings.edit"


_AGENT = frozenset({Permission.CONVERSATIONS_WORK, Permission.CONTACTS_EDIT})
_SUPERVISOR = _AGENT | {
    Permission.CONVERSATIONS_ASSIGN_OTHERS,
    Permission.CALLS_MONITOR,
    Permission.WALLBOARD_SEE,
    Permission.INTELLIGENCE_SEE,
    Permission.AGENTS_MANAGE,
    Permission.QUARANTINE_MANAGE,
    Permission.CANNED_EDIT,
    Permission.SETTINGS_SEE,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a caller may see. Repositories take it on every read, so that a check forgotten
    elsewhere shows nothing rather than everything.

    A conversation is in scope if ``everything``, or its queue is one of ``queue_ids``, or it is
    held by, or last was with, ``user_id``.
    """

    user_id: str | None = None
    queue_ids: frozenset[str] = frozenset()
    everything: bool = False

    def covers(self, *, queue_id: str | None, agent_ids: frozenset[str] = frozenset()) -> bool:
        """Whether a thing in ``queue_id``, dealt with by ``agent_ids``, may be seen."""
        if self.everything or (queue_id is not None and queue_id in self.queue_ids):
            return True
        return self.user_id is not None and self.user_id in agent_ids


SYSTEM_SCOPE = Scope(everything=True)
"""For the works of the house itself (router, intake, delivery), never for a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who signs in. ``team_ids`` limit what they see; an admin sees everything."""

    id: str
    email: str
    name: str
    role: Role
    team_ids: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = FULL_CAPACITY
    locale: str = "en"
    active: bool = True
    password_hash: str = ""
    totp_secret: str | None = None
    created_at: datetime
    changed_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who carries out a command, with what they may do and see."""

    user_id: str
    name: str
    role: Role
    scope: Scope

    def may(self, permission: Permission) -> bool:
        """Whether the actor's role holds ``permission``."""
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise :class:`Forbidden` unless the actor may."""
        if not self.may(permission):
            raise Forbidden(
                f"This needs the permission “{permission}”.",
                remedy="Ask a supervisor or an admin of your installation.",
            )


class Presence(StrEnum):
    """Whether an agent takes work."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An agent at work: presence, load and what the router matches on. One per user.

    ``load`` and ``capacity`` are units of :data:`conversations.channels.FULL_CAPACITY`. The
    stored seat is claimed conditionally (available, and :func:`conversations.channels.fits`), so
    that no race of routers can give an agent too much. During a call ``load`` may be larger than
    ``capacity``, by the light work beside it. ``vanished_at`` is set while no console of the
    agent is connected; after the grace time the agent is offline and their work goes back.
    """

    user_id: str
    name: str
    presence: Presence = Presence.OFFLINE
    reason: str = ""
    since: datetime
    queue_ids: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = FULL_CAPACITY
    load: int = 0
    idle_since: datetime
    """Since when nothing new was given to the agent; the longest idle comes first."""
    last_seen: datetime | None = None
    vanished_at: datetime | None = None
    version: int = 0
