"""What many at once try, unique indexes and conditions decide."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversations import assignment, handlers
from conversations.change import Change
from conversations.channels import WEIGHT, Channel, fits
from conversations.clock import new_id
from conversations.commands import Note, Reply
from conversations.conversation import Conversation, Offer, Ref, State
from conversations.entries import Author, AuthorType, Delivery, DeliveryState
from conversations.errors import ClaimLost, DuplicateEntry, ParleyError, VersionConflict
from conversations.intake import Intake
from conversations.outcome import Outcome, SeatClaim
from conversations.people import SYSTEM_SCOPE, Presence
from conversations.visitor import record_delivery
from storage.counters import Numbers
from tests.integration.storage.conftest import House, build_intake

AUTHOR = Author(type=AuthorType.AGENT, id="agent", name="Agent")
BOT = Author(type=AuthorType.BOT, name="Greeter")


def payload(house: House, visitor: str) -> dict[str, object]:
    return {"visitor": visitor, "text": "hello", "sent_at": house.clock.now()}


def two_doors(house: House) -> list[Intake]:
    """Two intakes do not share their locks, like those of two processes."""
    return [build_intake(house.stores, house.clock) for _ in range(2)]


async def test_fifty_first_messages_make_one_contact_and_one_conversation(house: House) -> None:
    doors = two_doors(house)
    received = await asyncio.gather(
        *(doors[i % 2].accept(house.inbox, f"m{i}", payload(house, "ada")) for i in range(50))
    )
    assert len({it.conversation_id for it in received}) == 1
    assert len({it.contact_id for it in received}) == 1
    assert await house.stores.db["contacts"].count_documents({}) == 1
    assert await house.stores.db["conversations"].count_documents({}) == 1
    seqs = [d["seq"] async for d in house.stores.db["entries"].find({}).sort("seq", 1)]
    assert seqs == list(range(1, 52))  # "opened" and fifty messages, without hole or double


async def test_one_external_id_fifty_times_is_one_entry(house: House) -> None:
    doors = two_doors(house)
    received = await asyncio.gather(
        *(doors[i % 2].accept(house.inbox, "same", payload(house, "ada")) for i in range(50))
    )
    assert len({it.entry_id for it in received}) == 1
    assert sum(not it.duplicate for it in received) == 1
    assert await house.stores.db["entries"].count_documents({"external_id": "same"}) == 1


async def test_one_command_id_fifty_times_is_one_entry(house: House) -> None:
    conversation = await house.say("ada")
    command = Note(id=new_id(), conversation_id=conversation.id, text="look")

    async def once() -> str:
        for attempt in range(60):
            fresh = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
            change = Change.of(fresh, house.clock.now())
            handlers.note(change, command, AUTHOR)
            try:
                await house.stores.conversations.commit(change.finish())
            except VersionConflict:
                await asyncio.sleep(0.001 * attempt)
            except DuplicateEntry:
                return "duplicate"
            else:
                return "stored"
        raise AssertionError("never decided")

    results = await asyncio.gather(*(once() for _ in range(50)))
    assert results.count("stored") == 1
    assert results.count("duplicate") == 49
    entry = await house.stores.conversations.entry_by_command(command.id)
    assert entry is not None
    assert entry.text == "look"


def offered(conversation: Conversation, house: House, user_id: str) -> Outcome:
    change = Change.of(conversation, house.clock.now())
    made = Offer(
        id=new_id(),
        agent=Ref(id=user_id, name="bo"),
        offered_at=change.now,
        expires_at=change.now,
    )
    assignment.offer(change, made)
    return change.finish()


async def test_fifty_racing_claims_never_fill_an_agent_beyond_capacity(house: House) -> None:
    user = await house.agent("bo", capacity=60)
    now = house.clock.now()
    await house.stores.seats.set_presence(user.id, Presence.AVAILABLE, "", now)
    conversations = [await house.say(f"visitor {i}") for i in range(50)]
    results = await asyncio.gather(
        *(
            house.stores.conversations.commit(offered(conversation, house, user.id))
            for conversation in conversations
        ),
        return_exceptions=True,
    )
    won = [it for it in results if it is None]
    assert len(won) == 3  # three chats fill an agent
    assert all(isinstance(it, ClaimLost) for it in results if it is not None)
    seat = await house.stores.seats.seat(user.id)
    assert (seat.load, seat.capacity) == (60, 60)
    held = await house.stores.db["conversations"].count_documents({"holder_id": user.id})
    assert held == 3


def called(house: House, user_id: str) -> Outcome:
    """A call rings for an agent; it opens its conversation, so that only the seat is fought for."""
    now = house.clock.now()
    id = new_id()
    ringing = Conversation(
        id=id,
        number=int(id, 16) % 10**9,
        inbox=Ref(id=house.inbox.id, name=house.inbox.name),
        channel=Channel.VOICE,
        contact=Ref(id=id, name="A caller"),
        thread=id,
        address="+15550101",
        state=State.OFFERED,
        offer=Offer(id=new_id(), agent=Ref(id=user_id, name="bo"), offered_at=now, expires_at=now),
        created_at=now,
        changed_at=now,
    )
    return Change(None, ringing, now).finish()


@pytest.mark.parametrize("capacity", [30, 60, 120])
async def test_fifty_racing_calls_come_to_one_agent_once_beside_a_mail(
    house: House, capacity: int
) -> None:
    user = await house.agent("bo", capacity=capacity)
    await house.stores.seats.set_presence(user.id, Presence.AVAILABLE, "", house.clock.now())
    await house.stores.seats.correct_loads({user.id: 6})
    results = await asyncio.gather(
        *(house.stores.conversations.commit(called(house, user.id)) for _ in range(50)),
        return_exceptions=True,
    )
    assert results.count(None) == 1
    assert all(isinstance(it, ClaimLost) for it in results if it is not None)
    assert (await house.stores.seats.seat(user.id)).load == 66
    assert await house.stores.db["conversations"].count_documents({"holder_id": user.id}) == 1


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.WEBCHAT, Channel.SMS, Channel.EMAIL])
async def test_a_seat_is_claimed_exactly_when_it_fits(house: House, channel: Channel) -> None:
    """The condition in the database and the rule in the code say the same, also to a person who
    assigns by hand, and for whoever is consulted during a call: all come by this claim."""
    weight = WEIGHT[channel]
    now = house.clock.now()
    for capacity in (0, 30, 60, 120):
        user = await house.agent(f"bo{capacity}", capacity=capacity)
        for load in (0, 6, 18, 20, 24, 40, 54, 60, 66, 78, 100):
            await house.stores.seats.correct_loads({user.id: load})
            outcome = called(house, user.id)
            claim = SeatClaim(user_id=user.id, weight=weight, at=now, any_presence=True)
            try:
                await house.stores.conversations.commit(replace(outcome, claims=(claim,)))
                claimed = True
            except ClaimLost:
                claimed = False
            assert claimed is fits(weight, load, capacity), (channel, load, capacity)


async def test_nothing_is_added_to_light_work_beside_a_call(house: House) -> None:
    user = await house.agent("bo")
    await house.stores.seats.set_presence(user.id, Presence.AVAILABLE, "", house.clock.now())
    await house.stores.seats.correct_loads({user.id: 18})
    call = called(house, user.id)
    await house.stores.conversations.commit(call)
    chat = await house.say("ada")
    with pytest.raises(ClaimLost):
        await house.stores.conversations.commit(offered(chat, house, user.id))
    document = await house.stores.db["seats"].find_one({"_id": user.id})
    assert document is not None
    assert (document["load"], document["free"]) == (78, -18)


async def test_an_agent_who_is_away_is_claimed_only_by_a_person(house: House) -> None:
    user = await house.agent("bo")
    conversation = await house.say("ada")
    with pytest.raises(ClaimLost):
        await house.stores.conversations.commit(offered(conversation, house, user.id))
    change = Change.of(conversation, house.clock.now())
    assignment.assign(change, Ref(id=user.id, name="bo"), AUTHOR, new_id())
    await house.stores.conversations.commit(change.finish(any_presence=True))
    assert (await house.stores.seats.seat(user.id)).load == 20


async def test_what_is_released_is_free_again(house: House) -> None:
    user = await house.agent("bo")
    conversation = await house.say("ada")
    change = Change.of(conversation, house.clock.now())
    assignment.assign(change, Ref(id=user.id, name="bo"), AUTHOR, new_id())
    taken = change.finish(any_presence=True)
    await house.stores.conversations.commit(taken)
    change = Change.of(taken.after, house.clock.now())
    handlers.close(change, "", AUTHOR, new_id())
    await house.stores.conversations.commit(change.finish())
    document = await house.stores.db["seats"].find_one({"_id": user.id})
    assert document is not None
    assert (document["load"], document["free"]) == (0, 60)


async def test_a_lost_claim_stores_nothing(house: House) -> None:
    user = await house.agent("bo")
    conversation = await house.say("ada")
    with pytest.raises(ClaimLost):
        await house.stores.conversations.commit(offered(conversation, house, user.id))
    assert await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE) == conversation
    assert await house.stores.conversations.entry(conversation.id, conversation.seq + 1) is None


async def test_folds_of_receipts_never_move_backwards(house: House) -> None:
    conversation = await house.say("ada")
    change = Change.of(conversation, house.clock.now())
    handlers.reply(change, _reply(conversation), BOT)
    outcome = change.finish()
    await house.stores.conversations.commit(outcome)
    seq = outcome.after.seq

    async def tell(state: DeliveryState) -> None:
        for _ in range(200):
            fresh = await house.stores.conversations.get(conversation.id, SYSTEM_SCOPE)
            change = Change.of(fresh, house.clock.now())
            record_delivery(change, [seq], Delivery(state=state, at=change.now))
            try:
                await house.stores.conversations.commit(change.finish())
            except VersionConflict:
                continue
            return
        raise AssertionError("never stored")

    states = ["read", "sent", "delivered", "failed", "sending", "delivered", "sent"]
    for state in states:
        await tell(DeliveryState(state))
        entry = await house.stores.conversations.entry(conversation.id, seq)
        assert entry is not None
        assert entry.delivery is not None
        assert entry.delivery.state is DeliveryState.READ


async def test_the_thread_opened_elsewhere_is_a_version_conflict(house: House) -> None:
    conversation = await house.say("ada")
    twin = replace(conversation, id=new_id(), version=1)
    with pytest.raises(VersionConflict):
        await house.stores.conversations.commit(Outcome(before=None, after=twin))


async def test_numbers_are_given_once_over_processes(house: House) -> None:
    counters = [Numbers(house.stores.db, "test", block=4) for _ in range(4)]
    numbers = await asyncio.gather(*(counters[i % 4].next() for i in range(100)))
    assert len(set(numbers)) == 100


async def test_errors_of_the_domain_are_all_that_is_raised(house: House) -> None:
    """Fifty writers of one conversation: each is stored or told that it was late."""
    conversation = await house.say("ada")

    def outcome(i: int) -> Outcome:
        change = Change.of(conversation, house.clock.now())
        handlers.note(
            change, Note(id=f"c{i}", conversation_id=conversation.id, text=f"{i}"), AUTHOR
        )
        return change.finish()

    results = await asyncio.gather(
        *(house.stores.conversations.commit(outcome(i)) for i in range(50)),
        return_exceptions=True,
    )
    assert sum(it is None for it in results) == 1
    assert all(isinstance(it, ParleyError) for it in results if it is not None)


def _reply(conversation: Conversation) -> Reply:
    return Reply(id=new_id(), conversation_id=conversation.id, text="hi")
