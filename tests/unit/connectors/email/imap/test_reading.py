"""What a server answers is read right, in whatever pieces it comes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aioimaplib import aioimaplib
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.email.imap import responses
from connectors.email.imap.errors import ConnectionLost
from connectors.email.imap.folder_names import encoded, quoted
from connectors.email.imap.responses import Fetched, as_set
from connectors.email.imap.wire import Wire


class Transport:
    """Takes what is sent, and notes that the line was dropped."""

    def __init__(self) -> None:
        self.sent = b""
        self.aborted = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def abort(self) -> None:
        self.aborted = True

    def get_extra_info(self, name: str) -> None:
        return None


async def wire() -> tuple[Wire, Transport]:
    """A line after hello, signed in, with a folder open."""
    made, transport = Wire(), Transport()
    made.connection_made(transport)  # type: ignore[arg-type]  # as much of one as is used
    made.data_received(b"* OK hello\r\n")
    made.state = aioimaplib.SELECTED
    return made, transport


async def asked(command: Any, answer: bytes, pieces: list[int]) -> Any:
    """Send a command and let the answer arrive in pieces; ``TAG`` in it stands for its tag."""
    made, _ = await wire()
    command.tag = "T1"
    waiting = asyncio.create_task(made.execute(command))
    await asyncio.sleep(0)
    rest = answer
    for length in pieces:
        if rest:
            made.data_received(rest[:length])
            rest = rest[length:]
    if rest:
        made.data_received(rest)
    return await asyncio.wait_for(waiting, 2)


BODY = b"Subject: (one) {5}\r\n\r\nText with ) and * 2 FETCH (UID 9)\r\nT1 OK no end\r\n"
ANSWER = (
    b"* 3 EXISTS\r\n"
    b'* 1 FETCH (UID 7 INTERNALDATE " 2-Mar-2026 09:00:00 +0100" RFC822.SIZE %d BODY[] {%d}\r\n'
    b"%s FLAGS (\\Seen))\r\n"
    b"* 2 FETCH (FLAGS (\\Seen))\r\n"
    b'* 2 FETCH (BODY[] "short \\"word\\"" UID 8)\r\n'
    b"* 3 FETCH (UID 9 BODY[] NIL)\r\n"
    b"* 4 FETCH (UID 10 BODY[] {0}\r\n)\r\n"
    b"T1 OK done\r\n"
) % (len(BODY), len(BODY), BODY)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=60))
def test_messages_in_whatever_pieces(pieces: list[int]) -> None:
    async def run() -> list[Fetched]:
        command = aioimaplib.FetchCommand("", "7:10", "(UID BODY.PEEK[])", prefix="UID")
        response = await asked(command, ANSWER, pieces)
        assert response.result == "OK"
        return list(responses.fetched(response.lines))

    moment = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert asyncio.run(run()) == [
        Fetched(uid=7, size=len(BODY), received_at=moment, content=BODY),
        Fetched(uid=8, content=b'short "word"'),
        Fetched(uid=9),
        Fetched(uid=10, content=b""),
    ]


async def test_very_many_lines_at_once() -> None:
    lines = b"".join(b"* %d EXPUNGE\r\n" % number for number in range(5000, 0, -1))
    command = aioimaplib.Command("NOOP", "")
    response = await asked(command, lines + b"* 0 EXISTS\r\nT1 OK\r\n", [])
    assert response.result == "OK"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_nonsense_ends_the_line_at_most(chunks: list[bytes]) -> None:
    async def run() -> None:
        made, _ = await wire()
        waiting = asyncio.create_task(made.execute(aioimaplib.Command("NOOP", "T1")))
        await asyncio.sleep(0)
        for chunk in chunks:
            made.data_received(chunk + b"\r\n")
        made.connection_lost(None)
        if not waiting.done() or waiting.exception() is not None:
            with pytest.raises(ConnectionLost):
                await waiting

    asyncio.run(run())


async def test_whoever_waits_is_told_of_the_end() -> None:
    made, _ = await wire()
    waiting = asyncio.create_task(made.execute(aioimaplib.Command("SELECT", "T1", "INBOX")))
    await asyncio.sleep(0)
    made.data_received(b"* BYE we close for tonight\r\n")
    made.connection_lost(None)
    with pytest.raises(ConnectionLost, match="close for tonight"):
        await waiting
    with pytest.raises(ConnectionLost):
        await made.execute(aioimaplib.Command("NOOP", "T2"))


async def test_a_refused_token_is_answered() -> None:
    made, transport = await wire()
    made.state = aioimaplib.NONAUTH
    waiting = asyncio.create_task(made.authenticate("user=a\x01auth=Bearer t\x01\x01", 2))
    await asyncio.sleep(0)
    tag = transport.sent.split()[0]
    assert transport.sent == tag + b" AUTHENTICATE XOAUTH2\r\n"
    made.data_received(b"+ \r\n")
    assert transport.sent.endswith(b"\r\ndXNlcj1hAWF1dGg9QmVhcmVyIHQBAQ==\r\n")
    made.data_received(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
    assert transport.sent.endswith(b"==\r\n\r\n")
    made.data_received(tag + b" NO refused\r\n")
    assert (await waiting).result == "NO"
    assert made.state == aioimaplib.NONAUTH


async def test_line_breaks_cannot_be_smuggled_into_a_command() -> None:
    assert not {"\r", "\n", "\0"} & set(encoded("INBOX\r\nT2 DELETE INBOX\0"))
    with pytest.raises(ValueError, match="not allowed"):
        aioimaplib.Command("LOGIN", "T1", quoted("user"), quoted("x\r\nT2 DELETE INBOX"))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("INBOX", '"INBOX"'),
        ("Support mail", '"Support mail"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("R&D", '"R&-D"'),
        ("Übung", '"&ANw-bung"'),
        ("台北", '"&U,BTFw-"'),
        ("~peter/mail/台北/日本語", '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'),  # RFC 3501, 5.1.3
    ],
)
def test_folder_names(name: str, wanted: str) -> None:
    assert encoded(name) == wanted


def test_folders() -> None:
    lines = [
        b"FLAGS (\\Seen)",
        b"12 EXISTS",
        b"0 RECENT",
        b"OK [UIDVALIDITY 99] UIDs valid",
        b"OK [UIDNEXT 40] Predicted next UID",
    ]
    found = responses.folder("INBOX", lines)
    assert (found.uidvalidity, found.uidnext, found.exists) == (99, 40, 12)
    assert responses.folder("INBOX", lines[:2]).uidnext is None


def test_uids() -> None:
    assert responses.uids([b"7 3 5", b"3 9", b"", b"Done 5"]) == [3, 5, 7, 9]


@pytest.mark.parametrize(
    ("numbers", "wanted"), [([5], "5"), ([1, 2, 3, 7, 9, 10], "1:3,7,9:10"), ([2, 4], "2,4")]
)
def test_sets(numbers: list[int], wanted: str) -> None:
    assert as_set(numbers) == wanted


@pytest.mark.parametrize(
    ("text", "hours"), [("+0000", 0), ("-0330", -3.5), ("+0530", 5.5), ("+9999", None)]
)
def test_days_of_arrival(text: str, hours: float | None) -> None:
    line = f'1 FETCH (UID 1 INTERNALDATE "17-Jul-2026 02:44:25 {text}")'.encode()
    (found,) = responses.fetched([line])
    if hours is None:
        assert found.received_at is None
        return
    assert found.received_at is not None
    assert found.received_at.utcoffset() == timedelta(hours=hours)
