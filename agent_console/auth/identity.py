"""From a cookie or a bearer token to the one who calls."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent_console.auth.access import Access
from agent_console.ports import Sessions, Tokens, Users
from conversations.access import ApiToken, Session
from conversations.clock import Clock
from conversations.errors import NotFound
from conversations.people import PERMISSIONS, Actor, Permission, User

READ_SCOPE = "read"
TOKEN_PREFIX = "parley_"  # noqa: S105 - what tokens begin with, so that leaked ones can be found
USED_EVERY = timedelta(minutes=1)
"""How often the time of a token's last use is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody known, by a session (browsers) or by a token (programs)."""

    user: User
    actor: Actor
    session: Session | None = None
    token: ApiToken | None = None

    def may(self, permission: Permission) -> bool:
        """Whether role and, for a program, the token's scopes allow it."""
        if permission not in PERMISSIONS[self.user.role]:
            return False
        return self.token is None or permission in self.token.scopes

    def may_read(self, needed: Permission | None) -> bool:
        """Whether reading is allowed that needs a permission: a token's scope ``read`` covers all
        that its maker may read."""
        if needed is not None and needed not in PERMISSIONS[self.user.role]:
            return False
        return self.token is None or READ_SCOPE in self.token.scopes

    @property
    def permissions(self) -> list[str]:
        """The names of what is allowed."""
        return sorted(p for p in PERMISSIONS[self.user.role] if self.may(p))


class Identifier:
    """Finds out who calls. A disabled user is nobody, at once."""

    def __init__(
        self, *, users: Users, sessions: Sessions, tokens: Tokens, access: Access, clock: Clock
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tokens = tokens
        self._access = access
        self._clock = clock

    async def by_cookie(self, value: str) -> Caller | None:
        """The holder of a session cookie."""
        session = await self._sessions.find(digest(value), self._clock.now())
        if session is None:
            return None
        caller = await self._caller(session.user_id)
        return replace(caller, session=session) if caller else None

    async def by_token(self, value: str) -> Caller | None:
        """The program that holds a token."""
        token = await self._tokens.by_hash(digest(value))
        if token is None:
            return None
        caller = await self._caller(token.user_id)
        if caller is None:
            return None
        now = self._clock.now()
        if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
            await self._tokens.used(token.id, now)
        return replace(caller, token=token)

    async def renewed(self, known: Caller, alive: frozenset[str]) -> Caller | None:
        """The caller as they stand now; ``alive`` are the sessions that still hold."""
        if known.session is not None and known.session.id not in alive:
            return None
        token = known.token
        if token is not None:
            token = await self._tokens.by_hash(token.hash)
            if token is None:
                return None
        fresh = await self._caller(known.user.id)
        return replace(fresh, session=known.session, token=token) if fresh else None

    async def _caller(self, user_id: str) -> Caller | None:
        try:
            user = await self._users.get(user_id)
        except NotFound:
            return None
        if not user.active:
            return None
        return Caller(user=user, actor=await self._access.actor(user))


def new_session(
    user_id: str, now: datetime, lifetime_s: float, address: str
) -> tuple[str, Session]:
    """Return a fresh cookie value of 256 random bits, and the session to store for it."""
    value = secrets.token_urlsafe(32)
    session = Session(
        id=digest(value),
        user_id=user_id,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        expires_at=now + timedelta(seconds=lifetime_s),
        address=address,
    )
    return value, session


def digest(secret: str) -> str:
    """SHA-256 of a random secret. No salt and no stretching: the secret has 256 bits itself."""
    return hashlib.sha256(secret.encode()).hexdigest()
