"""Every query that the repositories send is served by an index.

The queries are not listed here by hand: all read and write paths are walked, what they send is
noted, and the server is asked to explain each shape of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent

from conversations.clock import ManualClock
from storage import FernetCipher, connect, open_stores
from storage.client import Document
from tests.conftest import MongoServer
from tests.integration.storage.conftest import NOW, House, build_house
from tests.integration.storage.walking import walk

READ_WHOLE = {
    *("users", "teams", "queues", "inboxes", "canned_answers", "watch_lists"),
    *("seats", "api_tokens", "migrations", "connections", "topics", "intents"),
}
"""Small collections that are read as a whole, by an empty filter."""


class Queries(CommandListener):
    """Notes the filters of all commands."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Document, Document | None]] = []
        self.slow_ones: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        command: Any = event.command
        match event.command_name:
            case "find":
                self._note(command["find"], command["filter"], command.get("sort"))
            case "update":
                for one in command["updates"]:
                    self._note(command["update"], one["q"], None)
            case "delete":
                for one in command["deletes"]:
                    self._note(command["delete"], one["q"], None)
            case "findAndModify" | "aggregate" | "count" | "distinct":
                self.slow_ones.append(event.command_name)  # not to be used on any path

    def succeeded(self, event: object) -> None:
        """Noted when it started."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Noted when it started."""

    def _note(self, collection: str, query: Any, sort: Any) -> None:
        self.seen.append((collection, dict(query), dict(sort) if sort else None))


@pytest.fixture
def queries() -> Queries:
    return Queries()


@pytest.fixture
async def watched(mongo_uri: str, database_name: str, queries: Queries) -> AsyncIterator[House]:
    clock = ManualClock(NOW)
    async with connect(mongo_uri, event_listeners=[queries]) as client:
        stores = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=clock
        )
        yield await build_house(stores, clock)
        await stores.close()


async def test_every_query_is_served_by_an_index(
    watched: House, queries: Queries, mongo_server: MongoServer
) -> None:
    queries.seen.clear()
    await walk(watched)
    shapes: dict[str, tuple[str, Document, Document | None]] = {}
    for collection, query, sort in queries.seen:
        if not query and collection in READ_WHOLE:
            continue
        shapes.setdefault(f"{collection} {shape(query)} {sort}", (collection, query, sort))
    scans: list[str] = []
    for name, (collection, query, sort) in shapes.items():
        plan = await winning_plan(watched, collection, query, sort, mongo_server.embedded)
        stages = set(stages_of(plan))
        if "COLLSCAN" in stages or not stages & {"IXSCAN", "IDHACK", "EXPRESS_IXSCAN"}:
            scans.append(f"{name}: {stages}")
    assert scans == []
    assert queries.slow_ones == []
    assert len(shapes) > 75, sorted(shapes)


def shape(query: Any) -> Any:
    """The fields and operators of a filter without its values."""
    if not isinstance(query, dict):
        return "?"
    return {key: shape(value) if isinstance(value, dict) else "?" for key, value in query.items()}


async def winning_plan(
    house: House, collection: str, query: Document, sort: Document | None, embedded: bool
) -> Any:
    if embedded and "_id" in query:
        # The embedded server finds by _id and looks at the rest of the filter afterwards, but its
        # explain does not say so where there is a rest. (A real server is asked the whole.)
        query = {"_id": query["_id"]}
    find: Document = {"find": collection, "filter": query}
    if sort:
        find["sort"] = sort
    explained = await house.stores.db.command({"explain": find, "verbosity": "queryPlanner"})
    plan = explained["queryPlanner"]["winningPlan"]
    return plan.get("queryPlan", plan)


def stages_of(plan: Any) -> list[str]:
    if isinstance(plan, list):
        return [stage for part in plan for stage in stages_of(part)]
    if not isinstance(plan, dict):
        return []
    own = [plan["stage"]] if "stage" in plan else []
    if own and own[0].startswith("EXPRESS"):
        own = ["EXPRESS_IXSCAN"]
    return own + [stage for part in plan.values() for stage in stages_of(part)]
