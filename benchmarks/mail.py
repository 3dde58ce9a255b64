"""Mail: from an IMAP server to the timeline, against parsing alone; and memory with a large one.

The mails lie in the server's mailbox at once, as after a night. The IMAP server is the sandbox's,
which costs next to nothing, and a real Dovecot where one is installed. Each is fetched from by a
Parley of its own, in a process of its own, with an embedded database of its own.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.mail_server import ADDRESS, PASSWORD
from benchmarks.processes import Server, cpu_s, started, until_idle
from benchmarks.table import Row
from connectors.email.parsing.read import parse
from sandbox.mail import MailHost
from tests.running.dovecot import running_dovecot
from tests.running.mixed_mail import heap

MAILS = 500
LARGE = 25 * 1024 * 1024
"""The size of the large mail as it is sent: its attachment is a quarter smaller."""
DEADLINE_S = 45.0
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Postbox:
    """An IMAP server's mailbox that mails can be put into."""

    name: str
    port: int
    fill: Callable[[Sequence[bytes]], None]
    """Puts mails in. It may block."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one server's round came to: mails a second, seconds of a core that a mail took of Parley
    and of the database, and bytes of memory before the large mail and at most."""

    name: str
    rate: float
    cpu_s: tuple[float, float]
    before: int
    peak: int
    large_s: float


async def measure(folder: Path) -> list[Row]:
    """Fetch from each server in turn, with the parsing alone before and after."""
    mails = heap(MAILS)
    large = _large_mail()
    alone = [_parses(mails)]
    found = []
    for box in (_sandbox, _dovecot) if shutil.which("dovecot") else (_sandbox,):
        async with box() as postbox:
            found.append(await _fetched(folder / postbox.name.lower(), postbox, mails, large))
    alone.append(_parses(mails))
    return [*_rates(found, sum(alone) / len(alone)), _cost(found[0]), *_memory(found[0])]


def _rates(found: Sequence[Fetched], alone: float) -> list[Row]:
    return [
        Row(
            what=f"mail, from {one.name} to the timeline",
            measured=one.rate,
            unit="messages/s",
            against="parsing alone, one thread",
            reference=alone,
            ratio=one.rate / alone,
        )
        for one in found
    ]


def _cost(one: Fetched) -> Row:
    ours, database = one.cpu_s
    return Row(
        what="mail: a core's time for each, tags and all",
        measured=ours * 1e3,
        unit="ms",
        against="the database's",
        reference=database * 1e3,
        ratio=ours / database,
    )


def _memory(one: Fetched) -> list[Row]:
    return [
        Row(
            what=f"memory of Parley at most, with a mail of {LARGE // MIB} MB",
            measured=one.peak / MIB,
            unit="MiB",
            against="just before it",
            reference=one.before / MIB,
            ratio=one.peak / one.before,
        ),
        Row(
            what=f"a mail of {LARGE // MIB} MB, from the sandbox to the timeline",
            measured=one.large_s,
            unit="s",
        ),
    ]


async def _fetched(folder: Path, postbox: Postbox, mails: Sequence[bytes], large: bytes) -> Fetched:
    told = "--imap-port", str(postbox.port)
    async with (
        started(folder, "benchmarks.mail_server", *told) as (server, pids),
        aiohttp.ClientSession() as http,
    ):
        await until_idle(pids)
        used = [cpu_s(pid) for pid in pids]
        taken = await _until_there(http, server, postbox, mails, len(mails))
        await until_idle(pids)
        each = [(cpu_s(pid) - s) / len(mails) for pid, s in zip(pids, used, strict=True)]
        before = server.resident()
        server.forget_peak()
        large_s = await _until_there(http, server, postbox, [large], len(mails) + 1)
        return Fetched(
            name=postbox.name,
            rate=len(mails) / taken,
            cpu_s=(each[0], each[1]),
            before=before,
            peak=server.peak(),
            large_s=large_s,
        )


async def _until_there(
    http: aiohttp.ClientSession,
    server: Server,
    postbox: Postbox,
    mails: Sequence[bytes],
    expected: int,
) -> float:
    """Seconds from the moment that mails lie in the mailbox until all have come to their end."""
    await asyncio.to_thread(postbox.fill, mails)
    begun = time.perf_counter()
    ended = 0
    while time.perf_counter() - begun < DEADLINE_S:
        async with http.get(f"{server.url}/bench/mail") as answer:
            ended = (await answer.json())["ended"]
        if ended >= expected:
            return time.perf_counter() - begun
        await asyncio.sleep(0.05)
    log = server.log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{ended} of {expected} mails after {DEADLINE_S:.0f} s:\n{log}")


def _parses(mails: Sequence[bytes]) -> float:
    """Mails that are parsed a second."""
    begun = time.perf_counter()
    for raw in mails:
        parse(raw)
    return len(mails) / (time.perf_counter() - begun)


@asynccontextmanager
async def _sandbox() -> AsyncIterator[Postbox]:
    async with MailHost(password=PASSWORD) as host:
        loop = asyncio.get_running_loop()

        def fill(mails: Sequence[bytes]) -> None:
            async def put_in() -> None:
                for raw in mails:
                    host.shop.inbox.add(raw)

            asyncio.run_coroutine_threadsafe(put_in(), loop).result()

        yield Postbox("sandbox", host.imap_port, fill)


@asynccontextmanager
async def _dovecot() -> AsyncIterator[Postbox]:
    program = shutil.which("dovecot")
    assert program is not None
    with running_dovecot(program, {ADDRESS: PASSWORD}) as dovecot:

        def fill(mails: Sequence[bytes]) -> None:
            for raw in mails:
                dovecot.deliver(ADDRESS, raw)

        yield Postbox("Dovecot", dovecot.port, fill)


def _large_mail() -> bytes:
    head = (
        f"From: customer@customers.example\r\nTo: {ADDRESS}\r\nSubject: The film of it\r\n"
        "Message-ID: <large@customers.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt flickers, see the film.\r\n"
        "--b\r\nContent-Type: video/mp4; name=film.mp4\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    film = base64.encodebytes(os.urandom(LARGE * 57 // 78)).replace(b"\n", b"\r\n")
    return head + film + b"--b--\r\n"
