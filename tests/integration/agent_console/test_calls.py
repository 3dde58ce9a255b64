"""Calls in the console: what is shown of them, to whom, and what can be asked of them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from conversations.calls.leg import LegState, Party
from conversations.entries import Activity
from conversations.people import Role
from tests.integration.agent_console.conftest import Browser, Company, Json
from tests.integration.agent_console.telephoning import OURS, THEIRS, Line, order, telephone
from tests.running.folding import FoldedTimeline, bare

pytestmark = pytest.mark.timeout(30)
V1 = "/api/v1"


async def _refused(browser: Browser, line: Line, action: str, **fields: Any) -> tuple[int, str]:
    body = {"id": str(uuid.uuid4()), "action": action, **fields}
    answer = await browser.ask("POST", f"{V1}/conversations/{line.conversation_id}/call", body)
    return answer.status, (await answer.json())["code"]


def _parties(conversation: Json) -> list[tuple[str, str]]:
    return [(leg["party"], leg["name"]) for leg in conversation["call"]["legs"]]


async def test_a_conversation_shows_its_call(company: Company) -> None:
    inbox = await telephone(company, dispositions=["sold", "not sold"], wrap_up_s=30)
    line = await (await Line.rings(company, inbox)).waits()
    agnes = await company.browser("agnes")
    path = f"{V1}/conversations/{line.conversation_id}"
    shown = (await agnes.call("GET", path))["call"]
    assert (shown["state"], shown["direction"]) == ("queued", "in")
    assert (shown["ours"], shown["theirs"]) == (OURS, THEIRS)
    assert shown["plan"]["dispositions"] == ["sold", "not sold"]
    assert shown["plan"]["recording"] == "on_request"
    await line.talks("agnes")
    conversation = await agnes.call("GET", path)
    assert conversation["call"]["state"] == "talking"
    assert _parties(conversation) == [
        ("contact", conversation["contact"]["name"]),
        ("agent", "agnes"),
    ]
    card = (await agnes.call("GET", f"{path}/entries"))["entries"][shown["seq"] - 1]
    assert card["kind"] == "call"
    assert card["data"]["agents"] == [{"id": company.users["agnes"].id, "name": "agnes"}]
    assert card["data"]["started_at"] == shown["started_at"]
    mine = (await agnes.call("GET", f"{V1}/calls/mine"))["items"]
    assert [it["id"] for it in mine] == [line.conversation_id]
    without = await company.say("Shop", "v1")
    assert (await agnes.call("GET", f"{V1}/conversations/{without.id}"))["call"] is None


async def test_what_an_agent_does_in_a_call(company: Company) -> None:
    inbox = await telephone(company, dispositions=["sold"])
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    agnes = await company.browser("agnes")
    done = await order(agnes, line, "hold")
    assert done["conversation"]["call"]["state"] == "on_hold"
    contact = done["conversation"]["call"]["legs"][0]
    assert (contact["held"], contact["held_now"]) == (True, False)
    await line.settles()
    done = await order(agnes, line, "resume")
    assert done["conversation"]["call"]["legs"][0]["held_now"]
    await order(agnes, line, "mute")
    done = await order(agnes, line, "unmute")
    assert not done["conversation"]["call"]["legs"][1]["muted"]
    await order(agnes, line, "tones", tones="1w2#")
    assert (await line.call()).tones == "1w2#"
    for action, wish in (
        ("record", "on"),
        ("pause_recording", "paused"),
        ("resume_recording", "on"),
        ("stop_recording", "off"),
    ):
        done = await order(agnes, line, action)
        assert done["conversation"]["call"]["taping"] == wish
        assert done["conversation"]["call"]["taping_now"] != wish
        await line.settles()
    done = await order(agnes, line, "hang_up")
    assert done["conversation"]["call"]["state"] == "wrap_up"
    assert done["conversation"]["call"]["legs"] == []
    before = done["conversation"]["call"]["wrap_up_until"]
    done = await order(agnes, line, "more_time", seconds=300)
    assert done["conversation"]["call"]["wrap_up_until"] > before
    assert await _refused(agnes, line, "wrap_up", disposition="else") == (422, "invalid")
    done = await order(agnes, line, "wrap_up", disposition="sold", note="Two lamps.", resolve=False)
    assert done["conversation"]["state"] == "active"
    assert done["conversation"]["call"]["state"] == "ended"
    assert done["conversation"]["call"]["note"] == "Two lamps."


async def test_a_warm_transfer_by_socket_and_a_third_party(company: Company) -> None:
    inbox = await telephone(company)
    await telephone(company, "Bank")
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    bert_id = company.users["bert"].id
    await company.services.attendance.connected(bert_id, "a socket of his")
    agnes, bert = await company.browser("agnes"), await company.browser("bert")
    path = f"{V1}/conversations/{line.conversation_id}"
    assert (await bert.ask("GET", path)).status == 404
    socket, other = await agnes.socket(), await bert.socket()
    await other.next("hello")
    await socket.call("open", {"conversation": line.conversation_id})
    ask = {"conversation": line.conversation_id, "action": "consult", "agent": bert_id}
    assert "seq" in await socket.call("call", {**ask, "id": str(uuid.uuid4())})
    # Whoever is brought into a call sees its conversation for as long as that.
    seen = await other.next("conversation", lambda it: it["call"]["state"] == "transferring")
    assert ("consulted", "bert") in _parties(seen)
    assert [it["id"] for it in (await bert.call("GET", f"{V1}/calls/mine"))["items"]] == [
        seen["id"]
    ]
    await line.comes(Party.CONSULTED)
    assert (await bert.call("GET", path))["id"] == seen["id"]
    cancel = {"conversation": line.conversation_id, "action": "cancel_transfer"}
    await socket.call("call", {**cancel, "id": str(uuid.uuid4())})
    assert (await bert.ask("GET", path)).status == 404
    await line.settles()
    done = await order(agnes, line, "add", address="030 23125777")
    assert done["conversation"]["call"]["legs"][-1]["address"] == "+493023125777"
    await line.comes(Party.GUEST)
    leg = done["conversation"]["call"]["legs"][-1]["id"]
    done = await order(agnes, line, "remove", leg=leg)
    assert len(done["conversation"]["call"]["legs"]) == 2


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"action": "dance"}, "invalid"),
        ({"action": "hold", "agent": "x"}, "invalid"),
        ({"action": "consult"}, "invalid"),
        ({"action": "consult", "agent": "a", "address": "+493023125002"}, "invalid"),
        ({"action": "tones", "tones": "hello"}, "invalid"),
        ({"action": "add", "address": "112"}, "invalid"),
        ({"action": "add", "address": "nonsense"}, "invalid"),
        ({"action": "remove", "leg": "unknown"}, "invalid"),
        ({"action": "resume"}, "conflict"),
        ({"action": "complete"}, "conflict"),
        ({"action": "call_back"}, "conflict"),
        ({"action": "listen"}, "forbidden"),
    ],
)
async def test_what_cannot_be_asked(company: Company, fields: Json, problem: str) -> None:
    inbox = await telephone(company)
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    agnes = await company.browser("agnes")
    _, code = await _refused(agnes, line, **fields)
    assert code == problem
    socket = await agnes.socket()
    body = {"id": str(uuid.uuid4()), "conversation": line.conversation_id, **fields}
    answer = await socket.call("call", body)
    assert answer["error"]["code"] == problem
    assert answer["error"]["message"]


async def test_a_silent_supervisor_is_seen_by_supervisors_only(company: Company) -> None:
    inbox = await telephone(company)
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    agents, board = await agnes.socket(), await sue.socket()
    timelines = {agents: FoldedTimeline(), board: FoldedTimeline()}
    for socket, timeline in timelines.items():
        opened = await socket.call("open", {"conversation": line.conversation_id})
        timeline.apply(opened["entries"])
    for action, mode in (("listen", "listen"), ("whisper", "whisper")):
        done = await order(sue, line, action)
        assert len(done["conversation"]["call"]["legs"]) == 2
        told = await board.next("monitoring", lambda it, m=mode: it["monitors"][0]["mode"] == m)  # type: ignore[misc]
        assert told["monitors"][0]["user"]["name"] == "sue"
        assert told["monitors"][0]["mode_now"] is None  # nobody hears them: they are not in yet
    await line.comes(Party.SUPERVISOR)
    told = await board.next("monitoring", lambda it: it["monitors"][0]["state"] == LegState.IN)
    found = (await sue.call("GET", f"{V1}/calls/monitoring"))["items"]
    assert found == [told]
    ada, bo = await company.browser("ada"), await company.person("bo", Role.SUPERVISOR, ["Bank"])
    assert (await ada.call("GET", f"{V1}/calls/monitoring"))["items"] == found
    elsewhere = await company.browser(bo.name)
    assert (await elsewhere.call("GET", f"{V1}/calls/monitoring"))["items"] == []
    await order(sue, line, "barge")
    heard = await agents.next("conversation", lambda it: len(it["call"]["legs"]) == 3)
    assert heard["call"]["legs"][-1]["party"] == "supervisor"  # who is heard by all is shown to all
    await order(sue, line, "leave")
    await board.next("monitoring", lambda it: it["monitors"] == [])
    last = (await line.conversation()).seq

    for browser, socket in ((agnes, agents), (sue, board)):
        timeline = timelines[socket]
        while timeline.last < last:
            timeline.apply([await socket.next("entry")])
        assert await _fresh(browser, line) == [bare(entry) for entry in timeline.entries]
    secret = Activity.CALL_MONITOR
    assert [it["activity"] for it in timelines[board].entries].count(secret) == 4
    shown = timelines[agents].entries
    hidden = [it for it in shown if it["kind"] == "activity" and it["activity"] is None]
    assert [(it["data"], it["author"]["id"], it["command"]) for it in hidden] == [
        ({}, None, None)
    ] * 4
    assert "sue" not in str(shown)
    assert agents.seen("monitoring") == []


async def test_a_card_folded_from_events_is_the_stored_one(company: Company) -> None:
    inbox = await telephone(company, dispositions=["sold"], recording="always")
    line = await Line.rings(company, inbox)
    sue, agnes = await company.browser("sue"), await company.browser("agnes")
    board = await sue.socket()
    timeline = FoldedTimeline()
    opened = await board.call("open", {"conversation": line.conversation_id})
    timeline.apply(opened["entries"])
    conversation = opened["conversation"]
    await line.waits()
    company.clock.advance(7.25)
    await line.talks("agnes")
    company.clock.advance(60)
    for action in ("hold", "resume"):
        company.clock.advance(10)
        await order(agnes, line, action)
        await line.settles()
    await line.goes(Party.CONTACT)
    await order(agnes, line, "wrap_up", disposition="sold", note="Two lamps.")
    while timeline.last < (await line.conversation()).seq:
        timeline.apply([await board.next("entry")])
    assert await _fresh(sue, line) == [bare(entry) for entry in timeline.entries]
    card = timeline.entries[(await line.call()).seq - 1]["data"]
    assert (card["state"], card["outcome"], card["disposition"]) == ("ended", "answered", "sold")
    assert (card["wait_s"], card["hold_s"], card["talk_s"]) == (7.2, 10.0, 70.0)
    for event in board.seen("conversation"):
        conversation = max(conversation, event, key=lambda it: it["version"])
    assert conversation == await sue.call("GET", f"{V1}/conversations/{line.conversation_id}")


async def _fresh(browser: Browser, line: Line) -> list[Json]:
    path = f"{V1}/conversations/{line.conversation_id}/entries?after=0&limit=200"
    return [bare(entry) for entry in (await browser.call("GET", path))["entries"]]


async def test_dialling_out_and_calling_back(company: Company) -> None:
    await telephone(company)
    agnes, bert = await company.browser("agnes"), await company.browser("bert")
    [mine] = (await agnes.call("GET", f"{V1}/calls/lines"))["items"]
    assert (mine["name"], mine["number"]) == ("Shop phone", OURS)
    assert (await bert.call("GET", f"{V1}/calls/lines"))["items"] == []
    body = {
        "id": str(uuid.uuid4()),
        "inbox_id": mine["id"],
        "address": "030 / 231 25 002",
        "name": "A customer",
    }
    done = await agnes.call("POST", f"{V1}/calls", body)
    again = await agnes.call("POST", f"{V1}/calls", body)
    assert again["conversation"]["id"] == done["conversation"]["id"]
    conversation = done["conversation"]
    assert conversation["contact"]["name"] == "A customer"
    assert conversation["agent"]["name"] == "agnes"
    assert conversation["call"]["state"] == "connecting"
    assert conversation["call"]["theirs"] == "+493023125002"
    line = Line(company, conversation["id"])
    await line.comes(Party.AGENT)
    await line.comes(Party.CONTACT)
    await order(agnes, line, "hang_up")
    await order(agnes, line, "wrap_up")
    back = {"id": str(uuid.uuid4()), "conversation_id": conversation["id"]}
    done = await agnes.call("POST", f"{V1}/calls", back)
    assert done["conversation"]["id"] == conversation["id"]
    assert done["conversation"]["call"]["state"] == "connecting"
    assert done["conversation"]["call"]["theirs"] == "+493023125002"
    for wrong in ({"address": "+493023125002"}, {"inbox_id": mine["id"], "address": "hello"}):
        answer = await agnes.ask("POST", f"{V1}/calls", {"id": str(uuid.uuid4()), **wrong})
        assert answer.status == 422
