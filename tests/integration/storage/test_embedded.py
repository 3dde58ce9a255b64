"""The embedded database: restarted when it dies, gone when we are, alone in its folder."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo.errors import PyMongoError

from conversations.clock import ManualClock
from storage import EmbeddedMissing, EmbeddedServer, FernetCipher, FolderInUse, open_stores
from storage.client import connect
from tests.integration.storage.conftest import build_house

pytestmark = [pytest.mark.timeout(60), pytest.mark.faults]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path) as server:
        yield server


async def test_kill_9_loses_nothing_acknowledged(server: EmbeddedServer) -> None:
    clock = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))
    async with connect(server.uri) as client:
        stores = await open_stores(client, "parley", cipher=FernetCipher(b"k" * 32), clock=clock)
        house = await build_house(stores, clock)
        acknowledged: list[str] = []
        enough = asyncio.Event()

        async def visitor(name: str) -> None:
            for i in range(400):
                payload = {"visitor": name, "text": f"{i}", "sent_at": clock.now()}
                try:
                    await house.intake.accept(house.inbox, f"{name}-{i}", payload)
                except Exception:
                    return
                acknowledged.append(f"{name}-{i}")
                if len(acknowledged) == 120:
                    enough.set()

        visitors = [asyncio.create_task(visitor(f"v{i}")) for i in range(8)]
        await asyncio.wait_for(enough.wait(), 20)
        pid, port = server.pid, server.port
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        for task in visitors:
            task.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)
        await _until_it_answers(server)
        assert server.port == port
        assert server.restarts >= 1
        found = [d["external_id"] async for d in stores.db["entries"].find({"kind": "message"})]
        assert set(acknowledged) <= set(found)
        assert len(found) == len(set(found))
        await stores.close()


async def _until_it_answers(server: EmbeddedServer) -> None:
    deadline = asyncio.get_running_loop().time() + 30
    while asyncio.get_running_loop().time() < deadline:
        try:
            async with connect(server.uri, serverSelectionTimeoutMS=1000) as client:
                await client.admin.command("ping")
            return
        except PyMongoError:
            continue
    raise AssertionError("it was not restarted")


async def test_a_second_parley_on_the_folder_is_told(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    with pytest.raises(FolderInUse, match=str(tmp_path)) as caught:
        await EmbeddedServer(tmp_path, lock_wait_s=0.2).start()
    assert "PARLEY_DATA" in caught.value.remedy


async def test_what_was_stored_is_there_after_a_stop(tmp_path: Path) -> None:
    for round_number in range(2):
        async with EmbeddedServer(tmp_path) as server, connect(server.uri) as client:
            assert await client["parley"]["things"].count_documents({}) == round_number
            await client["parley"]["things"].insert_one({"_id": round_number})


async def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys, pathlib\n"
        "from storage import EmbeddedServer\n"
        "async def main():\n"
        "    server = EmbeddedServer(pathlib.Path(sys.argv[1]))\n"
        "    await server.start()\n"
        "    print(server.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(tmp_path)), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    await _until_gone(child)
    async with EmbeddedServer(tmp_path):  # and the folder is free again
        pass


@pytest.mark.timeout(180)
async def test_what_a_killed_client_left_open_is_ended_where_no_transaction_comes(
    server: EmbeddedServer,
) -> None:
    script = (
        "import sys\n"
        "from pymongo import MongoClient\n"
        "client = MongoClient(sys.argv[1])\n"
        "with client.start_session() as session, session.start_transaction():\n"
        "    client.parley.things.update_one({'_id': 1}, {'$inc': {'n': 5}}, session=session)\n"
        "    print('written', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    async with connect(server.uri, socketTimeoutMS=120_000) as client:
        things = client["parley"]["things"]
        await things.insert_one({"_id": 1, "n": 0})
        other = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, server.uri),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert other.stdout is not None
        assert await other.stdout.readline() == b"written\n"
        other.kill()
        await other.wait()
        await things.update_one({"_id": 1}, {"$inc": {"n": 1}})
        assert await things.find_one({"_id": 1}) == {"_id": 1, "n": 1}


async def _until_gone(pid: int) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while asyncio.get_running_loop().time() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"process {pid} is still there")


async def test_where_it_is_missing_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.embedded.find_spec", lambda name: None)
    with pytest.raises(EmbeddedMissing) as caught:
        await EmbeddedServer(tmp_path).start()
    assert "parley[embedded]" in caught.value.remedy
    assert "MONGODB_URI" in caught.value.remedy
