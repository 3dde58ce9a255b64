"""Where connectors are: small facts that one holder of a lease writes and the next one reads."""

from __future__ import annotations

from typing import Any

from pymongo.errors import DuplicateKeyError

from conversations.errors import Conflict
from storage import names
from storage.client import Database, answering
from storage.documents.fields import plain


class CursorRepository:
    """Keeps one value under (inbox, name). A late write of a former holder is refused."""

    def __init__(self, db: Database) -> None:
        self._cursors = db[names.CURSORS]

    @answering
    async def load(self, inbox_id: str, name: str) -> dict[str, Any] | None:
        """Return what was kept last, or None."""
        document = await self._cursors.find_one({"_id": _key(inbox_id, name)})
        return dict(document["value"]) if document else None

    @answering
    async def keep(self, inbox_id: str, name: str, value: dict[str, Any], *, fence: int) -> None:
        """Keep a value. Raises Conflict if somebody with a higher ``fence`` has written since."""
        key = _key(inbox_id, name)
        fields = {"value": plain(value), "fence": fence}
        done = await self._cursors.update_one(
            {"_id": key, "fence": {"$lte": fence}}, {"$set": fields}
        )
        if done.matched_count == 1:
            return
        try:
            await self._cursors.insert_one({"_id": key, **fields})
        except DuplicateKeyError:
            raise Conflict("Another process looks after this inbox by now.") from None


def _key(inbox_id: str, name: str) -> str:
    return f"{inbox_id}:{name}"
