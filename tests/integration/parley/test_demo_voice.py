"""The demo's telephone: a call of one's own from the menu to the wrap-up, and people who call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from conversations.clock import new_id
from tests.conftest import free_port
from tests.running import asking
from tests.running.browser import Browser, signed_in
from tests.running.parley_process import ParleyProcess

pytestmark = pytest.mark.timeout(90)

DEADLINE_S = 40.0
ME = "+12025550199"
STATES = "queued,offered,active,pending,resolved,abandoned"

Shape = dict[str, Any]  # a JSON object as it came over the wire


until = partial(asking.until, deadline_s=DEADLINE_S)


async def at_twilio(demo: ParleyProcess, method: str, path: str, **data: str) -> str:
    """What the stand-in's door answers to whoever calls by hand."""
    url = demo.demo["voice"]["url"] + path
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, data=data or None) as answer,
    ):
        assert answer.status < 300, await answer.text()
        return await answer.text()


async def no_complaints(demo: ParleyProcess) -> None:
    assert await at_twilio(demo, "GET", "/complaints") == ""


class Me:
    """Somebody who calls by hand."""

    def __init__(self, demo: ParleyProcess, sid: str) -> None:
        self._demo, self._path = demo, f"/calls/{sid}"

    @classmethod
    async def call(cls, demo: ParleyProcess) -> Me:
        return cls(demo, (await at_twilio(demo, "POST", "/calls", From=ME)).strip())

    async def act(self, **what: str) -> None:
        await at_twilio(self._demo, "POST", self._path, **what)

    async def heard(self) -> list[str]:
        return (await at_twilio(self._demo, "GET", self._path)).splitlines()

    async def until_hears(self, text: str) -> None:
        async def heard() -> bool:
            return any(text in line for line in await self.heard())

        await until(heard)

    async def until_over(self) -> None:
        async def over() -> bool:
            return (await self.heard())[0] == "completed"

        await until(over)


async def calls(browser: Browser) -> list[Shape]:
    query = f"view=all&channel=voice&limit=100&state={STATES}"
    listed: list[Shape] = (await browser.get(f"/conversations?{query}"))["items"]
    return listed


async def test_a_call_of_ones_own_goes_through_menu_queue_talk_and_wrap_up(
    parley: ParleyProcess,
) -> None:
    agent = await signed_in(parley, "agent")
    line = await agent.line()
    try:
        await line.call("presence", {"state": "available"})
        me = await Me.call(parley)
        await me.until_hears("Glimmerwick")
        await me.until_hears("press 1")
        await me.act(press="1")
        offer = await line.next("offer", within_s=DEADLINE_S)
        conversation = offer["conversation"]
        assert (conversation["channel"], conversation["queue"]["name"]) == ("voice", "Calls")
        assert conversation["call"]["theirs"] == ME
        known = conversation["id"]
        path = f"/conversations/{known}"
        await line.call("accept", {"offer": offer["id"]})

        async def state() -> Shape:
            shown: Shape = (await agent.get(path))["call"]
            return shown

        async def talking() -> bool:
            return bool((await state())["state"] == "talking")

        await until(talking)

        async def written_down() -> bool:
            await me.act(say="Where is my lamp?")  # nobody hears when the writing down begins
            return any(it["text"] == "Where is my lamp?" for it in await agent.timeline(known))

        await until(written_down)
        await line.call("call", {"id": new_id(), "conversation": known, "action": "hang_up"})
        await me.until_over()
        wrap_up = {"id": new_id(), "action": "wrap_up", "disposition": "Question", "note": "Asked."}
        await agent.post(f"{path}/call", wrap_up)
        assert (await agent.get(path))["state"] == "resolved"
        done = await state()
        assert (done["state"], done["outcome"]) == ("ended", "answered")
        assert (done["disposition"], done["note"]) == ("Question", "Asked.")
    finally:
        await line.close()
    await no_complaints(parley)


async def _both_spoke(browser: Browser, conversation: str) -> bool:
    timeline = await browser.timeline(conversation)
    return {"in", "out"} <= {it["direction"] for it in timeline if it["text"]}


async def test_who_is_dialled_picks_up_and_talks(parley: ParleyProcess) -> None:
    agent = await signed_in(parley, "agent")
    line = await agent.line()
    try:
        (phone,) = (await agent.get("/calls/lines"))["items"]
        order = {"id": new_id(), "inbox_id": phone["id"], "address": "+4917139200001"}
        conversation = (await agent.post("/calls", order))["conversation"]

        await until(lambda: _both_spoke(agent, conversation["id"]))
        hang_up = {"id": new_id(), "action": "hang_up"}
        await agent.post(f"/conversations/{conversation['id']}/call", hang_up)
        wrap_up = {"id": new_id(), "action": "wrap_up", "disposition": "Other"}
        await agent.post(f"/conversations/{conversation['id']}/call", wrap_up)
    finally:
        await line.close()
    await no_complaints(parley)


async def test_who_asks_for_it_is_called_back(parley: ParleyProcess) -> None:
    agent = await signed_in(parley, "agent")
    me = await Me.call(parley)
    await me.until_hears("press 1")
    await me.act(press="1")
    await me.until_hears("be called back")
    await me.act(press="1")
    await me.until_over()
    line = await agent.line()
    try:
        await line.call("presence", {"state": "available"})
        offer = await line.next("offer", within_s=DEADLINE_S)
        conversation = offer["conversation"]
        assert (conversation["call"]["state"], conversation["call"]["callback_to"]) == (
            "callback",
            ME,
        )
        await line.call("accept", {"offer": offer["id"]})

        await until(lambda: _both_spoke(agent, conversation["id"]))
        for order in ({"action": "hang_up"}, {"action": "wrap_up", "disposition": "Other"}):
            body = {"id": new_id(), **order}
            await agent.post(f"/conversations/{conversation['id']}/call", body)
    finally:
        await line.close()
    await no_complaints(parley)


async def test_the_demos_number_is_set_up_as_a_check_wants_it(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")
    inboxes = (await admin.get("/inboxes"))["items"]
    inbox = next(it for it in inboxes if it["channel"] == "voice")
    given = {"inbox": inbox["id"], "channel": "voice", "settings": inbox["settings"], "secrets": {}}
    steps = (await admin.post("/inboxes/check", given))["steps"]
    assert steps
    failed = {step["name"] for step in steps if step["ok"] is False}
    assert failed == set()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_people_call_and_are_dealt_with(tmp_path: Path) -> None:
    demo = ParleyProcess(
        command=("demo", "--rate", "24", "--past", "0", "--seed", "3"),
        data=tmp_path / "data",
        port=free_port(),
    )
    try:
        await asyncio.to_thread(demo.start)
        admin = await signed_in(demo, "admin")

        async def one(holds: Callable[[Shape], bool]) -> None:
            async def found() -> bool:
                return any(it["call"] and holds(it["call"]) for it in await calls(admin))

            await asking.until(found, deadline_s=150.0)

        await one(lambda call: call["state"] == "offered")
        await one(lambda call: call["state"] == "talking")
        await one(lambda call: call["outcome"] == "answered")
        await one(lambda call: call["outcome"] == "voicemail")
        await one(lambda call: str(call["outcome"]).startswith("abandoned_"))
        await one(lambda call: bool(call["disposition"]))
        await no_complaints(demo)
    finally:
        await asyncio.to_thread(demo.stop)
