"""Intents: labels that a team gives by example sentences."""

from __future__ import annotations

from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.api.hits import hits_of
from agent_console.routing import Call, Routes
from agent_console.wire.intents import (
    IntentBody,
    IntentPatch,
    Intents,
    IntentShape,
    TryAnswer,
    TryBody,
    found_intent_shape,
    intent_shape,
)
from conversations.errors import Invalid, NotFound, VersionConflict
from conversations.intents import FEWEST_EXAMPLES, MOST_EXAMPLES, MOST_OF_A_TEAM, Intent, NoRoom
from conversations.people import Permission, Role

routes = Routes("intelligence")
EDIT = Permission.CANNED_EDIT


@routes("GET", "/intents", Permission.SETTINGS_SEE)
async def list_intents(call: Call) -> Intents:
    """The intents of my teams and of everybody"""
    found = await call.services.intents.all()
    counts = await hits_of(call)
    mine = [it for it in found if _mine(call, it.team_id)]
    return Intents(items=[intent_shape(it, counts[it.id]) for it in mine])


@routes("POST", "/intents", EDIT, status=201)
async def create_intent(call: Call, body: IntentBody) -> IntentShape:
    """Add an intent"""
    await _check_team(call, body.team_id)
    intent = Intent(
        id=call.fresh_id(),
        name=body.name,
        examples=_different(body.examples),
        team_id=body.team_id,
        created_at=call.services.clock.now(),
    )
    try:
        stored, new = await add_once(call.services.intents, intent)
    except NoRoom:
        raise await _no_room(call, intent.team_id) from None
    if new:
        await _changed(call, "intent", stored.id, "created")
    return await _shape(call, stored)


@routes("POST", "/intents/try", EDIT)
async def try_intents(call: Call, body: TryBody) -> TryAnswer:
    """Say which intents a text has; 503 while no process answers that knows meanings"""
    call.console.intent_trials.take(call.caller.user.id, "Too many trials of intents.")
    known = {it.id: it for it in await call.services.intents.all() if _mine(call, it.team_id)}
    found = await call.services.intent_trials.find(body.text)
    return TryAnswer(intents=[found_intent_shape(it) for it in found if it.id in known])


@routes("GET", "/intents/{id}", Permission.SETTINGS_SEE)
async def one_intent(call: Call) -> IntentShape:
    """One intent"""
    return await _shape(call, await _intent(call))


@routes("PATCH", "/intents/{id}", EDIT)
async def change_intent(call: Call, body: IntentPatch) -> IntentShape:
    """Change an intent"""
    intent = await _intent(call)
    if intent.version != body.version:
        raise VersionConflict("Somebody has changed this since you looked.")
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    given = {name: it for name, it in given.items() if it is not None or name == "team_id"}
    if "examples" in given:
        given["examples"] = _different(given["examples"])
    await _check_team(call, given.get("team_id"))
    changed = replace(intent, **given)
    try:
        stored = await call.services.intents.update(changed)
    except NoRoom:
        raise await _no_room(call, changed.team_id) from None
    await _changed(call, "intent", stored.id, "changed")
    return await _shape(call, stored)


@routes("DELETE", "/intents/{id}", EDIT)
async def delete_intent(call: Call) -> None:
    """Remove an intent; tags that it gave stay where they are"""
    intent = await _intent(call)
    await call.services.intents.remove(intent.id)
    await _changed(call, "intent", intent.id, "removed")


def _different(examples: list[str]) -> tuple[str, ...]:
    """The examples without repetitions, which would teach nothing."""
    different = tuple({" ".join(it.casefold().split()): it for it in examples}.values())
    if len(different) < FEWEST_EXAMPLES:
        raise Invalid(
            f"An intent needs at least {FEWEST_EXAMPLES} different examples.",
            remedy="Write what customers say in other words.",
        )
    if len(different) > MOST_EXAMPLES:
        raise Invalid(
            f"An intent has at most {MOST_EXAMPLES} examples; these are {len(different)}.",
            remedy="Keep those that differ most from each other: more of the same teach little.",
        )
    return different


async def _no_room(call: Call, team_id: str | None) -> NoRoom:
    """What to say where a team has all the intents that it may have."""
    if team_id is None:
        return NoRoom(
            f"There are {MOST_OF_A_TEAM} intents of everybody, as many as there may be.",
            remedy="Let this one act for one team, or remove one that finds nothing any more.",
        )
    team = await call.services.teams.get(team_id)
    return NoRoom(
        f"{team.name} has {MOST_OF_A_TEAM} intents, as many as a team may have.",
        remedy="Remove one that finds nothing any more, or put two that are alike together.",
    )


async def _shape(call: Call, intent: Intent) -> IntentShape:
    return intent_shape(intent, (await hits_of(call))[intent.id])


async def _intent(call: Call) -> Intent:
    intent = await call.services.intents.get(call.id())
    if not _mine(call, intent.team_id):
        raise NotFound("There is no such intent.")
    return intent


def _mine(call: Call, team_id: str | None) -> bool:
    me = call.caller.user
    return team_id is None or me.role is Role.ADMIN or team_id in me.team_ids


async def _check_team(call: Call, team_id: str | None) -> None:
    if team_id is None:
        return
    await call.services.teams.get(team_id)
    if not _mine(call, team_id):
        raise NotFound("There is no such team of yours.")


async def _changed(call: Call, kind: str, thing_id: str, what: str) -> None:
    await call.console.tell(kind, thing_id)
    await call.console.record(call.caller, f"{kind}_{what}", kind, thing_id)
