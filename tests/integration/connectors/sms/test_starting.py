"""Texting somebody first: their answer lands in the conversation that we began."""

from __future__ import annotations

import pytest

from conversations.clock import ManualClock, new_id
from conversations.commands import Start
from conversations.desk import DeskResult
from conversations.entries import DeliveryState, Kind
from conversations.errors import Conflict, Invalid
from conversations.letters import Letter
from tests.running.text_office import THEIRS, TextOffice


async def started(
    office: TextOffice, address: str = THEIRS, letter: Letter | None = None
) -> DeskResult:
    command = Start(
        id=new_id(),
        inbox_id=office.inbox.id,
        address=address,
        text="Your lamp is ready",
        letter=letter,
    )
    result = await office.core.starting.start(office.actor, command)
    await office.core.deliveries.step()
    await office.settled()
    return result


async def test_the_answer_lands_in_the_conversation(office: TextOffice) -> None:
    result = await started(office, letter=Letter(subject="Lamp"))
    assert result.seq is not None
    conversation = await office.conversation()
    assert conversation.id == result.conversation.id
    assert conversation.subject == ""
    delivery = await office.delivery(conversation, result.seq)
    assert delivery.state is DeliveryState.DELIVERED
    await office.text("I am coming")
    assert await office.messages(await office.conversation()) == [
        "Your lamp is ready",
        "I am coming",
    ]
    [sent, _] = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE]
    assert sent.data == {}


async def test_an_open_conversation_is_not_begun_again(office: TextOffice) -> None:
    await office.text("Hello")
    with pytest.raises(Conflict, match=r"Conversation \d+ with .+ is open"):
        await started(office)


async def test_who_has_opted_out_is_not_written_to_first(
    office: TextOffice, clock: ManualClock
) -> None:
    await office.text("STOP")
    result = await started(office)
    assert result.seq is not None
    delivery = await office.delivery(await office.conversation(), result.seq)
    assert delivery.state is DeliveryState.FAILED
    assert not [it for it in office.twilio.handset(THEIRS).messages if it.body.startswith("Your")]


@pytest.mark.parametrize("address", ["0301234567", "somebody@example.com", "BANK", ""])
async def test_only_numbers_are_texted(office: TextOffice, address: str) -> None:
    with pytest.raises(Invalid, match="cannot write to"):
        await started(office, address)
