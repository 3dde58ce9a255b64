"""Delivery reports are read whole, from servers only, and tell failure from delay and success."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.email.parsing.bounce_texts import read_text
from connectors.email.parsing.bounces import read_bounce
from connectors.email.parsing.limits import Limits
from connectors.email.parsing.parsed import Bounce, BounceAction
from connectors.email.parsing.tree import Tree

_TEXT = "Your message could not be delivered.\n\n<user@example.net>:\n550 5.1.1 unknown\n"


def bounce(source: str, text: str = "") -> Bounce | None:
    return read_bounce(Tree(Limits()).read(source.encode()), text)


def report(fields: str, *, headers: str = "", kind: str = "delivery-status", rest: str = "") -> str:
    return (
        f"From: MAILER-DAEMON@example.net\nMessage-ID: <report@example.net>\n{headers}"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nFailed.\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.net\n\n{fields}\n{rest}--b--\n"
    )


@pytest.mark.parametrize(
    ("fields", "address", "action", "status", "reason"),
    [
        (
            "Final-Recipient: rfc822; User@Example.net\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 no",
            *("user@example.net", BounceAction.FAILED, "5.1.1", "550 no"),
        ),
        (
            "Final-Recipient: rfc822;a@b.example\nAction: delayed (will retry)\nStatus: 4.4.1 (x)",
            *("a@b.example", BounceAction.DELAYED, "4.4.1", ""),
        ),
        (
            "Final-Recipient: rfc822; <a@b.example> \nStatus: 2.0.0",
            *("a@b.example", BounceAction.DELIVERED, "2.0.0", ""),
        ),
        (
            "Final-Recipient: rfc822;a@b.example\nStatus: 4.2.2",
            *("a@b.example", BounceAction.DELAYED, "4.2.2", ""),
        ),
        (
            "Final-Recipient: a@b.example\nAction: exploded\nDiagnostic-Code: 550 5.7.1 no",
            *("a@b.example", BounceAction.FAILED, "5.7.1", "550 5.7.1 no"),
        ),
        (
            "Final-Recipient: rfc822;a@b.example\nAction: relayed\nStatus: 2.1.9",
            *("a@b.example", BounceAction.RELAYED, "2.1.9", ""),
        ),
        (
            "Original-Recipient: rfc822;we@wrote.example\nFinal-Recipient: rfc822;x@other.example\n"
            "Action: failed\nRemote-MTA: dns; mx.other.example\nDiagnostic-Code: smtp; 550 no",
            *("we@wrote.example", BounceAction.FAILED, "", "mx.other.example said: 550 no"),
        ),
        (
            "Final-Recipient: utf-8; m\\x{FC}ller@example.net\nAction: failed\nStatus: 5.0.0",
            *("müller@example.net", BounceAction.FAILED, "5.0.0", ""),
        ),
        (
            "Final-Recipient: utf-8; a\\x{D800}\\x{110000}@example.net\nAction: failed",
            *("a@example.net", BounceAction.FAILED, "", ""),
        ),
    ],
)
def test_one_recipients_fields(
    fields: str, address: str, action: BounceAction, status: str, reason: str
) -> None:
    found = bounce(report(fields))
    assert found is not None
    (one,) = found.recipients
    assert (one.address, one.action, one.status, one.reason) == (address, action, status, reason)


def test_the_message_is_found_by_what_came_back_first() -> None:
    rest = "--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@example.org>\n\nHello\n"
    headers = "In-Reply-To: <thread@example.org>\nReferences: <a@example.org> <b@example.org>\n"
    fields = "Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0"
    found = bounce(report(fields, headers=headers, rest=rest))
    assert found is not None
    expected = ("ours@example.org", "thread@example.org", "b@example.org", "a@example.org")
    assert found.message_ids == expected


def test_the_report_may_name_the_message_itself() -> None:
    fields = "Final-Recipient: rfc822;a@b.example\nAction: failed"
    source = report(fields, headers="In-Reply-To: <thread@example.org>\n").replace(
        "Reporting-MTA", "X-Original-Message-ID: <ours@example.org>\nReporting-MTA"
    )
    found = bounce(source)
    assert found is not None
    assert found.message_ids == ("ours@example.org", "thread@example.org")


def test_the_reports_own_id_is_not_the_messages() -> None:
    text = "Message-ID: <report@example.net>\nMessage-ID:\n <ours@example.org>\n"
    found = bounce(report("Final-Recipient: rfc822;a@b.example\nAction: failed"), text)
    assert found is not None
    assert found.message_ids == ("ours@example.org",)


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_other_reports_are_no_bounces(kind: str) -> None:
    fields = "Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0"
    assert bounce(report(fields, kind=kind), _TEXT) is None


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ("From: MAILER-DAEMON@example.net", True),
        ("From: Mail Delivery Subsystem <x@example.net>", True),
        ("From: postmaster@example.net", True),
        ("From: x@example.net\nReturn-Path: <>\nSubject: Undelivered mail", True),
        ("From: x@example.net\nX-Failed-Recipients: user@example.net", True),
        ("From: x@example.net\nReturn-Path: <>\nSubject: Please confirm", False),
        ("From: x@example.net\nSubject: Undelivered mail", False),
        ("From: a customer <customer@example.net>", False),
    ],
)
def test_only_servers_words_are_believed(headers: str, known: bool) -> None:
    assert (bounce(f"{headers}\n\n{_TEXT}", _TEXT) is not None) is known


def test_a_status_part_in_a_persons_mail_is_an_attachment() -> None:
    fields = "Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0"
    source = report(fields).replace("MAILER-DAEMON", "customer")
    source = source.replace("multipart/report; report-type=delivery-status", "multipart/mixed")
    assert bounce(source) is None


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("It could not be delivered to <a@b.example>.", BounceAction.FAILED),
        ("It couldn’t be delivered to a@b.example.", BounceAction.FAILED),
        ("Die Nachricht an A@B.example konnte nicht zugestellt werden.", BounceAction.FAILED),
        ("Delivery to a@b.example is delayed. We will keep trying.", BounceAction.DELAYED),
        ("A temporary problem delivering your message to a@b.example", BounceAction.DELAYED),
        ("Delivery delayed too long, giving up: recipient a@b.example", BounceAction.FAILED),
    ],
)
def test_words_without_a_form(text: str, action: BounceAction) -> None:
    assert [(one.address, one.action) for one in read_text(text)] == [("a@b.example", action)]


@pytest.mark.parametrize(
    "text",
    ["", "Thank you for writing to a@b.example.", "It could not be delivered.", "<a@b.c>:\n550"],
)
def test_words_that_report_nothing(text: str) -> None:
    assert read_text(text) == []


def test_addresses_in_the_returned_mail_do_not_count() -> None:
    text = (
        f"{_TEXT}\n--- Below this line is a copy of the message.\n\n<other@example.net>:\nHello\n"
    )
    assert [one.address for one in read_text(text)] == ["user@example.net"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 no such user\n", "550 5.1.1 no such user"),
        (
            "host mx said: 550 5.1.1\n    User unknown (in reply to RCPT TO command)\n",
            "550 5.1.1 User unknown",
        ),
        ("Remote host said: 550 no mailbox\nGiving up on 192.0.2.1.\n", "550 no mailbox"),
        ("    (reason: 550 5.1.1 gone)\n", "550 5.1.1 gone"),
        ("because:\n\n  They left in May.\n\nBye.\n", "They left in May."),
        ("We tried.\n\nThe mailbox is full.\n", "The mailbox is full."),
        ("We tried.\n\nThen:\n452 4.2.2 later\n", "452 4.2.2 later"),
        ("\n  \nconnect to 192.0.2.1:550 timed out\n", "connect to 192.0.2.1:550 timed out"),
    ],
)
def test_the_reason_is_the_servers_own_line(words: str, reason: str) -> None:
    (one,) = read_text(f"It could not be delivered.\n\n<a@b.example>:\n{words}")
    assert one.reason == reason


def test_addresses_are_lower_cased_and_named_once() -> None:
    text = "It could not be delivered.\n\n<User@Example.net>:\n<user@example.net>:\n550 no\n"
    assert [(one.address, one.reason) for one in read_text(text)] == [
        ("user@example.net", "550 no")
    ]
    found = read_text("Something happened.", "User@example.net, other@example.net")
    assert [one.address for one in found] == ["user@example.net", "other@example.net"]
    assert read_text("Something happened.", "  ") == []


def test_each_recipient_has_its_own_reason() -> None:
    text = (
        "I wasn't able to deliver your message.\n\n<a@b.example>:\n550 5.1.1 unknown\n\n"
        "<c@d.example>:\n552 5.2.2 full\n"
    )
    assert [(one.address, one.status, one.reason) for one in read_text(text)] == [
        ("a@b.example", "5.1.1", "550 5.1.1 unknown"),
        ("c@d.example", "5.2.2", "552 5.2.2 full"),
    ]


def test_recipients_are_bounded() -> None:
    fields = "\n\n".join(
        f"Final-Recipient: rfc822;a{n}@b.example\nAction: failed" for n in range(300)
    )
    found = bounce(report(fields))
    assert found is not None
    assert len(found.recipients) <= 200
    text = "could not be delivered\n\n" + "".join(f"<a{n}@b.example>:\nno\n" for n in range(300))
    assert len(read_text(text)) == 200


@pytest.mark.parametrize(
    "piece",
    [
        "<a@b.c>: x\n",
        "a" * 60,
        "a@",
        "could not ",
        "delivery to ",
        "550 ",
        "Message-ID: ",
        "(",
        "\n",
    ],
)
def test_no_text_hangs(piece: str) -> None:
    begin = time.process_time()
    bounce(
        "From: MAILER-DAEMON@example.net\n\nx", "undeliverable\n" + piece * (200_000 // len(piece))
    )
    assert time.process_time() - begin < 3


_FIELDS = st.sampled_from(
    ["Final-Recipient: rfc822;a@b.c", "Action: failed", "Status: 5.1.1", "", "Diagnostic-Code: x"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_FIELDS | st.text(max_size=30), max_size=20).map("\n".join),
    st.lists(st.sampled_from(_TEXT.split("\n")) | st.text(max_size=30), max_size=15).map("\n".join),
)
def test_whatever_comes_is_read_or_left(fields: str, text: str) -> None:
    source = report(fields).encode("utf-8", "replace").decode()
    found = bounce(source, text)
    if found is not None:
        assert all(one.address for one in found.recipients)
        assert all("\n" not in one.reason and len(one.reason) <= 600 for one in found.recipients)
