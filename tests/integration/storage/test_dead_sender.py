"""A worker dies while it sends: what its successor does depends on the channel."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pytest

from conversations import deliveries
from conversations.bus import EventBus
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.commands import Reply
from conversations.conversation import Conversation
from conversations.deliveries import LEASE_S, Deliveries
from conversations.entries import Author, AuthorType, Delivery, DeliveryState, Entry
from conversations.errors import DeliveryUnknown
from conversations.handlers import reply
from conversations.outbox import USUAL
from conversations.workbench import Workbench
from tests.integration.storage.conftest import House


class Receiver:
    """The far end of a channel: whatever reaches it counts, whether or not it can answer."""

    channel = Channel.WEBCHAT
    patience = USUAL

    def __init__(self, clock: ManualClock, *, tells_copies_apart: bool) -> None:
        self.tells_copies_apart = tells_copies_apart
        self.answers = asyncio.Event()
        self.reached = asyncio.Event()
        self.got: Counter[str] = Counter()
        self.asked = 0
        self.known: Delivery | Exception | None = DeliveryUnknown("Nobody can say.")
        self._clock = clock

    async def send(self, conversation: Conversation, entry: Entry) -> Delivery:
        self.got[entry.text] += 1
        self.reached.set()
        await self.answers.wait()
        return Delivery(state=DeliveryState.SENT, at=self._clock.now())

    async def look_up(self, conversation: Conversation, entry: Entry) -> Delivery | None:
        self.asked += 1
        if isinstance(self.known, Exception):
            raise self.known
        return self.known


def worker(house: House, receiver: Receiver) -> Deliveries:
    """Deliveries as in a process of its own."""
    bus = EventBus()
    made = Deliveries(
        outbox=house.stores.outbox,
        conversations=house.stores.conversations,
        workbench=Workbench(house.stores.conversations, bus, house.clock),
        clock=house.clock,
    )
    made.register(receiver)
    return made


async def answered(house: House) -> tuple[str, int]:
    """A conversation with an answer that waits to be sent; returns both."""
    conversation = await house.say("v1")
    agent = await house.agent("Agnes")
    author = Author(type=AuthorType.AGENT, id=agent.id, name=agent.name)
    command = Reply(id=new_id(), conversation_id=conversation.id, text="an answer")
    seqs: list[int] = []

    async def decide(change: Change) -> bool:
        reply(change, command, author)
        seqs.append(change.it.last_message.seq if change.it.last_message else 0)
        return True

    workbench = Workbench(house.stores.conversations, EventBus(), house.clock)
    await workbench.change(conversation.id, decide, any_presence=True)
    return conversation.id, seqs[-1]


async def state_of(house: House, conversation_id: str, seq: int) -> DeliveryState | None:
    entry = await house.stores.conversations.entry(conversation_id, seq)
    return entry.delivery.state if entry is not None and entry.delivery is not None else None


@pytest.mark.parametrize(
    ("tells_copies_apart", "got", "ends"),
    [(True, 2, DeliveryState.SENT), (False, 1, DeliveryState.UNKNOWN)],
    ids=["widget", "provider"],
)
async def test_a_worker_dies_while_it_sends(
    house: House, tells_copies_apart: bool, got: int, ends: DeliveryState
) -> None:
    conversation_id, seq = await answered(house)
    receiver = Receiver(house.clock, tells_copies_apart=tells_copies_apart)
    dying = asyncio.create_task(worker(house, receiver).step())
    await receiver.reached.wait()
    dying.cancel()  # it has reached the far end, and nobody is left to hear so
    await asyncio.gather(dying, return_exceptions=True)
    receiver.answers.set()

    successor = worker(house, receiver)
    assert not await successor.step()
    assert receiver.got["an answer"] == 1  # as long as the lease stands, nobody touches it
    assert await state_of(house, conversation_id, seq) is DeliveryState.QUEUED

    house.clock.advance(LEASE_S + 1)
    await successor.step()
    house.clock.advance(USUAL.back_off(1).total_seconds())
    await successor.step()
    assert receiver.got["an answer"] == got
    assert await state_of(house, conversation_id, seq) is ends

    house.clock.advance(3600)
    await successor.step()
    assert receiver.got["an answer"] == got


async def test_a_slow_sending_keeps_its_lease(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation_id, seq = await answered(house)
    receiver = Receiver(house.clock, tells_copies_apart=False)
    outbox, renewed = house.stores.outbox, asyncio.Event()
    renew, times = outbox.renew, 0

    async def counting(owner: str, item_ids: Sequence[str], until: datetime) -> None:
        nonlocal times
        await renew(owner, item_ids, until)
        house.clock.advance(LEASE_S / 3)
        times += 1
        if times == 6:  # twice as long as the lease
            renewed.set()

    monkeypatch.setattr(outbox, "renew", counting)
    monkeypatch.setattr(deliveries, "RENEWALS", 3e4)
    sending = asyncio.create_task(worker(house, receiver).step())
    await renewed.wait()

    await worker(house, receiver).step()

    assert await state_of(house, conversation_id, seq) is DeliveryState.QUEUED
    receiver.answers.set()
    await sending
    assert await state_of(house, conversation_id, seq) is DeliveryState.SENT
    assert receiver.got["an answer"] == 1


async def say_back(house: House, conversation: str, text: str) -> None:
    """Queue an answer that nobody had to write."""
    author = Author(type=AuthorType.BOT, id="b", name="Bot")
    command = Reply(id=new_id(), conversation_id=conversation, text=text)

    async def decide(change: Change) -> bool:
        reply(change, command, author)
        return True

    workbench = Workbench(house.stores.conversations, EventBus(), house.clock)
    await workbench.change(conversation, decide)


async def test_a_slow_channel_holds_up_nobody_else_and_keeps_the_order(house: House) -> None:
    slow, _ = await answered(house)
    others = [(await house.say(visitor)).id for visitor in ("v2", "v3")]
    receiver = Receiver(house.clock, tells_copies_apart=True)
    working = asyncio.create_task(worker(house, receiver).run())
    await receiver.reached.wait()

    # the far end does not answer: messages of other conversations go out all the same
    for number, other in enumerate(others):
        await say_back(house, slow, f"next {number}")
        receiver.reached.clear()
        await say_back(house, other, f"quick {number}")
        await receiver.reached.wait()
    assert receiver.got == Counter(["an answer", "quick 0", "quick 1"])

    # the conversation's own wait for their turn
    receiver.reached.clear()
    receiver.answers.set()
    while receiver.got["next 1"] == 0:
        await receiver.reached.wait()
        receiver.reached.clear()
    assert list(receiver.got) == ["an answer", "quick 0", "quick 1", "next 0", "next 1"]
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@pytest.mark.parametrize(
    ("known", "got", "ends"),
    [
        (DeliveryState.DELIVERED, 1, DeliveryState.DELIVERED),
        (DeliveryState.FAILED, 1, DeliveryState.FAILED),
        (None, 2, DeliveryState.SENT),
    ],
    ids=["it arrived", "it was refused", "it was never there"],
)
async def test_a_channel_that_can_be_asked_decides(
    house: House, known: DeliveryState | None, got: int, ends: DeliveryState
) -> None:
    conversation_id, seq = await answered(house)
    receiver = Receiver(house.clock, tells_copies_apart=False)
    dying = asyncio.create_task(worker(house, receiver).step())
    await receiver.reached.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    receiver.answers.set()
    receiver.known = Delivery(state=known, at=house.clock.now()) if known else None
    house.clock.advance(LEASE_S + 1)
    successor = worker(house, receiver)
    await successor.step()

    house.clock.advance(60)
    await successor.step()
    await successor.step()

    assert await state_of(house, conversation_id, seq) is ends
    assert (receiver.got["an answer"], receiver.asked) == (got, 1)


async def test_a_channel_that_cannot_say_is_not_asked_for_ever(house: House) -> None:
    conversation_id, seq = await answered(house)
    receiver = Receiver(house.clock, tells_copies_apart=False)
    dying = asyncio.create_task(worker(house, receiver).step())
    await receiver.reached.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    successor = worker(house, receiver)
    for _ in range(40):
        house.clock.advance(900)
        await successor.step()
    assert receiver.asked == deliveries.LOOK_UPS
    assert await state_of(house, conversation_id, seq) is DeliveryState.UNKNOWN
