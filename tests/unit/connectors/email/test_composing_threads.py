"""Our mails and the customer's lie in one thread on both sides, however long it gets."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.utils import format_datetime

import pytest

from connectors.email.composing.lineage import LONGEST, shortened
from connectors.email.parsing.parsed import ParsedMail
from connectors.email.parsing.read import parse
from conversations.entries import DeliveryState, Entry
from conversations.letters import Letter

from .matter import CONVERSATION_ID, CUSTOMER_ADDRESS, SUPPORT, Matter, strict


@dataclass
class Program(ABC):
    """A customer's mail program: puts what arrives into threads, and answers the newest mail."""

    local: str = "{number}.{padding}@home.example"
    padding: int = 20
    threads: list[set[str]] = field(default_factory=list)
    subject: str = ""
    newest: ParsedMail | None = None
    made: int = 0

    def first(self, subject: str) -> bytes:
        self.subject = subject
        return self._make(subject)

    def receive(self, raw: bytes) -> ParsedMail:
        mail = parse(raw)
        assert mail.problems == ()
        assert mail.message_id is not None
        self.newest = mail
        self.file(mail)
        return mail

    @abstractmethod
    def file(self, mail: ParsedMail) -> None:
        """Keep what came in, as this kind of program does."""

    def answer(self) -> bytes:
        mail = self.newest
        assert mail is not None
        chain = [*(mail.references or mail.in_reply_to), mail.message_id]
        references = "\r\n ".join(f"<{it}>" for it in chain)
        return self._make(
            f"Re: {self.subject}",
            f"In-Reply-To: <{mail.message_id}>\r\nReferences: {references}\r\n",
        )

    def _make(self, subject: str, more: str = "") -> bytes:
        # written by hand: the library would break long ids
        self.made += 1
        own = self.local.format(number=self.made, padding="x" * self.padding)
        self._keep(own)
        return (
            f"From: {CUSTOMER_ADDRESS}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n"
            f"Message-ID: <{own}>\r\n{more}\r\nWords {self.made}\r\n"
        ).encode()

    def _keep(self, own: str) -> None:
        if not self.threads:
            self.threads.append(set())
        self.threads[-1].add(own)


class Thunderbird(Program):
    """By References alone, the last of which is the parent (the algorithm of J. Zawinski)."""

    def file(self, mail: ParsedMail) -> None:
        assert mail.message_id is not None
        parent = (mail.references or mail.in_reply_to)[-1]
        found = next((it for it in self.threads if parent in it), None)
        if found is None:
            self.threads.append({mail.message_id})
        else:
            found.add(mail.message_id)


class Gmail(Program):
    """By any reference into a thread, as long as the subject is the thread's."""

    local: str = "CA+{padding}_{number}@mail.home.example"

    def file(self, mail: ParsedMail) -> None:
        assert mail.message_id is not None
        same = re.sub(r"^(Re: )+", "", mail.subject) == re.sub(r"^(Re: )+", "", self.subject)
        named = {*mail.references, *mail.in_reply_to}
        found = next((it for it in self.threads if named & it and same), None)
        if found is None:
            self.threads.append({mail.message_id})
        else:
            found.add(mail.message_id)


def arrives(matter: Matter, raw: bytes) -> Entry:
    """Put a customer's mail onto the timeline as the way in does."""
    understood = parse(raw)
    return matter.came(
        understood.text,
        mail={
            "subject": understood.subject,
            "message_id": understood.message_id,
            "in_reply_to": list(understood.in_reply_to),
            "references": list(understood.references),
        },
    )


async def exchange(program: Program, rounds: int) -> list[ParsedMail]:
    """The customer begins; each side answers in turn. What the customer got from us."""
    matter = Matter()
    arrives(matter, program.first("My parcel"))
    got = []
    for number in range(rounds):
        raw = (await matter.mail(matter.written(f"Answer {number}"))).content
        references = re.search(rb"^References:.*(?:\r\n[ \t].*)*", raw, re.M)
        assert references is not None
        assert len(references[0]) <= LONGEST
        got.append(program.receive(raw))
        matter.note("between them there are other entries")
        arrives(matter, program.answer())
    return got


@pytest.mark.parametrize("program", [Thunderbird(), Gmail()], ids=["thunderbird", "gmail"])
async def test_ten_messages_are_one_thread(program: Program) -> None:
    got = await exchange(program, 5)
    assert len(program.threads) == 1
    assert len(program.threads[0]) == 11
    first = program.local.format(number=1, padding="x" * program.padding)
    for number, mail in enumerate(got, start=1):
        answered = program.local.format(number=number, padding="x" * program.padding)
        assert mail.in_reply_to == (answered,)
        assert mail.references[-1] == answered
        assert mail.references[0] == first
        assert len(mail.references) == 2 * number - 1
        assert mail.subject == "Re: My parcel"


@pytest.mark.parametrize("padding", [20, 180, 700])
@pytest.mark.parametrize("kind", [Thunderbird, Gmail])
async def test_sixty_messages_with_long_ids_are_one_thread(
    kind: type[Program], padding: int
) -> None:
    program = kind(padding=padding)
    got = await exchange(program, 30)
    assert len(program.threads) == 1
    assert len(program.threads[0]) == 61
    first = program.local.format(number=1, padding="x" * padding)
    for number, mail in enumerate(got, start=1):
        answered = program.local.format(number=number, padding="x" * padding)
        assert mail.in_reply_to == (answered,)
        assert mail.references[-1] == answered
        if padding < 700:
            assert mail.references[0] == first


def test_of_a_long_chain_the_first_and_the_newest_stay() -> None:
    ids = [f"{number}@home.example" for number in range(200)]
    kept = shortened(ids)
    assert kept[0] == ids[0]
    assert list(kept[1:]) == ids[-(len(kept) - 1) :]
    assert len("References: " + "\r\n ".join(f"<{it}>" for it in kept)) <= LONGEST
    assert len(kept) > 50
    assert shortened([]) == ()
    assert shortened(["a@b"]) == ("a@b",)
    assert shortened(["a" * 900, "b" * 900]) == ("b" * 900,)


async def test_several_answers_in_a_row_answer_the_customers_mail() -> None:
    matter = Matter()
    matter.came()
    matter.written("One")
    sent = await matter.sent(matter.written("Two"))
    assert sent["In-Reply-To"] == "<in1@home.example>"


async def test_a_quoted_mail_is_the_one_that_is_answered() -> None:
    matter = Matter()
    older = matter.came()
    matter.came()
    sent = await matter.sent(matter.written(letter=Letter(quote=older.seq)))
    assert sent["In-Reply-To"] == f"<in{older.seq}@home.example>"


async def test_an_out_of_office_note_is_not_answered() -> None:
    matter = Matter()
    matter.came()
    matter.came("I am away", mail={"kind": "auto-reply"})
    sent = await matter.sent(matter.written())
    assert sent["In-Reply-To"] == "<in1@home.example>"


async def test_before_the_customer_wrote_our_own_mails_are_the_thread() -> None:
    matter = Matter()
    first = matter.written("We write first", letter=Letter(subject="Your order"))
    failed = matter.written("To a wrong address", state=DeliveryState.FAILED)
    second = matter.written("Once more")
    sent = await matter.sent(second)
    one = matter.marks.message_id(CONVERSATION_ID, first.seq, "shop.example")
    assert sent["In-Reply-To"] == sent["References"] == f"<{one}>"
    two = matter.marks.message_id(CONVERSATION_ID, second.seq, "shop.example")
    third = await matter.sent(matter.written("And again"))
    assert third["In-Reply-To"] == f"<{two}>"
    assert str(third["References"]).split() == [f"<{one}>", f"<{two}>"]
    assert matter.marks.message_id(CONVERSATION_ID, failed.seq, "shop.example") not in str(third)
    assert "In-Reply-To" not in await matter.sent(first)


async def test_a_mail_without_a_message_id_gives_no_reference() -> None:
    matter = Matter()
    matter.came(mail={"message_id": None})
    matter.came(mail={"message_id": "größe@home.example"})
    matter.came(mail={"message_id": "x" * 950 + "@home.example"})
    sent = await matter.sent(matter.written())
    assert "References" not in sent
    assert "In-Reply-To" not in sent


async def test_a_long_message_id_is_never_broken_or_encoded() -> None:
    matter = Matter()
    long = "x" * 400 + "@home.example"
    matter.came(mail={"message_id": long, "references": ["y" * 300 + "@home.example"]})
    raw = (await matter.mail(matter.written())).content
    strict(raw)
    assert f"\r\n <{long}>\r\n".encode() in raw
    assert parse(raw).references == ("y" * 300 + "@home.example", long)


async def test_the_date_is_when_it_was_written() -> None:
    matter = Matter()
    entry = matter.written()
    assert (await matter.sent(entry))["Date"] == format_datetime(entry.at)
