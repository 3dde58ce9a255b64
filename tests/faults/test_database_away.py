"""The database is away for some seconds: everybody is told so, and nothing is lost."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.faults.busy_visitors import crowd, until_acknowledged
from tests.running.browser import Answer, Browser, signed_in
from tests.running.line import Line
from tests.running.parley_process import ParleyProcess, running_demo

pytestmark = [pytest.mark.faults, pytest.mark.timeout(90)]

VISITORS, MESSAGES = 8, 12


@dataclass
class Database:
    """A server of the tests' own, so that nobody starts it again before the test does."""

    folder: Path
    port: int
    child: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def start(self) -> None:
        with (self.folder / "database.log").open("ab") as log:
            self.child = subprocess.Popen(
                [
                    *(sys.executable, "-m", "secantus", "--host", "127.0.0.1"),
                    *("--port", str(self.port), "--sync-on-commit"),
                    *("--storage-path", str(self.folder / "database")),
                ],
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        assert self.child is not None
        self.child.kill()
        self.child.wait(10)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path, free_port())
    made.start()
    yield made
    made.kill()


@pytest.fixture
def parley(tmp_path: Path, database: Database) -> Iterator[ParleyProcess]:
    settings = {"PARLEY_VISITOR_MESSAGES_PER_MINUTE": "600"}  # what is refused is sent again
    with running_demo(tmp_path, MONGODB_URI=database.uri, **settings) as process:
        yield process


async def test_everybody_is_told_and_nothing_is_lost(
    parley: ParleyProcess, database: Database
) -> None:
    agent = await signed_in(parley)
    line = await agent.line()
    visitors = crowd(parley.url, parley.demo["inboxes"][0]["key"], VISITORS, MESSAGES)
    progress = asyncio.Condition()
    try:
        await line.next("hello")
        async with asyncio.TaskGroup() as busy:
            for visitor in visitors:
                busy.create_task(visitor.run(progress))
            await until_acknowledged(visitors, VISITORS * MESSAGES // 3, progress)
            open_now = (await agent.get("/conversations?view=all&category=open"))["items"]
            await asyncio.to_thread(database.kill)
            before = sum(len(visitor.acknowledged) for visitor in visitors)
            await _all_say_so(agent, line, open_now[0]["id"])
            # At most what was on its way when the database was killed has been acknowledged since.
            acknowledged = sum(len(visitor.acknowledged) for visitor in visitors)
            assert acknowledged - before <= VISITORS
            assert parley.process is not None
            assert parley.process.poll() is None
            database.start()
        await asyncio.to_thread(parley.wait_until_ready)
        for visitor in visitors:
            timeline = await visitor.timeline()
            told = {e["text"]: e["seq"] for e in timeline if e["kind"] == "message"}
            assert told == visitor.acknowledged
            texts = Counter(e["text"] for e in timeline if e["kind"] == "message")
            assert max(texts.values()) == 1
        admin = await signed_in(parley, "admin")
        assert (await admin.get("/quarantine"))["items"] == []
    finally:
        await line.close()
        for visitor in visitors:
            await visitor.leave()


async def test_parley_stops_in_time_without_it(parley: ParleyProcess, database: Database) -> None:
    agent = await signed_in(parley)
    line = await agent.line()
    visitors = crowd(parley.url, parley.demo["inboxes"][0]["key"], VISITORS, 3)
    progress = asyncio.Condition()
    try:
        await line.next("hello")
        for visitor in visitors:
            await visitor.run(progress)
        await asyncio.to_thread(database.kill)
        # By grace, or at the end of its patience; it never stays.
        assert await asyncio.to_thread(parley.stop) in (0, 1)
    finally:
        await line.close()
        for visitor in visitors:
            await visitor.leave()


async def _all_say_so(agent: Browser, line: Line, conversation: str) -> None:
    """Reading, writing and readiness are answered 503 with Retry-After, a socket by its error."""
    note = {"id": str(uuid.uuid4()), "text": "never acknowledged"}
    *answers, by_socket = await asyncio.gather(
        agent.ask("GET", "/conversations?view=all"),
        agent.ask("POST", f"/conversations/{conversation}/note", note),
        agent.ask("GET", "/readyz", under=""),
        line.call("note", {"conversation": conversation, **note}, within_s=20),
    )
    for answer in answers:
        assert isinstance(answer, Answer)
        assert answer.status == 503, answer
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json["code"] == "unavailable"
    assert isinstance(by_socket, dict)
    assert by_socket["error"]["code"] == "unavailable"
