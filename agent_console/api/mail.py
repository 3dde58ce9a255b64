"""A mail as it was sent: its HTML in a frame, its header, its source."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from aiohttp import web

from agent_console.api.files import FILE_POLICY, disposition, safe_name
from agent_console.letters import entry_of
from agent_console.mail import frame
from agent_console.mail.headers import MAX_HEAD, fields
from agent_console.middlewares import put_security_headers
from agent_console.routing import Call, Routes
from agent_console.wire.mail import Headers, HeaderShape
from agent_console.wire.scalars import Given
from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.errors import NotFound
from conversations.letters import MAIL
from conversations.people import Permission

routes = Routes("mail")
WORK = Permission.CONVERSATIONS_WORK

MAX_HTML = 8 * 1024 * 1024
"""Bytes of a mail's HTML that are shown; connectors store no more."""


class FrameQuery(Given):
    """How to show a mail. Remote images tell their server when, and from where, it was read."""

    images: Literal["off", "on"] = "off"
    theme: frame.Theme = "light"


@routes("GET", "/conversations/{id}/entries/{seq}/mail", WORK)
async def show_mail(call: Call, query: FrameQuery) -> web.StreamResponse:
    """A mail as an HTML document, to be shown in a sandboxed frame"""
    conversation, entry, mail = await _mail(call)
    stored = mail.get("html_file")
    shown = frame.Shown(
        html=await _text_of(call, stored) if stored else mail.get("html") or "",
        text=mail.get("full_text") or entry.text,
        files=frozenset(file.id for file in entry.attachments),
        language=conversation.language or "",
        locale=call.caller.user.locale,
    )
    remote = query.images == "on"
    sign = (await call.view()).sign
    document = await asyncio.to_thread(
        frame.document, shown, sign, remote_images=remote, theme=query.theme
    )
    return web.Response(
        text=document,
        content_type="text/html",
        charset="utf-8",
        headers={
            "Content-Security-Policy": frame.policy(remote_images=remote),
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )


@routes("GET", "/conversations/{id}/entries/{seq}/headers", WORK)
async def show_headers(call: Call) -> Headers:
    """The header of a received mail, decoded"""
    _, _, mail = await _mail(call)
    head = await _beginning(call, _source(mail), MAX_HEAD)
    found = await asyncio.to_thread(fields, head)
    return Headers(headers=[HeaderShape(name=name, value=value) for name, value in found])


@routes("GET", "/conversations/{id}/entries/{seq}/source", WORK)
async def download_source(call: Call) -> web.StreamResponse:
    """A received mail byte for byte, as a file (message/rfc822)"""
    _, entry, mail = await _mail(call)
    file = await call.services.files.describe(_source(mail))
    name = safe_name(str(mail.get("subject") or f"mail-{entry.seq}")[:100])
    response = web.StreamResponse(
        headers={
            "Content-Type": "message/rfc822",
            "Content-Length": str(file.size),
            "Content-Disposition": disposition(f"{name}.eml", inline=False),
            "Content-Security-Policy": FILE_POLICY,
            "Cache-Control": "no-store",
        }
    )
    put_security_headers(response, call.console.settings)
    await response.prepare(call.request)
    async for chunk in call.services.files.read(file.id):
        await response.write(chunk)
    await response.write_eof()
    return response


async def _mail(call: Call) -> tuple[Conversation, Entry, Mapping[str, Any]]:
    """The mail of an entry that the caller may see."""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    entry = await entry_of(call.console, conversation.id, call.seq())
    mail = entry.data.get(MAIL)
    if not isinstance(mail, Mapping):
        raise NotFound("This entry is no mail.")
    return conversation, entry, mail


def _source(mail: Mapping[str, Any]) -> str:
    source = mail.get("source")
    if not source:
        raise NotFound("There is no source of this mail.", remedy="Only received mail has one.")
    return str(source)


async def _text_of(call: Call, file_id: str) -> str:
    return (await _beginning(call, file_id, MAX_HTML)).decode("utf-8", "replace")


async def _beginning(call: Call, file_id: str, size: int) -> bytes:
    """The first bytes of a file; raises NotFound if it is not there."""
    await call.services.files.describe(file_id)
    pieces, length = [], 0
    async for chunk in call.services.files.read(file_id):
        pieces.append(chunk)
        length += len(chunk)
        if length >= size:
            break
    return b"".join(pieces)[:size]
