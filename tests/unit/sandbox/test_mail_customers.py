"""Simulated customers: what they write, in whose manner, and what they do with answers."""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from sandbox.mail import SHOP, PostOffice
from sandbox.mail.clients import CLIENTS
from sandbox.mail.customer import Outcome, Tempo
from sandbox.mail.customers import Customers
from sandbox.mail.draft import Draft, Earlier
from sandbox.mail.files import document, picture
from sandbox.mail.matters import Form, MatterError, load_matters
from sandbox.mail.writing import written

MATTERS = load_matters()
CUSTOMS = {matter.customs.language: matter.customs for matter in MATTERS}
QUICK = Tempo(second_per_character=0, think=(0, 0), patience=5, chatty=1)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice(shop=SHOP, customers="customers.example", password="x", name="mail.example")


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert not message.defects
    return message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@asynccontextmanager
async def shop_at_work(office: PostOffice) -> AsyncIterator[list[EmailMessage]]:
    """A shop that answers every person; gives what came, in order."""
    came: list[EmailMessage] = []
    inbox, news = office.account(SHOP).inbox, asyncio.Event()
    inbox.watchers.add(news.set)

    async def work() -> None:
        while True:
            await news.wait()
            news.clear()
            for mail in list(inbox.mails.values())[len(came) :]:
                message = parsed(mail.raw)
                came.append(message)
                _answer(office, message)

    task = asyncio.create_task(work())
    try:
        yield came
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _answer(office: PostOffice, message: EmailMessage) -> None:
    if message["Return-Path"] == "<>" or "List-Id" in message or "Auto-Submitted" in message:
        return
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = f"The shop <{SHOP}>"
    reply["Reply-To"] = "support+key@shop.example"
    reply["To"] = str(message["From"])
    reply["Subject"] = f"Re: {message['Subject']}"
    reply["Date"] = "Tue, 03 Mar 2026 10:00:00 +0000"
    reply["Message-ID"] = f"<re.{str(message['Message-ID']).strip('<>')}>"
    reply["References"] = str(message["Message-ID"])
    reply.set_content("Our answer.")
    reply.add_alternative("<html><body><p>Our <b>answer</b>.</p></body></html>", subtype="html")
    address = message["From"].addresses[0].addr_spec
    office.post(SHOP, [address], reply.as_bytes())


async def test_every_matter_in_every_language_comes_to_its_end(office: PostOffice) -> None:
    customers = Customers(
        office, MATTERS, rate=1_000_000, opening=100, tempo=QUICK, limit=len(MATTERS)
    )
    async with shop_at_work(office) as came:
        await customers.run()
    tally = customers.tally
    assert tally.failed == 0
    assert tally.outcomes[Outcome.UNANSWERED] == 0
    assert set(tally.forms) == set(Form)
    assert {matter.customs.language for matter in MATTERS} == {
        "az", "de", "en", "es", "fa", "ru", "tr"
    }  # fmt: skip
    kinds = {part.get_content_type() for message in came for part in message.walk()}
    assert {"image/png", "application/pdf", "message/delivery-status", "text/html"} <= kinds
    charsets = {part.get_content_charset() for message in came for part in message.walk()}
    assert {"utf-8", "koi8-r", "iso-8859-9", "iso-8859-1"} <= charsets
    assert sum("List-Id" in message for message in came) == 1
    assert sum(message["Auto-Submitted"] == "auto-replied" for message in came) >= 2
    answers = [message for message in came if message["In-Reply-To"]]
    for message in answers:
        assert message["To"] == "support+key@shop.example", "answers go where they are wanted"
        assert message["Delivered-To"] == "support+key@shop.example"
        assert str(message["References"]).split()[-1] == str(message["In-Reply-To"]).strip()
    ids = [message["Message-ID"] for message in came]
    assert len(set(ids)) == len(ids)


async def test_who_gets_no_answer_asks_once_more_and_gives_up(office: PostOffice) -> None:
    matters = [matter for matter in MATTERS if matter.id == "broken-glass"]
    tempo = Tempo(second_per_character=0, think=(0, 0), patience=0.02)
    customers = Customers(office, matters, rate=1_000_000, tempo=tempo, limit=1)
    await customers.run()
    assert customers.tally.outcomes == {Outcome.UNANSWERED: 1}
    assert len(office.account(SHOP).inbox.mails) == 2


def draft(language: str, earlier: Earlier | None = None) -> Draft:
    return Draft(
        customs=CUSTOMS[language],
        name="Katrin",
        address="k@customers.example",
        to=SHOP,
        subject=earlier.subject if earlier else "Größe",
        words="Neue Wörter.\n\nViele Grüße" if language == "de" else "Yeni sözcükler: ığş",
        at=datetime(2026, 3, 4, tzinfo=UTC),
        number="n1",
        earlier=earlier,
    )


EARLIER = Earlier(
    name="The shop",
    address=SHOP,
    to="k@customers.example",
    subject="Re: Größe",
    at=datetime(2026, 3, 3, 9, 5, tzinfo=UTC),
    text="Old words.\n> older words",
    html="<p>Old words.</p>",
    message_id="<s1@shop.example>",
    references=("<k0@customers.example>",),
)


@pytest.mark.parametrize(
    ("client", "marks"),
    [
        ("gmail", ["gmail_quote", "Am 03.03.2026 um 09:05 schrieb The shop", "> Old words."]),
        ("outlook", ["border-top:solid", "Von: The shop <support@shop.example>", "Gesendet: 03."]),
        ("apple", ['<blockquote type="cite">', "Apple-interchange-newline"]),
        ("thunderbird", ["> Old words.\n>> older words", "\n-- \nKatrin"]),
        ("phone", ["Von meinem Telefon gesendet\n\nAm 03.03.2026"]),
    ],
)
def test_each_program_answers_in_its_manner(client: str, marks: list[str]) -> None:
    message = parsed(written(draft("de", EARLIER), CLIENTS[client]))
    texts = text_of(message).replace("\r\n", "\n")
    if message.get_body(("html",)) is not None:
        texts += text_of(message, "html")
    for mark in marks:
        assert mark in texts
    assert message["In-Reply-To"] == "<s1@shop.example>"
    assert message["References"] == "<k0@customers.example> <s1@shop.example>"
    assert message["Subject"] == ("AW: Größe" if client == "outlook" else "Re: Größe")
    new, old = texts.index("Neue Wörter"), texts.index("Old words")
    assert (new > old) == (client == "thunderbird"), "who writes above, who below"


def test_old_charsets_are_used_where_they_are_enough() -> None:
    for language, charset in (("tr", "iso-8859-9"), ("de", "iso-8859-1")):
        message = parsed(written(draft(language), CLIENTS["outlook"]))
        part = message.get_body(("plain",))
        assert part is not None
        assert part.get_content_charset() == charset
        assert draft(language).words.splitlines()[0] in part.get_content()


def test_pictures_and_documents_are_what_they_say() -> None:
    data = picture(random.Random(1))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    body = data.partition(b"IDAT")[2]
    assert len(zlib.decompressobj().decompress(body)) == 120 * (1 + 160 * 3)
    pdf = document("Bill", ["Total (all): 1"])
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[start : start + 4] == b"xref"
    first = int(pdf[start:].splitlines()[3].split()[0])
    assert pdf[first:].startswith(b"1 0 obj")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("language = ", "not TOML"), ('language = "en"', "lacks 'people'")],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "en.toml").write_text(text)
    with pytest.raises(MatterError, match=complaint):
        load_matters(tmp_path)
