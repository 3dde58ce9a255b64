"""The sandbox's IMAP server as clients see it: the standard library's and a bare socket."""

from __future__ import annotations

import asyncio
import base64
import imaplib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aioimaplib
import pytest

from sandbox.mail import SHOP, MailHost

T = TypeVar("T")

MAIL = (
    b"From: a@customers.example\r\nSubject: Ein =?utf-8?q?gr=C3=BCner?= Stuhl\r\n"
    b"Message-ID: <1@x.example>\r\n\r\nWords.\r\n"
)


@pytest.fixture
async def host() -> AsyncIterator[MailHost]:
    async with MailHost(password="right") as host:
        yield host


class Wire:
    """A client that writes what it is told and reads until the tagged answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.tag = 0

    @classmethod
    async def opened(cls, host: MailHost, *, signed_in: bool = True) -> Wire:
        wire = cls(*await asyncio.open_connection("127.0.0.1", host.imap_port, limit=1 << 24))
        assert (await wire.line()).startswith(b"* OK")
        if signed_in:
            assert b"OK" in (await wire.ask(f"LOGIN {SHOP} right"))[-1]
        return wire

    async def line(self) -> bytes:
        return await asyncio.wait_for(self.reader.readline(), 5)

    async def ask(self, command: str | bytes) -> list[bytes]:
        """All lines of the answer; the last is the tagged one, without its tag."""
        self.tag += 1
        raw = command.encode() if isinstance(command, str) else command
        self.writer.write(b"t%d %b\r\n" % (self.tag, raw))
        return await self.until(b"t%d " % self.tag)

    async def until(self, start: bytes) -> list[bytes]:
        lines: list[bytes] = []
        while not (line := await self.line()).startswith(start):
            assert line, f"the connection ended after {lines}"
            lines.append(line.rstrip(b"\r\n"))
        return [*lines, line.removeprefix(start).rstrip(b"\r\n")]

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


async def by_imaplib(host: MailHost, work: Callable[[imaplib.IMAP4], T]) -> T:
    def run() -> T:
        with imaplib.IMAP4("127.0.0.1", host.imap_port, timeout=5) as client:
            client.login(SHOP, "right")
            return work(client)

    return await asyncio.to_thread(run)


async def test_the_standard_librarys_client_reads_flags_moves_and_removes(host: MailHost) -> None:
    for number in range(3):
        host.shop.inbox.add(MAIL + b"%d" % number)

    def work(client: imaplib.IMAP4) -> None:
        assert client.select("INBOX") == ("OK", [b"3"])
        assert client.uid("SEARCH", "CHARSET", "UTF-8", "UNSEEN")[1] == [b"1 2 3"]
        _, found = client.uid("FETCH", "2", "(FLAGS BODY.PEEK[])")
        assert found[0][1] == MAIL + b"1"
        assert client.uid("SEARCH", "SEEN")[1] == [b""]
        client.uid("FETCH", "2", "(BODY[])")
        assert client.uid("SEARCH", "SEEN")[1] == [b"2"]
        client.uid("STORE", "1", "+FLAGS", r"(\Deleted $Mine)")
        assert client.uid("SEARCH", "KEYWORD", "$Mine")[1] == [b"1"]
        assert client.expunge()[1] == [b"1"]
        client.uid("MOVE", "3", "Archive")
        assert client.uid("SEARCH", "ALL")[1] == [b"2"]
        assert client.append("Sent", r"(\Seen)", "", MAIL)[0] == "OK"
        assert client.status("Sent", "(MESSAGES UNSEEN)")[1] == [b'"Sent" (MESSAGES 1 UNSEEN 0)']

    await by_imaplib(host, work)
    assert [mail.raw for mail in host.shop.folders["Archive"].mails.values()] == [MAIL + b"2"]


async def test_the_client_that_parley_uses_is_told_and_fetches(host: MailHost) -> None:
    client = aioimaplib.IMAP4("127.0.0.1", host.imap_port, timeout=5)
    await client.wait_hello_from_server()
    assert (await client.xoauth2(SHOP, "right")).result == "OK"
    assert client.has_capability("IDLE")
    await client.select("INBOX")
    idle = await client.idle_start(timeout=5)
    host.shop.inbox.add(MAIL)
    assert b"1 EXISTS" in await client.wait_server_push(5)
    client.idle_done()
    await asyncio.wait_for(idle, 5)
    assert (await client.uid_search("UNSEEN")).lines[0] == b"1"
    fetched = await client.uid("fetch", "1", "(UID FLAGS RFC822.SIZE BODY.PEEK[])")
    assert fetched.result == "OK"
    assert bytes(fetched.lines[1]) == MAIL
    assert (await client.uid("move", "1", "Archive")).result == "OK"
    assert (await client.append(MAIL, "Sent", "\\Seen")).result == "OK"
    await client.logout()
    assert {name: len(folder.mails) for name, folder in host.shop.folders.items()} == {
        "INBOX": 0, "Archive": 1, "Junk": 0, "Sent": 1, "Trash": 0
    }  # fmt: skip


async def test_uids_only_grow(host: MailHost) -> None:
    inbox = host.shop.inbox
    inbox.remove([inbox.add(MAIL).uid, inbox.add(MAIL).uid])
    assert inbox.add(MAIL).uid == 3
    wire = await Wire.opened(host)
    told = b"\n".join(await wire.ask("SELECT inbox"))
    assert b"[UIDNEXT 4]" in told
    assert b"1 EXISTS" in told
    await wire.close()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ALL", "1 2 3"),
        ("UID 2:*", "2 3"),
        ("UID 9:*", "3"),  # the last one always counts (RFC 3501, 6.4.8)
        ("UNSEEN", "1 3"),
        ("SINCE 2-Mar-2026", "2 3"),
        ("BEFORE 2-Mar-2026", "1"),
        ("ON 3-Mar-2026", "3"),
        ("HEADER Message-ID <1@x.example>", "1"),
        ('HEADER Message-ID ""', "1"),
        ("NOT SUBJECT grüner", "2 3"),
        ("OR SEEN UID 1", "1 2"),
        ("(LARGER 20 SMALLER 30)", "2 3"),
        ("2:3 SEEN", "2"),
        ("TEXT second", "2"),
    ],
)
async def test_searches(host: MailHost, key: str, expected: str) -> None:
    inbox = host.shop.inbox
    inbox.add(MAIL, (), datetime(2026, 3, 1, tzinfo=UTC))
    inbox.add(b"Subject: Two\r\n\r\nsecond", ["\\Seen"], datetime(2026, 3, 2, tzinfo=UTC))
    inbox.add(b"Subject: Three\r\n\r\nthird", (), datetime(2026, 3, 3, tzinfo=UTC))
    wire = await Wire.opened(host)
    await wire.ask("SELECT INBOX")
    answer = await wire.ask(f"UID SEARCH CHARSET UTF-8 {key}")
    assert answer == [f"* SEARCH {expected}".encode(), b"OK Searched"]
    await wire.close()


async def test_gives_headers_parts_and_dates(host: MailHost) -> None:
    host.shop.inbox.add(MAIL, ["\\Flagged"], datetime(2026, 3, 1, 9, 5, tzinfo=UTC))
    wire = await Wire.opened(host)
    await wire.ask("EXAMINE INBOX")
    what = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (message-id X)])"
    told = b"\n".join(await wire.ask(f"FETCH 1 {what}"))
    assert b'INTERNALDATE "01-Mar-2026 09:05:00 +0000"' in told
    assert b"RFC822.SIZE %d" % len(MAIL) in told
    assert b"Message-ID: <1@x.example>\n\n)" in told
    assert b"Subject" not in told
    told = b"\n".join(await wire.ask("UID FETCH 1 BODY[TEXT]<0.5>"))
    assert b"BODY[TEXT]<0> {5}\nWords)" in told
    assert "\\Seen" not in host.shop.inbox.mails[1].flags, "EXAMINE changes nothing"
    assert (await wire.ask("UID STORE 1 +FLAGS (\\Seen)"))[-1].startswith(b"NO [READ-ONLY]")
    assert (await wire.ask("FETCH 1 BODYSTRUCTURE"))[-1].startswith(b"NO [CANNOT]")
    await wire.close()


async def test_takes_literals_of_both_kinds(host: MailHost) -> None:
    wire = await Wire.opened(host, signed_in=False)
    wire.writer.write(b"a LOGIN {20}\r\n")
    assert (await wire.line()).startswith(b"+")
    wire.writer.write(SHOP.encode() + b" {5+}\r\nright\r\n")
    assert b"OK" in (await wire.until(b"a "))[-1]
    told = await wire.ask(
        b'APPEND INBOX (\\Seen) " 7-Jul-2026 02:44:25 +0200" {%d+}\r\n%b' % (len(MAIL), MAIL)
    )
    assert told[-1].startswith(b"OK [APPENDUID")
    mail = host.shop.inbox.mails[1]
    assert (mail.raw, mail.flags) == (MAIL, {"\\Seen"})
    assert mail.received_at == datetime(2026, 7, 7, 0, 44, 25, tzinfo=UTC)
    await wire.close()


async def test_signs_in_by_sasl(host: MailHost) -> None:
    plain = base64.b64encode(f"\0{SHOP}\0right".encode()).decode()
    token = base64.b64encode(f"user={SHOP}\x01auth=Bearer right\x01\x01".encode()).decode()
    wrong = base64.b64encode(f"user={SHOP}\x01auth=Bearer old\x01\x01".encode()).decode()
    wire = await Wire.opened(host, signed_in=False)
    wire.writer.write(f"a AUTHENTICATE XOAUTH2 {wrong}\r\n".encode())
    assert (await wire.line()).startswith(b"+ ey")  # why not, as JSON in base64
    wire.writer.write(b"\r\n")
    assert (await wire.until(b"a "))[-1].startswith(b"NO [AUTHENTICATIONFAILED]")
    assert (await wire.ask(f"AUTHENTICATE XOAUTH2 {token}"))[-1].startswith(b"OK")
    await wire.close()
    wire = await Wire.opened(host, signed_in=False)
    wire.writer.write(b"a AUTHENTICATE PLAIN\r\n")
    assert (await wire.line()).startswith(b"+")
    wire.writer.write(plain.encode() + b"\r\n")
    assert (await wire.until(b"a "))[-1].startswith(b"OK")
    await wire.close()


async def test_idle_tells_what_comes_and_goes(host: MailHost) -> None:
    wire = await Wire.opened(host)
    await wire.ask("SELECT INBOX")
    wire.writer.write(b"i IDLE\r\n")
    assert await wire.line() == b"+ idling\r\n"
    mail = host.shop.inbox.add(MAIL)
    assert await wire.line() == b"* 1 EXISTS\r\n"
    mail.flags.add("\\Seen")
    host.shop.inbox.changed()
    assert await wire.line() == b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"
    host.shop.inbox.remove([1])
    assert await wire.line() == b"* 1 EXPUNGE\r\n"
    wire.writer.write(b"DONE\r\n")
    assert await wire.until(b"i ") == [b"OK Idled"]
    await wire.close()


async def test_a_sessions_numbers_stay_until_it_is_told(host: MailHost) -> None:
    for _ in range(3):
        host.shop.inbox.add(MAIL)
    wire = await Wire.opened(host)
    await wire.ask("SELECT INBOX")
    host.shop.inbox.remove([1])
    told = await wire.ask("FETCH 2 UID")
    assert told == [b"* 2 FETCH (UID 2)", b"OK Fetched"], "no removal is told during FETCH"
    assert b"* 1 EXPUNGE" in await wire.ask("NOOP")
    assert (await wire.ask("FETCH 1 UID"))[0] == b"* 1 FETCH (UID 2)"
    assert (await wire.ask("FETCH 3 UID"))[-1].startswith(b"BAD")
    await wire.close()


async def test_what_is_wrong_is_said(host: MailHost) -> None:
    wire = await Wire.opened(host, signed_in=False)
    assert (await wire.ask("SELECT INBOX"))[-1].startswith(b"BAD")
    assert (await wire.ask(f"LOGIN {SHOP} wrong"))[-1].startswith(b"NO [AUTHENTICATIONFAILED]")
    await wire.ask(f"LOGIN {SHOP} right")
    assert (await wire.ask("FETCH 1 UID"))[-1].startswith(b"BAD")
    assert (await wire.ask("SELECT Nowhere"))[-1].startswith(b"NO")
    assert (await wire.ask("DANCE"))[-1].startswith(b"BAD")
    assert (await wire.ask("SELECT (INBOX"))[-1].startswith(b"BAD")
    assert (await wire.ask("SELECT"))[-1].startswith(b"BAD")
    await wire.ask("SELECT INBOX")
    assert (await wire.ask("UID FETCH 0 UID"))[-1].startswith(b"BAD")
    assert (await wire.ask("UID SEARCH CHARSET KOI8-R ALL"))[-1].startswith(b"NO [BADCHARSET")
    assert (await wire.ask("UID COPY 1:* Nowhere"))[-1].startswith(b"NO [TRYCREATE]")
    assert (await wire.ask("LOGOUT"))[0].startswith(b"* BYE")
    assert await wire.line() == b""
    await wire.close()


async def test_faults_come_when_asked_for(host: MailHost) -> None:
    host.shop.inbox.add(MAIL)
    host.imap.refuse_logins = "[UNAVAILABLE] Try later"
    wire = await Wire.opened(host, signed_in=False)
    assert (await wire.ask(f"LOGIN {SHOP} right"))[-1] == b"NO [UNAVAILABLE] Try later"
    host.imap.refuse_logins = ""
    await wire.ask(f"LOGIN {SHOP} right")
    await wire.ask("SELECT INBOX")
    host.imap.lacking.add("IDLE")
    assert (await wire.ask("IDLE"))[-1].startswith(b"BAD")
    host.imap.lacking.clear()
    host.imap.cut_after = 40
    wire.writer.write(b"f UID FETCH 1 BODY.PEEK[]\r\n")
    assert len(await wire.reader.read()) == 40
    await wire.close()
    wire = await Wire.opened(host)
    await wire.ask("SELECT INBOX")
    host.imap.lose_pushes = True
    wire.writer.write(b"i IDLE\r\n")
    await wire.line()
    host.shop.inbox.add(MAIL)
    wire.writer.write(b"DONE\r\n")
    assert (await wire.until(b"i "))[-1] == b"OK Idled"
    host.imap.drop_at.add("NOOP")
    wire.writer.write(b"n NOOP\r\n")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await wire.reader.readexactly(1)
    wire.writer.close()


async def test_a_new_numbering_ends_the_sessions(host: MailHost) -> None:
    inbox = host.shop.inbox
    inbox.add(MAIL)
    inbox.remove([1])
    inbox.add(MAIL)
    before = inbox.uidvalidity
    wire = await Wire.opened(host)
    await wire.ask("SELECT INBOX")
    inbox.renumber()
    assert (await wire.ask("NOOP"))[0].startswith(b"* BYE")
    await wire.close()
    assert inbox.uidvalidity > before
    assert list(inbox.mails) == [1]
