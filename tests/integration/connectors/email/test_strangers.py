"""Whoever forges References, a plus-address or a Message-ID writes into no thread of others."""

from __future__ import annotations

from connectors.email.signing import Marks
from tests.running.mail_office import CUSTOMER, SUPPORT, MailOffice, mail

STRANGER = "stranger@elsewhere.example"
FIRST = "<first@home.example>"


async def test_the_customer_goes_on_in_the_thread(office: MailOffice) -> None:
    conversation = await office.opened(mail(message_id=FIRST))
    sent = await office.answer(conversation, "It is on its way.")

    back = await office.take(mail("Thanks", In_Reply_To=office.sent_id(conversation, sent.seq)))

    assert back.conversation_id == conversation.id
    assert (await office.entries(conversation.id))[-1].author.id == conversation.contact.id


async def test_forged_references_open_a_conversation_of_the_strangers_own(
    office: MailOffice,
) -> None:
    conversation = await office.opened(mail(message_id=FIRST))

    forged = await office.opened(
        mail("Send it to me.", sender=STRANGER, References=FIRST, In_Reply_To=FIRST)
    )

    assert forged.id != conversation.id
    assert forged.contact.id != conversation.contact.id
    assert forged.address == STRANGER


async def test_a_forged_message_id_of_ours_opens_a_conversation_of_its_own(
    office: MailOffice,
) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "It is on its way.")
    right = office.sent_id(conversation, sent.seq)
    letters = right[1:].split("@")[0]
    other = "b" if letters[-1] == "a" else "a"
    for wrong in (
        right.replace(f".{sent.seq}.", f".{sent.seq + 1}."),
        right.replace(letters, letters[:-1] + other),
        right.replace("." + letters.rsplit(".", 1)[1], ".aaaaaaaaaaaaaaaa"),
    ):
        forged = await office.opened(mail("Hello", sender=STRANGER, In_Reply_To=wrong))
        assert forged.id != conversation.id


async def test_a_forged_plus_address_opens_a_conversation_of_its_own(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    right = office.marked_address(conversation)
    other = "b" if right.split("@")[0][-1] == "a" else "a"
    wrong = right.split("@")[0][:-1] + other + "@shop.example"

    for address in (wrong, f"support+{conversation.id}@shop.example"):
        forged = await office.opened(mail("Hello", sender=STRANGER, to=address))
        assert forged.id != conversation.id


async def test_a_mark_of_another_house_counts_for_nothing(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    foreign = Marks(b"another key".ljust(32, b"."))
    message_id = f"<{foreign.message_id(conversation.id, 2, 'shop.example')}>"

    forged = await office.opened(mail("Hello", sender=STRANGER, In_Reply_To=message_id))

    assert forged.id != conversation.id


async def test_who_was_handed_our_mail_joins_as_themselves(office: MailOffice) -> None:
    conversation = await office.opened(mail())
    sent = await office.answer(conversation, "It is on its way.")

    joined = await office.take(
        mail(
            "I answer for them.",
            sender=STRANGER,
            In_Reply_To=office.sent_id(conversation, sent.seq),
        )
    )

    assert joined.conversation_id == conversation.id
    entry = (await office.entries(conversation.id))[-1]
    assert entry.author.id != conversation.contact.id
    assert entry.data["mail"]["stranger"] is True
    after = await office.conversation(conversation.id)
    assert after.contact.id == conversation.contact.id
    assert after.address == CUSTOMER
    assert STRANGER in after.participants


async def test_a_sender_who_is_proven_false_gets_a_thread_of_their_own(office: MailOffice) -> None:
    await office.change(authserv_id="mx.shop.example")
    conversation = await office.opened(mail(message_id=FIRST))

    forged = await office.opened(
        mail(
            "Change my address.",
            References=FIRST,
            Authentication_Results="mx.shop.example; dmarc=fail header.from=home.example",
        )
    )

    assert forged.id != conversation.id
    entry = (await office.entries(forged.id))[-1]
    assert entry.data["mail"]["authentication"] == "fail"


async def test_what_is_typed_into_a_form_of_ours_proves_nobody_to_be_the_sender(
    office: MailOffice,
) -> None:
    await office.change(authserv_id="mx.shop.example")
    proof = "mx.shop.example; dmarc=pass header.from={}"

    typed = await office.opened(
        mail(sender=SUPPORT, Reply_To=CUSTOMER, Authentication_Results=proof.format("shop.example"))
    )
    written = await office.opened(mail(Authentication_Results=proof.format("home.example")))

    said = [(await office.entries(it.id))[-1].data["mail"] for it in (typed, written)]
    assert [it["authentication"] for it in said] == ["none", "pass"]
    assert typed.address == written.address == CUSTOMER


async def test_a_second_from_makes_nobody_somebody_else(office: MailOffice) -> None:
    conversation = await office.opened(mail(message_id=FIRST))
    raw = mail("Change my address.", References=FIRST)

    forged = await office.opened(b"From: stranger@elsewhere.example\n" + raw)
    other = await office.opened(raw.replace(b"\n\n", b"\nFrom: x@elsewhere.example\n\n", 1))

    assert conversation.id not in {forged.id, other.id}


async def test_a_subjects_tag_counts_for_the_contact_only_and_only_if_the_inbox_says_so(
    office: MailOffice,
) -> None:
    conversation = await office.opened(mail())
    tag = f"Re: My parcel [#{conversation.number}]"
    assert (await office.opened(mail("No tags here", subject=tag))).id != conversation.id
    await office.change(subject_tag=True)

    assert (await office.opened(mail("Again", subject=tag))).id == conversation.id
    assert (await office.opened(mail("Me too", sender=STRANGER, subject=tag))).id != conversation.id


async def test_somebody_in_copy_may_answer_the_customers_mail(office: MailOffice) -> None:
    colleague = "colleague@home.example"
    conversation = await office.opened(
        mail(message_id=FIRST, to=f"{SUPPORT}, {colleague}", Cc="boss@home.example")
    )
    assert set(conversation.participants) == {colleague, "boss@home.example"}

    joined = await office.take(mail("One more thing", sender=colleague, In_Reply_To=FIRST))

    assert joined.conversation_id == conversation.id
    assert (await office.entries(conversation.id))[-1].author.name == colleague
