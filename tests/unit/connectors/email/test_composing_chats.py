"""Mails of a chat: the replies that were not seen, and the transcript; and nothing internal."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from connectors.email.parsing.read import parse
from conversations.channels import Channel
from conversations.entries import Activity, Direction, Kind
from conversations.errors import DeliveryRefused

from .matter import CONVERSATION_ID, CUSTOMER, Matter

SECRET = "internal words"


def chat() -> Matter:
    matter = Matter(channel=Channel.WEBCHAT, address="visitor:1")
    matter.add(kind=Kind.ACTIVITY, activity=Activity.OPENED, text=SECRET)
    matter.add(direction=Direction.IN, author=CUSTOMER, text="Is <this> in stock?")
    matter.note(SECRET)
    matter.written("Yes & no.\nLook below.")
    matter.written("", attachments=(matter.file("prices.pdf", "application/pdf", b"x"),))
    matter.add(kind=Kind.CALL, text=SECRET)
    return matter


def forms(mail: EmailMessage) -> tuple[str, str]:
    text, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert rich is not None
    return str(text.get_content()).replace("\r\n", "\n"), str(rich.get_content())


async def test_unread_replies_are_mailed_and_an_answer_finds_the_chat() -> None:
    matter = chat()
    entry = matter.mailed("unread", [3, 4, 5, 6, 99])
    sent = await matter.sent(entry)
    assert sent["To"] == "A customer <visitor@home.example>"
    assert sent["Subject"] == "New messages from The Shop"
    assert sent["Auto-Submitted"] == "auto-generated"
    mark = matter.marks.read_message_id(str(sent["Message-ID"]))
    assert mark is not None
    assert (mark.conversation_id, mark.seq) == (CONVERSATION_ID, entry.seq)
    text, rich = forms(sent)
    assert text == (
        "While you were away, The Shop wrote to you:\n\n"
        "Ana Example, 1 March 2026 at 09:04 (UTC):\nYes & no.\nLook below.\n\n"
        "Ana Example, 1 March 2026 at 09:05 (UTC):\nFiles: prices.pdf\n\n"
        "-- \nYou can answer this mail: it reaches us in the same conversation.\n"
    )
    assert "Yes &amp; no.<br>" in rich
    assert SECRET not in text + rich


async def test_the_transcript_has_what_the_visitor_saw_and_nothing_else() -> None:
    matter = chat()
    entry = matter.mailed("transcript")
    matter.written("Written after it was asked for")
    text, rich = forms(await matter.sent(entry))
    assert "A customer, 1 March 2026 at 09:02 (UTC):\nIs <this> in stock?" in text
    assert "Is &lt;this&gt; in stock?" in rich
    assert text.index("Is <this>") < text.index("Yes & no.") < text.index("prices.pdf")
    for form in (text, rich):
        assert SECRET not in form
        assert "Written after" not in form


async def test_a_long_chat_is_told_whole() -> None:
    matter = Matter(channel=Channel.WEBCHAT)
    for number in range(450):
        matter.written(f"Message {number}.")
    text, _ = forms(await matter.sent(matter.mailed("transcript")))
    assert all(f"Message {number}.\n" in text for number in range(450))


@pytest.mark.parametrize(
    ("locale", "subject", "direction"),
    [
        ("de-AT", "Neue Nachrichten von The Shop", "ltr"),
        ("tr", "The Shop size yeni mesajlar gönderdi", "ltr"),
        ("az", "The Shop sizə yeni mesajlar göndərdi", "ltr"),
        ("fa_IR", "پیام‌های تازه از The Shop", "rtl"),
        ("xx", "New messages from The Shop", "ltr"),
        ("", "Neue Nachrichten von The Shop", "ltr"),
    ],
)
async def test_the_mail_speaks_the_visitors_language(
    locale: str, subject: str, direction: str
) -> None:
    matter = chat()
    matter.language = "de"
    sent = await matter.sent(matter.mailed("unread", [4], locale=locale))
    assert sent["Subject"] == subject
    assert f'<body dir="{direction}">' in forms(sent)[1]


async def test_the_second_mail_of_a_chat_lies_in_the_thread_of_the_first() -> None:
    matter = chat()
    first = await matter.sent(matter.mailed("unread", [4]))
    matter.written("More")
    second = await matter.sent(matter.mailed("unread", [8]))
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert parse(second.as_bytes()).problems == ()


@pytest.mark.parametrize("targets", [[], [1, 2, 3], [99]])
async def test_with_nothing_to_tell_no_mail_goes_out(targets: list[int]) -> None:
    matter = chat()
    with pytest.raises(DeliveryRefused, match="nothing in this chat"):
        await matter.mail(matter.mailed("unread", targets))
