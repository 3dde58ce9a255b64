"""Mails of a web chat: the replies that its visitor has not seen, and the transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from html import escape

from connectors.email.composing import mime
from connectors.email.composing.answers import Shelves
from connectors.email.composing.body import Body, html_of_text, page
from connectors.email.composing.lineage import lineage
from connectors.email.composing.mail import Mail, Sending, envelope, headers
from connectors.email.composing.words import Words, direction_of, words_of
from connectors.email.parsing.parsed import MailAddress
from conversations.entries import Direction, Entry, Kind
from conversations.errors import DeliveryRefused

TRANSCRIPT = "transcript"
PAGE = 200
LONGEST_TRANSCRIPT = 2_000
"""Messages of a transcript; of a longer chat the newest are told."""


async def chat_mail(shelves: Shelves, sending: Sending) -> Mail:
    """Make the mail that a ``MAILED`` entry asks for. Raises DeliveryRefused."""
    data = sending.entry.data
    transcript = data.get("purpose") == TRANSCRIPT
    words = words_of(data.get("locale") or sending.inbox.language)
    said = await (_all_said(shelves, sending) if transcript else _unread(shelves, sending))
    if not said:
        raise DeliveryRefused("There is nothing in this chat that could be mailed.")
    team = sending.ours.name
    to = str(data.get("to") or "")
    before = await lineage(shelves.timelines, sending.entry, None, sending.message_id)
    subject = words.transcript_subject if transcript else words.unread_subject
    fields = headers(
        sending,
        subject=subject.format(team=team),
        to=[MailAddress(address=to, name=sending.conversation.contact.name)],
        lineage=before,
        automatic="auto-generated",
        language=words.code,
    )
    intro = words.transcript_intro if transcript else words.unread_intro
    body = _body(said, intro.format(team=team), words.unread_end, words)
    return Mail(
        message_id=sending.message_id(sending.entry),
        sender=sending.settings.address,
        recipients=envelope([[to]]),
        content=await asyncio.to_thread(mime.write, fields, body.text, body.html, (), ()),
    )


def visible(entry: Entry) -> bool:
    """Whether a visitor has seen or may see an entry: messages, and nothing else ever."""
    return entry.kind is Kind.MESSAGE and entry.direction is not None


async def _unread(shelves: Shelves, sending: Sending) -> list[Entry]:
    found = [
        await shelves.threads.entry(sending.conversation.id, seq)
        for seq in sending.entry.data.get("targets") or ()
    ]
    return [it for it in found if it is not None and visible(it) and it.direction is Direction.OUT]


async def _all_said(shelves: Shelves, sending: Sending) -> list[Entry]:
    said: list[Entry] = []
    before = sending.entry.seq
    while len(said) < LONGEST_TRANSCRIPT:
        page_before = await shelves.timelines.page(
            sending.conversation.id, after=None, before=before, limit=PAGE
        )
        said[:0] = [it for it in page_before.items if visible(it)]
        if not page_before.items or not page_before.has_more:
            break
        before = page_before.items[0].seq
    return said[-LONGEST_TRANSCRIPT:]


def _body(said: Sequence[Entry], intro: str, end: str, words: Words) -> Body:
    text = [intro]
    rich = [f"<p>{escape(intro)}</p>"]
    for entry in said:
        when, name = words.date(entry.at), entry.author.name
        files = ", ".join(file.name for file in entry.attachments)
        told = [entry.text.strip(), words.files.format(names=files) if files else ""]
        message = "\n".join(part for part in told if part)
        text.append(f"{name}, {when}:\n{message}")
        rich.append(
            f'<p style="margin-bottom:0"><b>{escape(name)}</b> '
            f'<span style="color:#666">{escape(when)}</span></p>\n'
            f'<div dir="{direction_of(message, words.code)}">{html_of_text(message)}</div>'
        )
    text.append(f"-- \n{end}")
    rich.append(f'<p style="color:#666">{escape(end)}</p>')
    return Body(text="\n\n".join(text), html=page("\n".join(rich), words.direction, words.code))
