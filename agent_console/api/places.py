"""Teams and queues."""

from __future__ import annotations

from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.routing import Call, Door, Routes
from agent_console.wire.places import (
    QueueBody,
    QueuePatch,
    Queues,
    QueueShape,
    TeamBody,
    TeamPatch,
    Teams,
    TeamShape,
    queue_shape,
    team_shape,
)
from conversations.conversation import Category
from conversations.errors import Conflict, Invalid, VersionConflict
from conversations.people import Permission
from conversations.places import Queue, Team
from conversations.queries import ConversationFilter, ViewName

routes = Routes("settings")
EDIT = Permission.SETTINGS_EDIT


@routes("GET", "/teams", Door.SIGNED_IN)
async def list_teams(call: Call) -> Teams:
    """All teams"""
    return Teams(items=[team_shape(team) for team in await call.services.teams.all()])


@routes("POST", "/teams", EDIT, status=201)
async def create_team(call: Call, body: TeamBody) -> TeamShape:
    """Add a team"""
    team = Team(id=call.fresh_id(), name=body.name, created_at=call.services.clock.now())
    stored, new = await add_once(call.services.teams, team)
    if new:
        await _changed(call, "team", stored.id, "team_created")
    return team_shape(stored)


@routes("GET", "/teams/{id}", Door.SIGNED_IN)
async def one_team(call: Call) -> TeamShape:
    """One team"""
    return team_shape(await call.services.teams.get(call.id()))


@routes("PATCH", "/teams/{id}", EDIT)
async def change_team(call: Call, body: TeamPatch) -> TeamShape:
    """Rename a team"""
    team = await call.services.teams.get(call.id())
    _same(team.version, body.version)
    stored = await call.services.teams.update(replace(team, name=body.name))
    await _changed(call, "team", stored.id, "team_changed")
    return team_shape(stored)


@routes("DELETE", "/teams/{id}", EDIT)
async def delete_team(call: Call) -> None:
    """Remove a team that has no queues"""
    team = await call.services.teams.get(call.id())
    if any(queue.team_id == team.id for queue in await call.services.queues.all()):
        raise Conflict(f"{team.name} still has queues.", remedy="Move or remove them first.")
    for user in await call.services.users.all():
        if team.id in user.team_ids:
            left = tuple(one for one in user.team_ids if one != team.id)
            await call.services.users.update(replace(user, team_ids=left))
    await call.services.teams.remove(team.id)
    await _changed(call, "team", team.id, "team_removed")


@routes("GET", "/queues", Door.SIGNED_IN)
async def list_queues(call: Call) -> Queues:
    """All queues: conversations may be transferred to any"""
    return Queues(items=[queue_shape(queue) for queue in await call.services.queues.all()])


@routes("POST", "/queues", EDIT, status=201)
async def create_queue(call: Call, body: QueueBody) -> QueueShape:
    """Add a queue"""
    given = body.model_dump() | {"skills": tuple(body.skills)}
    queue = Queue(id=call.fresh_id(), created_at=call.services.clock.now(), **given)
    await _check(call, queue)
    stored, new = await add_once(call.services.queues, queue)
    if new:
        await _changed(call, "queue", stored.id, "queue_created")
    return queue_shape(stored)


@routes("GET", "/queues/{id}", Door.SIGNED_IN)
async def one_queue(call: Call) -> QueueShape:
    """One queue"""
    return queue_shape(await call.services.queues.get(call.id()))


@routes("PATCH", "/queues/{id}", EDIT)
async def change_queue(call: Call, body: QueuePatch) -> QueueShape:
    """Change a queue"""
    queue = await call.services.queues.get(call.id())
    _same(queue.version, body.version)
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    optional = {"overflow_queue_id", "overflow_after_s"}
    given = {name: it for name, it in given.items() if it is not None or name in optional}
    if "skills" in given:
        given["skills"] = tuple(given["skills"])
    changed = replace(queue, **given)
    await _check(call, changed)
    stored = await call.services.queues.update(changed)
    await _changed(call, "queue", stored.id, "queue_changed")
    return queue_shape(stored)


@routes("DELETE", "/queues/{id}", EDIT)
async def delete_queue(call: Call) -> None:
    """Remove a queue that nothing leads to and in which nothing waits"""
    queue = await call.services.queues.get(call.id())
    for inbox in await call.services.inboxes.all():
        if inbox.queue_id == queue.id:
            raise Conflict(
                f"The inbox {inbox.name} leads to {queue.name}.",
                remedy="Give the inbox another queue first.",
            )
    for other in await call.services.queues.all():
        if other.overflow_queue_id == queue.id:
            raise Conflict(
                f"{other.name} overflows into {queue.name}.", remedy="Change its overflow first."
            )
    for category in (Category.OPEN, Category.WAITING):
        asked = ConversationFilter(view=ViewName.ALL, queue_id=queue.id, category=category, limit=1)
        if (await call.services.conversations.page(asked, call.caller.actor.scope)).items:
            raise Conflict(
                f"There are open conversations in {queue.name}.",
                remedy="Transfer or resolve them first.",
            )
    await call.services.queues.remove(queue.id)
    await _changed(call, "queue", queue.id, "queue_removed")


async def _check(call: Call, queue: Queue) -> None:
    await call.services.teams.get(queue.team_id)
    if queue.overflow_queue_id is None:
        return
    if queue.overflow_queue_id == queue.id:
        raise Invalid("A queue cannot overflow into itself.")
    await call.services.queues.get(queue.overflow_queue_id)
    if queue.overflow_after_s is None:
        raise Invalid("An overflow needs the seconds after which it happens.")


async def _changed(call: Call, kind: str, thing_id: str, action: str) -> None:
    """Tell everybody, and bring the seats in line: whose queues are whose may have changed."""
    await call.console.tell(kind, thing_id)
    for user in await call.services.users.all():
        if user.active:
            await call.console.renew_seat(user)
    await call.console.record(call.caller, action, kind, thing_id)


def _same(stored: int, given: int) -> None:
    if stored != given:
        raise VersionConflict("Somebody has changed this since you looked.")
