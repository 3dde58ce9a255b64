"""Every route as nobody, agent, agent of another team, supervisor, admin.

A route that is missing from the tables of ``asked_routes`` fails the test of completeness.
"""

from __future__ import annotations

import uuid

import pytest

from agent_console.api import ROUTES
from agent_console.routing import Door, Route
from conversations.clock import new_id
from conversations.people import PERMISSIONS, Permission, Role
from tests.integration.agent_console.asked_routes import OPEN, PUBLIC, SCOPED, TEAM_ONLY, V1
from tests.integration.agent_console.authorising import (
    ADMIN,
    AGENT,
    NOBODY,
    OTHER,
    ROLE,
    SUPERVISOR,
    build_world,
)
from tests.integration.agent_console.conftest import Company

pytestmark = pytest.mark.timeout(60)


def test_no_route_is_missing() -> None:
    assert {route.name for route in ROUTES} == SCOPED.keys() | OPEN.keys() | PUBLIC.keys()
    assert {route.name for route in ROUTES if route.needs is Door.PUBLIC} == PUBLIC.keys()
    assert OPEN.keys() >= TEAM_ONLY


def _allowed(route: Route, who: str) -> bool:
    if route.needs is Door.PUBLIC:
        return True
    if who == NOBODY:
        return False
    return not isinstance(route.needs, Permission) or route.needs in PERMISSIONS[ROLE[who]]


@pytest.mark.parametrize("who", [NOBODY, AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_every_route(company: Company, who: str) -> None:
    world = await build_world(company)
    browser = await company.browser(None if who == NOBODY else who)
    wrong = []
    # Signing out comes last: it would make everybody nobody.
    for route in sorted(ROUTES, key=lambda it: it.name == f"DELETE {V1}/session"):
        path, body = {**SCOPED, **OPEN, **PUBLIC}[route.name](world)
        answer = await browser.ask(route.method, path, body)
        status, text = answer.status, await answer.text()
        if route.needs is Door.PUBLIC:
            right = status != 500
        elif who == NOBODY:
            right = status == 401
        elif not _allowed(route, who):
            right = status == 403
        elif who == OTHER and route.name in SCOPED:
            right = status == 404
        else:
            # Permitted: whatever it says, it is about the request itself and not about who asks.
            right = status not in (401, 403, 500) and (route.name not in SCOPED or status != 404)
        if not right:
            wrong.append((route.name, status, text[:200]))
    assert wrong == []


@pytest.mark.parametrize("who", [AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_unsafe_routes_want_the_csrf_token(company: Company, who: str) -> None:
    world = await build_world(company)
    browser = await company.browser(who)
    browser.csrf = "wrong"
    for route in ROUTES:
        if route.method == "GET" or route.needs is Door.PUBLIC:
            continue
        path, body = {**SCOPED, **OPEN}[route.name](world)
        answer = await browser.ask(route.method, path, body)
        assert answer.status == 403, route.name


async def test_another_teams_supervisor(company: Company) -> None:
    world = await build_world(company)
    await company.person("bo", Role.SUPERVISOR, ["Bank"])
    browser = await company.browser("bo")
    for name in sorted(SCOPED.keys() | TEAM_ONLY):
        method = name.split(" ")[0]
        path, body = {**SCOPED, **OPEN}[name](world)
        answer = await browser.ask(method, path, body)
        assert answer.status == 404, (name, await answer.text())
    for path in (
        "quarantine",
        "inboxes/filed",
        "inboxes",
        "watch-lists",
        "alerts?state=all",
        "conversations?view=all",
        "contacts",
        "intelligence/topics",
        "intelligence/conversations",
    ):
        assert (await browser.call("GET", f"{V1}/{path}"))["items"] == [] or path == "inboxes"
    inboxes = (await browser.call("GET", f"{V1}/inboxes"))["items"]
    assert [inbox["name"] for inbox in inboxes] == ["Bank mail", "Bank site"]
    seats = (await browser.call("GET", f"{V1}/seats"))["items"]
    assert {seat["agent"]["name"] for seat in seats} == {"bert", "bo"}
    wallboard = await browser.call("GET", f"{V1}/wallboard")
    assert [queue["queue"]["name"] for queue in wallboard["queues"]] == ["Bank"]


async def test_lists_and_search_show_nothing_of_other_teams(company: Company) -> None:
    await build_world(company)
    bert = await company.browser("bert")
    for view in ("mine", "queues", "all", "unassigned"):
        for sort in ("changed", "waiting"):
            page = await bert.call("GET", f"{V1}/conversations?view={view}&sort={sort}")
            assert page["items"] == []
    shop = company.queues["Shop"].id
    assert (await bert.call("GET", f"{V1}/conversations?view=all&queue={shop}"))["items"] == []
    found = await bert.call("GET", f"{V1}/search?q=hello")
    assert (found["conversations"], found["contacts"]) == ([], [])
    changed = await bert.call("GET", f"{V1}/conversations/changed?since=2020-01-01T00:00:00Z")
    assert changed["conversations"] == []
    bulk = {"id": str(uuid.uuid4()), "command": "resolve", "ids": [new_id()]}
    assert (await bert.call("POST", f"{V1}/conversations/bulk", bulk))["results"][0]["ok"] is False
