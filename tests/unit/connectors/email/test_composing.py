"""What our mails hold: headers, both forms of the words, files, quotes and forwards."""

from __future__ import annotations

import tracemalloc

import pytest

from connectors.email.composing.headers import unstructured
from connectors.email.composing.mime import File, write
from connectors.email.composing.source import images_of
from connectors.email.parsing.read import parse
from conversations.entries import Author, AuthorType
from conversations.errors import DeliveryRefused
from conversations.letters import Letter

from .matter import CONVERSATION_ID, CUSTOMER_ADDRESS, SUPPORT, Matter, body_of, strict

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


async def test_an_answer_has_the_headers_that_mail_programs_look_for() -> None:
    matter = Matter(settings={"plus_addressing": True, "subject_tag": True})
    matter.came()
    entry = matter.written("On its way.")
    mail = await matter.mail(entry)
    sent = strict(mail.content)
    assert sent["From"] == f"The Shop <{SUPPORT}>"
    assert sent["To"] == f"A customer <{CUSTOMER_ADDRESS}>"
    marked = matter.marks.plus_address(SUPPORT, CONVERSATION_ID)
    assert sent["Reply-To"] == f"The Shop <{marked}>"
    assert sent["Subject"] == "Re: My parcel [#42]"
    assert sent["Date"].datetime == entry.at
    message_id = matter.marks.message_id(CONVERSATION_ID, entry.seq, "shop.example")
    assert sent["Message-ID"] == f"<{message_id}>"
    assert sent["In-Reply-To"] == sent["References"] == "<in1@home.example>"
    assert sent["X-Parley-Inbox"] == matter.marks.loop_id("i1")
    assert sent["Content-Language"] == "en"
    assert sent["MIME-Version"] == "1.0"
    assert "Auto-Submitted" not in sent
    assert sent.get_content_type() == "text/plain"
    assert body_of(sent) == "On its way.\n"
    assert (mail.sender, mail.recipients) == (SUPPORT, (CUSTOMER_ADDRESS,))


async def test_an_entry_has_the_same_message_id_whenever_it_is_composed() -> None:
    matter = Matter()
    entry = matter.written()
    first, second = await matter.mail(entry), await matter.mail(entry)
    assert first.message_id == second.message_id
    assert matter.marks.read_message_id(first.message_id) is not None


async def test_blind_copies_are_in_the_envelope_alone() -> None:
    matter = Matter()
    letter = Letter(
        to=("a@home.example", "b@home.example"), cc=("c@home.example",), bcc=("d@home.example",)
    )
    mail = await matter.mail(matter.written(letter=letter))
    assert mail.recipients == (
        "a@home.example",
        "b@home.example",
        "c@home.example",
        "d@home.example",
    )
    assert b"d@home.example" not in mail.content
    sent = strict(mail.content)
    assert sent["To"] == "a@home.example, b@home.example"
    assert sent["Cc"] == "c@home.example"


async def test_people_are_named_as_they_name_themselves() -> None:
    matter = Matter()
    matter.came(
        mail={
            "from": {"address": CUSTOMER_ADDRESS, "name": "Zoë, at home"},
            "cc": [{"address": "friend@home.example", "name": "A friend"}],
        }
    )
    letter = Letter(cc=("friend@home.example", "other@home.example"))
    sent = await matter.sent(matter.written(letter=letter))
    assert [it.display_name for it in sent["To"].addresses] == ["Zoë, at home"]
    assert [it.display_name for it in sent["Cc"].addresses] == ["A friend", ""]


@pytest.mark.parametrize("kind", [AuthorType.BOT, AuthorType.SYSTEM])
async def test_what_a_machine_wrote_says_so(kind: AuthorType) -> None:
    matter = Matter()
    matter.came()
    sent = await matter.sent(matter.written(author=Author(type=kind, name="Parley")))
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["X-Auto-Response-Suppress"] == "All"
    assert "Precedence" not in sent
    assert parse(sent.as_bytes()).auto_submitted == "auto-replied"


async def test_formatting_goes_out_in_both_forms() -> None:
    matter = Matter(settings={"signature": "<p>Best regards<br>{agent} <b>Shop</b></p>"})
    letter = Letter(html="<p>Dear <b>customer</b>,</p><ul><li>one</li><li>two</li></ul>")
    sent = await matter.sent(matter.written("ignored", letter=letter))
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    text, rich = body_of(sent), body_of(sent, "html")
    assert "Dear customer,\n" in text
    assert "- one\n- two" in text
    assert "\n-- \nBest regards\nAna Example Shop\n" in text
    assert "<p>Dear <b>customer</b>,</p>" in rich
    assert "Ana Example <b>Shop</b>" in rich
    assert 'lang="en"' in rich
    assert '<body dir="ltr">' in rich


async def test_an_agents_name_in_the_signature_is_no_html() -> None:
    matter = Matter(settings={"signature": "<p>{agent}</p>"})
    mallory = Author(type=AuthorType.AGENT, id="m", name="<script>alert(1)</script>")
    entry = matter.written(letter=Letter(html="<p>x</p>"), author=mallory)
    rich = body_of(await matter.sent(entry), "html")
    assert "&lt;script&gt;" in rich
    assert "<script" not in rich


@pytest.mark.parametrize(
    ("signature", "below"),
    [
        ("<p>{agent}<br>The Shop</p>", "\n\n-- \nThe Shop\n"),
        ("<p>Best regards<br>{agent}</p>", "\n\n-- \nBest regards\n"),
        ("{agent}\nThe Shop", "\n\n-- \nThe Shop\n"),
        ("<p>Yours, {agent} of the Shop</p>", "\n\n-- \nYours, of the Shop\n"),
        ("<p>{agent}</p>", "\n"),
    ],
)
async def test_automatic_mail_names_nobody_in_its_signature(signature: str, below: str) -> None:
    matter = Matter(settings={"signature": signature})
    author = Author(type=AuthorType.BOT, name="Parley")
    sent = await matter.sent(matter.written("Thank you.", author=author))
    assert body_of(sent) == f"Thank you.{below}"


async def test_a_plain_signature_stands_below_plain_words() -> None:
    matter = Matter(settings={"signature": "The Shop\nMon & Tue"})
    sent = await matter.sent(matter.written("Hello"))
    assert body_of(sent) == "Hello\n\n-- \nThe Shop\nMon & Tue\n"


async def test_images_stand_in_the_html_and_files_beside_it() -> None:
    matter = Matter()
    picture = matter.file("bild ä.png", "image/png", PNG, "file-1")
    paper = matter.file("Rechnung Größe €.pdf", "application/pdf", b"%PDF-1.4 " * 5000)
    letter = Letter(
        html='<p>See <img alt="a > b" data-file="file-1" title="c > d"> '
        '<img data-file="stolen"></p>',
        inline=("file-1",),
    )
    sent = await matter.sent(matter.written(letter=letter, attachments=(picture, paper)))
    assert [part.get_content_type() for part in sent.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert '<img alt="a > b" src="cid:file-1@shop.example" title="c > d">' in body_of(sent, "html")
    assert "stolen" not in body_of(sent, "html")
    parts = list(sent.walk())
    image, file = parts[5], parts[6]
    assert image["Content-ID"] == "<file-1@shop.example>"
    assert image.get_content_disposition() == "inline"
    assert image.get_filename() == "bild ä.png"
    assert image.get_content() == PNG
    assert file.get_content_disposition() == "attachment"
    assert file.get_filename() == "Rechnung Größe €.pdf"
    assert file.get_content() == b"%PDF-1.4 " * 5000
    understood = parse(sent.as_bytes())
    assert [(it.name, it.inline) for it in understood.attachments] == [
        ("bild ä.png", True),
        ("Rechnung Größe €.pdf", False),
    ]
    assert understood.problems == ()


@pytest.mark.parametrize(
    "html", ["<img ", '<img data-file="x" ', "<img '", "<img a='\"'", 'data-file="x" ']
)
def test_images_are_found_in_linear_time(html: str) -> None:
    assert images_of(f"<img {html * 100_000}") == []


async def test_a_file_that_is_a_mail_goes_out_as_a_file() -> None:
    matter = Matter()
    letter = matter.file("old.eml", "message/rfc822", b"Subject: x\r\n\r\nbody")
    sent = await matter.sent(matter.written(attachments=(letter,)))
    [file] = sent.iter_attachments()
    assert file.get_content_type() == "application/octet-stream"
    assert file.get_content() == b"Subject: x\r\n\r\nbody"


async def test_a_file_that_is_gone_is_told() -> None:
    matter = Matter()
    file = matter.file("a.pdf", "application/pdf", b"x")
    matter.contents.clear()
    with pytest.raises(DeliveryRefused, match=r"The file “a.pdf” is gone"):
        await matter.mail(matter.written(attachments=(file,)))


async def test_a_quote_stands_below_in_both_forms() -> None:
    matter = Matter()
    asked = matter.came(
        "Where is it?",
        mail={
            "html": '<p>Where <b>is</b> it?<img data-file="f9"></p>',
            "full_text": "Where is it?\n\n> old",
        },
    )
    letter = Letter(html="<p>Here.</p>", quote=asked.seq)
    sent = await matter.sent(matter.written(letter=letter))
    attribution = "On 1 March 2026 at 09:01 (UTC), A customer wrote:"
    text = body_of(sent)
    assert text == f"Here.\n\n{attribution}\n\n> Where is it?\n>\n>> old\n"
    rich = body_of(sent, "html")
    assert attribution in rich
    assert '<blockquote type="cite" cite="mid:in1%40home.example"' in rich
    assert "<p>Where <b>is</b> it?</p>" in rich
    assert parse(sent.as_bytes()).reply == "Here."


@pytest.mark.parametrize("language", ["en", "de", "tr", "az", "fa"])
async def test_our_own_quotes_are_folded_away_again(language: str) -> None:
    matter = Matter(language=language)
    asked = matter.came("Where is it?")
    for html in ("", "<p>Here.</p>"):
        letter = Letter(html=html, quote=asked.seq)
        sent = await matter.sent(matter.written("Here.", letter))
        assert "Where is it?" in body_of(sent)
        assert parse(sent.as_bytes()).reply == "Here."


async def test_right_to_left_words_are_marked_as_such() -> None:
    matter = Matter(language="fa")
    asked = matter.came("سلام")
    letter = Letter(html="<p>Hello</p>", quote=asked.seq)
    rich = body_of(await matter.sent(matter.written(letter=letter)), "html")
    assert '<body dir="ltr">' in rich
    assert '<div class="moz-cite-prefix" dir="rtl">' in rich
    assert 'dir="rtl" style=' in rich
    assert "۱ مارس ۲۰۲۶" in rich


async def test_html_that_lies_in_the_file_store_is_quoted() -> None:
    matter = Matter()
    page = matter.file("mail.html", "text/html", "<p>Größe</p>".encode())
    asked = matter.came(mail={"html_file": page.id})
    letter = Letter(html="<p>x</p>", quote=asked.seq)
    assert "<p>Größe</p>" in body_of(await matter.sent(matter.written(letter=letter)), "html")


async def test_a_forward_hands_on_everything() -> None:
    matter = Matter(subject="Fwd: My parcel")
    picture = matter.file("p.png", "image/png", PNG, "pic")
    paper = matter.file("a.pdf", "application/pdf", b"%PDF")
    came = matter.came(
        "Look", mail={"html": '<p>Look <img data-file="pic"></p>'}, attachments=(picture, paper)
    )
    letter = Letter(to=("expert@lab.example",), quote=came.seq, forward=True)
    sent = await matter.sent(matter.written("Please see below.", letter))
    assert sent["To"] == "expert@lab.example"
    assert sent["Subject"] == "Fwd: My parcel"
    assert "In-Reply-To" not in sent
    assert sent["References"] == "<in1@home.example>"
    text = body_of(sent)
    assert text.startswith("Please see below.\n\n---------- Forwarded message ----------\n")
    assert f"From: A customer <{CUSTOMER_ADDRESS}>\nDate: 1 March 2026 at 09:01 (UTC)\n" in text
    assert "Subject: Fwd: My parcel\n" in text
    assert f"To: Shop <{SUPPORT}>\n\nLook" in text
    assert '<img src="cid:pic@shop.example">' in body_of(sent, "html")
    assert [it.get_filename() for it in sent.walk() if it.get_filename()] == ["p.png", "a.pdf"]


async def test_a_note_cannot_be_quoted() -> None:
    matter = Matter()
    note = matter.note("Customer is difficult.")
    for forward in (False, True):
        entry = matter.written(letter=Letter(quote=note.seq, forward=forward))
        with pytest.raises(DeliveryRefused, match="no message of this conversation"):
            await matter.mail(entry)


def test_a_large_file_is_encoded_without_a_second_copy_of_it() -> None:
    size = 25 * 1024 * 1024
    file = File(name="a.bin", content_type="application/octet-stream", content=bytes(size))
    tracemalloc.start()
    try:
        raw = write([("Subject", unstructured("Subject", "x"))], "Hello", "", (), (file,))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(raw) > size * 4 / 3
    # the mail itself, and at most as much again while the buffer grows
    assert peak < 2.2 * len(raw)
