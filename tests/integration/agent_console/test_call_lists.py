"""Lists of calls, how many wait, and what the wallboard tells of calls."""

from __future__ import annotations

import pytest

from agent_console.wire.scalars import iso
from conversations.calls.leg import Party
from tests.integration.agent_console.conftest import Company, Json
from tests.integration.agent_console.telephoning import THEIRS, Line, order, telephone

pytestmark = pytest.mark.timeout(30)
V1 = "/api/v1"


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
                await order(answered, line, "wrap_up", resolve=False)
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
    await order(agnes, line, "hang_up")
    seat = await board.next("agent", lambda it: (it["call"] or {}).get("state") == "wrap_up")
    assert (seat["agent"], seat["version"]) in [(it["agent"], it["version"]) for it in before]
    assert seat["call"]["since"] == iso(company.clock.now())
    seats = (await sue.call("GET", f"{V1}/seats"))["items"]
    assert seat in seats
    agents = (await queue())["agents"]
    assert (agents["on_call"], agents["wrap_up"]) == (0, 1)
    pushed = await board.next("queue", lambda it: it["agents"]["wrap_up"] == 1)
    assert pushed["queue"]["name"] == "Shop"
    await order(agnes, line, "wrap_up")
    await board.next("agent", lambda it: it["call"] is None and it["agent"]["name"] == "agnes")
