"""The sandbox's SMTP side and its post office, by aiosmtplib as Parley uses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from sandbox.mail import SHOP, MailHost

MAIL = b"From: support@shop.example\r\nSubject: Hello\r\n\r\nWords.\r\n.dot\r\n"


@pytest.fixture
async def host() -> AsyncIterator[MailHost]:
    async with MailHost(password="right") as host:
        yield host


@pytest.fixture
async def client(host: MailHost) -> AsyncIterator[aiosmtplib.SMTP]:
    client = aiosmtplib.SMTP(
        hostname="127.0.0.1", port=host.smtp_port, use_tls=False, start_tls=False, timeout=5
    )
    await client.connect()
    yield client
    client.close()


def of(host: MailHost, address: str) -> list[bytes]:
    return [mail.raw for mail in host.office.account(address).inbox.mails.values()]


async def test_mail_lands_where_it_belongs(host: MailHost, client: aiosmtplib.SMTP) -> None:
    to = ["a@customers.example", "B+tag@customers.example", "support+k3y@shop.example"]
    await client.sendmail("x@customers.example", to, MAIL)
    (raw,) = of(host, "a@customers.example")
    assert raw.endswith(MAIL)
    assert raw.startswith(b"Return-Path: <x@customers.example>\r\nDelivered-To: a@customers")
    assert b"spf=none" in raw, "what comes over the wire has passed nobody's checks"
    assert len(of(host, "b@customers.example")) == 1
    (ours,) = of(host, SHOP)
    assert b"Delivered-To: support+k3y@shop.example\r\n" in ours


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("unknown-1@customers.example", "User unknown"),
        ("sales@shop.example", "User unknown"),
        ("somebody@example.org", "Relaying denied"),
    ],
)
async def test_refuses_at_once(
    host: MailHost, client: aiosmtplib.SMTP, address: str, words: str
) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await client.sendmail(SHOP, [address], MAIL)
    (one,) = refused.value.recipients
    assert one.code == 550
    assert words in one.message


async def test_returns_later_what_it_took_first(host: MailHost, client: aiosmtplib.SMTP) -> None:
    await client.sendmail(SHOP, ["bounce-later-7@customers.example"], MAIL)
    (raw,) = of(host, SHOP)
    report = message_from_bytes(raw, policy=policy.default)
    assert report["Return-Path"] == "<>"
    assert report.get_content_type() == "multipart/report"
    assert isinstance(report, EmailMessage)
    parts = [part.get_content_type() for part in report.iter_parts()]
    assert parts == ["text/plain", "message/delivery-status", "text/rfc822-headers"]
    status = report.get_payload(1)
    assert "Final-Recipient: rfc822; bounce-later-7@customers.example" in str(status)
    assert "Status: 5.1.1" in str(status)
    host.office.post("", ["bounce-later-7@customers.example"], MAIL)
    assert len(of(host, SHOP)) == 1, "a report is never answered with a report"


async def test_answers_per_address_and_greylists(host: MailHost, client: aiosmtplib.SMTP) -> None:
    host.smtp.recipients["busy@customers.example"] = "450 4.2.1 The mailbox is busy"
    both = ["busy@customers.example", "a@customers.example"]
    refused, _ = await client.sendmail(SHOP, both, MAIL)
    assert refused["busy@customers.example"][0] == 450
    assert len(of(host, "a@customers.example")) == 1
    host.smtp.greylisting = True
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as first:
        await client.sendmail(SHOP, ["c@customers.example"], MAIL)
    assert first.value.recipients[0].code == 451
    await client.sendmail(SHOP, ["c@customers.example"], MAIL)
    assert len(of(host, "c@customers.example")) == 1
    host.smtp.data = "554 5.7.1 Looks like spam"
    with pytest.raises(aiosmtplib.SMTPDataError, match="spam"):
        await client.sendmail(SHOP, ["c@customers.example"], MAIL)


@pytest.mark.parametrize("delivered", [True, False])
async def test_cuts_the_line_at_the_end_of_a_message(
    host: MailHost, client: aiosmtplib.SMTP, delivered: bool
) -> None:
    if delivered:
        host.smtp.drop_after_data = 1
    else:
        host.smtp.drop_at_data = 1
    with pytest.raises((aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError)):
        await client.sendmail(SHOP, ["a@customers.example"], MAIL)
    assert len(of(host, "a@customers.example")) == int(delivered)
    await client.connect()
    await client.sendmail(SHOP, ["a@customers.example"], MAIL)
    assert len(of(host, "a@customers.example")) == 1 + int(delivered)


async def test_signs_in(host: MailHost, client: aiosmtplib.SMTP) -> None:
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await client.login(SHOP, "wrong")
    await client.login(SHOP, "right")
    await client.quit()
    await client.connect()
    await client.auth_xoauth2(SHOP, "right")


async def test_leaves_no_connection_behind() -> None:
    async with MailHost() as host:
        imap = await asyncio.open_connection("127.0.0.1", host.imap_port)
        smtp = await asyncio.open_connection("127.0.0.1", host.smtp_port)
        for reader, _ in (imap, smtp):
            assert await reader.readline()
    for reader, writer in (imap, smtp):
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()


async def test_keeps_mailboxes_from_one_run_to_the_next(tmp_path: Path) -> None:
    place = tmp_path / "mail"
    async with MailHost(kept=place) as first:
        inbox = first.shop.inbox
        inbox.remove([inbox.add(MAIL).uid])
        inbox.add(MAIL, ["\\Seen"])
        validity = inbox.uidvalidity
    async with MailHost(kept=place) as second:
        inbox = second.shop.inbox
        assert (inbox.uidvalidity, inbox.uidnext) == (validity, 3)
        assert (inbox.mails[2].raw, inbox.mails[2].flags) == (MAIL, {"\\Seen"})
        assert not place.exists(), "after a crash, nothing may be numbered from here again"
    async with MailHost() as third:
        assert third.shop.inbox.uidvalidity > validity
