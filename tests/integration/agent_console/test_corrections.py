"""Moods as the API shows them, and people's corrections of them, on real stores."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from storage.migrations import m0007_standing_corrections
from tests.integration.agent_console.conftest import Company
from tests.integration.agent_console.tagging import Tagging, tag

pytestmark = pytest.mark.timeout(60)

V1 = "/api/v1"


@pytest.fixture
def tagging(company: Company) -> Tagging:
    return Tagging(company)


def _correct(seq: int, value: str) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "seq": seq, "kind": "sentiment", "value": value}


async def test_moods_are_shown_of_a_conversation_and_of_a_contact(
    company: Company, tagging: Tagging
) -> None:
    first = await tagging.slide("Shop")
    agnes = await company.browser("agnes")
    shown = await agnes.call("GET", f"{V1}/conversations/{first}")
    mood = {"start": -0.05, "end": -0.05, "lowest": -0.9, "lowest_seq": 4, "count": 2}
    assert shown["mood"] == {**mood, "trend": "steady"}
    resolve = {"id": str(uuid.uuid4()), "reason": ""}
    await agnes.call("POST", f"{V1}/conversations/{first}/resolve", resolve)
    company.clock.advance(100_000)
    second = await tagging.say("Shop", "Great, thanks", 0.9)
    assert second != first
    contact = shown["contact"]["id"]
    agnes = await company.browser("agnes")  # her session has ended meanwhile
    points = (await agnes.call("GET", f"{V1}/contacts/{contact}/mood"))["items"]
    assert [(it["conversation"], it["start"], it["end"]) for it in points] == [
        (first, -0.05, -0.05),
        (second, 0.9, 0.9),
    ]
    bert = await company.browser("bert")
    assert (await bert.ask("GET", f"{V1}/contacts/{contact}/mood")).status == 404


async def test_a_correction_counts_at_once_survives_tagging_anew_and_is_taken_back(
    company: Company, tagging: Tagging
) -> None:
    it = await tagging.slide("Shop")
    agnes = await company.browser("agnes")
    corrected = await agnes.call("POST", f"{V1}/conversations/{it}/correct", _correct(4, "neutral"))
    now = corrected["conversation"]
    assert (now["sentiment"], now["sentiment_score"]) == ("neutral", None)
    assert now["mood"]["end"] == 0.4
    assert now["mood"]["lowest"] == 0.0
    await tagging.keeper.put(it, {4: [tag(-0.99)], 2: [tag(0.7)]})
    shown = await agnes.call("GET", f"{V1}/conversations/{it}")
    assert shown["sentiment"] == "neutral"
    assert shown["mood"]["end"] == 0.35
    entries = (await agnes.call("GET", f"{V1}/conversations/{it}/entries"))["entries"]
    message = next(e for e in entries if e["seq"] == 4)
    assert [t["value"] for t in message["tags"]] == ["neutral"]
    assert [t["score"] for t in message["machine_tags"]] == [-0.99]
    company.clock.advance(1)
    undone = await agnes.call("POST", f"{V1}/conversations/{it}/correct", _correct(4, ""))
    assert undone["conversation"]["sentiment"] == "negative"
    assert undone["conversation"]["mood"]["lowest"] == -0.99
    again = await agnes.ask("POST", f"{V1}/conversations/{it}/correct", _correct(4, ""))
    assert again.status == 422


async def test_corrections_are_kept_with_who_and_when(company: Company, tagging: Tagging) -> None:
    it = await tagging.slide("Shop")
    agnes, kept = await company.browser("agnes"), company.stores.corrections
    begin = company.clock.now()
    body = _correct(4, "neutral")
    await agnes.call("POST", f"{V1}/conversations/{it}/correct", body)
    await agnes.call("POST", f"{V1}/conversations/{it}/correct", body)
    [word] = await kept.since(begin)
    assert (word.seq, word.before, word.after) == (4, "negative", "neutral")
    assert word.machine == "negative"
    assert (word.by_id, word.at, word.engine) == (company.users["agnes"].id, begin, "test")
    assert await kept.count() == await kept.count(begin) == 1
    [standing] = await kept.standing()
    assert (standing.text, standing.value) == ("This is a lie", "neutral")
    company.clock.advance(1)
    await agnes.call("POST", f"{V1}/conversations/{it}/correct", _correct(4, "positive"))
    assert [each.value for each in await kept.standing()] == ["positive"]
    assert await kept.count() == await kept.count(company.clock.now()) == 1
    assert [each.before for each in await kept.since(begin)] == ["negative", "neutral"]
    company.clock.advance(1)
    await agnes.call("POST", f"{V1}/conversations/{it}/correct", _correct(4, ""))
    assert await kept.count() == 0
    assert list(await kept.standing()) == []
    assert len(await kept.since(begin)) == 3
    second = await tagging.slide("Shop", "v2")
    for each, value in ((it, "positive"), (second, "neutral")):
        company.clock.advance(1)
        await agnes.call("POST", f"{V1}/conversations/{each}/correct", _correct(4, value))
    assert [each.value for each in await kept.standing()] == ["positive", "neutral"]
    assert [each.value for each in await kept.standing(limit=1)] == ["neutral"]
    assert (await kept.count(), await kept.count(company.clock.now())) == (2, 1)


async def test_which_corrections_stand_is_found_out_of_those_that_were_kept_before(
    company: Company, tagging: Tagging
) -> None:
    it = await tagging.slide("Shop")
    agnes, kept = await company.browser("agnes"), company.stores.corrections
    for seq, value in ((2, "neutral"), (2, "positive"), (4, "neutral"), (4, "")):
        company.clock.advance(1)
        await agnes.call("POST", f"{V1}/conversations/{it}/correct", _correct(seq, value))
    words = company.stores.db["corrections"]
    await words.update_many({}, {"$unset": {"stands_key": ""}})
    await company.stores.db["counters"].delete_one({"_id": "standing_corrections:sentiment"})
    assert (await kept.count(), list(await kept.standing())) == (0, [])
    for _ in range(2):
        await m0007_standing_corrections.migrate(company.stores.db)
    assert [(each.seq, each.value) for each in await kept.standing()] == [(2, "positive")]
    assert await kept.count() == 1
