"""Users, sign-ins, programs' tokens, drafts and the audit log."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from conversations.access import ApiToken, AuditRecord, Draft, Session
from conversations.clock import new_id
from conversations.errors import Conflict, NotFound
from conversations.people import User
from storage import names
from storage.client import Database, answering
from storage.documents.access import (
    from_api_token,
    from_audit_record,
    from_draft,
    from_session,
    to_api_token,
    to_audit_record,
    to_draft,
    to_session,
)
from storage.documents.keys import order_key
from storage.documents.people import from_user, to_user
from storage.secrets import Cipher
from storage.settings import SettingsRepository
from storage.windows import Stretch, Windows


class UserRepository(SettingsRepository[User]):
    """The people who sign in; the secrets of their second factor are sealed with ``cipher``."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        super().__init__(
            db[names.USERS],
            "user",
            lambda user: from_user(user, cipher),
            lambda document: to_user(document, cipher),
            sorted_by=lambda user: user.name,
        )

    @answering
    async def by_email(self, email: str) -> User | None:
        """Return the user of an address, however it is capitalised."""
        return await self._one({"login": email.strip().casefold()})


class SessionRepository:
    """The sign-ins that hold. The database forgets ended ones by itself (TTL)."""

    def __init__(self, db: Database) -> None:
        self._sessions = db[names.SESSIONS]

    @answering
    async def add(self, session: Session) -> None:
        """Store a new one."""
        await self._sessions.insert_one(from_session(session))

    @answering
    async def find(self, session_id: str, now: datetime) -> Session | None:
        """Return it unless it has ended."""
        document = await self._sessions.find_one({"_id": session_id})
        if document is None or document["expires_at"] <= now:
            return None
        return to_session(document)

    @answering
    async def remove(self, session_id: str) -> None:
        """End one; harmless if it has ended."""
        await self._sessions.delete_one({"_id": session_id})

    @answering
    async def remove_of_user(self, user_id: str, *, but: str | None = None) -> None:
        """End all of a user's, but one."""
        found = await self._sessions.find({"user_id": user_id}, {"_id": 1}).to_list()
        ids = [document["_id"] for document in found if document["_id"] != but]
        if ids:
            await self._sessions.delete_many({"_id": {"$in": ids}})

    @answering
    async def alive(self, session_ids: Sequence[str], now: datetime) -> frozenset[str]:
        """Return those of the given that still hold, in one round trip."""
        found = self._sessions.find({"_id": {"$in": list(session_ids)}}, {"expires_at": 1})
        return frozenset([it["_id"] async for it in found if it["expires_at"] > now])


class TokenRepository:
    """The programs' keys."""

    def __init__(self, db: Database) -> None:
        self._tokens = db[names.API_TOKENS]

    @answering
    async def all(self) -> Sequence[ApiToken]:
        """Return all, newest first."""
        tokens = [to_api_token(document) async for document in self._tokens.find({})]
        return sorted(tokens, key=lambda token: token.created_at, reverse=True)

    @answering
    async def get(self, token_id: str) -> ApiToken:
        """Return one or raise NotFound."""
        document = await self._tokens.find_one({"_id": token_id})
        if document is None:
            raise NotFound("There is no such token.")
        return to_api_token(document)

    @answering
    async def add(self, token: ApiToken) -> None:
        """Store a new one; raises Conflict if its id or hash is taken."""
        try:
            await self._tokens.insert_one(from_api_token(token))
        except DuplicateKeyError:
            raise Conflict("This token exists already.") from None

    @answering
    async def by_hash(self, secret_hash: str) -> ApiToken | None:
        """Return the token of a secret's hash."""
        document = await self._tokens.find_one({"hash": secret_hash})
        return to_api_token(document) if document else None

    @answering
    async def used(self, token_id: str, at: datetime) -> None:
        """Note that it was used."""
        await self._tokens.update_one({"_id": token_id}, {"$set": {"last_used_at": at}})

    @answering
    async def remove(self, token_id: str) -> None:
        """Take it away, or raise NotFound."""
        result = await self._tokens.delete_one({"_id": token_id})
        if result.deleted_count != 1:
            raise NotFound("There is no such token.")


class DraftRepository:
    """What agents have typed and not sent."""

    def __init__(self, db: Database) -> None:
        self._drafts = db[names.DRAFTS]

    @answering
    async def get(self, user_id: str, conversation_id: str) -> Draft | None:
        """Return a user's draft in a conversation."""
        document = await self._drafts.find_one({"_id": _draft_id(user_id, conversation_id)})
        return to_draft(document) if document else None

    @answering
    async def put(self, draft: Draft) -> None:
        """Store it in the place of the one before."""
        identity = _draft_id(draft.user_id, draft.conversation_id)
        document = {"_id": identity, **from_draft(draft)}
        for _ in range(2):  # two first drafts at once: the second finds the first one there
            with contextlib.suppress(DuplicateKeyError):
                await self._drafts.replace_one({"_id": identity}, document, upsert=True)
                return

    @answering
    async def remove(self, user_id: str, conversation_id: str) -> None:
        """Forget it; harmless if there is none."""
        await self._drafts.delete_one({"_id": _draft_id(user_id, conversation_id)})


class AuditRepository:
    """Who changed what, and who was in which presence. Only ever added to."""

    def __init__(self, db: Database, windows: Windows) -> None:
        self._audit = db[names.AUDIT]
        self._presence = db[names.PRESENCE_LOG]
        self._windows = windows

    @answering
    async def add(self, record: AuditRecord) -> None:
        """Store one."""
        document = from_audit_record(record)
        await self._audit.insert_one({**document, "time_key": order_key(record.at, record.id)})

    @answering
    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[AuditRecord], str | None]:
        """Return a page, newest first, and the cursor of the next."""
        stretch = Stretch(collection=self._audit, equal={}, key="time_key")
        window = await self._windows.newest(stretch, before=cursor, limit=limit)
        return [to_audit_record(document) for document in window.documents], window.reached

    @answering
    async def add_presence(self, user_id: str, at: datetime, change: Mapping[str, Any]) -> None:
        """Store one change of an agent's presence (``before``, ``after``, ``reason``)."""
        await self._presence.insert_one({"_id": new_id(), "user_id": user_id, "at": at, **change})

    @answering
    async def presence_of(
        self, user_id: str, start: datetime, end: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """Return an agent's changes of presence from ``start`` to before ``end``, in order."""
        query = {"user_id": user_id, "at": {"$gte": start, "$lt": end}}
        return await self._presence.find(query).sort("at", 1).to_list()


def _draft_id(user_id: str, conversation_id: str) -> str:
    return f"{conversation_id}:{user_id}"
