"""Intents, trials, re-taggings and the model by the API."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from conversations.clock import new_id
from conversations.intents import MOST_OF_A_TEAM, FoundIntent, Intent
from conversations.model_heads import ModelHead, TaggingState, Tune, TuneFigures, TuneState
from parley.analysis.intent_trials import IntentTrialDesk
from tests.integration.agent_console.conftest import Browser, Company
from tests.integration.agent_console.finding import found_in

pytestmark = pytest.mark.timeout(60)

V1 = "/api/v1"
LEAVING = ["I want to quit.", "Please cancel my contract.", "Kündigen Sie bitte."]


@pytest.fixture
async def ada(company: Company) -> Browser:
    return await company.browser("ada")


async def test_an_intent_is_made_changed_and_removed(company: Company, ada: Browser) -> None:
    made = await ada.call("POST", f"{V1}/intents", {"name": "Quit", "examples": LEAVING})
    assert (made["name"], made["examples"], made["team_id"]) == ("Quit", LEAVING, None)
    patch = {"version": made["version"], "name": "Leaving", "team_id": company.teams["Shop"].id}
    changed = await ada.call("PATCH", f"{V1}/intents/{made['id']}", patch)
    assert (changed["name"], changed["examples"]) == ("Leaving", LEAVING)
    listed = await ada.call("GET", f"{V1}/intents")
    assert [it["name"] for it in listed["items"]] == ["Leaving"]
    late = await ada.ask("PATCH", f"{V1}/intents/{made['id']}", patch)
    assert late.status == 409
    await ada.call("DELETE", f"{V1}/intents/{made['id']}")
    assert (await ada.ask("GET", f"{V1}/intents/{made['id']}")).status == 404
    actions = {it["action"] for it in (await ada.call("GET", f"{V1}/audit"))["items"]}
    assert actions >= {"intent_removed", "intent_changed", "intent_created"}


async def test_intents_say_in_how_many_conversations_of_my_queues_they_were_found(
    company: Company, ada: Browser
) -> None:
    sue = await company.browser("sue")
    made = await ada.call("POST", f"{V1}/intents", {"name": "Quit", "examples": LEAVING})
    assert made["conversations_7d"] == 0
    for number, (team, days_ago) in enumerate([("Shop", 0), ("Shop", 6), ("Shop", 7), ("Bank", 2)]):
        await found_in(company, number, company.queues[team].id, days_ago, intents=(made["id"],))
    assert (await ada.call("GET", f"{V1}/intents/{made['id']}"))["conversations_7d"] == 3
    [listed] = (await sue.call("GET", f"{V1}/intents"))["items"]
    assert listed["conversations_7d"] == 2


async def test_a_team_has_so_many_intents_and_no_more(company: Company, ada: Browser) -> None:
    team = company.teams["Shop"].id
    for number in range(MOST_OF_A_TEAM):
        await company.stores.intents.add(
            Intent(
                id=f"i{number}",
                name=f"Intent {number}",
                examples=tuple(LEAVING),
                team_id=team,
                created_at=company.clock.now(),
            )
        )
    body = {"name": "Quit", "examples": LEAVING}
    answer = await ada.ask("POST", f"{V1}/intents", {**body, "team_id": team})
    told = await answer.json()
    assert answer.status == 422
    assert told["detail"] == "Shop has 50 intents, as many as a team may have."
    assert told["remedy"].startswith("Remove one")
    made = await ada.call("POST", f"{V1}/intents", body)
    patch = {"version": made["version"], "team_id": team}
    assert (await ada.ask("PATCH", f"{V1}/intents/{made['id']}", patch)).status == 422
    await ada.call("DELETE", f"{V1}/intents/i7")
    moved = await ada.call("PATCH", f"{V1}/intents/{made['id']}", patch)
    renamed = {"version": moved["version"], "name": "Leaving"}
    assert (await ada.call("PATCH", f"{V1}/intents/{made['id']}", renamed))["name"] == "Leaving"


async def test_too_many_examples_are_refused_with_what_to_do(
    company: Company, ada: Browser
) -> None:
    body = {"name": "Quit", "examples": [f"example {number}" for number in range(51)]}
    answer = await ada.ask("POST", f"{V1}/intents", body)
    told = await answer.json()
    assert answer.status == 422
    assert told["detail"] == "An intent has at most 50 examples; these are 51."
    assert told["remedy"].startswith("Keep those")
    again = [*body["examples"][:50], " EXAMPLE  3"]  # said twice, it is one
    made = await ada.call("POST", f"{V1}/intents", {"name": "Quit", "examples": again})
    assert len(made["examples"]) == 50


@pytest.mark.parametrize(
    "examples",
    [
        LEAVING[:2],
        [*LEAVING[:2], "PLEASE  cancel my contract."],
        [f"example {number}" for number in range(51)],
        [*LEAVING, "x" * 501],
        [*LEAVING, " "],
    ],
)
async def test_too_few_too_many_and_equal_examples_are_refused(
    company: Company, ada: Browser, examples: list[str]
) -> None:
    answer = await ada.ask("POST", f"{V1}/intents", {"name": "Quit", "examples": examples})
    assert answer.status == 422


async def test_a_name_is_taken_once(company: Company, ada: Browser) -> None:
    body = {"name": "Quit", "examples": LEAVING}
    await ada.call("POST", f"{V1}/intents", body)
    assert (await ada.ask("POST", f"{V1}/intents", body)).status == 409


async def test_a_trial_is_answered_by_whoever_has_the_model(company: Company, ada: Browser) -> None:
    made = await ada.call("POST", f"{V1}/intents", {"name": "Quit", "examples": LEAVING})
    asked: list[str] = []

    async def find(texts: Any) -> Any:
        asked.extend(texts)
        return [[FoundIntent(id=made["id"], name="Quit", score=0.71234)] for _ in texts]

    elsewhere = IntentTrialDesk(company.stores.intent_trials, company.clock)
    worker = asyncio.create_task(elsewhere.answer(find))
    try:
        patient = IntentTrialDesk(company.stores.intent_trials, company.clock)
        answer = await patient.find("I am leaving you")
    finally:
        worker.cancel()
    assert [(it.name, it.score) for it in answer] == [("Quit", 0.71234)]
    assert asked == ["I am leaving you"]
    left = [it async for it in company.stores.db["intent_trials"].find({})]
    assert left == []


async def test_a_trial_that_nobody_answers_says_so_and_leaves_nothing(
    company: Company, ada: Browser
) -> None:
    answer = await ada.ask("POST", f"{V1}/intents/try", {"text": "I am leaving you"})
    assert answer.status == 503
    assert "mean" in (await answer.json())["detail"]
    left = [it async for it in company.stores.db["intent_trials"].find({})]
    assert left == []


async def test_a_retag_is_ordered_seen_and_cancelled(company: Company, ada: Browser) -> None:
    body = {"from": "2096-02-01", "to": "2096-03-01", "engine": "lexicon"}
    made = await ada.call("POST", f"{V1}/intelligence/retags", body)
    assert (made["from"], made["to"], made["state"]) == ("2096-02-01", "2096-03-01", "queued")
    assert (made["done"], made["total"], made["by"]["name"]) == (0, None, "ada")
    listed = await ada.call("GET", f"{V1}/intelligence/retags")
    assert [it["id"] for it in listed["items"]] == [made["id"]]
    ended = await ada.call("POST", f"{V1}/intelligence/retags/{made['id']}/cancel")
    assert ended["state"] == "cancelled"
    assert (await ada.call("POST", f"{V1}/intelligence/retags/{made['id']}/cancel")) == ended
    actions = [it["action"] for it in (await ada.call("GET", f"{V1}/audit"))["items"]]
    assert (actions.count("retag_cancelled"), actions.count("retag_ordered")) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2096-03-01"},
        {"from": 5},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"to": "2096-13-01"},
        {"engine": "magic"},
    ],
)
async def test_a_wrong_period_is_refused(
    company: Company, ada: Browser, wrong: dict[str, Any]
) -> None:
    body = {"from": "2096-02-01", "to": "2096-03-01"} | wrong
    assert (await ada.ask("POST", f"{V1}/intelligence/retags", body)).status == 422


async def test_the_model_tells_how_it_is(company: Company, ada: Browser) -> None:
    shown = await ada.call("GET", f"{V1}/intelligence/model")
    assert (shown["engine"], shown["ready"], shown["needed"]) == (None, False, 20)
    assert "worker" in shown["problem"]
    state = TaggingState(engine="builtin-2", ready=True, meanings=True, at=company.clock.now())
    await company.stores.tunes.say(state)
    shown = await ada.call("GET", f"{V1}/intelligence/model")
    assert (shown["engine"], shown["ready"], shown["problem"]) == ("builtin-2", True, None)
    assert (shown["intents"], shown["intents_problem"], shown["head"]) == (True, None, 0)
    company.clock.advance(600)
    assert (await ada.call("GET", f"{V1}/intelligence/model"))["ready"] is False


async def test_a_head_can_be_taken_back(company: Company, ada: Browser) -> None:
    order = await ada.call("POST", f"{V1}/intelligence/tunes")
    assert (order["state"], order["switched"]) == ("queued", False)
    stores, now = company.stores, company.clock.now()
    tune = await stores.tunes.next_open()
    assert tune is not None
    head = ModelHead(version=1, weights=b"w", bias=b"b", model="builtin-2", tune_id=tune.id, at=now)
    await stores.tunes.keep(head, instead_of=0)
    done: Tune = replace(
        tune,
        state=TuneState.DONE,
        finished_at=now,
        corrections=200,
        before=TuneFigures(anchor=0.9, corrections=0.1),
        after=TuneFigures(anchor=0.91, corrections=0.2),
        version=1,
    )
    await stores.tunes.put(done)
    shown = await ada.call("GET", f"{V1}/intelligence/model")
    assert shown["head"] == 1
    (line,) = shown["tunes"]
    assert (line["switched"], line["before"], line["after"]["corrections"]) == (
        True,
        {"anchor": 0.9, "corrections": 0.1},
        0.2,
    )
    back = await ada.call("PUT", f"{V1}/intelligence/model/head", {"version": 0})
    assert back["head"] == 0
    forth = await ada.call("PUT", f"{V1}/intelligence/model/head", {"version": 1})
    assert forth["head"] == 1
    unknown = await ada.ask("PUT", f"{V1}/intelligence/model/head", {"version": 7})
    assert unknown.status == 404
    former = replace(head, version=2, model="builtin-1")
    await stores.tunes.keep(former, instead_of=7)
    order = await ada.call("POST", f"{V1}/intelligence/tunes")
    assert order["usable"] is False  # it has none yet
    second = await stores.tunes.get(order["id"])
    await stores.tunes.put(replace(second, state=TuneState.DONE, version=2))
    refused = await ada.ask("PUT", f"{V1}/intelligence/model/head", {"version": 2})
    problem = await refused.json()
    assert (refused.status, problem["code"]) == (422, "invalid")
    assert "builtin-1" in problem["detail"]
    assert "Tune the model again" in problem["remedy"]
    shown = await ada.call("GET", f"{V1}/intelligence/model")
    assert shown["head"] == 1
    assert {it["version"]: it["usable"] for it in shown["tunes"]} == {1: True, 2: False}
    assert await stores.tunes.next_version() == 3
    assert await stores.tunes.next_open() is None
    assert await stores.tunes.head(1) == head


async def test_an_order_counts_once(company: Company, ada: Browser) -> None:
    key = {"Idempotency-Key": new_id()}
    first = await ada.call("POST", f"{V1}/intelligence/tunes", headers=key)
    assert await ada.call("POST", f"{V1}/intelligence/tunes", headers=key) == first
    assert len(await company.stores.tunes.latest()) == 1
