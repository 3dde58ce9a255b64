"""Several Parleys that all could see to the same call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent_console.services import ConsoleSettings
from connectors.twilio_account.client import TwilioApis
from connectors.voice.settings import SettingsBook
from connectors.voice.switchboard import Switchboard
from conversations.calls.call import CallState
from conversations.calls.commands import HangUp, HoldCall
from conversations.tasks import end
from parley.connecting import LateEmitter, build_house
from parley.core import build_core
from router.stats import Figures
from tests.running.call_house import KEY, CallHouse


@asynccontextmanager
async def another(house: CallHouse) -> AsyncIterator[Switchboard]:
    """The switchboard of another process, which hears of nothing but what is in the store."""
    core, apis = build_core(house.stores, house.clock), TwilioApis()
    console = ConsoleSettings(public_url=f"http://127.0.0.1:{house.port}", signing_key=KEY)
    theirs = build_house(core, console, Figures(), LateEmitter())
    switchboard = Switchboard(theirs, SettingsBook(), apis)
    job = asyncio.create_task(switchboard.run())
    try:
        yield switchboard
    finally:
        await end(job)
        await apis.close()


async def swept(*switchboards: Switchboard) -> None:
    for switchboard in switchboards:
        await switchboard.sweep()
        while switchboard.under_way:
            await asyncio.wait(switchboard.under_way)


async def test_one_of_them_does_the_work(house: CallHouse) -> None:
    async with another(house) as one, another(house) as two:
        caller = await house.call()
        ana = await house.agent("ana")
        await ana.accepts()
        ours = house.process.opened.switchboard
        await asyncio.gather(swept(one), swept(two), swept(ours))
        await ana.picks_up()
        for _ in range(3):
            await asyncio.gather(swept(one), swept(two), swept(ours))
            await house.time.advance(1)
        await house.until(caller.talking)
        await ana.does(HoldCall, on=True)
        for _ in range(3):
            await asyncio.gather(swept(one), swept(two), swept(ours))
            await house.time.advance(4)
        assert caller.on_hold()
        posts = house.requests("POST")
        assert len([each for each in posts if each.endswith("Participants.json")]) == 1
        assert len([each for each in posts if "/Calls/" in each]) == 1
        assert len([each for each in posts if "/Participants/" in each]) == 1


async def test_another_goes_on_when_one_has_died(house: CallHouse) -> None:
    house.complaints_allowed = True  # Twilio cannot reach the one that has died
    caller = await house.call()
    ana = await house.agent("ana")
    heard = await ana.takes()
    core = house.process.core
    desk, conversation = core.desk, house.conversation
    await house.kill()
    async with another(house) as other:
        await swept(other)
        command = HangUp(id="1" * 32, conversation_id=conversation.id)
        await desk.execute(ana.actor, command)  # by a process that leads no calls
        await swept(other)
        assert not caller.ended()  # the dead one's lease stands
        await house.time.advance(21)
        await swept(other)
        await swept(other)
        await caller.until_ended()
        await heard.until_ended()
    stored = await house.stores.router_reads.live_calls()
    assert [each.call.state for each in stored if each.call] == [CallState.WRAP_UP]
