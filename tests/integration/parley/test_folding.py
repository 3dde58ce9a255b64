"""A snapshot and the events after it add up to what a fresh read gives, for every kind of event."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.entries import Activity
from tests.running.browser import Browser, signed_in
from tests.running.console import Console
from tests.running.folding import FOLDED, PASSING, bare
from tests.running.parley_process import ParleyProcess
from tests.running.visitor import Visitor

pytestmark = pytest.mark.timeout(60)

Shape = dict[str, Any]  # a JSON object as it came over the wire
OF_OTHER_CHANNELS = {Activity.CONSENT, Activity.CALL, Activity.CALL_MONITOR}
"""Nobody opts out of a web chat, and nobody telephones in it: tests/integration/connectors/sms and
tests/integration/agent_console/test_calls.py see to these."""
SALES = "demo-queue-sales"


async def test_snapshot_and_events_are_the_fresh_state(parley: ParleyProcess) -> None:
    agent, supervisor = await signed_in(parley), await signed_in(parley, "supervisor")
    desk, board = Console(agent), Console(supervisor)
    visitor = Visitor(parley.url, parley.demo["inboxes"][0]["key"])
    stay = [asyncio.create_task(each.run()) for each in (desk, board)]
    stay.append(asyncio.create_task(visitor.run()))
    try:
        conversation = await _from_question_to_offer(desk, board, visitor)
        await _snapshot(board, supervisor)
        await board.follow(conversation)
        await visitor.say("It flickers, too.")  # while the offer stands
        await _settles(lambda: _agree_on_offers(agent, desk), desk)
        [offered] = desk.lists.offers.values()
        assert offered["conversation"]["last_message"]["text"] == "It flickers, too."
        assert await desk.accept_next() == conversation
        await _work(agent, conversation, visitor, board)
        await _hand_over(agent, supervisor, conversation, visitor, board)
        await _worsen(supervisor, conversation, visitor, board)

        entries = board.timelines[conversation].entries
        told = {Activity(entry["activity"]) for entry in entries if entry["activity"]}
        assert told == set(Activity) - OF_OTHER_CHANNELS
        await board.until(lambda: board.heard["queue"] > 0)
        await _compare(agent, supervisor, conversation, desk, board)
        heard = desk.heard.keys() | board.heard.keys()
        assert heard >= FOLDED
        assert heard <= FOLDED | PASSING
        fresh = {entry["seq"]: _lasting(entry) for entry in await visitor.fresh()}
        assert {seq: _lasting(entry) for seq, entry in visitor.entries.items()} == fresh
    finally:
        for task in stay:
            task.cancel()
        await asyncio.gather(*stay, return_exceptions=True)


async def _from_question_to_offer(desk: Console, board: Console, visitor: Visitor) -> str:
    """A question is offered to one, who declines, and then to another."""
    await board.insist("presence", {"state": "available"})
    await visitor.until_known()
    await visitor.say("My lamp is broken, this is terrible!")
    await board.until(lambda: bool(board.lists.offers))
    [offer] = board.lists.offers.values()
    await board.insist("decline", {"offer": offer["id"], "reason": "lunch"})
    await board.insist("presence", {"state": "away", "reason": "lunch"})
    await desk.insist("presence", {"state": "available"})
    await desk.until(lambda: bool(desk.lists.offers))
    return str(offer["conversation"]["id"])


async def _snapshot(board: Console, supervisor: Browser) -> None:
    """What the wallboard shows when it is opened."""
    shown = await supervisor.get("/wallboard")
    for seat in shown["seats"]:
        board.lists.hear("agent", seat)
    for queue in shown["queues"]:
        board.lists.hear("queue", queue)


async def _work(agent: Browser, conversation: str, visitor: Visitor, board: Console) -> None:
    """An agent answers, notes, labels and corrects; the visitor reads and says who they are."""
    do = _doing(agent, conversation)
    seq = (await do("reply", text="I am sorry to hear that."))["seq"]
    await visitor.until_sees("I am sorry to hear that.")
    await visitor.try_call("seen", {"seq": seq})
    await board.until(lambda: _delivery(board, conversation, seq) == "read")
    await do("note", text="A regular customer.")
    await do("priority", priority="urgent")
    await do("labels", add=["broken", "lamp"])
    await do("labels", remove=["lamp"])
    await visitor.try_call("prechat", {"name": "Vera", "email": "vera@example.com"})
    first = next(e["seq"] for e in board.timelines[conversation].entries if e["direction"] == "in")
    await board.until(lambda: bool(board.timelines[conversation].entries[first - 1]["tags"]), 20)
    await do("correct", seq=first, kind="sentiment", value="neutral")
    await do("pending")
    await visitor.say("And who pays for the parcel?")


async def _hand_over(
    agent: Browser, supervisor: Browser, conversation: str, visitor: Visitor, board: Console
) -> None:
    """It goes to another queue, is taken, put away, closed, rated, and taken up again."""
    await _doing(agent, conversation)("transfer", queue=SALES, reason="a question of price")
    do = _doing(supervisor, conversation)
    await do("take")
    until = datetime.now(UTC) + timedelta(hours=1)
    await do("snooze", until=until.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    await visitor.say("Hello?")
    await do("take")
    await do("resolve", reason="answered")
    rating = {"id": str(uuid.uuid4()), "score": 4, "comment": "slow, but kind"}
    assert await visitor.try_call("rate", rating) == {}
    assert await visitor.try_call("transcript", {}) == {"email": "vera@example.com"}
    await visitor.say("One more thing …")
    last = (await supervisor.timeline(conversation))[-1]["seq"]
    await board.until(lambda: board.timelines[conversation].last >= last)


async def _worsen(supervisor: Browser, conversation: str, visitor: Visitor, board: Console) -> None:
    """The customer is pleased, and then is not: supervisors are alerted, and one sees to it."""
    await visitor.say("Thank you, that is wonderful, you are great!")
    await visitor.say("No! It is terrible, awful, the worst. I hate it!")

    def worsened() -> list[Shape]:
        alerts = board.lists.alerts.values()
        return [it for it in alerts if it["kind"] == "mood_worsened"]

    await board.until(lambda: bool(worsened()), 20)
    [alert] = worsened()
    assert alert["conversation"]["id"] == conversation
    assert "I hate it!" in alert["sentence"]
    await supervisor.post(f"/alerts/{alert['id']}/done", {})
    await board.until(lambda: bool(board.lists.alerts[alert["id"]]["done_at"]))
    last = (await supervisor.timeline(conversation))[-1]["seq"]
    await board.until(lambda: board.timelines[conversation].last >= last)


async def _compare(
    agent: Browser, supervisor: Browser, conversation: str, desk: Console, board: Console
) -> None:
    """Everything that is folded, against a read of everything."""

    async def timeline() -> bool:
        fresh = [bare(entry) for entry in await supervisor.timeline(conversation)]
        return [bare(entry) for entry in board.timelines[conversation].entries] == fresh

    async def lists() -> bool:
        fresh = await supervisor.get(f"/conversations/{conversation}")
        return bool(board.lists.conversations[conversation] == fresh)

    async def alerts() -> bool:
        fresh = (await supervisor.get("/alerts?state=all"))["items"]
        return {it["id"]: it for it in fresh} == board.lists.alerts

    async def offers() -> bool:
        return await _agree_on_offers(agent, desk)

    async def wallboard() -> bool:
        fresh = await supervisor.get("/wallboard")
        seats = {seat["agent"]["id"]: seat for seat in fresh["seats"]}
        queues = {queue["queue"]["id"]: {**queue, "at": None} for queue in fresh["queues"]}
        told = {key: {**queue, "at": None} for key, queue in board.lists.queues.items()}
        return seats == board.lists.seats and queues == told

    for agrees in (timeline, lists, alerts, offers, wallboard):
        await _settles(agrees, board)


async def _settles(agrees: Callable[[], Awaitable[bool]], console: Console) -> None:
    """Events may still be on their way: read again with each, until both agree."""
    deadline = asyncio.get_running_loop().time() + 10
    while not await agrees():
        assert asyncio.get_running_loop().time() < deadline, f"{agrees} never did"
        await console.next_news(within_s=0.3)


async def _agree_on_offers(agent: Browser, desk: Console) -> bool:
    """Whether the offers that stand, and all that is told of their conversations, are the same."""
    fresh = {offer["id"]: offer for offer in (await agent.get("/offers"))["items"]}
    return fresh == desk.lists.offers


def _doing(browser: Browser, conversation: str) -> Callable[..., Awaitable[Any]]:
    async def do(command: str, **fields: object) -> Any:
        body = {"id": str(uuid.uuid4()), **fields}
        return await browser.post(f"/conversations/{conversation}/{command}", body)

    return do


def _delivery(board: Console, conversation: str, seq: int) -> str | None:
    entries = board.timelines[conversation].entries
    return entries[seq - 1]["delivery"]["state"] if len(entries) >= seq else None


def _lasting(entry: Shape) -> Shape:
    """A visitor's entry without its delivery (of which they are not told) and its neighbour."""
    return {key: value for key, value in entry.items() if key not in ("delivery", "prev")}
