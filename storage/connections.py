"""How the inboxes' lines fare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.connections import Connection, ConnectionState
from storage import names
from storage.client import Database, answering
from storage.documents.fields import plain


class ConnectionRepository:
    """One report for each inbox: the newest."""

    def __init__(self, db: Database) -> None:
        self._connections = db[names.CONNECTIONS]

    @answering
    async def report(self, connection: Connection) -> None:
        """Keep a report; ``since`` stays while the state does, and facts not named stay."""
        known = await self._connections.find_one({"_id": connection.inbox_id}) or {}
        same = known.get("state") == connection.state.value
        await self._connections.update_one(
            {"_id": connection.inbox_id},
            {
                "$set": {
                    "state": connection.state.value,
                    "since": known["since"] if same else connection.since,
                    "detail": connection.detail,
                    "remedy": connection.remedy,
                    "facts": {**known.get("facts", {}), **plain(connection.facts)},
                }
            },
            upsert=True,
        )

    @answering
    async def all(self) -> Sequence[Connection]:
        """Return the newest report of every inbox that has one."""
        return [_to_connection(document) async for document in self._connections.find({})]


def _to_connection(document: Mapping[str, Any]) -> Connection:
    return Connection(
        inbox_id=document["_id"],
        state=ConnectionState(document["state"]),
        since=document["since"],
        detail=document["detail"],
        remedy=document["remedy"],
        facts=dict(document["facts"]),
    )
