"""Watch lists: who may own them, where they may move things, and what is counted."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from conversations.clock import new_id
from conversations.people import Role
from tests.integration.agent_console.conftest import Browser, Company
from tests.integration.agent_console.finding import found_in

pytestmark = pytest.mark.timeout(60)

LISTS = "/api/v1/watch-lists"


def _body(**fields: Any) -> dict[str, Any]:
    return {"name": f"List {uuid.uuid4().hex[:6]}", "terms": ["lawyer", "court"], **fields}


async def _refused(browser: Browser, body: dict[str, Any]) -> tuple[int, str]:
    answer = await browser.ask("POST", LISTS, body)
    return answer.status, (await answer.json())["detail"]


async def test_a_list_is_kept_with_owner_and_actions(company: Company) -> None:
    sue, agnes = await company.browser("sue"), company.users["agnes"]
    shop = company.queues["Shop"]
    body = _body(
        team_id=shop.team_id,
        owner_id=agnes.id,
        tag=" legal ",
        priority="urgent",
        queue_id=shop.id,
    )
    made = await sue.call("POST", LISTS, body)
    assert made["owner"] == {"id": agnes.id, "name": "agnes"}
    assert made["queue"] == {"id": shop.id, "name": "Shop"}
    assert (made["tag"], made["priority"], made["alert"]) == ("legal", "urgent", True)
    assert made["conversations_7d"] == 0
    patch = {"version": 1, "owner_id": None, "priority": None, "queue_id": None, "alert": False}
    changed = await sue.call("PATCH", f"{LISTS}/{made['id']}", patch)
    assert (changed["owner"], changed["priority"], changed["queue"]) == (None, None, None)
    assert (changed["alert"], changed["tag"], changed["version"]) == (False, "legal", 2)
    [listed] = (await sue.call("GET", LISTS))["items"]
    assert listed == changed == await sue.call("GET", f"{LISTS}/{made['id']}")


async def test_every_id_is_checked(company: Company) -> None:
    sue = await company.browser("sue")
    shop, bank = company.queues["Shop"], company.queues["Bank"]
    bert = company.users["bert"]
    for fields in (
        {"owner_id": new_id()},
        {"owner_id": bert.id},
        {"queue_id": new_id(), "team_id": shop.team_id},
        {"queue_id": bank.id, "team_id": shop.team_id},
        {"team_id": bank.team_id},
    ):
        assert (await _refused(sue, _body(**fields)))[0] == 404, fields
    status, why = await _refused(sue, _body(queue_id=shop.id))
    assert (status, "for admins" in why) == (422, True)
    ada = await company.browser("ada")
    status, why = await _refused(ada, _body(owner_id=bert.id, team_id=shop.team_id))
    assert (status, "does not see" in why) == (422, True)
    assert (await ada.call("POST", LISTS, _body(queue_id=bank.id, owner_id=bert.id)))["queue"]


async def test_a_list_of_everybody_that_moves_is_changed_by_admins_alone(
    company: Company,
) -> None:
    ada, sue = await company.browser("ada"), await company.browser("sue")
    made = await ada.call("POST", LISTS, _body(queue_id=company.queues["Bank"].id))
    answer = await sue.ask("PATCH", f"{LISTS}/{made['id']}", {"version": 1, "terms": ["a"]})
    assert answer.status == 422
    renamed = await ada.call("PATCH", f"{LISTS}/{made['id']}", {"version": 1, "name": "Law"})
    assert renamed["name"] == "Law"


async def test_owner_and_queue_that_are_gone_are_not_shown(company: Company) -> None:
    ada = await company.browser("ada")
    olga = await company.person("olga", Role.AGENT, ["Shop"])
    made = await ada.call("POST", LISTS, _body(owner_id=olga.id))
    await company.stores.users.remove(olga.id)
    shown = await ada.call("GET", f"{LISTS}/{made['id']}")
    assert shown["owner"] is None
    kept = await ada.call("PATCH", f"{LISTS}/{made['id']}", {"version": 1, "name": "Other"})
    assert kept["name"] == "Other", "a change of something else asks nothing of who is gone"


async def test_conversations_of_seven_days_are_counted_in_scope(company: Company) -> None:
    ada, sue = await company.browser("ada"), await company.browser("sue")
    made = await ada.call("POST", LISTS, _body())
    since = company.clock.now()
    for number, (team, days_ago) in enumerate([("Shop", 1), ("Shop", 8), ("Bank", 2)]):
        await found_in(company, number, company.queues[team].id, days_ago, watch=(made["id"],))
    assert company.clock.now() == since
    assert (await ada.call("GET", f"{LISTS}/{made['id']}"))["conversations_7d"] == 2
    assert (await sue.call("GET", f"{LISTS}/{made['id']}"))["conversations_7d"] == 1
    assert [it["conversations_7d"] for it in (await sue.call("GET", LISTS))["items"]] == [1]
