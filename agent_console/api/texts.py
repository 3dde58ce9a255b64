"""Canned answers and watch lists."""

from __future__ import annotations

from dataclasses import replace

from agent_console.api.creating import add_once
from agent_console.routing import Call, Door, Routes
from agent_console.wire.places import (
    CannedAnswerBody,
    CannedAnswerPatch,
    CannedAnswers,
    CannedAnswerShape,
    WatchListBody,
    WatchListPatch,
    WatchLists,
    WatchListShape,
    canned_answer_shape,
    watch_list_shape,
)
from conversations.errors import NotFound, VersionConflict
from conversations.people import Permission, Role
from conversations.places import CannedAnswer, WatchTerms

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


@routes("GET", "/watch-lists", Permission.SETTINGS_SEE)
async def list_watch_lists(call: Call) -> WatchLists:
    """The watch lists of my teams and of everybody"""
    found = await call.services.watch_lists.all()
    return WatchLists(items=[watch_list_shape(it) for it in found if _mine(call, it.team_id)])


@routes("POST", "/watch-lists", EDIT, status=201)
async def create_watch_list(call: Call, body: WatchListBody) -> WatchListShape:
    """Add a watch list"""
    await _check_team(call, body.team_id)
    terms = WatchTerms(
        id=call.fresh_id(),
        name=body.name,
        terms=tuple(dict.fromkeys(body.terms)),
        team_id=body.team_id,
        created_at=call.services.clock.now(),
    )
    stored, new = await add_once(call.services.watch_lists, terms)
    if new:
        await _changed(call, "watch_list", stored.id, "created")
    return watch_list_shape(stored)


@routes("GET", "/watch-lists/{id}", Permission.SETTINGS_SEE)
async def one_watch_list(call: Call) -> WatchListShape:
    """One watch list"""
    return watch_list_shape(await _watch_list(call))


@routes("PATCH", "/watch-lists/{id}", EDIT)
async def change_watch_list(call: Call, body: WatchListPatch) -> WatchListShape:
    """Change a watch list"""
    terms = await _watch_list(call)
    _same(terms.version, body.version)
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    given = {name: it for name, it in given.items() if it is not None or name == "team_id"}
    if "terms" in given:
        given["terms"] = tuple(dict.fromkeys(given["terms"]))
    await _check_team(call, given.get("team_id"))
    stored = await call.services.watch_lists.update(replace(terms, **given))
    await _changed(call, "watch_list", stored.id, "changed")
    return watch_list_shape(stored)


@routes("DELETE", "/watch-lists/{id}", EDIT)
async def delete_watch_list(call: Call) -> None:
    """Remove a watch list"""
    terms = await _watch_list(call)
    await call.services.watch_lists.remove(terms.id)
    await _changed(call, "watch_list", terms.id, "removed")


async def _answer(call: Call) -> CannedAnswer:
    answer = await call.services.canned_answers.get(call.id())
    if not _mine(call, answer.team_id):
        raise NotFound("There is no such canned answer.")
    return answer


async def _watch_list(call: Call) -> WatchTerms:
    terms = await call.services.watch_lists.get(call.id())
    if not _mine(call, terms.team_id):
        raise NotFound("There is no such watch list.")
    return terms


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
