"""The demo's texts: one of one's own there and back, and the people who write by themselves."""

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

pytestmark = pytest.mark.timeout(120)

DEADLINE_S = 60.0
ME = "+12025550199"
STATES = "queued,offered,active,pending,resolved"

Shape = dict[str, Any]  # a JSON object as it came over the wire


until = partial(asking.until, deadline_s=DEADLINE_S)


async def text(demo: ParleyProcess, body: str) -> None:
    """Write to the shop, by the door that the banner tells."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{demo.demo['sms']['url']}/texts", data={"From": ME, "Body": body}) as answer,
    ):
        assert answer.status == 201


async def phone(demo: ParleyProcess) -> str:
    """What has come to one's own phone."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{demo.demo['sms']['url']}/texts", params={"number": ME}) as answer,
    ):
        return await answer.text()


async def texts(browser: Browser) -> list[Shape]:
    query = f"view=all&channel=sms&limit=100&state={STATES}"
    listed: list[Shape] = (await browser.get(f"/conversations?{query}"))["items"]
    return listed


async def test_a_text_of_ones_own_goes_there_and_back(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")
    await text(parley, "Do you have seven lamps?")

    async def opened() -> Shape | None:
        return next((it for it in await texts(admin) if it["contact"]["name"] == ME), None)

    conversation = await until(opened)
    path = f"/conversations/{conversation['id']}"
    await admin.post(f"{path}/assign", {"id": new_id(), "agent": admin.user_id})
    await admin.post(f"{path}/reply", {"id": new_id(), "text": "We have."})

    async def delivered() -> bool:
        timeline = await admin.timeline(conversation["id"])
        states = [entry["delivery"]["state"] for entry in timeline if entry["text"] == "We have."]
        return states == ["delivered"]

    await until(delivered)
    assert await phone(parley) == f"{parley.demo['sms']['number']}: We have.\n"
    await text(parley, "Good!")

    async def threaded() -> bool:
        return any(entry["text"] == "Good!" for entry in await admin.timeline(conversation["id"]))

    await until(threaded)


async def test_the_demos_number_is_set_up_as_a_check_wants_it(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")
    inboxes = (await admin.get("/inboxes"))["items"]
    inbox = next(it for it in inboxes if it["channel"] == "sms")
    given = {"inbox": inbox["id"], "channel": "sms", "settings": inbox["settings"], "secrets": {}}
    steps = (await admin.post("/inboxes/check", given))["steps"]
    assert {step["name"] for step in steps if step["ok"]} >= {
        "twilio.sign_in",
        "twilio.number",
        "twilio.webhook",
    }
    failed = {step["name"] for step in steps if step["ok"] is False}
    assert failed == set()


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_within_moments_people_write_and_are_answered(tmp_path: Path) -> None:
    demo = ParleyProcess(
        command=("demo", "--rate", "30", "--past", "0", "--seed", "3"),
        data=tmp_path / "data",
        port=free_port(),
    )
    try:
        await asyncio.to_thread(demo.start)
        banner = await asyncio.to_thread(demo.log_file.read_text)
        assert f"{demo.demo['sms']['url']}/texts" in banner
        admin = await signed_in(demo, "admin")

        async def many() -> bool:
            return len({it["language"] for it in await texts(admin)} - {None}) >= 3

        await until(many)
        await until(lambda: _timelines(admin, _has_photo))
        await until(lambda: _timelines(admin, _answered_by_an_agent))
    finally:
        await asyncio.to_thread(demo.stop)


async def _timelines(browser: Browser, holds: Callable[[Shape], bool]) -> bool:
    for conversation in await texts(browser):
        if any(holds(entry) for entry in await browser.timeline(conversation["id"])):
            return True
    return False


def _has_photo(entry: Shape) -> bool:
    return entry["direction"] == "in" and any(
        file["content_type"] == "image/png" for file in entry["attachments"]
    )


def _answered_by_an_agent(entry: Shape) -> bool:
    delivered = (entry["delivery"] or {}).get("state") == "delivered"
    return entry["direction"] == "out" and entry["author"]["type"] == "agent" and delivered
