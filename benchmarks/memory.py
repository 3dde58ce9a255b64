"""Memory of an idle console socket, against one of a bare python-socketio server."""

from __future__ import annotations

import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import socketio

from benchmarks.load import NAMESPACE, signed_in
from benchmarks.processes import Server, started, until_idle
from benchmarks.table import Row

SOCKETS = 200
FIRST = 20
"""Sockets that are there before anything is measured: what is made once is made for them."""
ROUNDS = 3


async def measure(folder: Path) -> list[Row]:
    """Start both servers anew in every round."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(ROUNDS):
        async with started(folder / f"bare-{number}", "benchmarks.mix_server") as (server, _):
            bare.append(await _each(server, {}))
        place = folder / f"parley-{number}"
        async with started(place, "benchmarks.parley_server", "--role", "web") as (server, _):
            ours.append(await _each(server, await signed_in(server.url)))
    measured, reference = statistics.median(ours), statistics.median(bare)
    return [
        Row(
            what=f"memory of an idle console socket ({SOCKETS} of them)",
            measured=measured / 1024,
            unit="KiB",
            against="bare python-socketio",
            reference=reference / 1024,
            ratio=measured / reference,
            at_most=1.5,
        )
    ]


async def _each(server: Server, headers: dict[str, str]) -> float:
    """Bytes that a socket takes of the server's memory."""
    async with _sockets(server.url, FIRST, headers):
        await until_idle([server.pid])
        before = server.resident()
        async with _sockets(server.url, SOCKETS, headers):
            await until_idle([server.pid])
            return (server.resident() - before) / SOCKETS


@asynccontextmanager
async def _sockets(url: str, count: int, headers: dict[str, str]) -> AsyncIterator[None]:
    clients = [socketio.AsyncClient(reconnection=False, handle_sigint=False) for _ in range(count)]
    try:
        for client in clients:
            await client.connect(
                url,
                namespaces=[NAMESPACE],
                transports=["websocket"],
                headers=dict(headers),  # the client takes the cookie out of what it is given
            )
        yield
    finally:
        for client in clients:
            await client.disconnect()
