"""Rooms shared through Redis: what another process commits reaches the sockets of this one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import socketio

from agent_console.console import Console
from agent_console.services import ConsoleSettings
from agent_console.sockets import SOCKETS, Fanout
from agent_console.sockets.registry import CONSOLE, conversation_of
from conversations.alerts import Alert, AlertKind
from conversations.events import AlertRaised, Committed
from tests.conftest import RequirePeer, free_port
from tests.integration.agent_console.conftest import Company

pytestmark = [pytest.mark.peers, pytest.mark.timeout(30)]


@pytest.fixture
async def redis_url(require_peer: RequirePeer, tmp_path: Path) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        require_peer("redis-server"), "--port", str(port), "--save", "", "--dir", str(tmp_path),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(5):
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.01)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    await process.wait()


@pytest.fixture
def settings(settings: ConsoleSettings, redis_url: str) -> ConsoleSettings:
    return replace(settings, redis_url=redis_url)


@pytest.fixture
async def elsewhere(redis_url: str) -> AsyncIterator[Any]:
    """What a process without sockets emits through."""
    manager = socketio.AsyncRedisManager(redis_url, write_only=True)
    yield manager
    await manager.redis.aclose()


async def test_a_worker_reaches_the_sockets(company: Company, elsewhere: Any) -> None:
    line = await (await company.browser("agnes")).socket()
    await line.next("hello")
    conversation = await company.say("Shop", "v1")
    await line.call("open", {"conversation": conversation.id})
    room = conversation_of(conversation.id)
    while not line.seen("entry"):  # the subscription at Redis may still be on its way
        await elsewhere.emit("entry", {"seq": 99}, namespace=CONSOLE, room=[room])
        await asyncio.sleep(0.02)
    assert line.seen("entry")[0] == {"seq": 99}


async def test_who_lost_it_leaves_the_room_by_another_process_too(
    company: Company, elsewhere: Any
) -> None:
    line = await (await company.browser("agnes")).socket()
    await line.next("hello")
    conversation = await company.say("Shop", "v1")
    await line.call("open", {"conversation": conversation.id})
    # The fan-out of a worker: the same console, but its emitter only writes to Redis.
    worker = Fanout(Console(company.services), elsewhere)
    bank = company.queues["Bank"]
    moved = replace(
        conversation,
        queue=replace(conversation.inbox, id=bank.id, name=bank.name),
        version=conversation.version + 1,
    )
    server = company.server.app[SOCKETS]
    room = conversation_of(conversation.id)
    async with asyncio.timeout(5):
        while list(server.manager.get_participants(CONSOLE, room)):
            await worker.on_event(Committed(conversation=moved, before=conversation, entries=()))
            await asyncio.sleep(0.02)
    await elsewhere.emit("entry", {"seq": 100}, namespace=CONSOLE, room=[room])
    await elsewhere.emit(
        "settings", {"kind": "x"}, namespace=CONSOLE, room=["user:" + _id(company)]
    )
    await line.next("settings")
    assert {"seq": 100} not in line.seen("entry")


async def test_an_alert_of_a_worker_reaches_the_supervisors_sockets(
    company: Company, elsewhere: Any
) -> None:
    sue = await (await company.browser("sue")).socket()
    agnes = await (await company.browser("agnes")).socket()
    for line in (sue, agnes):
        await line.next("hello")
    worker = Fanout(Console(company.services), elsewhere)
    alert = Alert(
        id="a1",
        kind=AlertKind.MOOD_WORSENED,
        at=company.clock.now(),
        queue_id=company.queues["Shop"].id,
    )
    while not sue.seen("alert"):  # the subscription at Redis may still be on its way
        await worker.on_event(AlertRaised(alert=alert))
        await asyncio.sleep(0.02)
    assert sue.seen("alert")[0]["queue"]["name"] == "Shop"
    assert agnes.seen("alert") == []


def _id(company: Company) -> str:
    return company.users["agnes"].id
