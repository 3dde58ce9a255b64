"""Whom an agent may call, and how often."""

from __future__ import annotations

import uuid

import pytest

from agent_console.services import ConsoleSettings
from conversations.calls.leg import Party
from conversations.people import SYSTEM_SCOPE, Role
from tests.integration.agent_console.conftest import Browser, Company, Json
from tests.integration.agent_console.telephoning import OURS, Line, telephone

pytestmark = pytest.mark.timeout(30)
V1 = "/api/v1"


@pytest.fixture
def settings() -> ConsoleSettings:
    return ConsoleSettings(
        public_url="http://parley.test",
        signing_key=b"s" * 32,
        sign_ins_at_once=1000,
        calls_out_per_hour=2,
    )


async def _dial(browser: Browser, inbox_id: str, address: str) -> tuple[int, Json]:
    body = {"id": str(uuid.uuid4()), "inbox_id": inbox_id, "address": address}
    answer = await browser.ask("POST", f"{V1}/calls", body)
    return answer.status, await answer.json()


async def _order(browser: Browser, line: Line, action: str, **fields: str) -> int:
    body = {"id": str(uuid.uuid4()), "action": action, **fields}
    path = f"{V1}/conversations/{line.conversation_id}/call"
    return (await browser.ask("POST", path, body)).status


async def test_so_many_numbers_an_hour_and_no_more(company: Company) -> None:
    inbox = await telephone(company)
    agnes = await company.browser("agnes")
    status, done = await _dial(agnes, inbox.id, "+493023125002")
    assert status == 201
    line = Line(company, done["conversation"]["id"])
    await line.comes(Party.AGENT)
    await line.comes(Party.CONTACT)
    assert await _order(agnes, line, "consult", address="+493023125003") == 200
    assert await _order(agnes, line, "cancel_transfer") == 200
    assert await _order(agnes, line, "consult", address="+493023125004") == 429
    assert await _order(agnes, line, "add", address="+493023125004") == 429
    assert await _order(agnes, line, "hang_up") == 200  # it ends all the same
    assert await _order(agnes, line, "wrap_up") == 200
    status, problem = await _dial(agnes, inbox.id, "+493023125005")
    assert (status, problem["code"]) == (429, "rate_limited")
    back = {"id": str(uuid.uuid4()), "conversation_id": line.conversation_id}
    assert (await agnes.ask("POST", f"{V1}/calls", back)).status == 429


@pytest.mark.parametrize("address", [OURS, "0900 123 4567"])
async def test_our_own_number_and_premium_numbers_are_not_called(
    company: Company, address: str
) -> None:
    inbox = await telephone(company)
    agnes = await company.browser("agnes")
    status, problem = await _dial(agnes, inbox.id, address)
    assert (status, problem["code"]) == (422, "invalid")
    phone = {"device": "phone", "address": address}
    assert (await agnes.ask("PUT", f"{V1}/me/phone", phone)).status == 422


async def test_nobody_takes_a_colleagues_matter_by_calling_back(company: Company) -> None:
    inbox = await telephone(company)
    agnes = await company.browser("agnes")
    _, done = await _dial(agnes, inbox.id, "+493023125002")
    line = Line(company, done["conversation"]["id"])
    await line.comes(Party.AGENT)
    assert await _order(agnes, line, "hang_up") == 200
    await company.person("alan", Role.AGENT, ["Shop"])
    alan = await company.browser("alan")
    back = {"id": str(uuid.uuid4()), "conversation_id": line.conversation_id}
    assert (await alan.ask("POST", f"{V1}/calls", back)).status == 403
    kept = await company.stores.conversations.get(line.conversation_id, SYSTEM_SCOPE)
    assert kept.agent is not None
    assert kept.agent.name == "agnes"
