"""What a command commits beside a running Parley, which heard nothing of it, is found."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from conversations.clock import SystemClock
from conversations.tagging import TagKeeper
from parley import keys as key_files
from parley.core import build_core
from parley.database import opened_stores
from parley.settings_loading import load
from tests.running import asking
from tests.running.analysed import tags
from tests.running.browser import Browser, signed_in
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = pytest.mark.timeout(180)

until = partial(asking.until, deadline_s=60.0)


@pytest.fixture
def parley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """One that tags nothing itself."""
    folder = tmp_path_factory.mktemp("beside")
    with running_demo(folder, PARLEY_TAGGING_ENGINE="off") as process:
        yield process


async def test_insights_follow_tags_that_a_command_puts(parley: ParleyProcess) -> None:
    admin = await signed_in(parley, "admin")
    conversation = await _written(parley, admin)
    settings = await asyncio.to_thread(load, data=parley.data, database=f"{parley.database}_demo")
    keys, clock = await asyncio.to_thread(key_files.load, settings), SystemClock()
    async with opened_stores(settings, keys, clock, beside=True) as stores:
        workbench = build_core(stores, clock).workbench
        keeper = TagKeeper(workbench, stores.conversations, stores.places, stores.users)
        [message] = await stores.conversations.customers_messages(conversation)
        for score, label in ((-0.9, "negative"), (0.9, "positive")):

            async def is_so(label: str = label) -> bool:
                found = (await stores.insights.get_many([conversation])).get(conversation)
                return found is not None and found.label == label

            await keeper.put(conversation, {message.seq: tags(score)})
            assert await until(is_so)


async def _written(parley: ParleyProcess, admin: Browser) -> str:
    """A visitor writes; return the conversation."""
    visitor = Visitor(parley.url, parley.demo["inboxes"][0]["key"])
    staying = asyncio.create_task(visitor.run())
    try:
        await visitor.until_known()
        await visitor.say("Where is my parcel?")
    finally:
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)

    async def there() -> Any:
        page = await admin.get("/conversations?view=all")
        return [it["id"] for it in page["items"]]

    return str((await until(there))[0])
