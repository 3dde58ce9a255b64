"""Texts in and out, with pictures, as far as the phones behind Twilio's stand-in."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from conversations.clock import ManualClock
from conversations.deliveries import LEASE_S
from conversations.entries import Activity, DeliveryState, Kind
from sandbox.twilio import Trouble
from sandbox.twilio.server import File
from tests.conftest import free_port
from tests.running.text_office import OURS, THEIRS, TextOffice

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND"
    b"\xaeB`\x82"
)
MESSAGES = "/Messages.json"


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def test_a_text_opens_a_conversation_and_its_answer_arrives(office: TextOffice) -> None:
    await office.text("Where is my parcel? 📦")
    conversation = await office.conversation()
    assert conversation.address == conversation.thread == THEIRS
    assert conversation.language is None
    [text] = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE]
    assert text.text == "Where is my parcel? 📦"
    assert text.external_id == next(iter(office.twilio.account.messages))

    seq = await office.answer(conversation, "It arrives tomorrow.")
    await office.settled()
    [sent] = office.twilio.handset(THEIRS).messages
    assert (sent.sender, sent.body) == (OURS, "It arrives tomorrow.")
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED

    await office.text("Thank you")
    assert (await office.conversation()).id == conversation.id
    assert office.webhooks["accepted"] == 2
    assert office.webhooks["refused"] == 0


async def test_pictures_come_and_go(office: TextOffice) -> None:
    await office.text("Look", media=[File("image/png", PNG), File("text/vcard", b"BEGIN:VCARD")])
    conversation = await office.conversation()
    [text] = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE]
    assert [it.id for it in text.attachments] == [f"sms-{text.external_id}-{n}" for n in (0, 1)]
    assert text.attachments[0].name == "file 1.png"
    assert text.attachments[0].content_type == "image/png"
    assert await whole(office.stores.files.read(text.attachments[0].id)) == PNG

    picture = await office.file("here.png", PNG)
    seq = await office.answer(conversation, "", (picture,))
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED
    [fetched] = office.twilio.fetched
    assert (fetched.status, fetched.size) == (200, len(PNG))
    assert fetched.url.startswith(f"{office.house.public_url}/api/v1/files/")


async def test_a_file_that_cannot_be_had_does_not_keep_its_text(
    office: TextOffice, clock: ManualClock
) -> None:
    office.twilio.faults.api.add(Trouble(times=3, path="/Media/", status=500))
    await office.text("Look at this", media=[File("image/png", PNG)])
    assert await office.maybe_conversation() is None  # another try may get it
    for _ in range(6):
        clock.advance(3600)
        await office.core.retries.step()
    conversation = await office.conversation()
    assert await office.messages(conversation) == ["Look at this"]
    [text] = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE]
    assert text.attachments[0].content_type == "image/png"  # the fourth try had it

    office.twilio.faults.api.add(Trouble(times=99, path="/Media/", status=500))
    await office.text("And at this", media=[File("image/png", PNG)])
    for _ in range(6):
        clock.advance(3600)
        await office.core.retries.step()
    text = [it for it in await office.entries(conversation) if it.kind is Kind.MESSAGE][-1]
    [note] = text.attachments
    assert note.name == "file 1 is missing.txt"
    assert b"500" in await whole(office.stores.files.read(note.id))


@pytest.mark.parametrize("count", [11])
async def test_more_files_than_a_text_carries_are_refused(office: TextOffice, count: int) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    files = tuple([await office.file(f"{n}.png", PNG + bytes([n])) for n in range(count)])
    seq = await office.answer(conversation, "All of them", files)
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.error == ("A text carries 10 files at most. Send them in several messages.")
    assert not office.twilio.handset(THEIRS).messages


async def test_what_no_text_carries_is_refused(office: TextOffice) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    program = await office.file("tool.bin", b"\x00\x01\x02\x03" * 10)
    large = await office.file("large.png", PNG + bytes(6 * 1024 * 1024))
    for file, words in ((program, "cannot be sent with a text"), (large, "5 MB together")):
        seq = await office.answer(conversation, "Here", (file,))
        delivery = await office.delivery(conversation, seq)
        assert delivery.state is DeliveryState.FAILED
        assert words in (delivery.error or "")
    seq = await office.answer(conversation, "x" * 1601)
    assert "1600 characters" in ((await office.delivery(conversation, seq)).error or "")
    await office.change(max_segments=2)
    seq = await office.answer(conversation, "ğ" * 135)  # UCS-2: 67 in each part
    assert "3 parts; 2 are" in ((await office.delivery(conversation, seq)).error or "")


@pytest.mark.timeout(30)
async def test_two_hundred_statuses_doubled_and_shuffled(office: TextOffice) -> None:
    faults = office.twilio.faults
    faults.webhooks.hold_statuses = faults.webhooks.double_statuses = True
    people = [f"+1202555{n:04}" for n in range(100, 135)]
    faults.carrier.fail(people[::5], 30003)
    sent = []
    for person in people:
        await office.text("Hello", sender=person)
        conversation = await office.conversation(person)
        sent.append((conversation, await office.answer(conversation, "Good morning")))
    await office.settled()
    assert office.twilio.release_statuses(random.Random(7)) >= 100
    await office.settled()
    statuses = [it for it in office.twilio.calls if "MessageStatus" in it.form]
    assert len(statuses) >= 200
    assert {it.answer.status for it in statuses} == {204}
    for number, (conversation, seq) in enumerate(sent):
        delivery = await office.delivery(conversation, seq)
        wanted = DeliveryState.DELIVERED if number % 5 else DeliveryState.FAILED
        assert delivery.state is wanted
        told = await office.told(conversation, Activity.DELIVERY)
        assert told[-1]["state"] == wanted.value
        if number % 5 == 0:
            assert delivery.error == (
                "The phone is off or out of reach. (Twilio 30003) Send it again later."
            )


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_twilio_is_left_alone_as_long_as_it_wants(
    office: TextOffice, clock: ManualClock, status: int
) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    office.twilio.faults.api.add(
        Trouble(method="POST", path=MESSAGES, status=status, retry_after_s=90)
    )
    seq = await office.answer(conversation, "Good morning")
    assert (await office.delivery(conversation, seq)).state is DeliveryState.SENDING
    clock.advance(80)
    assert not await office.core.deliveries.step()
    clock.advance(11)
    assert await office.core.deliveries.step()
    assert len(office.twilio.handset(THEIRS).messages) <= 1
    await office.settled()
    assert [it.body for it in office.twilio.handset(THEIRS).messages] == ["Good morning"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_unknown_end_is_looked_up_before_anything_is_sent_again(
    office: TextOffice, clock: ManualClock, arrived: bool
) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    await office.answer(conversation, "Good morning")  # an equal text that is not this one
    await office.settled()
    trouble = Trouble(method="POST", path=MESSAGES, drop_after=arrived, drop_before=not arrived)
    office.twilio.faults.api.add(trouble)
    office.twilio.faults.webhooks.lose_statuses = 10
    seq = await office.answer(conversation, "Good morning")
    await office.settled()
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.UNKNOWN
    assert len(office.twilio.handset(THEIRS).messages) == (2 if arrived else 1)
    for _ in range(3):
        clock.advance(LEASE_S)
        await office.core.deliveries.step()
        await office.settled()
    assert len(office.twilio.handset(THEIRS).messages) == 2
    state = (await office.delivery(conversation, seq)).state
    assert state is (DeliveryState.DELIVERED if arrived else DeliveryState.SENT)


async def test_an_api_that_is_not_there_delays(office: TextOffice, clock: ManualClock) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    right = office.inbox.settings["api_base"]
    await office.change(api_base=f"http://127.0.0.1:{free_port()}")
    seq = await office.answer(conversation, "Good morning")
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.SENDING
    assert "cannot be reached" in (delivery.error or "")
    await office.change(api_base=right)
    clock.advance(60)
    await office.core.deliveries.step()
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED


async def test_what_fails_each_time_is_given_up(office: TextOffice, clock: ManualClock) -> None:
    await office.text("Hello")
    conversation = await office.conversation()
    office.twilio.faults.api.add(Trouble(times=999, method="POST", path=MESSAGES, status=500))
    seq = await office.answer(conversation, "Good morning")
    for _ in range(60):
        clock.advance(900)
        await office.core.deliveries.step()
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert not office.twilio.handset(THEIRS).messages


async def test_a_name_that_writes_is_heard_and_cannot_be_answered(office: TextOffice) -> None:
    await office.text("Your code is 1234", sender="BANK 24")
    conversation = await office.conversation("BANK 24")
    seq = await office.answer(conversation, "Thank you")
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert "sender's name" in (delivery.error or "")
    await office.text("Sale today", sender="24680")
    assert (await office.conversation("24680")).address == "24680"


async def test_refusals_are_told_in_words(office: TextOffice) -> None:
    landline = "+12025550199"
    office.twilio.account.landlines.add(landline)
    await office.text("Hello", sender=landline)
    conversation = await office.conversation(landline)
    seq = await office.answer(conversation, "Good morning")
    delivery = await office.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.error == ("That is no mobile number. (Twilio 21614) Reach them in another way.")


async def test_a_messaging_service_sends(office: TextOffice) -> None:
    from sandbox.twilio import MessagingService

    service = office.twilio.account.add_service(MessagingService(numbers=[OURS]))
    await office.change(messaging_service_sid=service.sid, number="")
    await office.text("Hello")
    conversation = await office.conversation()
    seq = await office.answer(conversation, "Good morning")
    await office.settled()
    assert (await office.delivery(conversation, seq)).state is DeliveryState.DELIVERED
    [sent] = office.twilio.handset(THEIRS).messages
    assert sent.service_sid == service.sid
