"""Intents, and the texts that somebody tries them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from conversations.intents import MOST_OF_A_TEAM, FoundIntent, Intent, NoRoom
from storage import names
from storage.client import Database, Document, answering
from storage.documents.fields import without_none
from storage.documents.keys import moment_key, order_key
from storage.settings import SettingsRepository
from storage.transactions import in_transaction

KEPT = timedelta(minutes=2)
"""How long a trial is kept at most: whoever asked has long given up."""
AT_ONCE = 50


class IntentRepository(SettingsRepository[Intent]):
    """The intents, of which a team has no more than it may, however many are added at once."""

    def __init__(self, db: Database) -> None:
        super().__init__(
            db[names.INTENTS], "intent", from_intent, to_intent, sorted_by=lambda it: it.name
        )
        self._rooms = db[names.COUNTERS]
        self._client = db.client

    @answering
    async def add(self, thing: Intent) -> Intent:
        """Store a new one. Raises NoRoom, and Conflict if its name is taken."""

        async def body(session: AsyncClientSession) -> None:
            await self._take_room(thing, session)
            await self._collection.insert_one(self._from(thing), session=session)

        try:
            await in_transaction(self._client, body)
        except DuplicateKeyError:
            raise self._taken() from None
        return thing

    @answering
    async def update(self, thing: Intent) -> Intent:
        """Store a changed one if its version still stands, else VersionConflict.

        Returns it with its new version. Raises NoRoom where it moves to a team that is full, and
        Conflict if its name is taken.
        """
        before = await self.get(thing.id)
        if before.team_id == thing.team_id or before.version != thing.version:
            return await super().update(thing)
        stored = replace(thing, version=thing.version + 1)

        async def body(session: AsyncClientSession) -> bool:
            await self._take_room(thing, session)
            result = await self._collection.replace_one(
                {"_id": thing.id, "version": thing.version}, self._from(stored), session=session
            )
            return result.matched_count == 1

        try:
            moved = await in_transaction(self._client, body)
        except DuplicateKeyError:
            raise self._taken() from None
        if not moved:
            await self.get(thing.id)
            raise self._overtaken()
        return stored

    async def _take_room(self, intent: Intent, session: AsyncClientSession) -> None:
        """Raise NoRoom if its team is full. All who add to a team write one document, so that of
        two who do so at once one is told to begin again, and then sees the other's intent.

        The intent itself is written after this and last: the embedded server keeps whoever removes
        it meanwhile waiting, and with them what the transaction would still ask of the collection.
        """
        await self._rooms.update_one(
            {"_id": f"intents:{intent.team_id or ''}"},
            {"$inc": {"taken": 1}},
            upsert=True,
            session=session,
        )
        found = self._collection.find({}, {"team_id": 1}, session=session)
        beside = [it["_id"] async for it in found if it.get("team_id") == intent.team_id]
        if len(set(beside) - {intent.id}) >= MOST_OF_A_TEAM:
            raise NoRoom(f"There are {MOST_OF_A_TEAM} intents already.")


def from_intent(intent: Intent) -> Document:
    """An intent as a document."""
    return without_none(
        {
            "_id": intent.id,
            "name": intent.name,
            "examples": list(intent.examples),
            "team_id": intent.team_id,
            "created_at": intent.created_at,
            "version": intent.version,
        }
    )


def to_intent(document: Mapping[str, Any]) -> Intent:
    """An intent from its document."""
    return Intent(
        id=document["_id"],
        name=document["name"],
        examples=tuple(document["examples"]),
        team_id=document.get("team_id"),
        created_at=document["created_at"],
        version=document["version"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text that somebody asks the intents of."""

    id: str
    text: str


class IntentTrialRepository:
    """Hands texts from a process that has no model to the one that has, and the answers back."""

    def __init__(self, db: Database) -> None:
        self._trials = db[names.INTENT_TRIALS]

    @answering
    async def ask(self, trial: Trial, now: datetime) -> None:
        """Put a text to whoever knows meanings."""
        await self._trials.insert_one(
            {
                "_id": trial.id,
                "text": trial.text,
                "asked_key": order_key(now, trial.id),
                "expires_at": now + KEPT,
            }
        )

    @answering
    async def asked(self, now: datetime) -> Sequence[Trial]:
        """Return what has not been answered and is still waited for, oldest first."""
        since = moment_key(now - KEPT)
        found = self._trials.find({"asked_key": {"$gte": since}}).sort("asked_key", 1)
        return [Trial(id=it["_id"], text=it["text"]) for it in await found.limit(AT_ONCE).to_list()]

    @answering
    async def answer(self, trial_id: str, found: Sequence[FoundIntent]) -> None:
        """Answer one; harmless if whoever asked has gone."""
        answer = [{"id": it.id, "name": it.name, "score": it.score} for it in found]
        await self._trials.update_one(
            {"_id": trial_id}, {"$set": {"answer": answer}, "$unset": {"asked_key": "", "text": ""}}
        )

    @answering
    async def answered(self, trial_id: str) -> Sequence[FoundIntent] | None:
        """Return the answer if there is one yet."""
        document = await self._trials.find_one({"_id": trial_id})
        if document is None or "answer" not in document:
            return None
        return [
            FoundIntent(id=it["id"], name=it["name"], score=it["score"])
            for it in document["answer"]
        ]

    @answering
    async def forget(self, trial_id: str) -> None:
        """Take it away with its words."""
        await self._trials.delete_one({"_id": trial_id})
