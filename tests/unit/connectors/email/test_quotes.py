"""New words are found in every way of quoting; ordinary text is left alone; nothing hangs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.email.parsing import quote_marks
from connectors.email.parsing.quotes import MAX_LENGTH, fresh_words
from connectors.email.parsing.signatures import without_signature

_BLOCK = """From: Support <support@example.org>
Sent: Monday, May 13, 2024 4:05 PM
To: customer@example.com
Subject: Your order"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        (" \n\n", ""),
        ("Hello", "Hello"),
        ("Hello\n\n-- \nName", "Hello"),
        ("Hello\n--\nName", "Hello"),
        ("-- \nName", "-- \nName"),
        ("Hello\nSent from my iPhone", "Hello"),
        ("Sent from my iPhone", "Sent from my iPhone"),
        (f"New\n\n{_BLOCK}\n\nOld", "New"),
        (f"New\n____________________________\n{_BLOCK}\nOld", "New"),
        (f"{_BLOCK}\n\nOld", f"{_BLOCK}\n\nOld"),
        ("New\n\n> old", "New"),
        ("> old\n\nNew", "New"),
        ("> one\nA\n> two\nB", "> one\nA\n> two\nB"),
        ("> one\n\nA\n\n> two\n\n-- \nName", "A"),
        ("Hi\n\n> one\n\nA", "Hi\n\nA"),
        ("New\n\nOn 13 May 2024, 16:05, Support wrote:\nold, not quoted", "New"),
        ("New\n\nSupport/Example wrote on 13.05.2024 16:05:00:\nold", "New"),
        ("On 13 May 2024 you wrote:\nit comes soon", "On 13 May 2024 you wrote:\nit comes soon"),
        ("Hi\n\nOn 13 May you wrote:\nsoon.", "Hi\n\nOn 13 May you wrote:\nsoon."),
        ("New\n\nOn 13 May 2024, Support wrote:\n> old", "New"),
        ("New\n\nSupport schrieb:\n> alt", "New"),
        ("Support schrieb:\n\nkein Zitat", "Support schrieb:\n\nkein Zitat"),
        ("New\n\n-------- Original-Nachricht --------\nalt", "New"),
        ("New\n\nSupport schrieb:", "New\n\nSupport schrieb:"),
        ("Date: tomorrow\nPlace: here", "Date: tomorrow\nPlace: here"),
    ],
)
def test_the_new_words(text: str, words: str) -> None:
    assert fresh_words(text) == words


def test_a_forward_by_its_subject_is_kept_whole() -> None:
    text = f"For you\n\n{_BLOCK}\n\nThe words passed on"
    assert fresh_words(text, "FW: Your order") == text
    assert fresh_words(text, "RE: FW: Your order") == "For you"


def test_a_forward_inside_history_is_history() -> None:
    text = (
        "New\n\nOn 13 May 2024, x wrote:\n> old\n> ---------- Forwarded message ---------\n> older"
    )
    assert fresh_words(text) == "New"


def test_a_forward_below_an_answered_quote_is_the_senders() -> None:
    answer = "See below.\n\n---------- Forwarded message ---------\nThe words passed on"
    assert fresh_words(f"Support schrieb:\n> Have you got it?\n\n{answer}") == answer


def test_a_wrapped_quote_is_no_answer() -> None:
    long = "> " + "word " * 14
    assert fresh_words(f"New\n\n{long}\nrest of it\n> more\n") == "New"
    assert fresh_words("> short?\nyes\n> and?\nno\n") == "> short?\nyes\n> and?\nno"


def test_the_library_knows_lines_that_we_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["New", "", "On 13 May 2024 16:05 Support zapsal:", "old"]
    assert quote_marks.attributions(lines) == []
    import re

    monkeypatch.setattr(quote_marks, "_THEIR_LINES", (re.compile(r"^On .+ zapsal:$"),))
    assert [mark.start for mark in quote_marks.attributions(lines)] == [2]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Wysłane z iPhone'a",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Отправлено с iPhone",
        "iPhone'umdan gönderildi",
        "iPhone-dan göndərildi",
        "ارسال شده از گوشی من",
        "iPhoneから送信",
        "从我的iPhone发送",
        "나의 iPhone에서 보냄",
        "Get Outlook for Android",
        "<Sent from Proton Mail for iOS>",
    ],
)
def test_a_device_is_no_word_of_the_sender(line: str) -> None:
    assert fresh_words(f"Hello\n\n{line}\n") == "Hello"


@pytest.mark.parametrize(
    "line",
    [
        "Siparişim yanlış adrese gönderildi",
        "Sent with the carrier you named yesterday",
        "Отправлено из Москвы вчера",
        "Gesendet von der Post, am Montag",
    ],
)
def test_a_sentence_of_sending_is_kept(line: str) -> None:
    assert fresh_words(f"Hello\n\n{line}") == f"Hello\n\n{line}"


@pytest.mark.parametrize(
    "text",
    [
        "Hallo,\n\nVon: Berlin\nAn: Hamburg\nDatum: 3.6. 10:00\n\nDanke",
        "Merhaba,\n\nKime: Ali\nKonu: Fatura\nTarih: 3 Mayıs 10:00\n\nSelam",
        "From: me\nTo: you\nSubject: none\n\nwords",
        "Steps:\n1. On 12.05.2024 at 10:00 I wrote:\nHello there\n2. nothing came",
        "Am 3.5. um 10:15 rief ich an:\nniemand da",
        "Name\n____________________\nfill above\n\nAnd I add this",
        "Text\n" + "_" * 50 + "\nmore own text after a rule",
        "Text\n-----------------------------\nmore own text after a rule",
        "Price list\n====\nA 1\n====",
        "Hello\n---\nmore\nlines",
    ],
)
def test_the_senders_own_forms_and_rules_are_kept(text: str) -> None:
    assert fresh_words(text) == text
    assert fresh_words(f"Above.\n\n{text}") == f"Above.\n\n{text}"


def test_a_bare_delimiter_counts_once_and_last() -> None:
    assert fresh_words("I said\n--\nthen\n--\nName") == "I said\n--\nthen"


def test_a_far_delimiter_divides_a_text() -> None:
    lines = ["Top", "--", *["line"] * 40]
    assert without_signature(lines) == lines


def test_a_long_text_is_searched_to_its_cap_and_never_lost() -> None:
    long = "word " * (MAX_LENGTH // 5 + 10)
    assert fresh_words(long) == long.strip()
    assert fresh_words(f"New\n\n{_BLOCK}\n\n{long}") == "New"


@pytest.mark.parametrize(
    "piece",
    [
        "\n",
        ">\n",
        "On 1 a:\n",
        "From: a@b 10:11\nTo: b\n",
        "-- \n",
        "Am schrieb 1 ",
        "Le a écrit 1:\n",
        "> q\na\n",
        "<a@",
        "On 1 x wrote ",
        "-" * 50 + "\n",
        "* ",
        "Date: ",
        "schrieb:\n",
        "\u200f\n",
    ],
)
def test_no_text_hangs(piece: str) -> None:
    for text in (piece * (MAX_LENGTH // len(piece)), (piece * 40)[:390].strip() + ":\n> q\n"):
        begin = time.process_time()
        fresh_words(text * 3)
        assert time.process_time() - begin < 3


_LINES = st.sampled_from(
    [
        "> q",
        ">> q",
        "",
        "words",
        "-- ",
        "On 13 May 2024 x <a@b.c> wrote:",
        *_BLOCK.split("\n"),
        "---------- Forwarded message ---------",
        "_" * 32,
        "Sent from my iPhone",
        "wrote:",
        ":",
        "\r",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES | st.text(max_size=20), max_size=30).map("\n".join), st.text(max_size=10))
def test_never_raises_and_never_loses_all(text: str, subject: str) -> None:
    words = fresh_words(text, subject)
    assert bool(words) == bool(text.strip())
    assert len(words) <= len(text)
    kept = text.replace(" ", "").replace("\n", "")
    assert all(line.strip().replace(" ", "") in kept for line in words.split("\n"))
