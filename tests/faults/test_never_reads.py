"""Clients that ask and never read: they are cut off, and the server's memory stays bounded."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.running.browser import Browser, signed_in
from tests.running.console import Console
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.timeout(60)]

NOTES, NOTE = 50, "a long story " * 1500
"""Together about a megabyte, and the answer to one `open`."""
CLIENTS, ASKED = 4, 60
CUT_OFF_S = 20.0
CEILING = 120 * 1024 * 1024
"""More bytes of resident memory than before. Without a bound it would be twice as much."""


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    with running_demo(tmp_path) as process:
        yield process


async def test_the_memory_stays_bounded_and_others_are_served(parley: ParleyProcess) -> None:
    agent = await signed_in(parley)
    visitor = Visitor(parley.url, parley.demo["inboxes"][0]["key"])
    console = Console(agent)
    stay = [asyncio.create_task(visitor.run()), asyncio.create_task(console.run())]
    stuck: list[socket.socket] = []
    try:
        await console.insist("presence", {"state": "available"})
        await visitor.until_known()
        await visitor.say("hello")
        conversation = await console.accept_next()
        for _ in range(NOTES):
            note = {"id": str(uuid.uuid4()), "text": NOTE}
            await agent.post(f"/conversations/{conversation}/note", note)
        answer = await console.insist("open", {"conversation": conversation})
        volume = len(json.dumps(answer)) * ASKED * CLIENTS
        assert volume > 1.5 * CEILING
        before = _resident(parley)
        for _ in range(CLIENTS):
            stuck.append(await asyncio.to_thread(_connect, parley, agent))
        async with asyncio.timeout(CUT_OFF_S):
            while await _consoles(parley) < 1 + CLIENTS:
                await agent.get("/me")
        for client in stuck:
            await asyncio.to_thread(_ask, client, conversation)
        peak = before
        async with asyncio.timeout(CUT_OFF_S):
            while await _consoles(parley) > 1:
                await agent.get("/me")
                peak = max(peak, _resident(parley))
        assert "server_time" in await console.insist("heartbeat", {})
        assert peak - before < CEILING
        assert console.connections == 1
        for client in stuck:  # what the kernel still held of each, and then the end
            assert await asyncio.to_thread(_until_the_end, client) < volume / CLIENTS / 2
        assert await visitor.say("still there?") > 0
    finally:
        for client in stuck:
            client.close()
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)


async def _consoles(parley: ParleyProcess) -> int:
    """How many sockets of consoles the server believes to have."""
    async with aiohttp.ClientSession() as http, http.get(f"{parley.url}/metrics") as answer:
        told = re.search(r'^parley_sockets{namespace="/console"} (.+)$', await answer.text(), re.M)
    return int(float(told[1])) if told else 0


def _resident(parley: ParleyProcess) -> int:
    assert parley.process is not None
    pages = Path(f"/proc/{parley.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _connect(parley: ParleyProcess, agent: Browser) -> socket.socket:
    """Open a console's socket by hand (RFC 6455), with as little room to receive as can be."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", parley.port))
    key = base64.b64encode(os.urandom(16)).decode()
    client.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{parley.port}\r\n"
        f"Origin: {parley.url}\r\nCookie: {agent.cookie}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        "".encode()
    )
    _send(client, "40/console,")
    got = b""
    while b"42/console" not in got:  # hello
        chunk = client.recv(4096)
        assert chunk, got
        got += chunk
    return client


def _ask(client: socket.socket, conversation: str) -> None:
    try:
        for number in range(ASKED):
            _send(
                client, f'42/console,{number}["open",{json.dumps({"conversation": conversation})}]'
            )
    except (ConnectionError, TimeoutError):
        return  # cut off before everything was asked


def _send(client: socket.socket, text: str) -> None:
    payload, mask = text.encode(), os.urandom(4)
    length = bytes([0x80 | len(payload)])
    if len(payload) > 125:
        length = bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    client.sendall(b"\x81" + length + mask + masked)


def _until_the_end(client: socket.socket) -> int:
    """Read what is left and return how much it was; fail if the server keeps the line open."""
    received = 0
    try:
        while chunk := client.recv(65536):
            received += len(chunk)
    except ConnectionError:
        pass
    return received
