"""Mails that were damaged on the way: whatever comes, it is read or shown as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.email.parsing.parsed import MailAddress, ParsedMail
from connectors.email.parsing.read import AS_SOURCE, parse
from parley.commands.mail import as_json, report

CORPUS = Path(__file__).parents[3] / "corpus" / "mail"
MAILS = [path.read_bytes() for path in sorted(CORPUS.glob("*/*.eml"))]
RARELY_TOUCHED = 60_000  # bytes: a larger mail makes an example slow, not better
SMALL = [mail for mail in MAILS if len(mail) < RARELY_TOUCHED]
DAMAGE = (b"\x00", b"\xff", b"=?", b"?=", b"\r\n\r\n", b"\n--", b'"', b"<", b"(", b";", b"\x1b$B")
FORBIDDEN = re.compile("[\r\n\x00\u202a-\u202e\u2066-\u2069]")
ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "svg"}

bounded = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Elements(HTMLParser):
    """Notes what could run when the HTML is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self.active.append(tag)
        for name, value in attrs:
            told = "".join((value or "").split()).lower()
            if name.startswith("on") or told.startswith(("javascript:", "vbscript:", "data:text")):
                self.active.append(f"{tag} {name}={value}")


def check(raw: bytes) -> ParsedMail:
    """Read ``raw`` and hold the result against what is promised of every mail."""
    mail = parse(raw)
    assert isinstance(mail, ParsedMail)
    boxes: list[MailAddress] = [*mail.to, *mail.cc, *mail.reply_to]
    boxes += [mail.sender] if mail.sender else []
    ids = [*mail.in_reply_to, *mail.references, *([mail.message_id] if mail.message_id else [])]
    lines = [mail.subject, *mail.delivered_to, *ids, mail.list_id or "", mail.auto_submitted]
    lines += [text for box in boxes for text in (box.address, box.name)]
    lines += [part.name for part in mail.attachments] + list(mail.loop_ids)
    lines += [text for header in mail.headers for text in header] + list(mail.authentication)
    for line in lines:
        assert not FORBIDDEN.search(line), line
    for box in boxes:
        assert "@" in box.address
        assert box.address.rpartition("@")[2].isascii()
    for part in mail.attachments:
        assert part.name
        assert not set(part.name) & set("/\\")
    assert "\x00" not in mail.text
    assert len(mail.references) <= 100
    assert mail.date is None or mail.date.utcoffset() is not None
    elements = Elements()
    elements.feed(mail.html)
    assert not elements.active
    if not (mail.text or mail.html or mail.attachments or mail.subject or boxes):
        assert mail.problems or not raw.strip() or mail.headers
    if AS_SOURCE in mail.problems:
        assert mail.text.split() == source_words(raw)
    for text in (*lines, mail.text, mail.reply, mail.html, *mail.problems, str(as_json(mail))):
        text.encode()  # no lone surrogate: it could be neither stored nor sent
    assert report("it", mail)
    return mail


def source_words(raw: bytes) -> list[str]:
    text = raw[:100_000].decode("utf-8", "replace").replace("\x85", "\n")
    return re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", "", text).split()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A mail of the corpus after some accidents."""
    raw = bytearray(draw(st.sampled_from(SMALL)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(raw) - 1, 0)))
        accident = draw(st.sampled_from(("flip", "cut", "splice", "header", "insert", "boundary")))
        if accident == "flip" and raw:
            raw[at] = draw(st.integers(0, 255))
        elif accident == "cut":
            del raw[at : at + draw(st.integers(1, 400))]
        elif accident == "splice":
            other = draw(st.sampled_from(SMALL))
            raw[at:] = other[draw(st.integers(0, max(len(other) - 1, 0))) :]
        elif accident == "header":
            lines = draw(st.sampled_from(SMALL)).split(b"\n")[:12]
            raw[:0] = draw(st.sampled_from(lines)) + b"\n"
        elif accident == "insert":
            raw[at:at] = draw(st.sampled_from(DAMAGE)) * draw(st.integers(1, 5))
        else:
            found = re.findall(rb"(?m)^--[^\r\n]+", bytes(raw)) or [b"--"]
            raw[at:at] = b"\n" + draw(st.sampled_from(found)) + b"\n"
    return bytes(raw)


@bounded
@given(damaged())
def test_damaged_mail_is_read_or_shown_as_it_is(raw: bytes) -> None:
    check(raw)


@bounded
@given(st.binary(max_size=2_000))
def test_bytes_that_are_no_mail_are_shown_as_they_are(raw: bytes) -> None:
    mail = check(raw)
    assert mail.text or mail.problems or mail.headers


@bounded
@given(st.binary(max_size=300), st.sampled_from(["Subject", "From", "To", "Message-ID", "Date"]))
def test_any_header_is_survived(value: bytes, name: str) -> None:
    check(name.encode() + b": " + value + b"\r\n\r\nText")


@bounded
@given(st.text(max_size=200), st.sampled_from("bq"))
def test_any_text_comes_back_from_an_encoded_word(text: str, kind: str) -> None:
    from email.charset import BASE64, QP, Charset
    from email.header import Header

    charset = Charset("utf-8")
    charset.header_encoding = BASE64 if kind == "b" else QP
    clean = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]", "",
                            text.encode("utf-8", "ignore").decode()).split())  # fmt: skip
    raw = b"Subject: " + Header(clean, charset).encode().encode() + b"\r\n\r\nText"
    assert " ".join(check(raw).subject.split()) == clean
