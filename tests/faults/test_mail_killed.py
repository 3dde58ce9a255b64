"""A thousand mails arrive once each though Parley is killed in the middle of them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from connectors.email.settings import check
from storage.embedded import uri_of_running
from tests.conftest import RequirePeer, free_port
from tests.running.browser import sign_in
from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.mail_office import SUPPORT
from tests.running.mail_post import PASSWORD, USER
from tests.running.mixed_mail import heap
from tests.running.parley_process import ParleyProcess

pytestmark = [pytest.mark.faults, pytest.mark.peers, pytest.mark.slow, pytest.mark.timeout(500)]

MAILS = 1000
ARRIVAL_DEADLINE_S = 200.0
LOOK_S = 1.0  # looking costs the database more than a mail does
ADMIN, ADMIN_PASSWORD = "ada@example.com", "correct horse battery staple"


@pytest.fixture
def dovecot(require_peer: RequirePeer) -> Iterator[Dovecot]:
    with running_dovecot(require_peer("dovecot"), {USER: PASSWORD}) as server:
        yield server


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    process = ParleyProcess(command=("serve",), data=tmp_path / "data", port=free_port())
    command(process, "create-user", "--email", ADMIN, "--role", "admin", "--password-stdin")
    process.start()
    yield process
    process.stop()


def command(parley: ParleyProcess, *words: str, code: int = 0) -> str:
    """Run another command on the same data, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "parley", *words, "--data", str(parley.data)],
        input=f"{ADMIN_PASSWORD}\n",
        env=parley.whole_environment(),
        text=True,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == code, f"{words}: {done.stdout}{done.stderr}\n{parley.tail()}"
    return done.stdout


@contextmanager
def database_of(parley: ParleyProcess) -> Iterator[Database[dict[str, Any]]]:
    """Parley's database, to be looked into from outside."""
    uri = parley.whole_environment().get("MONGODB_URI") or uri_of_running(parley.data)
    assert uri is not None
    with MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        yield client[parley.database]


def states(db: Database[dict[str, Any]]) -> Counter[str]:
    """How many records the journal has, by their state."""
    return Counter(it["state"] for it in db["journal"].find({}, {"state": 1}))


def looked_at(parley: ParleyProcess) -> tuple[Counter[str], int]:
    """The records of the journal by their state, and how many entries came in."""
    with database_of(parley) as db:
        return states(db), db["entries"].count_documents({"external_id": {"$exists": True}})


def wait_until_journalled(parley: ParleyProcess, count: int, *, settled: bool = False) -> None:
    """Wait until so many mails are in the journal (``settled``: and none of them waits)."""
    deadline = time.monotonic() + ARRIVAL_DEADLINE_S
    with database_of(parley) as db:
        while True:
            known = states(db)
            if (known["done"] + known["filed"] if settled else known.total()) >= count:
                return
            assert time.monotonic() < deadline, f"not {count} in time: {known}\n{parley.tail()}"
            time.sleep(LOOK_S)


async def add_inbox(parley: ParleyProcess, dovecot: Dovecot) -> None:
    admin = await sign_in(parley.url, ADMIN, ADMIN_PASSWORD)
    team = await admin.post("/teams", {"name": "Shop"})
    queue = await admin.post("/queues", {"name": "Mail", "team_id": team["id"]})
    imap = {
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": "none",
        "username": USER,
        "history_days": -1,
    }
    body = {
        "name": "Support mail",
        "channel": "email",
        "queue_id": queue["id"],
        "settings": check({"address": SUPPORT, "imap": imap}),
        "secrets": {"password": PASSWORD},
    }
    await admin.post("/inboxes", body)


async def test_a_thousand_mails_survive_kill_9(parley: ParleyProcess, dovecot: Dovecot) -> None:
    for raw in heap(MAILS):
        dovecot.deliver(USER, raw)
    await add_inbox(parley, dovecot)
    await asyncio.to_thread(wait_until_journalled, parley, MAILS // 3)
    await asyncio.to_thread(parley.kill)
    await asyncio.to_thread(parley.start)
    await asyncio.to_thread(wait_until_journalled, parley, MAILS, settled=True)

    told = await asyncio.to_thread(command, parley, "connectors", "reconcile", "Support mail")
    assert f"{MAILS} on the server, {MAILS} stored, 0 missing (0 were missing" in told
    journalled, on_timelines = await asyncio.to_thread(looked_at, parley)
    assert journalled.total() == MAILS
    assert on_timelines == journalled["done"]
    listed = await asyncio.to_thread(command, parley, "connectors", "list")
    assert "Support mail  connected" in listed
    check_it = ("connectors", "check", "Support mail")
    checked = await asyncio.to_thread(lambda: command(parley, *check_it, code=1))
    assert "smtp.host" in checked  # it can send nothing yet

    # beside nobody: the command does it itself
    assert await asyncio.to_thread(parley.stop) == 0
    dovecot.deliver(USER, b"From: late@home.example\r\nSubject: Late\r\n\r\nHello\r\n")
    told = await asyncio.to_thread(command, parley, "connectors", "reconcile", "Support mail")
    assert f"{MAILS + 1} on the server, {MAILS + 1} stored, 0 missing" in told
