"""What is set up and kept: people, places, sign-ins, drafts, the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from conversations.access import ApiToken, AuditRecord, Draft, Session
from conversations.people import User
from conversations.places import Inbox

T = TypeVar("T")


class Kept(Protocol[T]):
    """A small set of things that a team sets up: teams, queues, canned answers, …"""

    async def get(self, thing_id: str) -> T:
        """Return it or raise NotFound."""
        ...

    async def all(self) -> Sequence[T]:
        """Return all of them, by name."""
        ...

    async def add(self, thing: T) -> T:
        """Store a new one; raises Conflict if its id or its unique name is taken."""
        ...

    async def update(self, thing: T) -> T:
        """Store it if its version still stands, with the next one; else VersionConflict."""
        ...

    async def remove(self, thing_id: str) -> None:
        """Take it away, or raise NotFound."""
        ...


class Named(Kept[T], Protocol[T]):
    """Things whose ids stand where their names are shown."""

    async def names(self) -> Mapping[str, str]:
        """Return the names of all of them, by id."""
        ...


class Users(Kept[User], Protocol):
    """The people who sign in."""

    async def by_email(self, email: str) -> User | None:
        """Return the user of a lower-cased address."""
        ...


class Inboxes(Kept[Inbox], Protocol):
    """The configured accounts on channels."""

    async def by_public_key(self, public_key: str) -> Inbox:
        """Return the inbox of a widget's public key, or raise NotFound."""
        ...


class Sessions(Protocol):
    """The sign-ins that hold."""

    async def add(self, session: Session) -> None:
        """Store a new one."""
        ...

    async def find(self, session_id: str, now: datetime) -> Session | None:
        """Return it unless it has ended."""
        ...

    async def remove(self, session_id: str) -> None:
        """End one."""
        ...

    async def remove_of_user(self, user_id: str, *, but: str | None = None) -> None:
        """End all of a user's, but one."""
        ...

    async def alive(self, session_ids: Sequence[str], now: datetime) -> frozenset[str]:
        """Return those of the given that still hold, in one round trip."""
        ...


class Tokens(Protocol):
    """The programs' keys."""

    async def all(self) -> Sequence[ApiToken]:
        """Return all, newest first."""
        ...

    async def get(self, token_id: str) -> ApiToken:
        """Return one or raise NotFound."""
        ...

    async def add(self, token: ApiToken) -> None:
        """Store a new one; raises Conflict if its id is taken."""
        ...

    async def by_hash(self, secret_hash: str) -> ApiToken | None:
        """Return the token of a secret's hash."""
        ...

    async def used(self, token_id: str, at: datetime) -> None:
        """Note that it was used."""
        ...

    async def remove(self, token_id: str) -> None:
        """Take it away, or raise NotFound."""
        ...


class Drafts(Protocol):
    """What agents have typed and not sent."""

    async def get(self, user_id: str, conversation_id: str) -> Draft | None:
        """Return a user's draft in a conversation."""
        ...

    async def put(self, draft: Draft) -> None:
        """Store it in the place of the one before."""
        ...

    async def remove(self, user_id: str, conversation_id: str) -> None:
        """Forget it; harmless if there is none."""
        ...


class AuditLog(Protocol):
    """Who changed what."""

    async def add(self, record: AuditRecord) -> None:
        """Store one."""
        ...

    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[AuditRecord], str | None]:
        """Return a page, newest first, and the cursor of the next."""
        ...

    async def presence_of(
        self, user_id: str, start: datetime, end: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """Return an agent's changes of presence (``at``, ``before``, ``after``, ``reason``) from
        ``start`` to before ``end``, in order."""
        ...
