"""A running Parley is taught an intent, tags with it, and tags a period once more."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sentiment.builtin import NAME
from tests.running import asking
from tests.running.browser import Browser, signed_in
from tests.running.models import assembled_model
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = pytest.mark.timeout(300)

DEADLINE_S = 120.0
until = partial(asking.until, deadline_s=DEADLINE_S)
LEAVING = [
    "I want to cancel my membership.",
    "Please end my subscription at the end of the month.",
    "How do I quit? I don't want to be a member any more.",
    "Ich möchte meine Mitgliedschaft kündigen.",
    "Bitte beenden Sie mein Abo zum Monatsende.",
]
QUITS = "Hello, please cancel my membership and end the subscription."


@pytest.fixture(scope="module")
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    assembled_model()
    folder = tmp_path_factory.mktemp("taught")
    with running_demo(folder, PARLEY_TAGGING_ENGINE="builtin") as process:
        yield process


async def test_intents_and_a_retag_in_a_running_parley(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")

    async def ready() -> Any:
        model = await admin.get("/intelligence/model")
        return model if model["ready"] else None

    model = await until(ready)
    assert (model["engine"], model["problem"], model["intents"]) == (NAME, None, True)
    made = await admin.post("/intents", {"name": "Leaving", "examples": LEAVING})
    tried = await admin.post("/intents/try", {"text": QUITS})
    assert [it["id"] for it in tried["intents"]] == [made["id"]]
    other = await admin.post("/intents/try", {"text": "Good evening to you all!"})
    assert other["intents"] == []

    conversation = await written(parley, admin)
    assert ("intent", "Leaving") in await tags_of(admin, conversation)
    assert await engines_of(admin, conversation) == {f"machine:{NAME}"}

    today = datetime.now(UTC).date()
    days = ["--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=2))]
    said = await asyncio.to_thread(command, parley, "sentiment", "retag", *days)
    assert said.startswith("done: "), said
    assert await engines_of(admin, conversation) == {"machine:lexicon-1"}
    assert ("intent", "Leaving") in await tags_of(admin, conversation)
    (job,) = (await admin.get("/intelligence/retags"))["items"]
    assert (job["state"], job["engine"], job["by"]) == ("done", "lexicon", None)
    assert job["messages"] >= 1


async def written(parley: ParleyProcess, admin: Browser) -> str:
    """A visitor writes; return the conversation once it is tagged."""
    visitor = Visitor(parley.url, parley.demo["inboxes"][0]["key"])
    staying = asyncio.create_task(visitor.run())
    try:
        await visitor.until_known()
        await visitor.say(QUITS)
    finally:
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)

    async def tagged() -> Any:
        page = await admin.get("/conversations?view=all")
        found = [it["id"] for it in page["items"] if it["sentiment"] is not None]
        return found[0] if found else None

    return str(await until(tagged))


def command(parley: ParleyProcess, *words: str) -> str:
    """Run a subcommand beside the running Parley, and return what it prints."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "parley", *words),
            *("--engine", "lexicon", "--data", str(Path(parley.data))),
        ],
        env=parley.whole_environment() | {"PARLEY_DATABASE": f"{parley.database}_demo"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    return done.stdout + done.stderr


async def tags_of(admin: Browser, conversation: str) -> set[tuple[str, str]]:
    """The kinds and values of all tags of its messages."""
    entries = await admin.timeline(conversation)
    return {(tag["kind"], tag["value"]) for entry in entries for tag in entry["tags"]}


async def engines_of(admin: Browser, conversation: str) -> set[str]:
    """What decided the sentiments of its messages."""
    entries = await admin.timeline(conversation)
    tags = [tag for entry in entries for tag in entry["tags"]]
    return {tag["source"] for tag in tags if tag["kind"] == "sentiment"}
