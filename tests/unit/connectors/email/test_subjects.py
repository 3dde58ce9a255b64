"""Subjects of answers and forwards."""

from __future__ import annotations

import pytest

from connectors.email.composing.subjects import forward_subject, reply_subject, tagged
from connectors.email.composing.words import words_of


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("My parcel", "Re: My parcel"),
        ("Re: My parcel", "Re: My parcel"),
        ("RE: AW: Ynt: Odp: SV: My parcel", "Re: My parcel"),
        ("Re[2]: Re (3): AW^2: My parcel", "Re: My parcel"),
        ("回复：پاسخ: My parcel", "Re: My parcel"),
        ("İade talebi", "Re: İade talebi"),
        ("Request: a refund", "Re: Request: a refund"),
        ("Res: not", "Re: not"),
        ("", "Re: Your message"),
        ("Re: ", "Re: Your message"),
    ],
)
def test_answers_do_not_stack(subject: str, expected: str) -> None:
    assert reply_subject(subject, words_of("en")) == expected


def test_forwards_do_not_stack() -> None:
    assert forward_subject("WG: FW: Fwd: x", words_of("de")) == "Fwd: x"
    assert forward_subject("", words_of("tr")) == "Fwd: Mesajınız"


def test_the_number_stands_in_the_subject_once() -> None:
    assert tagged(tagged("Re: x", 42), 42) == "Re: x [#42]"
    assert len(tagged("y" * 300, 42)) <= 300
