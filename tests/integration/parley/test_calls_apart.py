"""A call while the roles run apart: Twilio asks one process, another routes, a third dials."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from connectors.voice.paths import Addresses
from conversations.clock import new_id
from sandbox.twilio import Account, Person, PhoneNumber, TwilioSandbox, VoicePace
from sandbox.twilio.voice.phones import Phone
from tests.conftest import free_port
from tests.running import asking
from tests.running.apart import ADMIN, PASSWORD, Apart, set_up
from tests.running.browser import Browser, sign_in
from tests.running.line import Line
from tests.running.parley_process import ParleyProcess
from tests.running.twilio_check import TwilioCheck

pytestmark = [pytest.mark.peers, pytest.mark.timeout(120)]

OURS, THEIRS, DESK = "+15550100200", "+12025550143", "+493023125001"
DEADLINE_S = 20.0
SOON_S = 3.0
"""What another process commits is known within a second; the rest is for a busy machine."""
TAKE_OVER_S = 45.0
"""A call's lease (20 s), a third of it until it is asked for again, and a busy machine."""

until = partial(asking.until, deadline_s=DEADLINE_S)


@dataclass
class Shop:
    """A web process, a worker and the lines to the outside, and an agent with a desk phone."""

    apart: Apart
    twilio: TwilioSandbox
    account: Account
    connectors: ParleyProcess
    agent: Browser
    line: Line
    inbox: dict[str, Any]

    @property
    def desk(self) -> Phone:
        return self.twilio.phone(DESK)

    async def accepts(self) -> str:
        """Take the next offer; its conversation."""
        offer = await self.line.next("offer", within_s=DEADLINE_S)
        answer = await self.line.call("accept", {"offer": offer["id"]})
        assert answer["conversation"]["state"] == "active", answer
        return str(offer["conversation"]["id"])

    async def orders(self, conversation: str, action: str, **fields: str) -> None:
        """Ask something of a call by REST."""
        body = {"id": new_id(), "action": action, **fields}
        await self.agent.post(f"/conversations/{conversation}/call", body)

    async def state(self, conversation: str) -> str:
        shown = (await self.agent.get(f"/conversations/{conversation}"))["call"]
        return str(shown["state"])

    async def until_is(self, conversation: str, state: str, within_s: float = DEADLINE_S) -> None:
        async def so() -> bool:
            return await self.state(conversation) == state

        await asking.until(so, deadline_s=within_s)


async def started(apart: Apart, *roles: str) -> list[ParleyProcess]:
    made = [apart.process(role) for role in roles]
    for process in made:
        await asyncio.to_thread(process.wait_until_ready)
    return made


@pytest.fixture
async def shop(apart: Apart) -> AsyncIterator[Shop]:
    apart.public_port = free_port()
    web, connectors, _ = await started(apart, "web", "connectors", "worker")
    team = await set_up(web.url)
    admin = await sign_in(web.url, ADMIN, PASSWORD)
    [queue] = [it for it in (await admin.get("/queues"))["items"] if it["name"] == "Support"]
    check, account, pace = TwilioCheck(), Account(), VoicePace(network=0.05)
    async with TwilioSandbox(
        account=account, voice_pace=pace, middlewares=[check.middleware]
    ) as twilio:
        settings = {"account_sid": account.sid, "number": OURS, "api_base": twilio.url}
        inbox = await admin.post(
            "/inboxes",
            {
                "name": "Telephone",
                "channel": "voice",
                "queue_id": queue["id"],
                "settings": settings,
                "secrets": {"auth_token": account.auth_token},
            },
        )
        url = Addresses(web.url, inbox["public_key"])
        account.add_number(
            PhoneNumber(
                number=OURS,
                voice_url=url(),
                voice_fallback_url=url("again"),
                status_callback=url("status"),
            )
        )
        chosen = await team.agent.ask("PUT", "/me/phone", {"device": "phone", "address": DESK})
        assert chosen.status == 200, chosen
        line = await team.agent.line()
        try:
            await line.call("presence", {"state": "available"})
            yield Shop(apart, twilio, account, connectors, team.agent, line, inbox)
        finally:
            await line.close()
        assert twilio.complaints == []
    assert check.violations == []


async def within(name: str, limit_s: float, what: Awaitable[Any]) -> Any:
    """What comes of it, which must not take longer."""
    began = time.monotonic()
    found = await what
    assert time.monotonic() - began < limit_s, name
    return found


async def picks_up(shop: Shop, conversation: str, caller: Person) -> Person:
    """The desk phone rings and is answered, and both hear each other."""
    desk: Person = await within("dialled", SOON_S, shop.desk.ringing())
    desk.answer()
    await within("together", SOON_S, caller.until(caller.talking))
    await shop.until_is(conversation, "talking")
    return desk


async def test_a_call_runs_through_three_processes(shop: Shop) -> None:
    caller = await shop.twilio.call(THEIRS, OURS)
    conversation = await within("offered", 2 * SOON_S, shop.accepts())
    desk = await picks_up(shop, conversation, caller)
    caller.say("Where is my order?")
    await desk.until_hears("Where is my order?")

    await shop.orders(conversation, "hold")
    await within("held", SOON_S, caller.until(caller.on_hold))
    await shop.until_is(conversation, "on_hold")
    await shop.orders(conversation, "resume")
    await within("resumed", SOON_S, caller.until(lambda: not caller.on_hold()))
    await shop.orders(conversation, "hang_up")
    await within("hung up", SOON_S, caller.until_ended())
    await desk.until_ended()
    await shop.until_is(conversation, "wrap_up")
    await shop.orders(conversation, "wrap_up", disposition="", note="On its way.")
    assert (await shop.agent.get(f"/conversations/{conversation}"))["state"] == "resolved"
    assert len(shop.twilio.voice.exchange.legs) == 2  # nobody was dialled twice


async def test_the_process_that_leads_the_call_is_killed(shop: Shop) -> None:
    caller = await shop.twilio.call(THEIRS, OURS)
    conversation = await shop.accepts()
    desk = await picks_up(shop, conversation, caller)
    shop.connectors.kill()
    caller.say("Are you there?")
    await desk.until_hears("Are you there?")  # they go on speaking meanwhile
    await shop.orders(conversation, "hold")
    [other] = await started(shop.apart, "connectors")
    await within("picked up", TAKE_OVER_S, caller.until(caller.on_hold, TAKE_OVER_S))
    await shop.orders(conversation, "hang_up")
    await within("hung up", SOON_S, caller.until_ended())
    await desk.until_ended()
    assert len(shop.twilio.voice.exchange.legs) == 2
    assert other.is_ready()
