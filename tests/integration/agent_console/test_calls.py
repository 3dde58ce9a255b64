"""Calls in the console: what is shown of them, to whom, and what can be asked of them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from agent_console.files import FileLinks
from agent_console.wire.scalars import iso
from conversations.calls.call import LegState, Party
from conversations.entries import Activity
from conversations.people import Role
from tests.integration.agent_console.conftest import Browser, Company, Json
from tests.integration.agent_console.mailing import stored_file
from tests.integration.agent_console.telephoning import OURS, THEIRS, Line, telephone
from tests.running.folding import FoldedTimeline, bare

pytestmark = pytest.mark.timeout(30)
V1 = "/api/v1"


async def _order(browser: Browser, line: Line, action: str, **fields: Any) -> Json:
    body = {"id": str(uuid.uuid4()), "action": action, **fields}
    done: Json = await browser.call("POST", f"{V1}/conversations/{line.conversation_id}/call", body)
    return done


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
    done = await _order(agnes, line, "hold")
    assert done["conversation"]["call"]["state"] == "on_hold"
    contact = done["conversation"]["call"]["legs"][0]
    assert (contact["held"], contact["held_now"]) == (True, False)
    await line.settles()
    done = await _order(agnes, line, "resume")
    assert done["conversation"]["call"]["legs"][0]["held_now"]
    await _order(agnes, line, "mute")
    done = await _order(agnes, line, "unmute")
    assert not done["conversation"]["call"]["legs"][1]["muted"]
    await _order(agnes, line, "tones", tones="1w2#")
    assert (await line.call()).tones == "1w2#"
    for action, wish in (
        ("record", "on"),
        ("pause_recording", "paused"),
        ("resume_recording", "on"),
        ("stop_recording", "off"),
    ):
        done = await _order(agnes, line, action)
        assert done["conversation"]["call"]["taping"] == wish
        assert done["conversation"]["call"]["taping_now"] != wish
        await line.settles()
    done = await _order(agnes, line, "hang_up")
    assert done["conversation"]["call"]["state"] == "wrap_up"
    assert done["conversation"]["call"]["legs"] == []
    before = done["conversation"]["call"]["wrap_up_until"]
    done = await _order(agnes, line, "more_time", seconds=300)
    assert done["conversation"]["call"]["wrap_up_until"] > before
    assert await _refused(agnes, line, "wrap_up", disposition="else") == (422, "invalid")
    done = await _order(
        agnes, line, "wrap_up", disposition="sold", note="Two lamps.", resolve=False
    )
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
    done = await _order(agnes, line, "add", address="030 23125777")
    assert done["conversation"]["call"]["legs"][-1]["address"] == "+493023125777"
    await line.comes(Party.GUEST)
    leg = done["conversation"]["call"]["legs"][-1]["id"]
    done = await _order(agnes, line, "remove", leg=leg)
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
        done = await _order(sue, line, action)
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
    await _order(sue, line, "barge")
    heard = await agents.next("conversation", lambda it: len(it["call"]["legs"]) == 3)
    assert heard["call"]["legs"][-1]["party"] == "supervisor"  # who is heard by all is shown to all
    await _order(sue, line, "leave")
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
        await _order(agnes, line, action)
        await line.settles()
    await line.goes(Party.CONTACT)
    await _order(agnes, line, "wrap_up", disposition="sold", note="Two lamps.")
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
    await _order(agnes, line, "hang_up")
    await _order(agnes, line, "wrap_up")
    back = {"id": str(uuid.uuid4()), "conversation_id": conversation["id"]}
    done = await agnes.call("POST", f"{V1}/calls", back)
    assert done["conversation"]["id"] == conversation["id"]
    assert done["conversation"]["call"]["state"] == "connecting"
    assert done["conversation"]["call"]["theirs"] == "+493023125002"
    for wrong in ({"address": "+493023125002"}, {"inbox_id": mine["id"], "address": "hello"}):
        answer = await agnes.ask("POST", f"{V1}/calls", {"id": str(uuid.uuid4()), **wrong})
        assert answer.status == 422


async def test_recordings_are_played_from_their_own_conversation(company: Company) -> None:
    inbox = await telephone(company)
    line = await (await (await Line.rings(company, inbox)).waits()).talks("agnes")
    content = b"ID3\x03" + bytes(range(256)) * 2000
    file = await stored_file(company.stores, "recording.mp3", content)
    other = await stored_file(company.stores, "another.mp3", content)
    await line.recorded(file.id)
    agnes, bert = await company.browser("agnes"), await company.browser("bert")
    path = f"{V1}/conversations/{line.conversation_id}/recordings"
    played = await agnes.ask("GET", f"{path}/{file.id}")
    assert (played.status, await played.read()) == (200, content)
    assert played.headers["Content-Type"] == "audio/mpeg"
    assert played.url.path == f"{V1}/files/{file.id}"
    assert (await bert.ask("GET", f"{path}/{file.id}")).status == 404
    assert (await agnes.ask("GET", f"{path}/{other.id}")).status == 404
    elsewhere = await company.say("Shop", "v1")
    wrong = f"{V1}/conversations/{elsewhere.id}/recordings/{file.id}"
    assert (await agnes.ask("GET", wrong)).status == 404

    # of a call before the present one as well
    for _ in range(2):
        await _order(agnes, line, "hang_up")
        await _order(agnes, line, "wrap_up", resolve=False)
        await _order(agnes, line, "call_back")
        await line.comes(Party.AGENT)
    assert (await agnes.ask("GET", f"{path}/{file.id}")).status == 200


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=261120-", 206, slice(261_120, None)),
        ("bytes=300000-300001", 206, slice(300_000, 300_002)),
        ("bytes=-100", 206, slice(-100, None)),
        ("bytes=-9999999", 206, slice(0, None)),
        ("bytes=5-99999999", 206, slice(5, None)),
        ("bytes=9-5", 200, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("pages=1-2", 200, slice(0, None)),
        ("bytes=999999-", 416, None),
        ("bytes=-0", 416, None),
    ],
)
async def test_a_player_jumps_within_a_recording(
    company: Company, asked: str, status: int, part: slice | None
) -> None:
    content = b"ID3\x03" + bytes(range(256)) * 2000  # three chunks of the store's
    file = await stored_file(company.stores, "recording.mp3", content)
    browser = await company.browser()
    address = FileLinks(company.services.settings.signing_key, company.clock).sign(file.id)
    answer = await browser.ask("GET", address, headers={"Range": asked})
    assert answer.status == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(content)}"
        return
    assert await answer.read() == content[part]
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        start, stop, _ = part.indices(len(content))
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(content)}"
    changed = {"Range": asked, "If-Range": '"another"'}
    assert (await browser.ask("GET", address, headers=changed)).status == 200
    same = {"Range": asked, "If-Range": answer.headers["ETag"]}
    assert (await browser.ask("GET", address, headers=same)).status == status


async def test_lists_of_calls_and_how_many_wait(company: Company) -> None:
    inbox = await telephone(company)
    found: dict[str, str] = {}
    for kind in ("voicemail", "callback", "missed", "live", "answered"):
        line = await (await Line.rings(company, inbox, f"+4930231250{len(found):02}")).waits()
        call_id, calls = (await line.call()).id, company.calls
        found[kind] = line.conversation_id
        match kind:
            case "voicemail":
                await calls.voicemail(line.conversation_id, call_id)
                await calls.message_left(line.conversation_id, call_id)
                await line.recorded("f" * 32, sid="RE2", kind="voicemail")
            case "callback":
                await calls.callback(line.conversation_id, call_id, THEIRS)
            case "missed":
                await line.goes(Party.CONTACT)
            case "answered":
                await line.talks("agnes")
                await line.goes(Party.CONTACT)
                answered = await company.browser("agnes")
                await _order(answered, line, "wrap_up", resolve=False)
    await company.say("Shop", "v1")
    agnes, bert = await company.browser("agnes"), await company.browser("bert")
    for kind in ("voicemail", "callback", "missed", "live"):
        page = await agnes.call("GET", f"{V1}/conversations?view=all&call={kind}")
        assert [it["id"] for it in page["items"]] == [found[kind]]
        page = await bert.call("GET", f"{V1}/conversations?view=all&call={kind}")
        assert page["items"] == []
    shown = {
        kind: (await agnes.call("GET", f"{V1}/conversations/{found[kind]}"))["call"]["message"]
        for kind in ("voicemail", "missed")
    }
    left = shown["voicemail"]
    assert (left["sid"], left["file"], left["duration_s"]) == ("RE2", "f" * 32, 3)
    assert not left["deleted"]
    assert shown["missed"] is None
    assert (await agnes.ask("GET", f"{V1}/conversations?call=lost")).status == 422
    waiting = {"voicemails": 1, "callbacks": 1, "missed": 1}
    ada = await company.browser("ada")
    assert await agnes.call("GET", f"{V1}/calls/waiting") == waiting
    assert await ada.call("GET", f"{V1}/calls/waiting") == waiting
    nothing = {"voicemails": 0, "callbacks": 0, "missed": 0}
    assert await bert.call("GET", f"{V1}/calls/waiting") == nothing


async def test_the_wallboard_tells_who_is_on_a_call_and_who_writes_one_down(
    company: Company,
) -> None:
    inbox = await telephone(company)
    line = await Line.rings(company, inbox)
    agnes, sue = await company.browser("agnes"), await company.browser("sue")
    board, desk = await sue.socket(), await agnes.socket()
    await board.next("hello")
    await desk.next("hello")

    async def queue() -> Json:
        shown = await sue.call("GET", f"{V1}/wallboard")
        return next(it for it in shown["queues"] if it["queue"]["name"] == "Shop")

    assert (await queue())["waiting"] == 0  # who is in the menu waits for nobody yet
    await line.waits()
    assert (await queue())["waiting"] == 1
    await line.talks("agnes")
    since = (await line.conversation()).changed_at
    seat = await board.next("agent", lambda it: it["call"] is not None)
    assert seat["agent"]["name"] == "agnes"
    expected = {"state": "on_call", "since": iso(since), "conversation": line.conversation_id}
    assert seat["call"] == expected
    assert (await queue())["agents"]["on_call"] == 1
    company.clock.advance(90)
    before = (await sue.call("GET", f"{V1}/seats"))["items"]
    await _order(agnes, line, "hang_up")
    seat = await board.next("agent", lambda it: (it["call"] or {}).get("state") == "wrap_up")
    assert (seat["agent"], seat["version"]) in [(it["agent"], it["version"]) for it in before]
    assert seat["call"]["since"] == iso(company.clock.now())
    seats = (await sue.call("GET", f"{V1}/seats"))["items"]
    assert seat in seats
    agents = (await queue())["agents"]
    assert (agents["on_call"], agents["wrap_up"]) == (0, 1)
    pushed = await board.next("queue", lambda it: it["agents"]["wrap_up"] == 1)
    assert pushed["queue"]["name"] == "Shop"
    await _order(agnes, line, "wrap_up")
    await board.next("agent", lambda it: it["call"] is None and it["agent"]["name"] == "agnes")
