"""One script for the sandbox's IMAP server and for a real Dovecot: both must behave alike.

What is compared are the answers as Python's own imaplib sees them, with the numbers that servers
choose for themselves (UIDVALIDITY) left out.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.mail import SHOP, MailHost
from tests.conftest import RequirePeer
from tests.running.dovecot import running_dovecot

PASSWORD = "the-same-for-both"


def mail(number: int, words: str = "Words.") -> bytes:
    return (
        f"From: Customer {number} <c{number}@customers.example>\r\nTo: {SHOP}\r\n"
        f"Subject: Matter {number}\r\nDate: Sun, {number:02d} Mar 2026 09:00:00 +0000\r\n"
        f"Message-ID: <{number}@customers.example>\r\n\r\n{words}\r\n"
    ).encode()


@pytest.fixture(params=["sandbox", pytest.param("dovecot", marks=pytest.mark.peers)])
async def port(request: pytest.FixtureRequest, require_peer: RequirePeer) -> AsyncIterator[int]:
    """Where the one or the other listens; both know the same user."""
    if request.param == "sandbox":
        async with MailHost(password=PASSWORD) as host:
            yield host.imap_port
    else:
        with running_dovecot(require_peer("dovecot"), {SHOP: PASSWORD}) as dovecot:
            yield dovecot.port


async def test_both_answer_the_same_script_alike(port: int) -> None:
    await asyncio.to_thread(_play, port)


def _play(port: int) -> None:
    with imaplib.IMAP4("127.0.0.1", port, timeout=5) as client:
        _is_refused(client)
        client.login(SHOP, PASSWORD)
        _fills_a_folder(client)
        _reads(client)
        _searches(client)
        _moves_and_removes(client)


def _is_refused(client: imaplib.IMAP4) -> None:
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        client.login(SHOP, "wrong")
    assert {"LITERAL+", "SASL-IR", "IDLE"} <= set(client.capabilities)


def _fills_a_folder(client: imaplib.IMAP4) -> None:
    assert client.select("Nowhere")[0] == "NO"
    client.create("Matters")
    assert client.create("Matters")[0] == "NO"
    for number in (1, 2, 3, 4):
        date = f'"{number:2d}-Mar-2026 10:00:00 +0000"'
        kind, told = client.append("Matters", "(\\Seen)" if number == 2 else "", date, mail(number))
        assert kind == "OK"
        assert re.search(rb"APPENDUID \d+ %d\]" % number, told[0])
    assert client.append("Nowhere", "", "", mail(1))[0] == "NO"
    status: list[Any] = client.status("Matters", "(MESSAGES UIDNEXT UNSEEN)")[1]
    assert status[0].replace(b'"', b"") == b"Matters (MESSAGES 4 UIDNEXT 5 UNSEEN 3)"
    listed: list[Any] = client.list()[1]
    assert {b"INBOX", b"Matters"} <= {line.split()[-1].strip(b'"') for line in listed}


def _reads(client: imaplib.IMAP4) -> None:
    assert client.select("Matters", readonly=True) == ("OK", [b"4"])
    assert client.response("UIDNEXT")[1] == [b"5"]
    client.uid("FETCH", "1", "(BODY[])")
    client.uid("STORE", "1", "+FLAGS", "(\\Seen)")  # one says NO, the other OK: neither does it
    assert client.select("Matters") == ("OK", [b"4"])
    whole = _fetched(client, "1:2", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])")
    assert [text for _, text in whole] == [mail(1), mail(2)]
    assert b'INTERNALDATE "01-Mar-2026 10:00:00 +0000"' in whole[0][0]
    assert b"RFC822.SIZE %d" % len(mail(1)) in whole[0][0]
    assert (b"\\Seen" in whole[0][0], b"\\Seen" in whole[1][0]) == (False, True)
    ((_, text),) = _fetched(client, "3", "(BODY.PEEK[HEADER.FIELDS (subject message-id)])")
    assert text == b"Subject: Matter 3\r\nMessage-ID: <3@customers.example>\r\n\r\n"
    ((_, text),) = _fetched(client, "3", "(BODY.PEEK[HEADER])")
    assert text == mail(3).partition(b"Words")[0]
    ((_, text),) = _fetched(client, "3", "(BODY.PEEK[TEXT]<2.3>)")
    assert text == b"rds"
    assert client.uid("SEARCH", "SEEN")[1] == [b"2"], "what was only looked at is not seen"
    _fetched(client, "3", "(BODY[TEXT])")
    assert client.uid("SEARCH", "SEEN")[1] == [b"2 3"]
    assert client.uid("FETCH", "77", "(FLAGS)")[1] == [None], "no such UID is no error"
    assert "\\Seen" in str(client.uid("STORE", "3", "+FLAGS", "(\\Flagged)")[1])
    assert client.uid("STORE", "3", "-FLAGS.SILENT", "(\\Seen \\Flagged)")[1] == [None]


def _searches(client: imaplib.IMAP4) -> None:
    for key, expected in {
        "ALL": b"1 2 3 4",
        "UID 3:*": b"3 4",
        "UID 77:*": b"4",
        "UNSEEN": b"1 3 4",
        "SINCE 3-Mar-2026": b"3 4",
        "BEFORE 2-Mar-2026": b"1",
        "HEADER Message-ID <3@customers.example>": b"3",
        'SUBJECT "matter 2"': b"2",
        "NOT UID 1:3": b"4",
        "OR UID 1 FROM c2@": b"1 2",
        "SENTON 4-Mar-2026": b"4",
        "LARGER 100000": b"",
    }.items():
        found = client.uid("SEARCH", "CHARSET", "UTF-8", key)[1][0]
        assert (found or b"") == expected, key


def _moves_and_removes(client: imaplib.IMAP4) -> None:
    client.create("Done")
    assert client.uid("COPY", "1:2", "Done")[0] == "OK"
    assert client.uid("COPY", "1", "Nowhere")[0] == "NO"
    assert client.uid("MOVE", "1", "Done")[0] == "OK"
    assert client.uid("SEARCH", "ALL")[1] == [b"2 3 4"]
    client.uid("STORE", "2,4", "+FLAGS", "(\\Deleted)")
    assert client.uid("EXPUNGE", "4:9")[0] == "OK"
    assert client.uid("SEARCH", "ALL")[1] == [b"2 3"]
    assert client.expunge()[1][-1:] == [b"1"], "numbers, not UIDs"
    client.append("Matters", "", "", mail(5))
    client.noop()
    assert client.uid("SEARCH", "ALL")[1] == [b"3 5"], "no UID is given twice"
    assert client.select("Done") == ("OK", [b"3"])
    assert [text for _, text in _fetched(client, "1:*", "(BODY.PEEK[])")] == [
        mail(1),
        mail(2),
        mail(1),
    ]
    assert client.close()[0] == "OK"


def _fetched(client: imaplib.IMAP4, uids: str, what: str) -> list[tuple[bytes, bytes]]:
    """What came before each literal, and the literal."""
    parts: list[Any] = client.uid("FETCH", uids, what)[1]
    return [part for part in parts if isinstance(part, tuple)]


async def test_both_push_what_arrives(port: int) -> None:
    await asyncio.to_thread(_push, port)


def _push(port: int) -> None:
    with (
        imaplib.IMAP4("127.0.0.1", port, timeout=5) as writer,
        socket.create_connection(("127.0.0.1", port), timeout=5) as line,
    ):
        writer.login(SHOP, PASSWORD)
        with line.makefile("rb") as answers:
            line.sendall(f"a LOGIN {SHOP} {PASSWORD}\r\nb SELECT INBOX\r\n".encode())
            _until(answers, b"b OK")
            line.sendall(b"c IDLE\r\n")
            _until(answers, b"+ ")
            writer.append("INBOX", "", "", mail(1))
            _until(answers, b"* 1 EXISTS")
            line.sendall(b"DONE\r\n")
            _until(answers, b"c OK")
            line.sendall(b"d UID FETCH 1:* (UID)\r\n")
            assert b"UID 1)" in _until(answers, b"* 1 FETCH")
            _until(answers, b"d OK")


def _until(answers: Any, start: bytes) -> bytes:
    while not (line := answers.readline()).startswith(start):
        assert line, f"the connection ended before {start!r}"
    return bytes(line)
