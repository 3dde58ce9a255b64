"""Canned answers."""

from __future__ import annotations

from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.routing import Call, Door, Routes
from agent_console.wire.places import (
    CannedAnswerBody,
    CannedAnswerPatch,
    CannedAnswers,
    CannedAnswerShape,
    canned_answer_shape,
)
from conversations.errors import NotFound, VersionConflict
from conversations.people import Permission, Role
from conversations.places import CannedAnswer

routes = Routes("settings")
EDIT = Permission.CANNED_EDIT


@routes("GET", "/canned-answers", Door.SIGNED_IN)
async def list_answers(call: Call) -> CannedAnswers:
    """The canned answers of my teams and of everybody"""
    found = await call.services.canned_answers.all()
    return CannedAnswers(items=[canned_answer_shape(it) for it in found if _mine(call, it.team_id)])


@routes("POST", "/canned-answers", EDIT, status=201)
async def create_answer(call: Call, body: CannedAnswerBody) -> CannedAnswerShape:
    """Add a canned answer"""
    await _check_team(call, body.team_id)
    answer = CannedAnswer(
        id=call.fresh_id(), created_at=call.services.clock.now(), **body.model_dump()
    )
    stored, new = await add_once(call.services.canned_answers, answer)
    if new:
        await _changed(call, "canned_answer", stored.id, "created")
    return canned_answer_shape(stored)


@routes("GET", "/canned-answers/{id}", Door.SIGNED_IN)
async def one_answer(call: Call) -> CannedAnswerShape:
    """One canned answer"""
    return canned_answer_shape(await _answer(call))


@routes("PATCH", "/canned-answers/{id}", EDIT)
async def change_answer(call: Call, body: CannedAnswerPatch) -> CannedAnswerShape:
    """Change a canned answer"""
    answer = await _answer(call)
    _same(answer.version, body.version)
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    given = {name: it for name, it in given.items() if it is not None or name == "team_id"}
    await _check_team(call, given.get("team_id"))
    stored = await call.services.canned_answers.update(replace(answer, **given))
    await _changed(call, "canned_answer", stored.id, "changed")
    return canned_answer_shape(stored)


@routes("DELETE", "/canned-answers/{id}", EDIT)
async def delete_answer(call: Call) -> None:
    """Remove a canned answer"""
    answer = await _answer(call)
    await call.services.canned_answers.remove(answer.id)
    await _changed(call, "canned_answer", answer.id, "removed")


async def _answer(call: Call) -> CannedAnswer:
    answer = await call.services.canned_answers.get(call.id())
    if not _mine(call, answer.team_id):
        raise NotFound("There is no such canned answer.")
    return answer


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


def _same(stored: int, given: int) -> None:
    if stored != given:
        raise VersionConflict("Somebody has changed this since you looked.")
