"""Database round trips of an inbound web chat message, with the connector joined as in a process.

The commands from the journal to the acknowledgement are counted, on a conversation that is open.
The mark that the journal is done with it is written later, for many messages at once.
"""

from __future__ import annotations

import statistics
from pathlib import Path

import socketio

from benchmarks.parley_server import INBOX, furnish, web_chat_payload
from benchmarks.table import Row
from conversations.clock import SystemClock, new_id
from parley import keys as key_files
from parley import logging
from parley.connecting import build_connections
from parley.core import build_core
from parley.routing import build_figures
from parley.settings import LogFormat, LogLevel, Settings
from storage.client import connect
from storage.command_log import CommandLog
from storage.embedded import EmbeddedServer
from storage.secrets import FernetCipher
from storage.stores import open_stores

MESSAGES = 20


async def measure(folder: Path) -> list[Row]:
    """Send messages one after the other and count."""
    output = logging.configure(LogLevel.WARNING, LogFormat.CONSOLE)
    try:
        counts = await _counts(folder)
    finally:
        output.close()
    return [
        Row(
            what="database round trips of an inbound message",
            measured=statistics.median(counts),
            unit="commands",
            at_most=6,
        )
    ]


async def _counts(folder: Path) -> list[int]:
    log, clock = CommandLog(), SystemClock()
    settings = Settings(data=folder)
    keys = key_files.load(settings)
    async with EmbeddedServer(folder) as server, connect(server.uri, event_listeners=[log]) as to:
        cipher = FernetCipher(keys.encryption)
        stores = await open_stores(to, "parley", cipher=cipher, clock=clock)
        core = build_core(stores, clock)
        await furnish(core)
        connections = await build_connections(
            core, settings, keys, await build_figures(core), lambda channel, outcome: None
        )
        connections.emitter.bind(socketio.AsyncServer(async_mode="aiohttp"))
        inbox = await stores.places.inbox(INBOX)
        counts = []
        for _ in range(MESSAGES):
            address, payload = web_chat_payload("visitor", "Where is my order?")
            with log.watching() as seen:
                await core.intake.accept(inbox, f"{address}/{new_id()}", payload)
            counts.append(len([it for it in seen if it != "update journal"]))
        await stores.close()
    return counts
