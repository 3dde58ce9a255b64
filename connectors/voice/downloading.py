"""The sound of a recording on its way from Twilio into our store, by way of a file: it is too long
for the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import IO
from urllib.parse import urlsplit

from connectors.fetching import CHUNK, Fetcher, Login
from connectors.voice.trunk import Trunk

MAX_FILE = 512 * 1024 * 1024
"""Four and a half hours with two channels."""
FETCH_S = 300.0


async def download(trunk: Trunk, sid: str, into: IO[bytes]) -> None:
    """Fetch a recording's sound into a file: an hour of it has 115 MB. Raises AddressRefused,
    FetchFailed."""
    account, base = trunk.api.account, urlsplit(trunk.settings.api_base)
    stand_in = [base.hostname or ""] if base.scheme == "http" else []
    fetcher = Fetcher(also=[account.api_base], also_hosts=stand_in, total_s=FETCH_S)
    url = f"{account.api_base}/2010-04-01/Accounts/{account.sid}/Recordings/{sid}.wav"
    login = Login(origin=account.api_base, user=account.user, password=account.password)

    async def keep(chunk: bytes) -> None:
        await asyncio.to_thread(into.write, chunk)

    await fetcher.fetch_into(keep, url, max_bytes=MAX_FILE, login=login)


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """A file's content from its beginning."""
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, CHUNK):
        yield chunk
