"""Intents, and the texts that somebody tries them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conversations.intents import FoundIntent, Intent
from storage import names
from storage.client import Database, Document, answering
from storage.documents.fields import without_none
from storage.documents.keys import moment_key, order_key
from storage.settings import SettingsRepository

KEPT = timedelta(minutes=2)
"""How long a trial is kept at most: whoever asked has long given up."""
AT_ONCE = 50


def intents(db: Database) -> SettingsRepository[Intent]:
    """The intents."""
    return SettingsRepository(
        db[names.INTENTS], "intent", from_intent, to_intent, sorted_by=lambda it: it.name
    )


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
