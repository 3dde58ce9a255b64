"""One mail over one connection, and what became of it.

The moment that counts is the end of the data: before it nothing was sent, whatever happens; after
the server's answer everything is known; in between nobody can tell (RFC 1047).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from connectors.email.composing.mail import Mail
from connectors.email.smtp.saying import verdict, words
from conversations.errors import DeliveryDelayed, DeliveryRefused, DeliveryUnknown, ParleyError

AT_ONCE = 64 * 1024
ANSWER_S = 300.0
"""For the answer to the data. Long, for whoever gives up too early sends the mail twice."""
DATA_S = 60.0
"""For a piece of the data to leave."""

Refusals = dict[str, str]
"""By address, the server's words."""


class LostBeforeData(DeliveryDelayed):
    """The connection was gone before the mail was handed over: another one may do better."""


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    message: str


async def hand_over(
    client: aiosmtplib.SMTP, host: str, mail: Mail, *, in_parts: bool, answer_s: float = ANSWER_S
) -> Refusals:
    """Send a mail; return which recipients the server refused while it took others.

    ``in_parts`` False: while a recipient is put off (4xx), nobody gets the mail, so that all get it
    when it is tried again. Raises DeliveryDelayed, DeliveryRefused or DeliveryUnknown. After an
    error of the connection it is closed.
    """
    try:
        _check(client, host, mail)
        refused = await _envelope(client, host, mail, in_parts)
        await _begin_data(client, host)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        client.close()
        raise LostBeforeData(
            f"The connection to the mail server {host} was lost before the mail was sent."
        ) from error
    except ParleyError:
        await _reset(client)
        raise
    except BaseException:
        client.close()
        raise
    try:
        answer = await _data(client, host, mail.content, answer_s)
    except BaseException:
        client.close()
        raise
    if not 200 <= answer.code < 300:
        await _reset(client)
        raise verdict(answer.code, answer.message, host)
    return refused


def _check(client: aiosmtplib.SMTP, host: str, mail: Mail) -> None:
    if mail.smtputf8 and not client.supports_extension("smtputf8"):
        odd = next(it for it in (mail.sender, *mail.recipients) if not it.isascii())
        raise DeliveryRefused(
            f"The mail server {host} does not take addresses such as {odd} (SMTPUTF8)."
        )
    limit = client.esmtp_extensions.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(mail.content):
        raise DeliveryRefused(
            f"The mail has {_megabytes(len(mail.content))} with its files, and the mail server "
            f"{host} takes {_megabytes(int(limit))} at most.",
            remedy="Send fewer or smaller files, or links to them.",
        )


async def _envelope(client: aiosmtplib.SMTP, host: str, mail: Mail, in_parts: bool) -> Refusals:
    options = [f"SIZE={len(mail.content)}"] if client.supports_extension("size") else []
    options += ["SMTPUTF8"] if mail.smtputf8 else []
    encoding = "utf-8" if mail.smtputf8 else "ascii"
    try:
        await client.mail(mail.sender, options=options, encoding=encoding)
    except aiosmtplib.SMTPSenderRefused as error:
        raise _said(error, host) from error
    answers: dict[str, _Answer] = {}
    for address in mail.recipients:
        try:
            await client.rcpt(address, encoding=encoding)
        except aiosmtplib.SMTPRecipientRefused as error:
            if error.code == 421:
                raise _said(error, host) from error
            answers[address] = _Answer(error.code, error.message)
    put_off = [it for it in answers.values() if it.code < 500]
    if len(answers) == len(mail.recipients) or (put_off and not in_parts):
        raise _nobody(answers, host, final=not put_off)
    return {address: words(it.code, it.message, host) for address, it in answers.items()}


async def _begin_data(client: aiosmtplib.SMTP, host: str) -> None:
    answer = await client.execute_command(b"DATA")
    if answer.code != 354:
        raise _said(aiosmtplib.SMTPDataError(answer.code, answer.message), host)


async def _data(client: aiosmtplib.SMTP, host: str, content: bytes, answer_s: float) -> _Answer:
    protocol = client.protocol
    if protocol is None:
        raise LostBeforeData(f"The connection to the mail server {host} was lost.")
    # read from the start: a server that has had enough says so in the middle, and hangs up
    answering = asyncio.create_task(protocol.read_response())
    handed_over = False
    try:
        for piece in _pieces(content):
            protocol.write(piece)
            if not await _has_left(protocol, answering):
                break
        else:
            handed_over = True
            protocol.write(b".\r\n")
            await asyncio.wait({answering}, timeout=answer_s)
        if not answering.done():
            raise TimeoutError
        answer = answering.result()
    except (aiosmtplib.SMTPServerDisconnected, OSError, TimeoutError) as error:
        if handed_over:
            raise DeliveryUnknown(
                f"The mail was handed to the mail server {host}, which did not say whether it took "
                "it. It may have been sent.",
                remedy="Ask the customer, or send it again.",
            ) from error
        raise DeliveryDelayed(
            f"The connection to the mail server {host} was lost in the middle of the mail."
        ) from error
    finally:
        answering.cancel()
    if not handed_over:
        raise verdict(answer.code, answer.message, host)
    return _Answer(answer.code, answer.message)


async def _has_left(
    protocol: SMTPProtocol, answering: asyncio.Task[aiosmtplib.SMTPResponse]
) -> bool:
    """Wait until more may be written; False if the server answered already."""
    # as the streams of asyncio do it, from which the protocol has this method
    draining = asyncio.create_task(protocol._drain_helper())
    try:
        done, _ = await asyncio.wait(
            {draining, answering}, timeout=DATA_S, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            raise TimeoutError
        if draining in done:
            draining.result()
        return not answering.done()
    finally:
        draining.cancel()


def _pieces(content: bytes) -> Iterator[bytes]:
    stuffed = content.replace(b"\r\n.", b"\r\n..")  # RFC 5321, 4.5.2
    for start in range(0, len(stuffed), AT_ONCE):
        yield stuffed[start : start + AT_ONCE]
    if not stuffed.endswith(b"\r\n"):
        yield b"\r\n"


async def _reset(client: aiosmtplib.SMTP) -> None:
    """Make the connection ready for the next mail, or close it."""
    try:
        await client.rset()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        client.close()
    except BaseException:
        client.close()  # the answer is still to come, and would be taken for the next mail's
        raise


def _said(error: aiosmtplib.SMTPResponseException, host: str) -> ParleyError:
    if error.code == 421:
        return LostBeforeData(
            f"The mail server does not take the mail now: {words(error.code, error.message, host)}."
        )
    return verdict(error.code, error.message, host)


def _nobody(answers: dict[str, _Answer], host: str, *, final: bool) -> ParleyError:
    told = "; ".join(
        f"{address}: {words(it.code, it.message, host)}" for address, it in answers.items()
    )
    if final:
        return DeliveryRefused(f"The mail server refused the mail to {told}.")
    return DeliveryDelayed(f"The mail server does not take the mail now to {told}.")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
