"""What customers contact us about, over HTTP: figures, topics, and the rows behind each figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from conversations.alerts import Alert, AlertKind
from conversations.channels import Channel
from conversations.conversation import Ref
from conversations.people import Role
from conversations.places import WatchTerms
from tests.integration.agent_console.conftest import Browser, Company
from tests.running.seeding import insight, insight_into, seed, topic

pytestmark = pytest.mark.timeout(60)

PATH = "/api/v1/intelligence"


async def find_much(company: Company) -> dict[str, str]:
    """Three conversations of the Shop, one of the Bank, and some of the weeks before."""
    stores, now = company.stores, company.clock.now()
    shop, bank = company.queues["Shop"].id, company.queues["Bank"].id
    late = await company.say("Shop", "ada", "my parcel is late")
    again = await company.say("Shop", "bob", "where is my parcel")
    thanks = await company.say("Shop", "cyd", "thank you")
    card = await company.say("Bank", "dan", "my card is gone")
    topics = [
        topic("parcels", "Late parcel", now, examples=(again.id,), grown_on=now.date(), size=90),
        topic("cards", "Lost card", now, size=40),
        topic("noise", "Noise", now, hidden=True, size=2),
    ]
    await stores.watch_lists.add(
        WatchTerms(id="lawyers", name="Lawyers", terms=("lawyer",), created_at=now)
    )
    about = {"topic_id": "parcels", "keywords": ("parcel", "late parcel")}
    insights = [
        insight_into(late, -0.8, worsened=True, watch=("lawyers",), text="my parcel", **about),
        insight_into(again, -0.2, language="tr", **about),
        insight_into(thanks, 0.9, topic_id="noise", language=None),
        insight_into(card, -0.6, topic_id="cards", keywords=("card",)),
    ]
    before = now - timedelta(days=30)
    insights += [
        replace(insight(f"old-{it}", before, shop, 0.5, **about), channel=Channel.EMAIL)
        for it in range(4)
    ]
    insights.append(insight("old-card", before, bank, 0.0, topic_id="cards"))
    await seed(stores, insights, topics)
    return {"late": late.id, "again": again.id, "thanks": thanks.id, "card": card.id}


async def rows(browser: Browser, **asked: str) -> list[str]:
    query = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
    answer = await browser.call("GET", f"{PATH}/conversations?{query}")
    return [it["conversation"] for it in answer["items"]]


async def test_the_overview_counts_and_compares(company: Company) -> None:
    await find_much(company)
    ada = await company.browser("ada")
    found: dict[str, Any] = await ada.call("GET", f"{PATH}/overview")
    today = company.clock.now().date()
    assert found["to"] == (today + timedelta(days=1)).isoformat()
    assert found["from"] == (today - timedelta(days=27)).isoformat()
    assert found["compared_to"] == found["from"]
    assert (found["conversations"], found["before"]) == (4, 5)
    assert found["sentiment"] == {
        "positive": 1,
        "neutral": 0,
        "negative": 3,
        "mean": -0.175,
        "before_mean": 0.4,
    }
    assert (found["worsened"], found["worsened_before"]) == (1, 0)
    assert len(found["days"]) == 28
    assert found["days"][-1] == {
        "day": today.isoformat(),
        "conversations": 4,
        "positive": 1,
        "neutral": 0,
        "negative": 3,
        "mean": -0.175,
    }
    assert found["channels"] == [{"channel": "webchat", "conversations": 4, "mean": -0.175}]
    assert {it["language"]: it["conversations"] for it in found["languages"]} == {
        "en": 2,
        "tr": 1,
        "und": 1,
    }
    assert found["topics_state"] == "ready"
    assert [it["name"] for it in found["topics"]] == ["Late parcel", "Lost card"]
    parcels = found["topics"][0]
    assert (parcels["conversations"], parcels["before"], parcels["share"]) == (2, 4, 0.5)
    assert (parcels["mean"], parcels["before_mean"], parcels["growing"]) == (-0.5, 0.5, True)
    assert parcels["weeks"] == [0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 2]
    assert found["other"] == 1
    assert found["keywords"][0] == {
        "phrase": "late parcel",
        "conversations": 2,
        "before": 4,
        "mean": -0.5,
    }
    assert found["watch"] == [{"id": "lawyers", "name": "Lawyers", "conversations": 1, "before": 0}]
    assert found["intents"] == []


async def test_a_supervisor_counts_their_queues_alone(company: Company) -> None:
    ids = await find_much(company)
    sue = await company.browser("sue")
    found = await sue.call("GET", f"{PATH}/overview")
    assert (found["conversations"], found["before"]) == (3, 4)
    assert [it["id"] for it in found["topics"]] == ["parcels"]
    shop, bank = company.queues["Shop"].id, company.queues["Bank"].id
    assert (await sue.call("GET", f"{PATH}/overview?queue={shop}"))["conversations"] == 3
    assert (await sue.ask("GET", f"{PATH}/overview?queue={bank}")).status == 404
    assert ids["card"] not in await rows(sue)
    assert await rows(sue, topic="cards") == []
    assert await rows(sue, queue=bank) == []
    assert (await sue.ask("GET", f"{PATH}/topics/cards")).status == 404
    answer = await sue.ask("PATCH", f"{PATH}/topics/cards", {"version": 1, "name": "x"})
    assert answer.status == 404
    listed = (await sue.call("GET", f"{PATH}/topics"))["items"]
    assert {it["id"]: it["size"] for it in listed} == {"parcels": None, "noise": None}
    await company.person("bo", Role.SUPERVISOR, ["Bank"])
    bo = await company.browser("bo")
    assert await rows(bo) == [ids["card"]]


async def test_every_figure_opens_its_rows(company: Company) -> None:
    ids = await find_much(company)
    ada = await company.browser("ada")
    late, again, thanks, card = ids["late"], ids["again"], ids["thanks"], ids["card"]
    assert set(await rows(ada)) == {late, again, thanks, card}
    assert set(await rows(ada, topic="parcels")) == {late, again}
    assert await rows(ada, topic="other") == [thanks]
    assert set(await rows(ada, keyword="late parcel")) == {late, again}
    assert await rows(ada, keyword="late parcel", language="tr") == [again]
    assert await rows(ada, watch="lawyers") == [late]
    assert await rows(ada, worsened="true") == [late]
    assert set(await rows(ada, worsened="false")) == {again, thanks, card}
    assert await rows(ada, label="positive") == [thanks]
    assert await rows(ada, language="und") == [thanks]
    assert await rows(ada, channel="email") == []
    today = company.clock.now().date()
    assert len(await rows(ada, day=today.isoformat())) == 4
    assert await rows(ada, day=(today - timedelta(days=1)).isoformat()) == []
    page = await ada.call("GET", f"{PATH}/conversations?topic=parcels&limit=1")
    assert page["cursor"]
    more = await ada.call(
        "GET", f"{PATH}/conversations?topic=parcels&limit=1&cursor={page['cursor']}"
    )
    both = [*page["items"], *more["items"]]
    assert {it["conversation"] for it in both} == {late, again}
    row = next(it for it in both if it["conversation"] == late)
    assert row["topic"] == {"id": "parcels", "name": "Late parcel"}
    assert (row["text"], row["label"], row["score"]) == ("my parcel", "negative", -0.8)
    assert row["contact"]["name"] == "ada"
    assert (await ada.ask("GET", f"{PATH}/conversations?cursor=nonsense")).status == 422


async def test_a_topics_page_and_its_name(company: Company) -> None:
    ids = await find_much(company)
    now = company.clock.now()
    alert = Alert(
        id="a1",
        kind=AlertKind.TOPIC_GROWTH,
        at=now,
        topic=Ref(id="parcels", name="Late parcel"),
        data={"seen": 30},
    )
    await company.stores.alerts.add(alert)
    sue = await company.browser("sue")
    page = await sue.call("GET", f"{PATH}/topics/parcels")
    assert page["conversations"] == 2
    assert [it["conversation"] for it in page["examples"]] == [ids["again"], ids["late"]]
    assert [it["id"] for it in page["alerts"]] == ["a1"]
    assert page["languages"][0]["conversations"] == 1
    assert (page["named_by"], page["hidden"], page["version"]) == (None, False, 1)
    named = await sue.call("PATCH", f"{PATH}/topics/parcels", {"version": 1, "name": "Parcels"})
    assert (named["name"], named["named_by"]) == ("Parcels", company.users["sue"].id)
    stale = await sue.ask("PATCH", f"{PATH}/topics/parcels", {"version": 1, "hidden": True})
    assert stale.status == 409
    await sue.call("PATCH", f"{PATH}/topics/parcels", {"version": 2, "hidden": True})
    found = await sue.call("GET", f"{PATH}/overview")
    assert (found["topics"], found["other"]) == ([], 3)
    ada = await company.browser("ada")
    assert (await ada.ask("GET", f"{PATH}/topics/none")).status == 404
    assert (await ada.ask("POST", f"{PATH}/topics/search")).status == 204
    assert await company.stores.topics.wished()


async def test_what_was_erased_is_no_row(company: Company) -> None:
    ids = await find_much(company)
    await company.stores.db["conversations"].delete_one({"_id": ids["late"]})
    ada = await company.browser("ada")
    assert await rows(ada, topic="parcels") == [ids["again"]]


async def test_an_insight_of_a_conversation(company: Company) -> None:
    ids = await find_much(company)
    agnes = await company.browser("agnes")
    path = f"/api/v1/conversations/{ids['late']}/insight"
    found = await agnes.call("GET", path)
    assert found["topic"] == {"id": "parcels", "name": "Late parcel"}
    assert found["watch"] == [{"id": "lawyers", "name": "Lawyers"}]
    assert found["keywords"] == ["parcel", "late parcel"]
    assert found["mood"] is None
    bert = await company.browser("bert")
    assert (await bert.ask("GET", path)).status == 404


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03-02&to=2026-03-01",
        "from=2020-01-01&to=2026-01-01",
        "from=yesterday",
        "from=0001-01-01&to=0001-01-03",
        "to=9999-12-31",
    ],
)
async def test_a_period_that_is_none_is_refused(company: Company, query: str) -> None:
    ada = await company.browser("ada")
    assert (await ada.ask("GET", f"{PATH}/overview?{query}")).status == 422


async def test_without_meanings_it_says_that_there_are_no_topics(company: Company) -> None:
    ada = await company.browser("ada")
    found = await ada.call("GET", f"{PATH}/overview")
    assert (found["topics_state"], found["topics"]) == ("no_meanings", [])
    listed = await ada.call("GET", f"{PATH}/topics")
    assert listed["search"]["step"] == "never"
