"""Alerts over the API and by socket, on real stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.alerts import Alert, AlertKind, alert_id
from conversations.clock import new_id
from conversations.conversation import Ref
from conversations.entries import Activity
from conversations.events import AlertRaised
from conversations.people import SYSTEM_SCOPE, Role
from conversations.places import WatchTerms
from conversations.tagging import Heard
from parley.analysis.alert_keeping import AlertKeeping
from tests.integration.agent_console.conftest import Browser, Company
from tests.integration.agent_console.tagging import Tagging, tag

pytestmark = pytest.mark.timeout(60)

V1 = "/api/v1"


@pytest.fixture
def tagging(company: Company) -> Tagging:
    return Tagging(company)


async def _listed(browser: Browser, state: str = "open") -> list[str]:
    page = await browser.call("GET", f"{V1}/alerts?state={state}")
    return [item["id"] for item in page["items"]]


async def test_a_slide_alerts_the_supervisors_of_its_queue(
    company: Company, tagging: Tagging
) -> None:
    names = ("agnes", "bert", "sue", "ada")
    browsers = {name: await company.browser(name) for name in names}
    lines = {name: await browsers[name].socket() for name in names}
    for line in lines.values():
        await line.next("hello")
    conversation = await tagging.slide("Shop")
    alert = await lines["sue"].next("alert")
    assert (await lines["ada"].next("alert")) == alert
    assert (alert["kind"], alert["sentence"]) == ("mood_worsened", "This is a lie")
    assert alert["conversation"] == {"id": conversation, "name": "v1"}
    assert alert["queue"]["name"] == "Shop"
    for name in ("sue", "ada"):
        assert await _listed(browsers[name]) == [alert["id"]]
    for name in ("agnes", "bert"):
        assert await _listed(browsers[name], "all") == []
        assert lines[name].seen("alert") == []
        done = await browsers[name].ask("POST", f"{V1}/alerts/{alert['id']}/done")
        assert done.status == 404


async def test_who_sees_to_an_alert_first_stands(company: Company, tagging: Tagging) -> None:
    sue, ada = await company.browser("sue"), await company.browser("ada")
    line = await ada.socket()
    await line.next("hello")
    await tagging.slide("Shop")
    [alert_id] = await _listed(sue)
    done = await sue.call("POST", f"{V1}/alerts/{alert_id}/done")
    assert done["done_by"]["name"] == "sue"
    again = await ada.call("POST", f"{V1}/alerts/{alert_id}/done")
    assert again == done
    assert (await line.next("alert", lambda it: it["done_at"] is not None)) == done
    assert await _listed(ada) == []
    assert await _listed(ada, "all") == [alert_id]


async def test_an_owner_hears_of_their_list_and_nobody_else_does(
    company: Company, tagging: Tagging
) -> None:
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    terms = WatchTerms(
        id=new_id(),
        name="Law",
        terms=("lawyer",),
        owner_id=company.users["agnes"].id,
        tag="legal",
        created_at=company.clock.now(),
    )
    await company.stores.watch_lists.add(terms)
    conversation = await tagging.say("Shop", "Talk to my lawyer", 0.0, terms)
    alert = await line.next("alert")
    assert alert["watch_list"] == {"id": terms.id, "name": "Law"}
    assert alert["owner"]["name"] == "agnes"
    assert alert["data"] == {"term": "lawyer"}
    assert await _listed(agnes) == [alert["id"]]
    await tagging.say("Bank", "Talk to my lawyer", 0.0, terms, visitor="v2")
    assert await _listed(agnes) == [alert["id"]], "she does not see the bank's conversations"
    assert len(await _listed(await company.browser("ada"))) == 2
    shown = await agnes.call("GET", f"{V1}/conversations/{conversation}")
    assert shown["labels"] == ["legal"]
    assert (await agnes.call("POST", f"{V1}/alerts/{alert['id']}/done"))["done_at"]


async def test_an_owner_is_not_told_of_what_their_list_moved_out_of_their_sight(
    company: Company, tagging: Tagging
) -> None:
    agnes = await company.browser("agnes")
    line = await agnes.socket()
    await line.next("hello")
    stays = WatchTerms(
        id=new_id(),
        name="Law",
        terms=("lawyer",),
        owner_id=company.users["agnes"].id,
        created_at=company.clock.now(),
    )
    moves = replace(stays, id=new_id(), name="Money", queue_id=company.queues["Bank"].id)
    await tagging.say("Shop", "Talk to my lawyer about the bank", 0.0, moves)
    await tagging.say("Shop", "Talk to my lawyer", 0.0, stays, visitor="v2")
    assert (await line.next("alert"))["watch_list"]["name"] == "Law"
    assert len(await _listed(agnes)) == 1
    assert len(await _listed(await company.browser("ada"))) == 2


async def test_alerts_come_in_pages(company: Company, tagging: Tagging) -> None:
    for number in range(5):
        await tagging.slide("Shop", f"v{number}")
    sue = await company.browser("sue")
    whole = await _listed(sue)
    assert len(whole) == 5
    found, cursor = [], ""
    for _ in range(3):
        page = await sue.call("GET", f"{V1}/alerts?limit=2{cursor}")
        found += [it["id"] for it in page["items"]]
        cursor = f"&cursor={page['cursor']}"
    assert found == whole


async def test_an_alert_is_raised_once(company: Company, tagging: Tagging) -> None:
    """Even if the conversation forgets that it was: the alert's id says what it is about."""
    conversation = await tagging.slide("Shop")
    sue = await company.browser("sue")
    [alert_id] = await _listed(sue)
    done = await sue.call("POST", f"{V1}/alerts/{alert_id}/done")
    stores = company.stores
    it = await stores.conversations.get(conversation, SYSTEM_SCOPE)
    await stores.db["conversations"].update_one({"_id": it.id}, {"$unset": {"mood_told": ""}})
    entry = (await stores.conversations.customers_messages(it.id))[-1]
    heard = Heard(at=entry.at, text=entry.text, by_customer=True)
    await tagging.keeper.put(it.id, {entry.seq: [tag(-0.9)]}, heard={entry.seq: heard})
    assert await _listed(sue) == []
    [kept] = (await sue.call("GET", f"{V1}/alerts?state=all"))["items"]
    assert kept == done


async def test_alerts_of_no_queue_are_for_all_who_see_intelligence(company: Company) -> None:
    alert = Alert(
        id=alert_id(AlertKind.TOPIC_GROWTH, "t1", "2096-W09"),
        kind=AlertKind.TOPIC_GROWTH,
        at=company.clock.now(),
        topic=Ref(id="t1", name="late parcels"),
    )
    assert await company.stores.alerts.add(alert)
    assert not await company.stores.alerts.add(replace(alert, sentence="again"))
    await company.person("bo", Role.SUPERVISOR, ["Bank"])
    for name in ("sue", "bo", "ada"):
        assert await _listed(await company.browser(name)) == [alert.id]
    assert await _listed(await company.browser("agnes")) == []
    assert await company.stores.alerts.of_topic("t1", 10) == [alert]
    assert await company.stores.alerts.of_topic("t2", 10) == []


async def test_a_topics_growth_is_told_to_those_who_see_a_queue_of_it(company: Company) -> None:
    await company.person("bo", Role.SUPERVISOR, ["Bank"])
    lines = {name: await (await company.browser(name)).socket() for name in ("sue", "bo", "ada")}
    for line in lines.values():
        await line.next("hello")
    alerts = [
        Alert(
            id=alert_id(AlertKind.TOPIC_GROWTH, topic, "2096-W09"),
            kind=AlertKind.TOPIC_GROWTH,
            at=company.clock.now(),
            topic=Ref(id=topic, name=f"{topic} parcels"),
            queue_ids=queue_ids,
        )
        for topic, queue_ids in (("late", (company.queues["Shop"].id,)), ("lost", ()))
    ]
    for alert in alerts:
        assert await company.stores.alerts.add(alert)
        await company.bus.publish(AlertRaised(alert=alert))
    late, lost = (alert.id for alert in alerts)
    for name, seen in (("sue", [late]), ("bo", []), ("ada", [late, lost])):
        browser = await company.browser(name)
        for state in ("open", "all"):
            assert sorted(await _listed(browser, state)) == sorted(seen)
        for each in {late, lost}.difference(seen):
            assert (await browser.ask("POST", f"{V1}/alerts/{each}/done")).status == 404
    assert (await lines["sue"].next("alert"))["topic"]["name"] == "late parcels"
    for name in ("late parcels", "lost parcels"):  # what is in no queue as well, and each once
        assert (await lines["ada"].next("alert"))["topic"]["name"] == name
    assert [lines[name].seen("alert") for name in ("ada", "sue")] == [[], []]
    assert company.bus.failures == 0
    assert lines["bo"].seen("alert") == []


async def test_alerts_are_forgotten_after_half_a_year(company: Company, tagging: Tagging) -> None:
    await tagging.slide("Shop")
    sue = await company.browser("sue")
    [old] = await _listed(sue)
    keeping = AlertKeeping(company.stores.alerts, company.clock)
    company.clock.advance(timedelta(days=179).total_seconds())
    assert await keeping.forget() == 0
    alert = Alert(id="new", kind=AlertKind.TOPIC_GROWTH, at=company.clock.now())
    await company.stores.alerts.add(alert)
    company.clock.advance(timedelta(days=1).total_seconds())
    assert await keeping.forget() == 1
    sue = await company.browser("sue")  # the sign-in has run out as well
    assert await _listed(sue, "all") == ["new"] != [old]


async def test_the_timeline_says_what_was_done_and_why(company: Company, tagging: Tagging) -> None:
    it = await tagging.slide("Shop")
    entries = (await company.stores.timelines.page(it)).items
    [note] = [e for e in entries if e.activity is Activity.WORSENED]
    assert note.data == {"seq": 4, "sentence": "This is a lie", "from": 0.8, "to": -0.05}
    [raised] = [e for e in entries if e.activity is Activity.PRIORITY]
    assert raised.data["cause"] == {"kind": "mood"}


async def test_an_owner_who_left_the_team_sees_its_alerts_no_more(
    company: Company, tagging: Tagging
) -> None:
    agnes = company.users["agnes"]
    terms = WatchTerms(
        id=new_id(),
        name="Law",
        terms=("lawyer",),
        owner_id=agnes.id,
        created_at=company.clock.now(),
    )
    await tagging.say("Shop", "Talk to my lawyer", 0.0, terms)
    [alert_id] = await _listed(await company.browser("agnes"))
    bank = company.teams["Bank"].id
    await company.stores.users.update(replace(agnes, team_ids=(bank,)))
    browser = await company.browser("agnes")
    assert await _listed(browser) == []
    done = await browser.ask("POST", f"{V1}/alerts/{alert_id}/done")
    assert done.status == 404
