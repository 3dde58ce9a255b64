"""Somebody ends `parley models tune` before the tuning has ended."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations.bus import EventBus
from conversations.clock import ManualClock, SystemClock, new_id
from conversations.model_heads import Tune, TuneState
from conversations.tasks import end
from parley.analysis import tuning as tuning_module
from parley.analysis.tuning import LEASE, LEASE_S, Tuning
from parley.analysis.tuning_order import tuned
from storage import FernetCipher, open_stores
from storage.client import connect
from storage.leases import HeldLease
from storage.stores import Stores

pytestmark = pytest.mark.timeout(120)

PROMPTLY_S = 8.0
"""Generous: ending takes a tenth of a second, and the machine has others to serve."""
COMMAND = """
import sys
from parley.analysis import tuning
begun = sys.argv.pop()
tuning.FEWEST_CORRECTIONS = 0
tuning.command = lambda: [sys.executable, "-c", CHILD, begun]
from parley.cli import main
sys.exit(main(["models", "tune", *sys.argv[1:]]))
"""
CHILD = """
import os, signal, sys
from pathlib import Path
Path(sys.argv[1]).write_text(f"{os.getpid()} ")
signal.pause()
"""
"""Learns for ever."""


@pytest.fixture
async def stores(mongo_uri: str, database_name: str) -> AsyncIterator[Stores]:
    async with connect(mongo_uri) as client:
        opened = await open_stores(
            client, database_name, cipher=FernetCipher(b"k" * 32), clock=SystemClock()
        )
        yield opened
        await opened.close()


@pytest.fixture
def environment(mongo_uri: str, database_name: str) -> dict[str, str]:
    """That of a command on the test's database."""
    ours = {name: it for name, it in os.environ.items() if not name.startswith("PARLEY_")}
    return ours | {"PARLEY_MONGODB_URI": mongo_uri, "PARLEY_DATABASE": database_name}


@contextmanager
def tuning_by_command(
    folder: Path, environment: dict[str, str], *words: str
) -> Iterator[subprocess.Popen[str]]:
    """Run it as a terminal would, in a process group of its own; `folder/begun` says that it is
    learning."""
    script = f"CHILD = {CHILD!r}\n{COMMAND}"
    given = ["--data", str(folder / "data"), *words, str(folder / "begun")]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *given],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def begun(folder: Path) -> int | None:
    """The process that learns, once there is one."""
    told = folder / "begun"
    return int(told.read_text()) if told.exists() and told.read_text().endswith(" ") else None


async def ended(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Signal all of the terminal's processes; return the command's code and what it complained."""
    os.killpg(process.pid, number)
    since = time.monotonic()
    _, complained = await asyncio.to_thread(process.communicate, timeout=60)
    assert time.monotonic() - since < PROMPTLY_S
    return process.returncode, complained


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_what_the_command_carries_out_itself_ends_with_it(
    stores: Stores, environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with tuning_by_command(tmp_path, environment) as process:
        learning = await learns(process, tmp_path)
        tune = await stores.tunes.next_open()
        assert tune is not None
        assert tune.state is TuneState.RUNNING
        code, complained = await ended(process, number)
    assert code == 130
    assert complained == (
        "parley: Broken off; the tuning was called off, and the head in force stays.\n"
    )
    left = await stores.tunes.get(tune.id)
    assert (left.state, left.error, left.version) == (TuneState.FAILED, "It was called off.", None)
    assert left.finished_at is not None
    assert not runs(learning)
    assert await lease_of(stores, "next").hold()  # given back


async def test_a_dry_run_that_is_broken_off_changes_nothing(
    stores: Stores, environment: dict[str, str], tmp_path: Path
) -> None:
    with tuning_by_command(tmp_path, environment, "--dry-run") as process:
        learning = await learns(process, tmp_path)
        code, complained = await ended(process, signal.SIGINT)
    assert code == 130
    assert complained == "parley: Broken off; nothing was changed.\n"
    assert not runs(learning)
    assert await stores.tunes.latest() == []


async def test_what_a_running_parley_has_begun_goes_on(
    stores: Stores, environment: dict[str, str], tmp_path: Path
) -> None:
    assert await stores.leases.held_by(LEASE, "server", 600).hold()
    with tuning_by_command(tmp_path, environment) as process:
        while (tune := await stores.tunes.next_open()) is None:
            assert process.poll() is None
            await asyncio.sleep(0.05)
        await stores.tunes.put(replace(tune, state=TuneState.RUNNING))
        code, complained = await ended(process, signal.SIGINT)
    assert code == 130
    assert complained.startswith("parley: Broken off; the running Parley carries the tuning on.")
    assert (await stores.tunes.get(tune.id)).state is TuneState.RUNNING


async def test_who_lost_the_lease_calls_nothing_off(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stalled, and another process carries its tuning out again."""
    clock = ManualClock(datetime.now(UTC))
    monkeypatch.setattr(stores.leases, "_clock", clock)
    learning = asyncio.Event()

    async def learn(_lessons: object) -> None:
        learning.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(tuning_module, "FEWEST_CORRECTIONS", 0)
    monkeypatch.setattr(tuning_module, "_apart", learn)
    tuning = Tuning(stores, EventBus(), clock, None)
    tune = Tune(id=new_id(), by_name="parley models tune", at=clock.now())
    waiting = asyncio.create_task(tuned(stores, tuning, lease_of(stores, "me"), clock, tune))
    await learning.wait()
    clock.advance(LEASE_S + 1)
    assert await lease_of(stores, "server").hold()
    await end(waiting)
    assert (await stores.tunes.get(tune.id)).state is TuneState.RUNNING


async def learns(process: subprocess.Popen[str], folder: Path) -> int:
    """Return the process that learns as soon as it does."""
    while (learning := begun(folder)) is None:
        assert process.poll() is None, process.communicate()
        await asyncio.sleep(0.05)
    return learning


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def lease_of(stores: Stores, owner: str) -> HeldLease:
    return stores.leases.held_by(LEASE, owner, LEASE_S)
