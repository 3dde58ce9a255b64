"""Servers in processes of their own: started, asked whether they are ready, watched, and ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from storage.embedded import EmbeddedServer

START_S = 40.0
STOP_S = 20.0
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class NotReady(RuntimeError):
    """A server did not answer in time; the message holds the end of what it wrote."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at ``url``; ``log`` holds what it wrote."""

    url: str
    pid: int
    log: Path

    def resident(self) -> int:
        """Bytes of memory that the process has in RAM (``VmRSS``, see proc(5))."""
        return self._status("VmRSS")

    def peak(self) -> int:
        """The most that it ever had there, or had since :meth:`forget_peak` (``VmHWM``)."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        """Let the peak be what is there now (``clear_refs``, see proc(5))."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def _status(self, name: str) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError(f"the kernel tells no {name}")


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(given: Mapping[str, str] = {}) -> dict[str, str]:
    """Our environment without any setting of Parley's, and with ``given``."""
    bare = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("PARLEY_") and key not in ("PORT", "MONGODB_URI", "REDIS_URL")
    }
    return {**bare, **given}


@asynccontextmanager
async def running(
    arguments: Sequence[str], *, port: int, log: Path, given: Mapping[str, str] = {}
) -> AsyncIterator[Server]:
    """Run ``python ARGUMENTS`` until it answers ``/readyz``, and end it behind us.

    Raises NotReady.
    """
    with log.open("ab") as output:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment(given),
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}", child.pid, log)
    try:
        await _until_ready(child, server)
        yield server
    finally:
        await _end(child)


@asynccontextmanager
async def started(
    folder: Path, module: str, *arguments: str
) -> AsyncIterator[tuple[Server, list[int]]]:
    """Run a server module on an embedded database of its own; gives it and both process ids."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    port = free_port()
    async with EmbeddedServer(folder) as database:
        told = ["--uri", database.uri, "--port", str(port), "--data", str(folder), *arguments]
        log = folder / "server.log"
        async with running(["-m", module, *told], port=port, log=log) as server:
            yield server, [server.pid, *([database.pid] if database.pid else [])]


async def _until_ready(child: asyncio.subprocess.Process, server: Server) -> None:
    deadline = time.monotonic() + START_S
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        while time.monotonic() < deadline and child.returncode is None:
            try:
                async with http.get(f"{server.url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.02)
    raise NotReady(server.log.read_text(errors="replace")[-2000:])


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), STOP_S)
    except TimeoutError:
        os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


async def until_idle(pids: Sequence[int], *, at_most_s: float = 20.0) -> bool:
    """Return True when processes and their children have used less than a tenth of a core for a
    while, False if they have not when time is up."""
    deadline = time.monotonic() + at_most_s
    window, share = 0.4, 0.1
    before = _cpu_s_of_each(pids)
    while time.monotonic() < deadline:
        await asyncio.sleep(window)
        now = _cpu_s_of_each(pids)
        # by process: one that has ended takes nothing of what the others used
        used = sum(taken - before.get(pid, 0.0) for pid, taken in now.items())
        if used < window * share:
            return True
        before = now
    return False


def _cpu_s_of_each(pids: Sequence[int]) -> dict[int, float]:
    found = {pid: cpu_s(pid) for pid in pids}
    for child in {each for pid in pids for each in children(pid)}.difference(found):
        with suppress(OSError):  # a child that has just ended
            found[child] = cpu_s(child)
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live (see proc(5))."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # a thread that has just ended
            found.update(map(int, (task / "children").read_text().split()))
    return sorted(found)


def cpu_s(pid: int) -> float:
    """Seconds of a core that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S
