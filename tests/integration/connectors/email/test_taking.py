"""Mail comes in once, in the right thread, and what no person wrote sets nothing going."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import SMTP

import pytest

from connectors.email.inbound import MAX_ATTACHMENTS
from conversations.clock import ManualClock, new_id
from conversations.commands import Resolve
from conversations.conversation import State
from conversations.entries import DeliveryState, Direction, Kind
from conversations.errors import NotFound
from tests.running.mail_office import CUSTOMER, SUPPORT, MailOffice, mail

FIRST = "<first@home.example>"
OUT_OF_OFFICE = {"Auto_Submitted": "auto-replied"}


def report(message_id: str, *, action: str = "failed") -> bytes:
    """A delivery report of RFC 3464 on one of our messages."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.home.example>\r\n"
        f"To: {SUPPORT}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{new_id()}@mx.home.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.home.example\r\n\r\n"
        f"Final-Recipient: rfc822; {CUSTOMER}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user here\r\n"
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: {SUPPORT}\r\nTo: {CUSTOMER}\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n"
        "--b--\r\n"
    ).encode()


async def test_a_copy_is_dropped_and_another_mail_of_the_same_id_is_not(office: MailOffice) -> None:
    raw = mail("One", message_id=FIRST)
    first = await office.take(raw)
    again = await office.take(b"Received: from mx.example\r\n" + raw)
    other = await office.take(mail("Two", message_id=FIRST))

    assert again.duplicate
    assert other.conversation_id
    entries = await office.entries(first.conversation_id)
    assert [it.text.strip() for it in entries if it.kind is Kind.MESSAGE] in (
        ["One"],
        ["One", "Two"],
    )
    assert other.entry_id != first.entry_id


async def test_the_same_mail_at_once_by_several_ways_is_one(office: MailOffice) -> None:
    raw = mail(message_id=FIRST)
    results = await asyncio.gather(*(office.take(raw) for _ in range(20)))
    assert sum(not it.duplicate for it in results) == 1


async def test_mails_without_message_id_are_all_kept(office: MailOffice) -> None:
    seen = set()
    for number in range(3):
        raw = mail(f"Text {number}").replace(b"Message-ID:", b"X-Nothing:")
        seen.add((await office.take(raw)).conversation_id)
    assert len(seen) == 3


@pytest.mark.timeout(60)
async def test_what_is_too_much_to_show_says_so(office: MailOffice) -> None:
    made = message_from_bytes(
        mail(Cc=", ".join(f"p{number}@home.example" for number in range(130))), policy=SMTP
    )
    for number in range(MAX_ATTACHMENTS + 3):
        made.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    received = await office.take(made.as_bytes())
    entry = next(
        it for it in await office.entries(received.conversation_id) if it.kind is Kind.MESSAGE
    )
    assert len(entry.attachments) == MAX_ATTACHMENTS
    assert len(entry.data["mail"]["cc"]) == 100
    assert entry.data["mail"]["problems"] == [
        "Only the first 200 of 203 files are shown; the original has them all.",
        "Only the first 100 addresses of a header are shown.",
    ]


async def test_a_mail_to_more_than_are_even_read_says_so_once(office: MailOffice) -> None:
    crowd = ", ".join(f"p{number}@home.example" for number in range(1_100))
    received = await office.take(mail(Cc=crowd))
    entry = next(
        it for it in await office.entries(received.conversation_id) if it.kind is Kind.MESSAGE
    )
    assert entry.data["mail"]["problems"] == [
        "Only the first 100 addresses of a header are shown.",
    ]


async def test_a_second_mail_that_comes_before_the_first_meets_it_in_one_thread(
    office: MailOffice,
) -> None:
    second = await office.opened(
        mail("Oh, and", message_id="<second@home.example>", References=FIRST, In_Reply_To=FIRST)
    )
    first = await office.opened(mail(message_id=FIRST))
    assert first.id == second.id


async def test_each_matter_of_one_customer_is_a_conversation_of_its_own(office: MailOffice) -> None:
    one, two = await office.opened(mail("One")), await office.opened(mail("Two", subject="Other"))
    assert one.id != two.id
    assert one.contact.id == two.contact.id


async def test_a_late_answer_opens_a_new_conversation_and_an_early_one_reopens(
    office: MailOffice, clock: ManualClock
) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "Done.")
    resolve = Resolve(id=new_id(), conversation_id=conversation.id)
    await office.core.desk.execute(office.actor, resolve)
    answer = {"In_Reply_To": office.sent_id(conversation, sent.seq)}

    reopened = await office.opened(mail("Not quite", **answer))
    assert (reopened.id, reopened.state, reopened.reopens) == (conversation.id, State.QUEUED, 1)

    await office.core.desk.execute(
        office.actor, Resolve(id=new_id(), conversation_id=conversation.id)
    )
    clock.advance(90 * 86_400)
    assert (await office.opened(mail("Years later", **answer))).id != conversation.id


async def test_an_automatic_reply_is_kept_and_sets_nothing_going(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "Done.")
    await office.core.desk.execute(
        office.actor, Resolve(id=new_id(), conversation_id=conversation.id)
    )
    before = await office.conversation(conversation.id)

    taken = await office.take(
        mail("I am away.", In_Reply_To=office.sent_id(conversation, sent.seq), **OUT_OF_OFFICE)
    )

    after = await office.conversation(conversation.id)
    assert taken.conversation_id == conversation.id
    assert (after.state, after.unread, after.waiting_since) == (before.state, 0, None)
    assert after.last_message == before.last_message
    assert (await office.entries(conversation.id))[-1].text.strip() == "I am away."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (mail("I am away.", **OUT_OF_OFFICE), "auto_reply"),
        (mail("News", List_Id="<news.shop.example>", Precedence="bulk"), "list"),
        (mail("Buy", X_Spam_Flag="YES"), "spam"),
        (mail("Hi", sender="pest@bad.example"), "blocked"),
        (report("<somebody.elses@mail.example>"), "bounce"),
    ],
    ids=["auto-reply", "list", "spam", "blocked", "bounce"],
)
async def test_what_opens_no_conversation_is_filed_and_can_be_opened_after_all(
    office: MailOffice, raw: bytes, reason: str
) -> None:
    await office.change(blocked=["@bad.example"])

    taken = await office.take(raw)

    assert taken.filed is not None
    assert taken.filed.reason == reason
    assert not taken.conversation_id
    filed = await office.stores.journal.filed_records(office.core.clock.now().replace(year=2100))
    assert [it.filed.reason for it in filed if it.filed] == [reason]
    assert (await office.take(raw)).duplicate

    record = await office.stores.journal.unfile(
        office.inbox.id, filed[0].external_id, office.core.clock.now()
    )
    received = await office.core.intake.receive(record)
    assert received.conversation_id
    assert received.opened
    with pytest.raises(NotFound):
        await office.stores.journal.unfile(
            office.inbox.id, "mid:nothing@example.com", office.core.clock.now()
        )


async def test_a_bounce_turns_the_very_message_failed_with_the_servers_words(
    office: MailOffice,
) -> None:
    conversation = await office.opened(mail())
    first = await office.answer(conversation, "One")
    second = await office.answer(conversation, "Two")

    await office.take(report(office.sent_id(conversation, second.seq)))

    entries = {it.seq: it for it in await office.entries(conversation.id)}
    failed, other = entries[second.seq].delivery, entries[first.seq].delivery
    assert failed is not None
    assert other is not None
    assert failed.state is DeliveryState.FAILED
    assert "No such user here" in (failed.error or "")
    assert other.state is DeliveryState.QUEUED
    assert (await office.conversation(conversation.id)).unread == 1


async def test_a_report_of_delay_fails_nothing(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "One")

    await office.take(report(office.sent_id(conversation, sent.seq), action="delayed"))

    entry = (await office.entries(conversation.id))[sent.seq - 1]
    assert entry.delivery is not None
    assert entry.delivery.state is DeliveryState.QUEUED


async def test_a_forged_bounce_fails_nothing(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "One")
    forged = office.sent_id(conversation, sent.seq).replace(f".{sent.seq}.", f".{sent.seq}0.")

    taken = await office.take(report(forged))

    assert taken.filed is not None
    entry = (await office.entries(conversation.id))[sent.seq - 1]
    assert entry.delivery is not None
    assert entry.delivery.state is DeliveryState.QUEUED


async def test_our_own_mail_that_comes_back_is_filed(office: MailOffice) -> None:
    raw = mail("Ours", X_Parley_Inbox=office.marks.loop_id(office.inbox.id))
    taken = await office.take(raw)
    assert taken.filed is not None
    assert taken.filed.reason == "own"


async def test_acknowledgements_go_out_once_an_hour_and_hold_no_words_of_the_customer(
    office: MailOffice,
) -> None:
    given = {"enabled": True, "subject": "We have your mail", "text": "Thank you for writing."}
    await office.change(acknowledge=given)

    first = await office.opened(mail("My secret words", subject="Buy pills"))
    second = await office.opened(mail("Again", subject="Buy more"))
    machine = await office.take(mail("Away", sender="other@home.example", **OUT_OF_OFFICE))

    [acknowledged] = [it for it in await office.entries(first.id) if it.direction is Direction.OUT]
    assert acknowledged.text == "Thank you for writing."
    assert acknowledged.data["mail"]["subject"] == "We have your mail"
    assert (await office.conversation(first.id)).waiting_since is not None
    assert not [it for it in await office.entries(second.id) if it.direction is Direction.OUT]
    assert machine.filed is not None
