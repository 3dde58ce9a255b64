"""What is told to whom, and clients that do not listen."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

import aiohttp
import pytest
from engineio.packet import MESSAGE, Packet

from agent_console.services import ConsoleSettings
from agent_console.sockets import SOCKETS
from agent_console.sockets.registry import CONSOLE, Registry, conversation_of
from agent_console.sockets.server import make_server
from tests.integration.agent_console.conftest import Company

DEADLINE_S = 5.0


async def test_lists_hear_of_their_queues_only(company: Company) -> None:
    agnes = await (await company.browser("agnes")).socket()
    bert = await (await company.browser("bert")).socket()
    ada = await (await company.browser("ada")).socket()
    for line in (agnes, bert, ada):
        await line.next("hello")
    shop = await company.say("Shop", "v1")
    bank = await company.say("Bank", "v2")
    for line, ids in ((agnes, {shop.id}), (bert, {bank.id}), (ada, {shop.id, bank.id})):
        for _ in ids:
            assert (await line.next("conversation", lambda c: c["seq"] == 2))["id"] in ids
    await company.say("Shop", "v1", "again")
    await ada.next("conversation", lambda c: c["id"] == shop.id)
    assert {c["id"] for c in bert.seen("conversation")} <= {bank.id}
    # Entries go to those only who have the conversation open.
    assert [line.seen("entry") for line in (agnes, bert, ada)] == [[], [], []]


async def test_the_wallboard_is_pushed_to_those_who_may_see_it(company: Company) -> None:
    sue = await (await company.browser("sue")).socket()
    agnes_browser = await company.browser("agnes")
    agnes = await agnes_browser.socket()
    await sue.next("hello")
    await agnes.next("hello")
    await company.say("Shop", "v1")
    stats = await sue.next("queue", lambda q: q["waiting"] == 1)
    assert stats["queue"]["name"] == "Shop"
    await agnes.call("presence", {"state": "available"})
    seat = await sue.next("agent", lambda s: s["presence"] == "available")
    assert seat["agent"]["name"] == "agnes"
    await agnes.next("agent", lambda s: s["presence"] == "available")
    assert agnes.seen("queue") == []
    board = await (await company.browser("sue")).call("GET", "/api/v1/wallboard")
    assert board["queues"][0]["agents"]["available"] == 1


async def test_watching_and_writing(company: Company) -> None:
    conversation = await company.say("Shop", "v1")
    agnes = await (await company.browser("agnes")).socket()
    sue = await (await company.browser("sue")).socket()
    for line in (agnes, sue):
        await line.next("hello")
        await line.call("open", {"conversation": conversation.id})
    both = await agnes.next("watching", lambda w: len(w["agents"]) == 2)
    assert [agent["name"] for agent in both["agents"]] == ["agnes", "sue"]
    await sue.call("typing", {"conversation": conversation.id, "on": True})
    writing = await agnes.next("watching", lambda w: any(a["writing"] for a in w["agents"]))
    assert [a["name"] for a in writing["agents"] if a["writing"]] == ["sue"]
    await sue.client.disconnect()
    await agnes.next("watching", lambda w: len(w["agents"]) == 1)


async def test_the_last_socket_makes_the_seat_vanish_and_the_next_brings_it_back(
    company: Company,
) -> None:
    browser = await company.browser("agnes")
    first, second = await browser.socket(), await browser.socket()
    await first.next("hello")
    await first.call("presence", {"state": "available"})
    sue = await (await company.browser("sue")).socket()
    await sue.next("hello")
    await first.client.disconnect()
    await second.call("heartbeat")
    seat = await company.stores.seats.seat(company.users["agnes"].id)
    assert seat.vanished_at is None
    await second.client.disconnect()
    gone = await sue.next("agent", lambda s: s["vanished_at"] is not None)
    assert gone["agent"]["name"] == "agnes"
    third = await browser.socket()
    assert (await third.next("hello"))["presence"]["vanished_at"] is None
    await sue.next("agent", lambda s: s["vanished_at"] is None)


async def test_snapshot_and_events_equal_a_fresh_read(company: Company) -> None:
    conversation = await company.say("Shop", "v1")
    browser = await company.browser("agnes")
    line = await browser.socket()
    await line.next("hello")
    opened = await line.call("open", {"conversation": conversation.id})
    path = f"/api/v1/conversations/{conversation.id}"
    for name, body in (
        ("take", {}),
        ("note", {"text": "careful"}),
        ("labels", {"add": ["vip"]}),
        ("priority", {"priority": "high"}),
        ("correct", {"seq": 2, "kind": "sentiment", "value": "negative"}),
        ("reply", {"text": "On its way"}),
        ("pending", {}),
        ("resolve", {}),
        ("reopen", {}),
    ):
        await browser.call("POST", f"{path}/{name}", {"id": str(uuid.uuid4()), **body})
    await company.say("Shop", "v1", "thank you")
    fresh = await browser.call("GET", path)
    last = await line.next("conversation", lambda c: c["version"] == fresh["version"])
    assert last == fresh
    await line.next("entry", lambda e: e["text"] == "thank you")
    entries = await browser.call("GET", f"{path}/entries?limit=200")
    assert [e["seq"] for e in entries["entries"]] == list(range(1, fresh["seq"] + 1))
    told = [*opened["entries"], *line.seen("entry")]
    assert {e["seq"] for e in told} >= set(range(1, fresh["seq"]))
    by_seq = {e["seq"]: e for e in entries["entries"]}
    corrected = {2}  # its tags are folded from the activity that points to it
    assert all(by_seq[e["seq"]] == e for e in told if e["seq"] not in corrected)


async def test_a_client_that_never_reads_is_cut_off(company: Company) -> None:
    """Guarantee 11: what waits for one socket is bounded, whatever happens in its rooms."""
    conversation = await company.say("Shop", "v1")
    browser = await company.browser("agnes")
    stuck, other = await browser.socket(), await browser.socket()
    for line in (stuck, other):
        await line.next("hello")
        await line.call("open", {"conversation": conversation.id})
    # The stuck one stops reading from its connection; the kernel's buffers fill, then ours.
    transport = stuck.client.eio.ws._response.connection.transport
    transport.pause_reading()
    server = company.server.app[SOCKETS]
    limit = company.services.settings.socket_packets
    room, peak = conversation_of(conversation.id), 0
    async with asyncio.timeout(DEADLINE_S):
        while server.eio.cut_off == 0:
            await server.emit("entry", {"text": "x" * 50_000}, namespace=CONSOLE, room=[room])
            await other.next("entry")
            peak = max([peak, *(it.queue.qsize() for it in server.eio.sockets.values())])
    assert peak <= limit
    async with asyncio.timeout(DEADLINE_S):
        while len(server.eio.sockets) > 1:  # noqa: ASYNC110 - Engine.IO tells nobody of it
            await asyncio.sleep(0)
    assert "error" not in await other.call("heartbeat")


async def test_nobody_holds_a_connection_without_saying_who_they_are(company: Company) -> None:
    url = company.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        await socket.receive()
        async with asyncio.timeout(DEADLINE_S):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                continue


def test_nothing_is_sent_to_everybody() -> None:
    server = make_server(Registry(), redis_url=None, packets=8, heartbeat_s=1.0)

    async def shout() -> None:
        await server.emit("entry", {}, namespace="/console")

    with pytest.raises(ValueError, match="everybody"):
        asyncio.run(shout())


async def test_queued_bytes_are_bounded_too() -> None:
    server = make_server(Registry(), redis_url=None, packets=1000, heartbeat_s=1.0)

    class Socket:
        def __init__(self) -> None:
            self.queue: asyncio.Queue[Packet] = asyncio.Queue()

    socket = Socket()
    for _ in range(20):
        socket.queue.put_nowait(Packet(MESSAGE, "x" * 1000))
    assert server.eio._too_slow(socket) is False
    for _ in range(20):
        socket.queue.put_nowait(Packet(MESSAGE, "x" * 300_000))
    assert server.eio._too_slow(socket) is True


@pytest.fixture
def settings(settings: ConsoleSettings) -> ConsoleSettings:
    return replace(settings, socket_packets=64, heartbeat_s=1.0)
