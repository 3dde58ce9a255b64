from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest

from connectors.email.parsing import bounces, quotes, structure
from connectors.email.parsing import html as html_of_mail
from connectors.email.parsing.charsets import codec_of, decode
from connectors.email.parsing.limits import Limits
from connectors.email.parsing.read import AS_SOURCE, parse
from connectors.email.parsing.tree import Tree

MAIL = (
    b"From: A customer <customer@example.org>\r\nSubject: Hello\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe words.\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>More words.</p>\r\n"
    b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"
)
IN_CHARSETS = [
    ("utf-8", "Grüße, سلام, 你好, 👍"),
    ("iso-8859-9", "Şişe kırık çıktı"),
    ("windows-1254", "Şişe – kırık “çıktı”"),
    ("windows-1256", "سلام، گزارش"),
    ("koi8-r", "Здравствуйте"),
    ("koi8-u", "Їжак і ґанок"),
    ("windows-1251", "Ђорђе № 5"),
    ("gb18030", "您好，㛃"),
    ("gbk", "陶喆"),
    ("gb2312", "您好"),
    ("big5", "許功蓋"),
    ("shift_jis", "表示ソフト"),
    ("euc-jp", "領収書"),
    ("iso-2022-jp", "お問い合わせ"),
    ("euc-kr", "안녕하세요"),
    ("iso-2022-kr", "안녕"),
    ("utf-16", "Grüße, 你好"),
    ("utf-7", "Grüße, 你好"),
    ("hz-gb-2312", "您好"),
    ("macintosh", "Größe"),
]


def broken(*_: object) -> None:
    raise RuntimeError("a mistake of ours")


@pytest.mark.parametrize(("label", "text"), IN_CHARSETS)
def test_a_charset_is_read_by_its_label(label: str, text: str) -> None:
    codec = codec_of(label)
    assert codec is not None
    assert decode(text.encode(codec), label) == (text, "")
    assert decode(text.encode(codec), f'"{label.upper()}"') == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Où est mon colis ? Prix : 20 € – merci",
        "Größe, Füße, Äpfel über allen Gipfeln",
        "ÄÖÜ äöü ß",
        "¿Dónde está mi pedido? Señor Muñoz",
        "Blåbærgrød på øen, þar er það í lagi",
        "“quoted” – it’s",
    ],
)
def test_latin_letters_are_no_evidence(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize("label", ["zlib", "hex", "rot13", "idna", "unicode_escape", "undefined"])
def test_codecs_that_no_mail_may_name_are_not_used(label: str) -> None:
    assert codec_of(label) is None


def test_half_a_surrogate_pair_of_utf_7_becomes_a_replacement() -> None:
    text, _ = decode(b"+2AA-", "utf-7")
    assert text == "\ufffd"


def test_a_mistake_in_one_part_does_not_take_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "fresh_words", broken)
    monkeypatch.setattr(bounces, "read_bounce", broken)
    monkeypatch.setattr(html_of_mail, "safe_html", broken)
    mail = parse(MAIL)
    assert mail.subject == "Hello"
    assert mail.text == mail.reply == "The words.\n\nMore words."
    assert mail.html == ""
    assert [part.name for part in mail.attachments] == ["a.pdf"]
    assert {
        "The quotes of the mail could not be read.",
        "The HTML of the mail could not be read.",
    } < {*mail.problems}


def test_the_last_resort_is_the_plain_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tree, "read", broken)
    mail = parse(MAIL + b"\x00\xff")
    assert mail.problems == (AS_SOURCE,)
    assert mail.text.startswith("From: A customer <customer@example.org>\nSubject: Hello\n")
    assert mail.text == mail.reply
    assert mail.text.endswith("\ufffd")


def test_the_plain_source_is_bounded() -> None:
    assert len(parse(b"no mail " * 1_000, limits=Limits(source=100)).text) == 100


def test_limits_are_kept_and_told() -> None:
    few = parse(MAIL, limits=Limits(parts=3))
    assert (few.text, len(few.attachments)) == ("The words.\n\nMore words.", 0)
    assert "Only the first 3 parts are read." in few.problems
    flat = parse(MAIL, limits=Limits(nesting=0))
    assert "--b" in flat.text
    assert any("nested" in problem for problem in flat.problems)
    short = parse(MAIL, limits=Limits(text=4, html=8))
    assert short.text == "The"
    assert {"The text is too long and is cut off.", "The HTML is too long and is cut off."} <= {
        *short.problems
    }
    bare = parse(MAIL, limits=Limits(headers=1))
    assert (bare.sender is not None, bare.subject) == (True, "")
    many = b"To: a@example.org, b@example.org, c@example.org\r\n\r\nText"
    assert len(parse(many, limits=Limits(addresses=2)).to) == 2


def test_every_file_has_the_same_right_to_its_source() -> None:
    inner = b"Subject: Inner\r\n\r\nWords with \xff bytes  \r\n\r\n"
    outer = (
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    assert parse(outer).attachments[0].content == inner


def test_parts_are_messages_of_the_standard_library() -> None:
    root = Tree(Limits()).read(MAIL)
    assert isinstance(root, EmailMessage)
    kinds = [part.get_content_type() for part in root.walk()]
    assert kinds == ["multipart/mixed", "text/plain", "text/html", "application/pdf"]
    body = root.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert body.get_content() == "The words."
    assert [part.get_filename() for part in root.iter_parts()] == [None, None, "a.pdf"]


def test_structure_reads_parts_of_the_library_itself_too() -> None:
    root = email.message_from_bytes(MAIL, policy=email.policy.default)
    assert isinstance(root, EmailMessage)
    assert structure.header(root, "SUBJECT") == "Hello"
    assert structure.header(root, "Absent") == ""
    [plain, page, pdf] = list(root.iter_parts())
    assert isinstance(plain, EmailMessage)
    assert structure.content_text(plain) == ("The words.", [])
    assert isinstance(pdf, EmailMessage)
    assert structure.content_bytes(pdf) == (b"%PDF", [])
    assert isinstance(page, EmailMessage)
    assert structure.content_text(page, longest=8)[0] == "<p>More "
