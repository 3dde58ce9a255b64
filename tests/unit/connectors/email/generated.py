"""Mails of the corpus that are too big to keep as files, and made when they are needed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HEAD = (
    b"From: A customer <customer@example.org>\r\n"
    b"To: help@shop.example\r\n"
    b"Subject: Big\r\n"
    b"Message-ID: <big@example.org>\r\n"
    b"MIME-Version: 1.0\r\n"
)
PEOPLE = {
    "from": {"name": "A customer", "address": "customer@example.org"},
    "subject": "Big",
    "message_id": "big@example.org",
}


@dataclass(frozen=True)
class Generated:
    """One of them: how it is built, and what is expected of it."""

    name: str
    build: Callable[[], bytes]
    expected: dict[str, Any] = field(default_factory=dict)


def large_attachment() -> bytes:
    """25 MB in base64, as a scan that a customer sends."""
    content = base64.encodebytes(bytes(range(256)) * (25 * 1024 * 4)).replace(b"\n", b"\r\n")
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nThe scan.\r\n--b\r\n'
        + b'Content-Type: application/pdf; name="scan.pdf"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + content
        + b"--b--\r\n"
    )


def many_parts() -> bytes:
    """10,000 parts."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nAgain.\r\n"
    head = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"--b\r\n\r\nFirst.\r\n" + part * 10_000 + b"--b--\r\n"


def empty_parts() -> bytes:
    """A million parts without anything in them."""
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\n\n" * 1_000_000


def deep_nesting() -> bytes:
    """Multiparts, 1,000 within each other."""
    out = [HEAD]
    for level in range(1_000):
        out.append(
            f"Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n".encode()
        )
    out.append(b"Content-Type: text/plain\r\n\r\nAt the bottom.\r\n")
    out += [f"--b{level}x--\r\n".encode() for level in reversed(range(1_000))]
    return b"".join(out)


def nested_mails() -> bytes:
    """Mails, 1,000 within each other: what a loop of forwards makes."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"Subject: last\r\n\r\nEnd.\r\n"


def huge_header() -> bytes:
    """One header of 3 MB."""
    return HEAD + b"X-Padding: " + b"x" * 3_000_000 + b"\r\n\r\nThe text.\r\n"


def many_headers() -> bytes:
    """100,000 headers."""
    return HEAD + b"X-Hop: one\r\n" * 100_000 + b"\r\nThe text.\r\n"


def many_words() -> bytes:
    """A subject of 30,000 encoded words, half of them broken."""
    words = b"=?utf-8?Q?a=C3?= =?utf-8?Q?=A4b?= =?utf-8?B?Y " * 10_000
    head = HEAD.replace(b"Subject: Big\r\n", b"Subject: Big " + words + b"\r\n")
    return head + b"\r\nThe text.\r\n"


def many_addresses() -> bytes:
    """100,000 addresses, and 100,000 commas."""
    people = b"To: " + b"a@example.org, " * 50_000 + b",".join([b""] * 100_000)
    return HEAD + b"Cc: " + b"<" * 100_000 + b"\r\n" + people + b"\r\n\r\nThe text.\r\n"


def many_comments() -> bytes:
    """Addresses of brackets and quotes that never close."""
    return (
        HEAD.replace(b"To: ", b"To: " + b"(" * 50_000 + b'"' * 50_001 + b"\\" * 50_000 + b", ")
        + b"\r\nThe text.\r\n"
    )


def many_references() -> bytes:
    """20,000 references: the first and the newest 99 stay."""
    ids = b"\r\n ".join(b"<%d@example.org>" % number for number in range(20_000))
    return HEAD + b"References: " + ids + b"\r\n\r\nThe text.\r\n"


def many_parameters() -> bytes:
    """A Content-Type with 100,000 parameters and pieces of parameters."""
    pieces = b"".join(b"; name*%d=x" % number for number in range(50_000))
    return (
        HEAD + b"Content-Type: text/plain" + pieces + b'; a="' * 50_000 + b"\r\n\r\nThe text.\r\n"
    )


def long_text() -> bytes:
    """5 MB of text in lines, flowed."""
    return (
        HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"all the time \r\n" * 350_000
    )


def one_line() -> bytes:
    """5 MB of text without a line break, and spaces at that."""
    return (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b" " * 5_000_000 + b"x\r\n"
    )


def long_html() -> bytes:
    """4 MB of HTML."""
    return HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>all <b>the</b> time</p>\r\n" * 150_000


def deep_html() -> bytes:
    """50,000 elements within each other."""
    return HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"Text."


def broken_base64() -> bytes:
    """5 MB of what says that it is base64, with junk on every line."""
    return (
        HEAD
        + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"!QUJD*REVG=\r\n" * 400_000
    )


def many_uuencoded() -> bytes:
    """Beginnings of uuencoded files without an end."""
    return HEAD + b"\r\n" + b"begin 644 a.txt\r\n#86)C\r\n" * 100_000 + b"The text.\nend\n"


def calendar_of_everything() -> bytes:
    """20,000 events."""
    event = b"BEGIN:VEVENT\r\nSUMMARY:Again\r\nDTSTART:20260304T100000Z\r\nEND:VEVENT\r\n"
    return HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n" + event * 20_000


GENERATED = [
    Generated(
        "attachment of 25 MB",
        large_attachment,
        PEOPLE
        | {
            "text": "The scan.",
            "attachments": [{"name": "scan.pdf", "type": "application/pdf", "size": 26_214_400}],
            "problems": [],
        },
    ),
    Generated(
        "10,000 parts",
        many_parts,
        PEOPLE | {"text_contains": ["First.", "Again."], "problems_contain": ["first 500 parts"]},
    ),
    Generated("a million parts", empty_parts, PEOPLE | {"problems_contain": ["first 500 parts"]}),
    Generated("nesting 1,000 deep", deep_nesting, PEOPLE | {"problems_contain": ["nested more"]}),
    Generated("1,000 nested mails", nested_mails, PEOPLE),
    Generated(
        "a header of 3 MB",
        huge_header,
        PEOPLE | {"text": "The text.", "problems_contain": ["headers"]},
    ),
    Generated("100,000 headers", many_headers, PEOPLE | {"problems_contain": ["headers"]}),
    Generated("30,000 encoded words", many_words, {"text": "The text."}),
    Generated("100,000 addresses", many_addresses, PEOPLE | {"text": "The text."}),
    Generated("brackets that never close", many_comments, PEOPLE | {"text": "The text."}),
    Generated(
        "20,000 references",
        many_references,
        {
            "references": ["0@example.org"]
            + [f"{number}@example.org" for number in range(19_901, 20_000)]
        },
    ),
    Generated("100,000 parameters", many_parameters, PEOPLE | {"text": "The text."}),
    Generated("5 MB of flowed text", long_text, PEOPLE | {"problems_contain": ["too long"]}),
    Generated("5 MB in a line", one_line, PEOPLE),
    Generated("4 MB of HTML", long_html, PEOPLE | {"problems_contain": ["too long"]}),
    Generated("HTML 50,000 deep", deep_html, PEOPLE | {"text_contains": ["Text."]}),
    Generated("5 MB of broken base64", broken_base64, PEOPLE | {"problems_contain": ["base64"]}),
    Generated("uuencoded without end", many_uuencoded, PEOPLE),
    Generated("20,000 events", calendar_of_everything, PEOPLE),
]
