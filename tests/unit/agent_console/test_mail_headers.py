"""The header of a mail, shown to people."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.mail.headers import MAX_FIELDS, MAX_VALUE, fields

READ = [
    (b"Subject: plain\r\n\r\nSubject: body", [("Subject", "plain")]),
    (b"Subject: folded\r\n\tonce\n  twice\n\n", [("Subject", "folded once twice")]),
    (b"A: 1\nA: 2\n", [("A", "1"), ("A", "2")]),
    (b"Subject: =?utf-8?B?2LPZhNin2YU=?=\n", [("Subject", "سلام")]),
    (b"Subject: =?utf-8?q?a_b?=\n =?iso-8859-9?Q?=FE?=\n", [("Subject", "a bş")]),
    (b"Subject: =?utf-8?q?spaces are wrong?=\n", [("Subject", "spaces are wrong")]),
    (b"Subject: =?no-such?q?a?= =?utf-8?b?%?=\n", [("Subject", "=?no-such?q?a?=")]),
    (b"Subject: caf\xe9\n", [("Subject", "café")]),
    ("Subject: İstanbul\n".encode(), [("Subject", "İstanbul")]),
    (b"From someone Mon Jan 1 10:00\nA: 1\n", [("A", "1")]),
    (b"no colon here\nA: 1\n : 2\n", [("A", "1 : 2")]),
    (b" folded into nothing\nA: 1\n", [("A", "1")]),
    (b"A: a\x00b\x1b[2Jc\n", [("A", "a b [2Jc")]),
    (b"\r\n\r\nA: 1\r\n", [("A", "1")]),
    (b"", []),
    (b"\xff\xfe\x00", []),
]


@pytest.mark.parametrize(("head", "expected"), READ)
def test_reading(head: bytes, expected: list[tuple[str, str]]) -> None:
    assert fields(head) == expected


@given(st.binary(max_size=2000))
def test_nothing_makes_it_fail(head: bytes) -> None:
    for name, value in fields(b"A: " + head):
        (name + value).encode()
        assert "\n" not in value


@given(st.lists(st.sampled_from([b"=?", b"?=", b"utf-8", b"?b?", b"?q?", b"=C3", b"\n ", b"x:"])))
def test_no_mixture_of_pieces_makes_it_fail(pieces: list[bytes]) -> None:
    for _, value in fields(b"A: " + b"".join(pieces)):
        value.encode()


@pytest.mark.parametrize(
    "hostile",
    [b"=?a?q?" * 40_000, b" \r\n\t" * 60_000, b"x:\n" * 80_000, b"=?utf-8?b?" + b"a" * 250_000],
)
def test_a_hostile_header_costs_little(hostile: bytes) -> None:
    began = process_time()
    found = fields(b"A: " + hostile)
    assert process_time() - began < 2.0
    assert len(found) <= MAX_FIELDS
    assert all(len(value) <= MAX_VALUE for _, value in found)


def test_codecs_that_are_no_charsets_are_left_alone() -> None:
    for name in (b"punycode", b"idna", b"zlib", b"rot13", b"unicode_escape", b"utf-7"):
        word = b"=?" + name + b"?q?abc?="
        assert fields(b"A: " + word) == [("A", word.decode())]
