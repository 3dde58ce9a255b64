"""A team has so many intents and no more, however many are added in one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conversations.clock import new_id
from conversations.errors import Conflict, NotFound, VersionConflict
from conversations.intents import MOST_OF_A_TEAM, Intent, NoRoom
from storage.stores import Stores
from tests.integration.storage.conftest import House

pytestmark = pytest.mark.timeout(60)

ROUNDS = 4
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def an_intent(team_id: str | None) -> Intent:
    name = new_id()
    return Intent(id=name, name=name, examples=("a", "b", "c"), team_id=team_id, created_at=NOW)


async def full_but_one(stores: Stores, team_id: str | None) -> list[Intent]:
    """As they stand in the database, without asking who may add them."""
    kept = [an_intent(team_id) for _ in range(MOST_OF_A_TEAM - 1)]
    documents = [
        {
            "_id": it.id,
            "name": it.name,
            "examples": list(it.examples),
            "created_at": NOW,
            "version": 1,
        }
        | ({"team_id": team_id} if team_id else {})
        for it in kept
    ]
    await stores.db["intents"].insert_many(documents)
    return kept


async def of_team(stores: Stores, team_id: str | None) -> int:
    return sum(it.team_id == team_id for it in await stores.intents.all())


async def refused(attempts: Sequence[Awaitable[Intent]]) -> int:
    """How many of them found no room; nothing else may go wrong."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    failed = [it for it in results if isinstance(it, BaseException)]
    assert [type(it) for it in failed] == [NoRoom] * len(failed)
    return len(failed)


@pytest.mark.parametrize("team_id", ["shop", None])
async def test_of_several_added_at_once_one_gets_the_last_place(
    house: House, team_id: str | None
) -> None:
    stores = house.stores
    kept = await full_but_one(stores, team_id)
    await stores.intents.add(an_intent("elsewhere"))
    for _ in range(ROUNDS):
        assert await refused([stores.intents.add(an_intent(team_id)) for _ in range(3)]) == 2
        assert await of_team(stores, team_id) == MOST_OF_A_TEAM
        await stores.intents.remove(kept.pop().id)


async def test_one_that_moves_in_and_one_that_is_added_meet(house: House) -> None:
    stores = house.stores
    kept = await full_but_one(stores, "shop")
    for _ in range(ROUNDS):
        moving = await stores.intents.add(an_intent("bank"))
        moved = replace(moving, team_id="shop")
        attempts = [stores.intents.update(moved), stores.intents.add(an_intent("shop"))]
        assert await refused(attempts) == 1
        assert await of_team(stores, "shop") == MOST_OF_A_TEAM
        await stores.intents.remove(kept.pop().id)


async def test_what_stands_may_change_in_a_full_team(house: House) -> None:
    stores = house.stores
    await full_but_one(stores, "shop")
    last = await stores.intents.add(an_intent("shop"))
    renamed = await stores.intents.update(replace(last, name="Leaving"))
    assert (await stores.intents.get(last.id)).name == renamed.name == "Leaving"
    with pytest.raises(Conflict):  # the same call once more is told so, and not that it is full
        await stores.intents.add(last)


async def test_moving_minds_versions_names_and_removals(house: House) -> None:
    stores = house.stores
    one, other = [await stores.intents.add(an_intent("bank")) for _ in range(2)]
    with pytest.raises(Conflict):
        await stores.intents.update(replace(one, team_id="shop", name=other.name))
    moved = await stores.intents.update(replace(one, team_id="shop"))
    assert (moved.version, await stores.intents.get(one.id)) == (2, moved)
    with pytest.raises(VersionConflict):
        await stores.intents.update(replace(one, team_id=None))
    await stores.intents.remove(one.id)
    with pytest.raises(NotFound):
        await stores.intents.update(replace(moved, team_id=None))
