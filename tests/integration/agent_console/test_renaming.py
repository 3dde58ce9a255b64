"""What found something is shown by the name that it has now, wherever its hits are shown."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from conversations.alerts import Alert, AlertKind
from conversations.clock import new_id
from conversations.conversation import Ref
from conversations.entries import Tag, TagKind
from conversations.mood import is_customers
from conversations.places import WatchTerms
from conversations.tagging import Heard, TagKeeper
from tests.integration.agent_console.conftest import Browser, Company
from tests.running.seeding import seed, topic

pytestmark = pytest.mark.timeout(60)

V1 = "/api/v1"


async def _lawyers(company: Company) -> WatchTerms:
    """A watch list, stored."""
    watch = WatchTerms(
        id=new_id(), name="Lawyers", terms=("lawyer",), created_at=company.clock.now()
    )
    await company.stores.watch_lists.add(watch)
    return watch


async def _quits(ada: Browser) -> str:
    """An intent's id."""
    examples = ["I quit.", "Cancel my contract.", "I want to leave."]
    body = {"name": "Quits", "examples": examples}
    made: dict[str, str] = await ada.call("POST", f"{V1}/intents", body)
    return made["id"]


async def _say(company: Company, watch: WatchTerms, intent: str, intent_id: str) -> str:
    """A customer uses a list's word, and has an intent; both are tagged."""
    it = await company.say("Shop", "v1", "My lawyer says I may quit")
    [entry] = await company.stores.conversations.customers_messages(it.id)
    tags = [
        Tag(kind=TagKind.SENTIMENT, value="neutral", score=0.0, source="machine:test"),
        Tag(kind=TagKind.WATCH, value=watch.name, source="machine:watch", ref=watch.id),
        Tag(kind=TagKind.INTENT, value=intent, source="machine:intent", ref=intent_id),
    ]
    heard = Heard(
        at=entry.at,
        text=entry.text,
        by_customer=is_customers(entry),
        watched=((watch, watch.terms[0]),),
    )
    stores = company.stores
    keeper = TagKeeper(company.workbench, stores.conversations, stores.places, stores.users)
    await keeper.put(it.id, {entry.seq: tags}, heard={entry.seq: heard})
    return it.id


async def _rename(browser: Browser, path: str, thing_id: str, name: str) -> None:
    found = await browser.call("GET", f"{V1}/{path}/{thing_id}")
    patch = {"version": found["version"], "name": name}
    await browser.call("PATCH", f"{V1}/{path}/{thing_id}", patch)


def _values(tags: list[dict[str, Any]]) -> dict[str, str]:
    return {it["kind"]: it["value"] for it in tags}


@pytest.fixture
async def ada(company: Company) -> Browser:
    return await company.browser("ada")


async def test_old_hits_are_shown_by_the_new_name(company: Company, ada: Browser) -> None:
    watch = await _lawyers(company)
    intent = await _quits(ada)
    it = await _say(company, watch, "Quits", intent)
    await _rename(ada, "watch-lists", watch.id, "Legal")
    await _rename(ada, "intents", intent, "Leaving")
    entries = (await ada.call("GET", f"{V1}/conversations/{it}/entries"))["entries"]
    [message] = [each for each in entries if each["kind"] == "message"]
    now = {"sentiment": "neutral", "watch": "Legal", "intent": "Leaving"}
    assert _values(message["tags"]) == _values(message["machine_tags"]) == now
    assert {tag["ref"] for tag in message["tags"]} == {None, watch.id, intent}
    [told] = [each["data"] for each in entries if each["activity"] == "tagged"]
    assert _values(told["tags"]) == now
    [alert] = (await ada.call("GET", f"{V1}/alerts"))["items"]
    assert alert["watch_list"] == {"id": watch.id, "name": "Legal"}


@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [("watch_list", "watch-lists", "Legal"), ("intent", "intents", "Leaving")],
)
async def test_an_agent_who_reads_along_hears_of_a_new_name_and_reads_it(
    company: Company, ada: Browser, kind: str, path: str, name: str
) -> None:
    """Told is that there is one, and not what it is: who may read the entry reads that there."""
    watch = await _lawyers(company)
    intent = await _quits(ada)
    it = await _say(company, watch, "Quits", intent)
    browser = await company.browser("agnes")
    agnes = await browser.socket()
    await agnes.next("hello")
    opened = await agnes.call("open", {"conversation": it})
    [message] = [each for each in opened["entries"] if each["kind"] == "message"]
    assert _values(message["tags"])["watch"] == "Lawyers"
    thing_id = {"watch_list": watch.id, "intent": intent}[kind]
    await _rename(ada, path, thing_id, name)
    told = await agnes.next("settings", lambda s: s["kind"] == kind)
    assert told == {"kind": kind, "id": thing_id}
    after = f"after={message['seq'] - 1}&limit=1"
    page = await browser.call("GET", f"{V1}/conversations/{it}/entries?{after}")
    [read] = page["entries"]
    assert {tag["ref"]: tag["value"] for tag in read["tags"]}[thing_id] == name


async def test_messages_that_are_tagged_together_are_told_of_by_one_activity(
    company: Company, ada: Browser
) -> None:
    watch = await _lawyers(company)
    it = await company.say("Shop", "v1", "My lawyer will write")
    await company.say("Shop", "v1", "Thank you!")
    stores = company.stores
    first, second = await stores.conversations.customers_messages(it.id)
    hit = Tag(kind=TagKind.WATCH, value=watch.name, source="machine:watch", ref=watch.id)
    glad = Tag(kind=TagKind.SENTIMENT, value="positive", score=0.9, source="machine:test")
    keeper = TagKeeper(company.workbench, stores.conversations, stores.places, stores.users)
    await keeper.put(it.id, {second.seq: [glad], first.seq: [hit]})
    await _rename(ada, "watch-lists", watch.id, "Legal")
    entries = (await ada.call("GET", f"{V1}/conversations/{it.id}/entries"))["entries"]
    [told] = [each["data"] for each in entries if each["activity"] == "tagged"]
    assert told["targets"] == [first.seq, second.seq]
    assert [_values(tags) for tags in told["each"]] == [
        {"watch": "Legal"},
        {"sentiment": "positive"},
    ]
    assert "tags" not in told
    messages = [each for each in entries if each["kind"] == "message"]
    assert [it["tags"] for it in messages] == told["each"]


async def test_an_alert_shows_the_name_that_its_topic_has_now(
    company: Company, ada: Browser
) -> None:
    now = company.clock.now()
    await seed(company.stores, [], [topic("late", "Late parcels", now)])
    for it in ("late", "gone"):
        alert = Alert(id=it, kind=AlertKind.TOPIC_GROWTH, at=now, topic=Ref(id=it, name="parcels"))
        await company.stores.alerts.add(alert)
    found = (await ada.call("GET", f"{V1}/alerts"))["items"]
    assert {it["id"]: it["topic"]["name"] for it in found} == {
        "late": "Late parcels",
        "gone": "parcels",
    }


async def test_what_is_gone_keeps_its_last_known_name(company: Company, ada: Browser) -> None:
    watch = await _lawyers(company)
    it = await _say(company, watch, "Quits", new_id())
    await ada.call("DELETE", f"{V1}/watch-lists/{watch.id}")
    entries = (await ada.call("GET", f"{V1}/conversations/{it}/entries"))["entries"]
    [message] = [each for each in entries if each["kind"] == "message"]
    assert _values(message["tags"])["watch"] == "Lawyers"
    assert _values(message["tags"])["intent"] == "Quits"


@pytest.mark.parametrize("by_id", [True, False])
async def test_a_person_may_name_an_intent_by_its_name_or_its_id(
    company: Company, ada: Browser, by_id: bool
) -> None:
    intent = await _quits(ada)
    it = (await company.say("Shop", "v1", "I am off")).id
    [entry] = await company.stores.conversations.customers_messages(it)
    said = {
        "id": str(uuid.uuid4()),
        "seq": entry.seq,
        "kind": "intent",
        "value": intent if by_id else "Quits",
    }
    await ada.call("POST", f"{V1}/conversations/{it}/correct", said)
    await _rename(ada, "intents", intent, "Leaving")
    entries = (await ada.call("GET", f"{V1}/conversations/{it}/entries"))["entries"]
    [message] = [each for each in entries if each["kind"] == "message"]
    [shown] = message["tags"]
    assert (shown["value"], shown["ref"]) == ("Leaving", intent)
