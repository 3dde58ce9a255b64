"""Trying an inbox's settings for real, step by step. Nothing is sent, marked, moved or stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import aiosmtplib

from connectors.email.imap.connecting import Trust, checked_certificates
from connectors.email.imap.errors import FolderMissing, LineError, WrongCredentials
from connectors.email.imap.session import Session
from connectors.email.oauth import AccessTokens
from connectors.email.settings import EmailSettings, read
from connectors.email.smtp.connecting import connect
from connectors.email.smtp.saying import CHECK_SIGN_IN, words
from conversations.connections import CheckStep
from conversations.errors import Invalid, ParleyError
from conversations.places import Inbox

NOT_TRIED = "Not tried, because a step before it failed."


async def check_line(
    inbox: Inbox, tokens: AccessTokens, *, trust: Trust = checked_certificates
) -> Sequence[CheckStep]:
    """Try receiving and sending at the same time; the steps stand in their order.

    ``settings``; ``imap.connect``, ``imap.sign_in``, ``imap.folder`` for each folder, ``imap.move``
    if mail is moved, ``imap.idle``; ``smtp.connect``, ``smtp.sign_in``, ``smtp.sender``.
    """
    try:
        settings = read(inbox.settings)
    except Invalid as error:
        return [_failed("settings", error)]
    missing = [
        name
        for name, value in (
            ("address", settings.address),
            ("imap.host", settings.imap.host),
            ("smtp.host", settings.smtp.host),
        )
        if not value
    ]
    if missing:
        detail = f"These are not set: {', '.join(missing)}."
        return [CheckStep(name="settings", ok=False, detail=detail, remedy="Fill them in.")]
    receiving, sending = await asyncio.gather(
        _receiving(inbox, settings, tokens, trust), _sending(inbox, settings, tokens)
    )
    return [CheckStep(name="settings", ok=True), *receiving, *sending]


async def _receiving(
    inbox: Inbox, settings: EmailSettings, tokens: AccessTokens, trust: Trust
) -> list[CheckStep]:
    imap = settings.imap
    where = f"{imap.host}:{imap.port}"
    try:
        session = await Session.open(inbox, settings, tokens, trust=trust)
    except (WrongCredentials, Invalid) as error:
        steps = [CheckStep(name="imap.connect", ok=True, detail=where)]
        return [*steps, _failed("imap.sign_in", error), _untried("imap.folder")]
    except ParleyError as error:
        untried = [_untried("imap.sign_in"), _untried("imap.folder")]
        return [_failed("imap.connect", error), *untried]
    steps = [
        CheckStep(name="imap.connect", ok=True, detail=where),
        CheckStep(name="imap.sign_in", ok=True, detail=imap.username or settings.address),
    ]
    try:
        for name in imap.folders:
            steps.append(await _folder(session, "imap.folder", name))
        if imap.after == "move":
            steps.append(await _folder(session, "imap.move", imap.move_to))
        told = "The server tells of new mail by itself."
        if not (session.can_idle and imap.idle):
            told = f"The server is asked every {imap.poll_s} seconds."
        steps.append(CheckStep(name="imap.idle", ok=True, detail=told))
    except LineError as error:
        steps.append(_failed("imap.folder", error))
    finally:
        await session.close()
    return steps


async def _folder(session: Session, step: str, name: str) -> CheckStep:
    try:
        folder = await session.select(name, read_only=True)
    except FolderMissing as error:
        return _failed(step, error)
    return CheckStep(name=step, ok=True, detail=f"{name}: {folder.exists} messages")


async def _sending(inbox: Inbox, settings: EmailSettings, tokens: AccessTokens) -> list[CheckStep]:
    smtp = settings.smtp
    where = f"{smtp.host}:{smtp.port}"
    reached = CheckStep(name="smtp.connect", ok=True, detail=where)
    try:
        client = await connect(inbox, settings, tokens)
    except ParleyError as error:
        if error.remedy == CHECK_SIGN_IN:
            return [reached, _failed("smtp.sign_in", error), _untried("smtp.sender")]
        untried = [_untried("smtp.sign_in"), _untried("smtp.sender")]
        return [_failed("smtp.connect", error), *untried]
    signed_in = smtp.username or "Nobody signs in; none is set."
    steps = [reached, CheckStep(name="smtp.sign_in", ok=True, detail=signed_in)]
    try:
        await client.mail(settings.address)
        await client.rset()
        steps.append(CheckStep(name="smtp.sender", ok=True, detail=settings.address))
    except aiosmtplib.SMTPResponseException as error:
        steps.append(
            CheckStep(
                name="smtp.sender",
                ok=False,
                detail=words(error.code, error.message, smtp.host),
                remedy=f"Let this user send as {settings.address}, or use the user's own address.",
            )
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        steps.append(CheckStep(name="smtp.sender", ok=False, detail=str(error)))
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        client.close()
    return steps


def _failed(name: str, error: ParleyError) -> CheckStep:
    return CheckStep(name=name, ok=False, detail=str(error), remedy=error.remedy)


def _untried(name: str) -> CheckStep:
    return CheckStep(name=name, ok=None, detail=NOT_TRIED)
