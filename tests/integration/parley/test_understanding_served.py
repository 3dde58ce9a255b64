"""A running Parley: what is written is tagged, becomes an insight, and stands in the figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import aiohttp
import pytest

from tests.running import asking
from tests.running.browser import signed_in
from tests.running.parley_process import ParleyProcess, running_demo

pytestmark = pytest.mark.timeout(180)

Shape = dict[str, Any]  # a JSON object as it came over the wire

until = partial(asking.until, deadline_s=90.0)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyProcess]:
    """One that tags by its word lists."""
    folder = tmp_path_factory.mktemp("parley")
    with running_demo(folder, PARLEY_TAGGING_ENGINE="lexicon") as process:
        yield process


async def test_what_is_written_comes_into_the_figures(demo: ParleyProcess) -> None:
    admin = await signed_in(demo, "admin")
    door = f"{demo.demo['sms']['url']}/texts"
    async with aiohttp.ClientSession() as http:
        for number in ("+12025550171", "+12025550172"):
            text = {"From": number, "Body": "This is terrible, my parcel is broken."}
            async with http.post(door, data=text) as answer:
                assert answer.status == 201

    async def counted() -> Shape | None:
        found: Shape = await admin.get("/intelligence/overview")
        return found if found["conversations"] >= 2 else None

    found = await until(counted)
    assert found["sentiment"]["negative"] == 2
    assert found["topics_state"] == "no_meanings"
    assert found["keywords"]
    rows: Shape = await admin.get("/intelligence/conversations?label=negative&channel=sms")
    assert len(rows["items"]) == 2
    one = rows["items"][0]
    insight: Shape = await admin.get(f"/conversations/{one['conversation']}/insight")
    assert insight["mood"]["count"] == 1
    assert insight["language"] == "en"
