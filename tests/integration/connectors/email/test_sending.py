"""From an agent's answer to the customer's mail server and back, over real stores."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest

from agent_console.services import ConsoleSettings
from connectors.email.oauth import AccessTokens
from connectors.email.outbound import EmailCarrier
from connectors.email.parsing.parsed import ParsedMail
from connectors.email.parsing.read import parse
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.commands import Reply, Resend
from conversations.conversation import Conversation
from conversations.deliveries import LEASE_S
from conversations.entries import (
    SYSTEM,
    Activity,
    Attachment,
    Delivery,
    DeliveryState,
    Entry,
    Kind,
)
from conversations.letters import Letter
from parley.connecting import LateEmitter, build_house
from router.stats import Figures
from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.mail_office import CUSTOMER, KEY, SUPPORT, MailOffice, mail
from tests.running.smtp_host import SmtpHost, smtp_host
from tests.unit.connectors.email.matter import strict

DAY_S = 86_400.0


@dataclass
class PostOffice:
    """A mail inbox with its outgoing server, whose clock stands still until told otherwise."""

    office: MailOffice
    host: SmtpHost
    clock: ManualClock
    carrier: EmailCarrier

    async def matter(self, **headers: str) -> Conversation:
        return await self.office.opened(mail(**headers))

    async def answered(self, conversation: Conversation, text: str = "Hi", **letter: object) -> int:
        """An agent's answer, once the worker has looked at it; its seq."""
        seq = (await self.office.answer(conversation, text, **letter)).seq
        assert seq is not None
        await self.office.core.deliveries.step()
        return seq

    async def entry(self, conversation: Conversation, seq: int) -> Entry:
        found = await self.office.stores.conversations.entry(conversation.id, seq)
        assert found is not None
        return found

    async def delivery(self, conversation: Conversation, seq: int) -> Delivery:
        delivery = (await self.entry(conversation, seq)).delivery
        assert delivery is not None
        return delivery

    async def resend(self, conversation: Conversation, seq: int) -> int:
        command = Resend(id=new_id(), conversation_id=conversation.id, seq=seq)
        result = await self.office.core.desk.execute(self.office.actor, command)
        await self.office.core.deliveries.step()
        assert result.seq is not None
        return result.seq

    async def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await self.office.core.deliveries.step()

    async def file(self, name: str, content: bytes) -> Attachment:
        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 1 << 20):
                yield content[start : start + (1 << 20)]

        return await self.office.stores.files.save(
            name, chunks(), max_bytes=1 << 30, owner={"user": "agnes"}
        )

    @property
    def last(self) -> ParsedMail:
        return parse(self.host.taken[-1].content)


@pytest.fixture
async def post(office: MailOffice, clock: ManualClock) -> AsyncIterator[PostOffice]:
    async with smtp_host() as host:
        smtp = {"host": "127.0.0.1", "port": host.port, "security": "none"}
        await office.change(smtp=smtp, subject_tag=True, plus_addressing=True)
        console = ConsoleSettings(public_url="http://parley.test", signing_key=KEY)
        house = build_house(office.core, console, Figures(), LateEmitter())
        carrier = EmailCarrier(house, AccessTokens(clock), office.marks)
        office.core.deliveries.register(carrier)
        yield PostOffice(office, host, clock, carrier)
        await carrier.close()


async def test_an_answer_goes_out_and_the_customers_comes_back(post: PostOffice) -> None:
    conversation = await post.matter(message_id="<first@home.example>")
    seq = await post.answered(conversation, "It is on its way.")
    delivery = await post.delivery(conversation, seq)
    assert (delivery.state, delivery.error) == (DeliveryState.SENT, None)
    sent = post.last
    assert sent.reply == "It is on its way."
    assert sent.subject == f"Re: My parcel [#{conversation.number}]"
    assert sent.in_reply_to == ("first@home.example",)
    assert post.host.taken[0].recipients == [CUSTOMER]
    strict(post.host.taken[0].content)
    [reply_to] = sent.reply_to
    for headers in (
        {"In_Reply_To": f"<{sent.message_id}>"},
        {"to": reply_to.address},
        {"subject": sent.subject},
    ):
        received = await post.office.take(mail("Thank you", **headers))
        assert received.conversation_id == conversation.id


async def test_our_own_mail_is_known_when_it_comes_back(post: PostOffice) -> None:
    conversation = await post.matter()
    await post.answered(conversation, cc=(SUPPORT,))
    received = await post.office.take(post.host.taken[0].content)
    assert received.filed is not None
    assert received.filed.reason == "own"


async def test_formatting_images_and_files_arrive(post: PostOffice) -> None:
    conversation = await post.matter()
    image = await post.file("bild.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    paper = await post.file("Größe.txt", "Größe\n".encode())
    letter = Letter(html=f'<p>See <img data-file="{image.id}"></p>', inline=(image.id,))
    command = Reply(
        id=new_id(),
        conversation_id=conversation.id,
        text="See",
        attachments=(image, paper),
        letter=letter,
    )
    await post.office.core.desk.execute(post.office.actor, command)
    await post.office.core.deliveries.step()
    sent = post.last
    assert [(it.name, it.content_type, it.inline) for it in sent.attachments] == [
        ("bild.png", "image/png", True),
        ("Größe.txt", "text/plain", False),
    ]
    assert sent.attachments[1].content == "Größe\n".encode()
    assert f"cid:{sent.attachments[0].content_id}" in sent.html
    assert sent.problems == ()


async def test_what_the_server_does_not_take_for_now_is_tried_for_three_days(
    post: PostOffice,
) -> None:
    conversation = await post.matter()
    post.host.rcpt[CUSTOMER] = "451 4.3.0 Come back later"
    seq = await post.answered(conversation)
    begun = post.clock.now()
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.SENDING
    assert delivery.error is not None
    assert "451 4.3.0 Come back later (said 127.0.0.1)" in delivery.error
    attempts = 1
    while (delivery := await post.delivery(conversation, seq)).state is DeliveryState.SENDING:
        pause = EmailCarrier.patience.back_off(attempts).total_seconds()
        await post.wait(pause - 0.001)
        assert (await post.delivery(conversation, seq)).state is DeliveryState.SENDING
        await post.wait(0.001)
        attempts += 1
    waited = (post.clock.now() - begun).total_seconds()
    assert 3 * DAY_S < waited < 3.1 * DAY_S
    assert attempts == EmailCarrier.patience.attempts
    assert delivery.state is DeliveryState.FAILED
    assert delivery.error is not None
    assert "451 4.3.0 Come back later" in delivery.error
    assert f"given up after {attempts} attempts" in delivery.error
    assert post.host.taken == []


async def test_a_greylisted_mail_goes_out_a_little_later(post: PostOffice) -> None:
    conversation = await post.matter()
    post.host.rcpt[CUSTOMER] = "450 4.2.0 Greylisted"
    seq = await post.answered(conversation)
    del post.host.rcpt[CUSTOMER]
    assert post.host.taken == []
    await post.wait(2)
    assert (await post.delivery(conversation, seq)).state is DeliveryState.SENT
    assert len(post.host.taken) == 1


async def test_a_refusal_shows_at_once_and_resend_sends_anew(post: PostOffice) -> None:
    conversation = await post.matter()
    post.host.rcpt[CUSTOMER] = "550 5.1.1 No such user"
    seq = await post.answered(conversation, "Hello", subject="About it")
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.FAILED
    assert delivery.error is not None
    assert f"{CUSTOMER}: 550 5.1.1 No such user (said 127.0.0.1)" in delivery.error
    await post.wait(DAY_S)
    assert post.host.taken == []

    post.host.rcpt.clear()
    again = await post.resend(conversation, seq)
    assert (await post.delivery(conversation, again)).state is DeliveryState.SENT
    assert (await post.delivery(conversation, seq)).state is DeliveryState.FAILED
    assert post.last.reply == "Hello"
    assert post.last.subject.startswith("About it")
    mark = post.office.marks.read_message_id(post.last.message_id or "")
    assert mark is not None
    assert mark.seq == again


async def test_a_mail_of_which_nobody_knows_is_not_sent_twice_by_itself(post: PostOffice) -> None:
    conversation = await post.matter()
    post.host.drop = "before answer"
    seq = await post.answered(conversation)
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.UNKNOWN
    assert delivery.error is not None
    assert "It may have been sent" in delivery.error
    post.host.drop = None
    await post.wait(LEASE_S + 1)
    await post.wait(DAY_S)
    assert len(post.host.taken) == 1
    await post.resend(conversation, seq)
    assert len(post.host.taken) == 2


async def test_those_who_were_refused_are_named_beside_those_who_got_it(post: PostOffice) -> None:
    conversation = await post.matter()
    post.host.rcpt["gone@home.example"] = "550 5.1.1 No such user"
    seq = await post.answered(conversation, cc=("gone@home.example",))
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.SENT
    assert delivery.error == (
        "Not sent to everybody. gone@home.example: 550 5.1.1 No such user (said 127.0.0.1)"
    )
    assert post.host.taken[0].recipients == [CUSTOMER]


async def test_one_who_is_put_off_holds_up_the_others_for_a_quarter_of_an_hour(
    post: PostOffice,
) -> None:
    conversation = await post.matter()
    post.host.rcpt["slow@home.example"] = "452 4.2.2 Mailbox full"
    seq = await post.answered(conversation, cc=("slow@home.example",))
    assert (await post.delivery(conversation, seq)).state is DeliveryState.SENDING
    assert post.host.taken == []
    await post.wait(16 * 60)
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.SENT
    assert "slow@home.example: 452 4.2.2 Mailbox full" in str(delivery.error)


async def test_a_switched_off_inbox_says_so_at_once(post: PostOffice) -> None:
    conversation = await post.matter()
    stored = await post.office.stores.inboxes.get(post.office.inbox.id)
    await post.office.stores.inboxes.update(replace(stored, enabled=False))
    delivery = await post.delivery(conversation, await post.answered(conversation))
    assert delivery.state is DeliveryState.FAILED
    assert "is switched off. Switch it on" in str(delivery.error)


async def test_without_an_outgoing_server_a_mail_waits_for_one(post: PostOffice) -> None:
    conversation = await post.matter()
    smtp = post.office.inbox.settings["smtp"]
    await post.office.change(smtp={})
    seq = await post.answered(conversation)
    delivery = await post.delivery(conversation, seq)
    assert delivery.state is DeliveryState.SENDING
    assert "has no outgoing mail server yet. Set its address" in str(delivery.error)
    await post.office.change(smtp=smtp)
    await post.wait(2)
    assert (await post.delivery(conversation, seq)).state is DeliveryState.SENT


async def test_replies_of_a_chat_are_mailed(post: PostOffice) -> None:
    """The entry that a web chat makes is delivered by the mail inbox that it names."""
    conversation = await post.matter()
    seq = await post.answered(conversation, "Seen by nobody")
    made: list[Entry] = []

    async def decide(change: Change) -> bool:
        entry = change.add(
            Kind.ACTIVITY,
            SYSTEM,
            activity=Activity.MAILED,
            channel=Channel.EMAIL,
            inbox_id=post.office.inbox.id,
            data={"to": "v@home.example", "purpose": "unread", "targets": [seq], "locale": "de"},
            delivery=Delivery(state=DeliveryState.QUEUED, at=change.now),
        )
        change.deliver(entry)
        made.append(entry)
        return True

    await post.office.core.workbench.change(conversation.id, decide)
    await post.office.core.deliveries.step()
    assert post.host.taken[-1].recipients == ["v@home.example"]
    assert "Seen by nobody" in post.last.text
    assert (await post.delivery(conversation, made[-1].seq)).state is DeliveryState.SENT


@pytest.mark.timeout(60)
async def test_twenty_five_megabytes_arrive(post: PostOffice) -> None:
    conversation = await post.matter()
    content = bytes(range(256)) * 4 * 25 * 1024
    file = await post.file("large.bin", content)
    command = Reply(id=new_id(), conversation_id=conversation.id, text="Large", attachments=(file,))
    await post.office.core.desk.execute(post.office.actor, command)
    await post.office.core.deliveries.step()
    [arrived] = post.last.attachments
    assert arrived.size == 25 * 1024 * 1024
    assert arrived.content == content


@pytest.fixture
def dovecot(require_peer: Callable[[str], str]) -> Iterator[Dovecot]:
    with running_dovecot(require_peer("dovecot"), {"customer": "s3cret"}) as running:
        yield running


@pytest.mark.peers
@pytest.mark.timeout(30)
async def test_dovecot_holds_what_was_sent(post: PostOffice, dovecot: Dovecot) -> None:
    """The customer's own server, asked by another program, has the structure and the names."""
    conversation = await post.matter()
    image = await post.file("bild ö.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    paper = await post.file("گزارش.pdf", b"%PDF-1.4\n")
    letter = Letter(
        subject="Grüße – сообщение",
        html=f'<p dir="rtl">سلام <img data-file="{image.id}"></p>',
        inline=(image.id,),
    )
    command = Reply(
        id=new_id(),
        conversation_id=conversation.id,
        text="سلام",
        attachments=(image, paper),
        letter=letter,
    )
    post.host.taker = lambda taken: dovecot.deliver("customer", taken.content)
    await post.office.core.desk.execute(post.office.actor, command)
    await post.office.core.deliveries.step()
    with dovecot.client("customer") as client:
        client.select("INBOX", readonly=True)
        structure = client.fetch("1", "(BODYSTRUCTURE)")[1][0]
        source = client.fetch("1", "(RFC822)")[1][0]
        word = '"сообщение"'.encode()
        found = client.search("UTF-8", "SUBJECT", word)[1]  # type: ignore[arg-type]  # bytes do
    assert isinstance(structure, bytes)
    for said in (
        b'"alternative"',
        b'"related"',
        b'"mixed"',
        b'"plain" ("charset" "utf-8")',
        b'"html" ("charset" "utf-8")',
        b'("inline" ("filename*" "utf-8\'\'bild%20%C3%B6.png"))',
        b'("attachment" ("filename*" "utf-8\'\'%DA%AF',
    ):
        assert said in structure
    assert isinstance(source, tuple)
    sent: EmailMessage = strict(source[1])
    assert str(sent["Subject"]).startswith("Grüße – сообщение")
    assert [part.get_filename() for part in sent.walk() if part.get_filename()] == [
        "bild ö.png",
        "گزارش.pdf",
    ]
    assert found == [b"1"]
