"""Roles apart: two web processes, a worker and the connectors, sharing Redis and the database."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MongoServer, RequirePeer, free_port
from tests.running.apart import Apart
from tests.running.parley_process import ParleyProcess, running_demo

REDIS_DEADLINE_S = 10.0


@pytest.fixture
def redis_url(require_peer: RequirePeer, tmp_path: Path) -> Iterator[str]:
    """A Redis of this test's own."""
    port = free_port()
    with (tmp_path / "redis.log").open("wb") as log:
        child = subprocess.Popen(
            [
                require_peer("redis-server"),
                "--port",
                str(port),
                "--save",
                "",
                "--bind",
                "127.0.0.1",
            ],
            stdout=log,
            cwd=tmp_path,
        )
    deadline = time.monotonic() + REDIS_DEADLINE_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < deadline, (tmp_path / "redis.log").read_text()
        time.sleep(0.02)
    yield f"redis://127.0.0.1:{port}/0"
    child.terminate()
    child.wait(REDIS_DEADLINE_S)


@pytest.fixture(scope="module")
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """A demo for the tests of one file, with as many words as a visitor likes."""
    folder = tmp_path_factory.mktemp("parley")
    with running_demo(folder, PARLEY_VISITOR_MESSAGES_PER_MINUTE="200") as process:
        yield process


@pytest.fixture
def apart(
    mongo_server: MongoServer, database_name: str, redis_url: str, tmp_path: Path
) -> Iterator[Apart]:
    """Nothing started yet, but an admin who can sign in."""
    made = Apart(tmp_path, mongo_server.uri, database_name, redis_url)
    made.create_admin()
    yield made
    made.stop()
