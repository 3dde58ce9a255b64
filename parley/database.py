"""Opens the database that the settings name: a MongoDB, or the embedded one in the data folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from conversations.clock import Clock
from parley.keys import Keys
from parley.settings import Settings
from storage.client import Client, Database, connect, open_database
from storage.embedded import LOCK_WAIT_S, EmbeddedServer, FolderInUse, uri_of_running
from storage.secrets import FernetCipher
from storage.stores import Stores, open_stores


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """A connected client with Parley's database, and the embedded server if that is what runs."""

    client: Client
    database: Database
    embedded: EmbeddedServer | None


@asynccontextmanager
async def opened(
    settings: Settings, *, lock_wait_s: float = LOCK_WAIT_S
) -> AsyncIterator[OpenDatabase]:
    """Open it for the time of the context; an embedded server is started before and stopped after.

    ``lock_wait_s`` is how long another Parley may take to let the data folder go.
    Raises the embedded server's `FolderInUse`, `EmbeddedMissing` and `Unavailable`.
    """
    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is not None:
            embedded, uri = None, settings.mongodb_uri.get_secret_value()
        else:
            embedded = await stack.enter_async_context(
                EmbeddedServer(settings.data, lock_wait_s=lock_wait_s)
            )
            uri = embedded.uri
        client = await stack.enter_async_context(connect(uri))
        yield OpenDatabase(client, open_database(client, settings.database), embedded)


@asynccontextmanager
async def opened_beside(settings: Settings) -> AsyncIterator[OpenDatabase]:
    """As :func:`opened`; but if a Parley runs on the data folder, use its embedded database."""
    async with AsyncExitStack() as stack:
        try:
            opening = await stack.enter_async_context(opened(settings, lock_wait_s=0))
        except FolderInUse:
            uri = await asyncio.to_thread(uri_of_running, settings.data)
            if uri is None:
                raise
            client = await stack.enter_async_context(connect(uri))
            opening = OpenDatabase(client, open_database(client, settings.database), None)
        yield opening


@asynccontextmanager
async def opened_stores(
    settings: Settings, keys: Keys, clock: Clock, *, beside: bool = False
) -> AsyncIterator[Stores]:
    """Open the database, migrate it, and return its repositories; ``beside`` a running Parley if
    there is one.

    What waits to be written is written at the end. Raises what :func:`opened` does, and TooNew.
    """
    async with opened_beside(settings) if beside else opened(settings) as opening:
        stores = await open_stores(
            opening.client, settings.database, cipher=FernetCipher(keys.encryption), clock=clock
        )
        try:
            yield stores
        finally:
            await stores.close()
