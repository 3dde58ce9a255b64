"""A real console's socket is cut: the agent's work is back in its queue when the grace is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import free_port
from tests.running.browser import signed_in
from tests.running.console import Console
from tests.running.cut_proxy import CutProxy
from tests.running.parley_process import ParleyProcess, running_demo
from tests.running.visitor import Visitor

pytestmark = [pytest.mark.faults, pytest.mark.timeout(60)]

GRACE_S = 2.0
HEARTBEAT_S = 1.0
SLACK_S = 4.0
"""For a busy machine; the router itself wakes at the moment."""


@pytest.fixture
def parley(tmp_path: Path) -> Iterator[ParleyProcess]:
    settings = {
        "PARLEY_VANISH_GRACE_S": str(GRACE_S),
        "PARLEY_HEARTBEAT_S": str(HEARTBEAT_S),
        "PARLEY_OFFER_TIMEOUT_S": "60",
    }
    with running_demo(tmp_path, **settings) as process:
        yield process


@pytest.fixture
def network(parley: ParleyProcess) -> Iterator[CutProxy]:
    proxy = CutProxy(free_port(), parley.port)
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("silently", [False, True], ids=["cut", "silent"])
async def test_the_work_of_a_console_that_is_gone_is_back_in_the_queue(
    parley: ParleyProcess, network: CutProxy, silently: bool
) -> None:
    agent = await signed_in(parley)
    supervisor = Console(await signed_in(parley, "supervisor"))
    console = Console(agent.at(network.url))
    key = parley.demo["inboxes"][0]["key"]
    visitors = [Visitor(parley.url, key, address=f"198.51.100.{n + 1}") for n in range(2)]
    stay = [asyncio.create_task(each.run()) for each in visitors]
    stay += [asyncio.create_task(each.run()) for each in (console, supervisor)]
    try:
        await console.insist("presence", {"state": "available"})
        await visitors[0].say("first")
        accepted = await console.accept_next()
        await visitors[1].say("second")
        await console.until(lambda: bool(console.lists.offers))
        [offer] = console.lists.offers.values()
        known = supervisor.lists.conversations
        queued_at = (await agent.get(f"/conversations/{accepted}"))["queued_at"]

        gone_at = time.monotonic()
        network.freeze() if silently else network.cut()
        for conversation in (accepted, offer["conversation"]["id"]):
            await supervisor.until(lambda c=conversation: _waits(known.get(c)), 15)  # type: ignore[misc]
        took = time.monotonic() - gone_at
        # A line that is only silent is found dead by the heartbeat, after at most two of them.
        found = 2 * HEARTBEAT_S if silently else 0.0
        assert GRACE_S - 0.1 <= took <= GRACE_S + found + SLACK_S
        back = await agent.get(f"/conversations/{accepted}")
        assert back["agent"] is None
        assert back["queued_at"] == queued_at  # its old place in the line
        seat = next(
            seat
            for seat in (await agent.get("/seats"))["items"]
            if seat["agent"]["id"] == agent.user_id
        )
        assert (seat["presence"], seat["load"]) == ("offline", 0)
    finally:
        network.cut()
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)


def _waits(conversation: dict[str, Any] | None) -> bool:
    return conversation is not None and conversation["state"] == "queued"
