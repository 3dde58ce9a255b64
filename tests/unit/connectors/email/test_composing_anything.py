"""Whatever people write survives a mail's headers and body, and nothing of it becomes a header."""

from __future__ import annotations

import asyncio
import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.email.composing.headers import (
    INVISIBLE,
    LONGEST_NAME,
    addresses,
    one_line,
    parameter,
    unstructured,
)
from connectors.email.parsing.parsed import MailAddress
from conversations.errors import DeliveryRefused
from conversations.letters import Letter

from .matter import CUSTOMER_ADDRESS, Matter, body_of, strict

HOSTILE = "x\r\nBcc: victim@example.org\r\n\r\n<script>\x00\u2028y"


async def test_nothing_written_into_a_header_can_begin_another_one() -> None:
    matter = Matter(subject=HOSTILE, contact=HOSTILE, language="en")
    matter.came(
        mail={
            "from": {"address": CUSTOMER_ADDRESS, "name": HOSTILE},
            "message_id": "a@b\r\nBcc: victim@example.org",
            "references": ["c@d>\r\nBcc: victim@example.org", "fine@home.example"],
        }
    )
    file = matter.file(HOSTILE, "text/plain\r\nBcc: victim@example.org", b"x")
    for letter in (None, Letter(subject=HOSTILE)):
        mail = await matter.mail(matter.written("Hi", letter, attachments=(file,)))
        assert b"\nBcc" not in mail.content
        assert strict(mail.content)["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: victim@example.org",
        "a@b.example>,<victim@example.org",
        "a b@c.example",
        "nobody",
        "",
        "@b.example",
        "a@bücher.example",
    ],
)
async def test_what_is_no_address_is_refused(address: str) -> None:
    matter = Matter()
    for letter in (Letter(to=(address,)), Letter(cc=(address,)), Letter(bcc=(address,))):
        with pytest.raises(DeliveryRefused, match="is no mail address"):
            await matter.mail(matter.written(letter=letter))


async def test_letters_beyond_ascii_in_an_address_ask_for_smtputf8() -> None:
    matter = Matter(address="jürgen@home.example")
    mail = await matter.mail(matter.written())
    assert mail.smtputf8
    assert "jürgen@home.example".encode() in mail.content
    plain = Matter()
    assert not (await plain.mail(plain.written())).smtputf8


words = st.text(max_size=400)


def squeezed(text: str) -> str:
    """Without white space, for headers may be folded anywhere."""
    return "".join(text.split())


@given(subject=words, name=words)
def test_any_words_survive_the_header(subject: str, name: str) -> None:
    field = unstructured("Subject", subject)
    people = addresses("To", [MailAddress(address="a@b.example", name=name)] * 3)
    raw = f"Subject: {field}\r\nTo: {people}\r\n\r\n".encode("ascii")
    sent = strict(raw)
    assert squeezed(str(sent["Subject"])) == squeezed(one_line(subject))
    shown = [squeezed(it.display_name) for it in sent["To"].addresses]
    assert len(shown) == 3
    assert set(shown) <= {"", squeezed(INVISIBLE.sub("", one_line(name, LONGEST_NAME)))}
    assert [it.addr_spec for it in sent["To"].addresses] == ["a@b.example"] * 3


@given(words)
def test_any_file_name_survives(name: str) -> None:
    printable = "".join(it for it in name if it.isprintable() or it == " ").strip()
    raw = f"Content-Disposition: attachment;\r\n {parameter('filename', printable)}\r\n\r\n"
    sent = strict(raw.encode("ascii"))
    assert (sent.get_filename() or "") == printable


@given(text=words, html=words, quoted=words)
@settings(max_examples=60, deadline=None)
def test_any_words_survive_the_body(text: str, html: str, quoted: str) -> None:
    async def sent() -> None:
        matter = Matter(settings={"signature": "The Shop"})
        asked = matter.came(quoted, mail={"html": f"<p>{escape(quoted)}</p>"})
        plain = await matter.sent(matter.written(text, Letter(quote=asked.seq)))
        assert squeezed(plain_words(text)) in squeezed(body_of(plain))
        letter = Letter(html=f"<p>{escape(html)}</p>", quote=asked.seq)
        rich = await matter.sent(matter.written("x", letter))
        assert squeezed(escape(plain_words(html))) in squeezed(body_of(rich, "html"))

    asyncio.run(sent())


def plain_words(text: str) -> str:
    """Without what no mail program shows."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
