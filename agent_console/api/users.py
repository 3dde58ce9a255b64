"""People: who signs in, with which role, in which teams."""

from __future__ import annotations

from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.auth.passwords import made_password
from agent_console.auth.signin import end_sessions, reset_password
from agent_console.routing import Call, Door, Routes
from agent_console.wire.people import (
    NewPassword,
    NewUser,
    UserBody,
    UserPatch,
    Users,
    UserShape,
    user_shape,
)
from agent_console.wire.places import Skills
from conversations.errors import Conflict, Invalid, NotFound, VersionConflict
from conversations.people import Permission, Role, User

routes = Routes("people")
EDIT = Permission.SETTINGS_EDIT


@routes("GET", "/users", Door.SIGNED_IN)
async def list_users(call: Call) -> Users:
    """The people of my teams; for an admin, everybody"""
    users = await call.services.users.all()
    return Users(items=[user_shape(user) for user in users if _visible(call, user)])


@routes("POST", "/users", EDIT, status=201)
async def create_user(call: Call, body: UserBody) -> NewUser:
    """Add a person; a password is made unless one is given"""
    await _check_teams(call, body.team_ids)
    now = call.services.clock.now()
    made = None if body.password else made_password()
    user = User(
        id=call.fresh_id(),
        email=body.email,
        name=body.name,
        role=body.role,
        team_ids=tuple(body.team_ids),
        skills=tuple(body.skills),
        languages=tuple(body.languages),
        capacity=body.capacity,
        locale=body.locale,
        password_hash=await call.services.passwords.hash(body.password or made or ""),
        created_at=now,
        changed_at=now,
    )
    stored, new = await add_once(call.services.users, user)
    if new:
        await call.console.renew_seat(stored)
        await call.console.record(
            call.caller, "user_created", "user", stored.id, email=stored.email, role=stored.role
        )
        await call.console.tell("user", stored.id)
    # A password made by the first of two equal calls is known to nobody but its receiver.
    return NewUser(**user_shape(stored).model_dump(), password=made if new else None)


@routes("GET", "/users/{id}", Door.SIGNED_IN)
async def one_user(call: Call) -> UserShape:
    """One person"""
    user = await call.services.users.get(call.id())
    if not _visible(call, user):
        raise NotFound("There is no such user.")
    return user_shape(user)


@routes("PATCH", "/users/{id}", EDIT)
async def change_user(call: Call, body: UserPatch) -> UserShape:
    """Change a person; disabling one ends their sessions and sockets at once"""
    user = await call.services.users.get(call.id())
    if user.version != body.version:
        raise VersionConflict("The user has changed since you looked.")
    given = body.model_dump(exclude_unset=True, exclude={"version"}, exclude_none=True)
    if user.id == call.caller.user.id and (
        given.get("active") is False or given.get("role", user.role) is not user.role
    ):
        raise Invalid(
            "You cannot disable yourself or change your own role.", remedy="Ask another admin."
        )
    await _check_teams(call, given.get("team_ids", ()))
    for name in ("team_ids", "skills", "languages"):
        if name in given:
            given[name] = tuple(given[name])
    changed = await call.services.users.update(
        replace(user, **given, changed_at=call.services.clock.now())
    )
    await call.console.renew_seat(changed)
    await call.console.record(
        call.caller, "user_changed", "user", user.id, fields=sorted(given), address=call.address
    )
    if changed.active:
        await call.console.tell("user", user.id)
    else:
        await end_sessions(call.console, user.id)
    return user_shape(changed)


@routes("DELETE", "/users/{id}", EDIT)
async def delete_user(call: Call) -> None:
    """Remove a person who has no open work; what they wrote stays"""
    user = await call.services.users.get(call.id())
    if user.id == call.caller.user.id:
        raise Invalid("You cannot remove yourself.", remedy="Ask another admin.")
    held = await call.services.holdings.held([user.id])
    if held.get(user.id):
        raise Conflict(
            f"{user.name} still has {held[user.id]} conversations.",
            remedy="Move them first, or disable the account.",
        )
    await call.services.users.remove(user.id)
    await call.services.seats.remove(user.id)
    await end_sessions(call.console, user.id)
    await call.console.record(call.caller, "user_removed", "user", user.id, email=user.email)


@routes("POST", "/users/{id}/reset-password", EDIT, browser_only=True)
async def reset(call: Call) -> NewPassword:
    """Make a new password and end all sessions; shown this once"""
    password = await reset_password(call.console, call.id())
    await call.console.record(
        call.caller, "password_reset", "user", call.id(), address=call.address
    )
    return NewPassword(password=password)


@routes("GET", "/skills", Door.SIGNED_IN)
async def list_skills(call: Call) -> Skills:
    """The skills known so far"""
    known = {skill for user in await call.services.users.all() for skill in user.skills}
    known.update(skill for queue in await call.console.access.queues() for skill in queue.skills)
    return Skills(items=sorted(known))


def _visible(call: Call, user: User) -> bool:
    me = call.caller.user
    if me.role is Role.ADMIN or user.id == me.id:
        return True
    return not set(me.team_ids).isdisjoint(user.team_ids)


async def _check_teams(call: Call, team_ids: object) -> None:
    """Every id in a request is checked, not only the one in the path."""
    for team_id in team_ids if isinstance(team_ids, list | tuple) else ():
        await call.services.teams.get(team_id)
