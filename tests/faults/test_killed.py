"""Nothing acknowledged is lost or doubled when Parley or its database is killed or restarted."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.busy_visitors import crowd, until_acknowledged
from tests.running.parley_process import ParleyProcess, running_demo

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

VISITORS = 20
MESSAGES = 15


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    with running_demo(tmp_path) as process:
        yield process


def kill_server(parley: ParleyProcess) -> None:
    parley.kill()
    parley.start()


def kill_database(parley: ParleyProcess) -> None:
    os.kill(parley.database_pid(), signal.SIGKILL)


def restart(parley: ParleyProcess) -> None:
    assert parley.stop() == 0
    parley.start()


@pytest.mark.parametrize("fault", [kill_server, kill_database, restart])
async def test_what_was_acknowledged_is_there_once(
    parley: ParleyProcess, fault: Callable[[ParleyProcess], None]
) -> None:
    if os.environ.get("MONGODB_URI") and fault is kill_database:
        pytest.skip("the database of MONGODB_URI is not ours to kill")
    key = parley.demo["inboxes"][0]["key"]
    visitors = crowd(parley.url, key, VISITORS, MESSAGES)
    progress = asyncio.Condition()
    try:
        async with asyncio.TaskGroup() as busy:
            for visitor in visitors:
                busy.create_task(visitor.run(progress))
            for share in (1, 2):
                await until_acknowledged(visitors, VISITORS * MESSAGES * share // 3, progress)
                await asyncio.to_thread(fault, parley)
        for visitor in visitors:
            timeline = await visitor.timeline()
            texts = [entry["text"] for entry in timeline if entry["kind"] == "message"]
            assert Counter(texts) == Counter(list(visitor.acknowledged)), visitor.name
            assert {e["text"]: e["seq"] for e in timeline if e["kind"] == "message"} == (
                visitor.acknowledged
            )
            seqs = [entry["seq"] for entry in timeline]
            assert seqs == sorted(set(seqs))
    finally:
        for visitor in visitors:
            await visitor.leave()
