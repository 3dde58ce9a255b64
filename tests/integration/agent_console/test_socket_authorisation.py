"""Every socket event as agent, agent of another team, supervisor, admin; what tokens may do.

An event that is missing from the table here fails the test of completeness.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from agent_console.sockets.console import EVENTS
from connectors.webchat.namespace import EVENTS as WIDGET_EVENTS
from tests.integration.agent_console.asked_routes import V1
from tests.integration.agent_console.authorising import (
    ADMIN,
    AGENT,
    OTHER,
    REFUSED,
    SUPERVISOR,
    World,
    build_world,
)
from tests.integration.agent_console.conftest import PASSWORD, Company
from tests.running.http import reading_session

pytestmark = pytest.mark.timeout(60)

Body = dict[str, Any]


def _events(world: World) -> dict[str, Body]:
    conversation = {"conversation": world.conversation}
    return {
        "accept": {"offer": world.offer},
        "decline": {"offer": world.offer, "reason": "busy"},
        "presence": {"state": "available"},
        "open": conversation,
        "close": conversation,
        "reply": {**conversation, "id": str(uuid.uuid4()), "text": "hi"},
        "note": {**conversation, "id": str(uuid.uuid4()), "text": "hi"},
        "typing": {**conversation, "on": True},
        "call": {"conversation": world.call, "id": str(uuid.uuid4()), "action": "call_back"},
        "heartbeat": {},
        "catch_up": {"changed_since": "2020-01-01T00:00:00Z"},
    }


EXPECTED: dict[str, dict[str, str | None]] = {
    # The error's code per event; None: carried out. The offer is made to agnes, and there is a
    # call under way already.
    AGENT: {"call": "conflict"},
    OTHER: {
        "accept": "offer_gone",
        "decline": "offer_gone",
        "open": "not_found",
        "reply": "not_found",
        "note": "not_found",
        "typing": "invalid",
        "call": "not_found",
    },
    SUPERVISOR: {"accept": "offer_gone", "decline": "offer_gone", "call": "conflict"},
    ADMIN: {"accept": "offer_gone", "decline": "offer_gone", "call": "conflict"},
}


async def test_no_event_is_missing(company: Company) -> None:
    world = await build_world(company)
    assert _events(world).keys() == EVENTS.keys()
    assert WIDGET_EVENTS.keys() == {
        "message", "typing", "seen", "page", "catch_up", "prechat", "rate", "transcript", "end",
    }  # fmt: skip


@pytest.mark.parametrize("who", [AGENT, OTHER, SUPERVISOR, ADMIN])
async def test_every_event(company: Company, who: str) -> None:
    world = await build_world(company)
    line = await (await company.browser(who)).socket()
    await line.next("hello")
    order = ["accept", "decline", "open", "typing", "reply", "note", "close"]
    events = _events(world)
    for name in [*order, *(set(events) - set(order))]:
        answer = await line.call(name, events[name])
        expected = EXPECTED[who].get(name)
        if who == AGENT and name == "decline":
            expected = "offer_gone"  # accepted the moment before
        assert (answer.get("error") or {}).get("code") == expected, (name, answer)


async def test_nobody_gets_no_socket(company: Company) -> None:
    for headers, auth in (
        ({}, None),
        ({"Cookie": "parley_session=guess"}, None),
        ({}, {"token": "parley_guess"}),
        ({}, {"token": {"$ne": None}}),
    ):
        line = None
        with pytest.raises(Exception, match=REFUSED):
            line = await company.socket(headers, auth)
        assert line is None


async def test_a_foreign_page_gets_no_socket_by_cookie(company: Company) -> None:
    agnes = await company.browser("agnes")
    with pytest.raises(Exception, match=REFUSED):
        await company.socket({"Cookie": agnes.cookie(), "Origin": "https://evil.example"})


async def test_tokens_do_only_what_their_scopes_say(company: Company) -> None:
    world = await build_world(company)
    ada = await company.browser("ada")
    made = await ada.call("POST", f"{V1}/tokens", {"name": "report", "scopes": ["read"]})
    async with reading_session(headers={"Authorization": f"Bearer {made['token']}"}) as http:
        url = company.url + V1
        assert (await http.get(f"{url}/conversations/{world.conversation}")).status == 200
        assert (await http.get(f"{url}/tokens")).status == 403
        note = {"id": str(uuid.uuid4()), "text": "x"}
        answer = await http.post(f"{url}/conversations/{world.conversation}/note", json=note)
        assert answer.status == 403
        assert (await http.post(f"{url}/teams", json={"name": "x"})).status == 403
    with pytest.raises(Exception, match=REFUSED):
        await company.socket(auth={"token": made["token"]})
    assert PASSWORD not in str(await ada.call("GET", f"{V1}/audit"))
