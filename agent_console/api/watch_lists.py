"""Watch lists: words that a team wants to hear of, and what happens when customers use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.api.hits import hits_of
from agent_console.routing import Call, Routes
from agent_console.wire.watch_lists import (
    WatchListBody,
    WatchListPatch,
    WatchLists,
    WatchListShape,
    watch_list_shape,
)
from conversations.errors import Invalid, NotFound, VersionConflict
from conversations.people import Permission, Role, User
from conversations.places import WatchTerms

routes = Routes("settings")
EDIT = Permission.CANNED_EDIT
MAY_BE_NONE = frozenset({"team_id", "owner_id", "priority", "queue_id"})


@routes("GET", "/watch-lists", Permission.SETTINGS_SEE)
async def list_watch_lists(call: Call) -> WatchLists:
    """The watch lists of my teams and of everybody"""
    found = await call.services.watch_lists.all()
    return WatchLists(items=await _shapes(call, [it for it in found if _mine(call, it.team_id)]))


@routes("POST", "/watch-lists", EDIT, status=201)
async def create_watch_list(call: Call, body: WatchListBody) -> WatchListShape:
    """Add a watch list"""
    given = body.model_dump()
    given["terms"] = tuple(dict.fromkeys(given["terms"]))
    terms = WatchTerms(id=call.fresh_id(), created_at=call.services.clock.now(), **given)
    await _check(call, terms, given)
    stored, new = await add_once(call.services.watch_lists, terms)
    if new:
        await _changed(call, "watch_list", stored.id, "created")
    return await _shape(call, stored)


@routes("GET", "/watch-lists/{id}", Permission.SETTINGS_SEE)
async def one_watch_list(call: Call) -> WatchListShape:
    """One watch list"""
    return await _shape(call, await _watch_list(call))


@routes("PATCH", "/watch-lists/{id}", EDIT)
async def change_watch_list(call: Call, body: WatchListPatch) -> WatchListShape:
    """Change a watch list"""
    terms = await _watch_list(call)
    if terms.version != body.version:
        raise VersionConflict("Somebody has changed this since you looked.")
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    given = {name: it for name, it in given.items() if it is not None or name in MAY_BE_NONE}
    if "terms" in given:
        given["terms"] = tuple(dict.fromkeys(given["terms"]))
    changed = replace(terms, **given)
    await _check(call, changed, given)
    stored = await call.services.watch_lists.update(changed)
    await _changed(call, "watch_list", stored.id, "changed")
    return await _shape(call, stored)


@routes("DELETE", "/watch-lists/{id}", EDIT)
async def delete_watch_list(call: Call) -> None:
    """Remove a watch list; what it has done stays"""
    terms = await _watch_list(call)
    await call.services.watch_lists.remove(terms.id)
    await _changed(call, "watch_list", terms.id, "removed")


async def _watch_list(call: Call) -> WatchTerms:
    terms = await call.services.watch_lists.get(call.id())
    if not _mine(call, terms.team_id):
        raise NotFound("There is no such watch list.")
    return terms


def _mine(call: Call, team_id: str | None) -> bool:
    me = call.caller.user
    return team_id is None or me.role is Role.ADMIN or team_id in me.team_ids


async def _check(call: Call, terms: WatchTerms, given: dict[str, object]) -> None:
    """Every id in the request is checked; one that stands already was checked when it was set."""
    if terms.team_id is not None and "team_id" in given:
        await call.services.teams.get(terms.team_id)
        if not _mine(call, terms.team_id):
            raise NotFound("There is no such team of yours.")
    if terms.queue_id is not None:
        if "queue_id" in given:
            await call.services.queues.get(terms.queue_id)
            if not call.caller.actor.scope.covers(queue_id=terms.queue_id):
                raise NotFound("There is no such queue of yours.")
        if terms.team_id is None and call.caller.user.role is not Role.ADMIN:
            raise Invalid(
                "A list for everybody that moves conversations is for admins to change.",
                remedy="Let it act in your team's queues alone, or ask an admin.",
            )
    if terms.owner_id is not None and given.keys() & {"owner_id", "team_id"}:
        await _check_owner(call, terms, terms.owner_id, is_new="owner_id" in given)


async def _check_owner(call: Call, terms: WatchTerms, owner_id: str, *, is_new: bool) -> None:
    owner = await call.services.users.get(owner_id)
    if is_new and not (owner.active and _in_reach(call, owner)):
        raise NotFound("There is no such user of yours.")
    if terms.team_id not in (None, *owner.team_ids) and owner.role is not Role.ADMIN:
        raise Invalid(
            f"{owner.name} does not see the conversations of this list's team.",
            remedy="Choose an owner who is in the team.",
        )


def _in_reach(call: Call, user: User) -> bool:
    me = call.caller.user
    if me.role is Role.ADMIN or user.id == me.id:
        return True
    return not set(me.team_ids).isdisjoint(user.team_ids)


async def _shape(call: Call, terms: WatchTerms) -> WatchListShape:
    [shape] = await _shapes(call, [terms])
    return shape


async def _shapes(call: Call, found: Sequence[WatchTerms]) -> list[WatchListShape]:
    counts = await hits_of(call)
    queues = {queue.id: queue.name for queue in await call.console.access.queues()}
    people = {user.id: user.name for user in await call.services.users.all()}
    return [watch_list_shape(it, queues, people, counts[it.id]) for it in found]


async def _changed(call: Call, kind: str, thing_id: str, what: str) -> None:
    await call.console.tell(kind, thing_id)
    await call.console.record(call.caller, f"{kind}_{what}", kind, thing_id)
