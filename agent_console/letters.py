"""From what an agent wrote as a mail to a letter of the domain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.mail.cleaning import clean
from agent_console.mail.tags import file_ids
from agent_console.mail.words import words_of
from agent_console.wire.mail import MAX_FILES, MailBody, StartBody
from conversations.entries import Attachment, Entry, Kind
from conversations.errors import Invalid, NotFound
from conversations.letters import Letter

MAX_TEXT = 20_000
"""Characters of a message, as for those without formatting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The words, the files (those within the words included) and the letter of a mail."""

    text: str
    attachments: tuple[Attachment, ...]
    letter: Letter


async def answer(
    console: Console,
    caller: Caller,
    conversation_id: str,
    text: str,
    attachments: Sequence[str],
    mail: MailBody,
) -> Written:
    """A mail within a conversation of the caller's. Files are the caller's own or those of the
    message quoted, which is one of this conversation. Raises NotFound, Invalid."""
    lent: dict[str, Attachment] = {}
    if mail.quote is not None:
        quoted = await _message(console, caller, conversation_id, mail.quote)
        lent = {file.id: file for file in quoted.attachments}
    html, text, inline = await _made(mail.html, text)
    files = await _files(console, caller, [*attachments, *inline], lent)
    letter = Letter(
        subject=mail.subject,
        to=_once(mail.to),
        cc=_once(mail.cc),
        bcc=_once(mail.bcc),
        html=html,
        inline=tuple(inline),
        quote=mail.quote,
        forward=mail.forward,
    )
    return Written(text=text, attachments=files, letter=letter)


async def first(console: Console, caller: Caller, body: StartBody) -> Written:
    """A mail that opens a conversation. Raises NotFound, Invalid."""
    html, text, inline = await _made(body.html, body.text)
    files = await _files(console, caller, [*body.attachments, *inline], {})
    letter = Letter(
        subject=body.subject,
        to=_once(body.to),
        cc=_once(body.cc),
        bcc=_once(body.bcc),
        html=html,
        inline=tuple(inline),
    )
    return Written(text=text, attachments=files, letter=letter)


async def attachments(
    console: Console,
    caller: Caller,
    ids: Sequence[str],
    lent: Mapping[str, Attachment] | None = None,
) -> tuple[Attachment, ...]:
    """The files named, each once and each uploaded by the caller, or one of those ``lent``: an id
    alone opens nobody else's file. Raises NotFound."""
    found = []
    for file_id in dict.fromkeys(ids):
        known = (lent or {}).get(file_id)
        if known is None:
            owner = await console.services.files.owner(file_id)
            if owner.get("user_id") != caller.user.id:
                raise NotFound("There is no such file of yours.")
            known = await console.services.files.describe(file_id)
        found.append(known)
    return tuple(found)


async def _made(html: str, text: str) -> tuple[str, str, list[str]]:
    """The HTML cleaned, the text (made from it if there is none), and the files it shows."""
    if not html:
        return "", text, []
    safe = await asyncio.to_thread(clean, html)
    words = text if text.strip() else await asyncio.to_thread(words_of, safe)
    if len(words) > MAX_TEXT:
        raise Invalid(
            f"The message is longer than {MAX_TEXT} characters.",
            remedy="Shorten it, or attach it as a file.",
        )
    return safe, words, file_ids(safe)


async def _files(
    console: Console, caller: Caller, ids: Sequence[str], lent: Mapping[str, Attachment]
) -> tuple[Attachment, ...]:
    if len(set(ids)) > MAX_FILES:
        raise Invalid(
            f"A mail carries at most {MAX_FILES} files, pictures in its text included.",
            remedy="Send some of them in a second one.",
        )
    return await attachments(console, caller, ids, lent)


async def _message(console: Console, caller: Caller, conversation_id: str, seq: int) -> Entry:
    conversation = await console.services.conversations.get(conversation_id, caller.actor.scope)
    entry = await entry_of(console, conversation.id, seq)
    if entry.kind is not Kind.MESSAGE:
        raise Invalid("Only a message can be quoted.", remedy="Name the seq of a message.")
    return entry


async def entry_of(console: Console, conversation_id: str, seq: int) -> Entry:
    """One entry of a timeline that the caller may see. Raises NotFound."""
    page = await console.services.timelines.page(
        conversation_id, after=seq - 1, before=None, limit=1
    )
    for entry in page.items:
        if entry.seq == seq:
            return entry
    raise NotFound("There is no such entry in this conversation.")


def _once(addresses: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))
