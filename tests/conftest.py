"""Fixtures and rules for every test.

- A call that blocks the event loop fails the test (`blockbuster`).
- A peer that a test needs (`require_peer`) is skipped where it is missing, and is a failure
  where `REQUIRE_PEERS=1` says that it has to be there.
- `mongo` gives each test a database of its own, on `MONGODB_URI` or on an embedded server that
  all tests of a process share.
- Tests run in several processes at once, and those marked `alone` with nothing beside them
  (`side_by_side.py`); one that hangs is ended and says where (`hanging.py`).
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from pymongo import AsyncMongoClient, MongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

# What libraries do on the loop once, at a start, and cheaply: (end of the file's name, function).
MAY_BLOCK = (
    ("pymongo/pool_options.py", "get_container_env_info"),  # looks for /.dockerenv per client
    ("redis/utils.py", "get_lib_version"),  # reads its own version per connection pool
    ("importlib/metadata/__init__.py", "version"),  # a package's version
)

pytest_plugins = ("tests.side_by_side", "tests.hanging")

Document = dict[str, Any]  # what the driver itself gives and takes

START_DEADLINE_S = 20.0
STOP_DEADLINE_S = 10.0

ROOMS = (
    "agent_console",
    "connectors",
    "conversations",
    "parley",
    "router",
    "sentiment",
    "storage",
)

RequirePeer = Callable[[str], str]

TURNS = ("alone", "", "faults", "browser")
"""Marks of tests in the order in which they come; most have none of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put quick tests first, those that break things after them, and browsers last.

    Those that measure time begin: beside them are quick tests then, which end soon.
    The browsers' must be last: Playwright's synchronous API keeps an event loop running in this
    thread until the session ends, and no asynchronous test can run beside it.
    """
    items.sort(key=_turn)  # stable: tests that share a fixture stay together


def _turn(item: pytest.Item) -> int:
    turns = [TURNS.index(mark.name) for mark in item.iter_markers() if mark.name in TURNS]
    return max(turns, default=TURNS.index(""))


@pytest.fixture(scope="session")
def require_peer() -> RequirePeer:
    """Return a peer program's path; where it is missing, skip, or fail with `REQUIRE_PEERS=1`."""

    def find(program: str) -> str:
        found = shutil.which(program)
        if found is not None:
            return found
        reason = f"{program} is not installed; .ci/run shows the package it comes in"
        if os.environ.get("REQUIRE_PEERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

    return find


@pytest.fixture(autouse=True)
def no_blocking_calls() -> Iterator[None]:
    """Fail a test in which our own code blocks the event loop.

    Only a call that has one of our rooms on its stack is caught: what a test does for itself
    (reading a file, starting a peer) and what a library does at import is not our server's loop.
    """
    with blockbuster_ctx(scanned_modules=[room for room in ROOMS if find_spec(room)]) as detector:
        for blocking in detector.functions.values():
            for filename, function in MAY_BLOCK:
                blocking.can_block_in(filename, function)
        yield


@dataclass(frozen=True)
class MongoServer:
    """A running MongoDB or stand-in: where it is, and whether it is the embedded one."""

    uri: str
    embedded: bool


PORTS = range(10_000, 32_000)
"""Where servers of tests listen: below the ports that systems give to whoever asks for any and to
outgoing connections, so that nobody is given one before its server listens or while it is down."""

_ports = itertools.cycle(PORTS)
# Each process begins somewhere else: several that count on from one place would meet.
next(itertools.islice(_ports, random.randrange(len(PORTS)), None))


def free_port() -> int:
    """Return a loopback port that nobody listens on, and that was not returned before."""
    for port in itertools.islice(_ports, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("there is no free port on 127.0.0.1")


def _wait_until_ready(uri: str, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        with (
            suppress(PyMongoError),
            MongoClient[Document](uri, serverSelectionTimeoutMS=500) as client,
        ):
            client.admin.command("ping")
            return
    pytest.fail(f"the embedded database did not start; its log:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """The server that `MONGODB_URI` names, else one embedded server for this process's tests."""
    named = os.environ.get("MONGODB_URI")
    if named:
        yield MongoServer(named, embedded=False)
        return
    folder = tmp_path_factory.mktemp("mongo")
    log = folder / "server.log"
    port = free_port()
    uri = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    command = [sys.executable, "-m", "secantus", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--storage-path", str(folder / "data")]
    with log.open("wb") as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(uri, child, log)
        yield MongoServer(uri, embedded=True)
    finally:
        child.terminate()
        try:
            child.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@pytest.fixture
def mongo_uri(mongo_server: MongoServer) -> str:
    """The URI of the server, for code that connects by itself (with `database_name`)."""
    return mongo_server.uri


@pytest.fixture(scope="session")
def mongo_broom(mongo_server: MongoServer) -> Iterator[MongoClient[Document]]:
    """A client that stays connected, to drop what tests leave behind."""
    with MongoClient[Document](mongo_server.uri) as client:
        yield client


def end_what_was_left_open(uri: str) -> None:
    """Let the embedded server of tests end the transactions of processes that a test has killed.

    A server does that by itself, but after a minute only. MongoDB is left alone: other tests may
    use it at the same time, and lose what they are doing.
    """
    if not os.environ.get("MONGODB_URI"):
        with MongoClient[Document](uri) as client:
            client.admin.command("killAllSessions", [])


@pytest.fixture
def database_name(mongo_server: MongoServer, mongo_broom: MongoClient[Document]) -> Iterator[str]:
    """A database name of this test's own; the database is dropped afterwards."""
    name = f"parley_test_{uuid.uuid4().hex[:12]}"
    yield name
    if mongo_server.embedded:  # a transaction left open would hold the dropping up, for ever
        mongo_broom.admin.command("killAllSessions", [])
    mongo_broom.drop_database(name)


@pytest.fixture
async def mongo(
    mongo_server: MongoServer, database_name: str
) -> AsyncIterator[AsyncDatabase[Document]]:
    """An empty database with the write concern that Parley uses, for this test only."""
    async with AsyncMongoClient[Document](
        mongo_server.uri, w="majority", journal=True, tz_aware=True
    ) as client:
        yield client[database_name]
