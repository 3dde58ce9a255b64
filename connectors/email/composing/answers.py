"""The mail of a message that an agent (or a machine of ours) wrote into a mail conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.email.composing import mime
from connectors.email.composing.body import Body, Parts, compose, signature_of
from connectors.email.composing.headers import one_line
from connectors.email.composing.lineage import lineage
from connectors.email.composing.loading import content_id, load
from connectors.email.composing.mail import Mail, Sending, automatic_word, envelope, headers
from connectors.email.composing.source import Source, images_of, source_of, with_images
from connectors.email.composing.subjects import LONGEST, forward_subject, reply_subject, tagged
from connectors.email.composing.words import words_of
from connectors.email.parsing.parsed import MailAddress
from connectors.ports import Files, Threads, Timelines
from conversations.entries import Attachment, AuthorType, Entry, Kind
from conversations.errors import DeliveryRefused
from conversations.letters import MAIL, Letter, letter_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Where a mail's ingredients are read."""

    timelines: Timelines
    threads: Threads
    files: Files


async def answer(shelves: Shelves, sending: Sending) -> Mail:
    """Make the mail of a message. Raises DeliveryRefused if it cannot go out as it is."""
    entry, conversation = sending.entry, sending.conversation
    letter = letter_of(entry) or Letter()
    quoted = await _quoted(shelves, entry, letter)
    before = await lineage(shelves.timelines, entry, quoted, sending.message_id)
    source = None
    if quoted is not None:
        source = await source_of(quoted, sending.ours, shelves.files.read)
        if not source.subject:
            source = replace(source, subject=conversation.subject)
    made = await asyncio.to_thread(_put_together, sending, letter, source)
    domain = sending.settings.address.rpartition("@")[2]
    inline = await load(shelves.files, made.inline, domain)
    files = await load(shelves.files, made.files, domain)
    to = letter.to or (conversation.address,)
    names = _names(sending, before.parent)
    fields = headers(
        sending,
        subject=_subject(sending, letter, source),
        to=[MailAddress(address=it, name=names.get(it, "")) for it in to],
        cc=[MailAddress(address=it, name=names.get(it, "")) for it in letter.cc],
        lineage=replace(before, in_reply_to="") if letter.forward else before,
        automatic=automatic_word(entry),
        language=sending.inbox.language,
    )
    return Mail(
        message_id=sending.message_id(entry),
        sender=sending.settings.address,
        recipients=envelope((to, letter.cc, letter.bcc)),
        content=await asyncio.to_thread(
            mime.write, fields, made.body.text, made.body.html, inline, files
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    body: Body
    inline: Sequence[Attachment]
    files: Sequence[Attachment]


def _put_together(sending: Sending, letter: Letter, source: Source | None) -> _Made:
    """The words, and which files stand in them and which beside them."""
    entry, settings = sending.entry, sending.settings
    domain = settings.address.rpartition("@")[2]
    handed_on = source if letter.forward else None
    known = {it.id: it for it in (*entry.attachments, *(handed_on.files if handed_on else ()))}
    shown = [*images_of(letter.html), *(images_of(handed_on.html) if handed_on else ())]
    inline = {each: known[each] for each in shown if _is_image(known.get(each))}

    def address_of(file_id: str) -> str:
        return f"cid:{content_id(file_id, domain)}" if file_id in inline else ""

    if source is not None:
        # a quote has no pictures of its own: the mail would grow with every answer
        put = address_of if letter.forward else _nowhere
        source = replace(source, html=with_images(source.html, put))
    person = entry.author.name if entry.author.type is AuthorType.AGENT else ""
    parts = Parts(
        text=entry.text,
        html=with_images(letter.html, address_of),
        signature=signature_of(settings.signature, person),
        quoted=source,
        forward=letter.forward,
    )
    body = compose(parts, words_of(sending.inbox.language))
    if not body.html:
        inline = {}
    return _Made(
        body=body,
        inline=list(inline.values()),
        files=[it for it in known.values() if it.id not in inline],
    )


async def _quoted(shelves: Shelves, entry: Entry, letter: Letter) -> Entry | None:
    if letter.quote is None:
        return None
    quoted = await shelves.threads.entry(entry.conversation_id, letter.quote)
    if quoted is None or quoted.kind is not Kind.MESSAGE:
        # a note must not leave the house, whoever names its number
        raise DeliveryRefused(
            "What the mail quotes is no message of this conversation.",
            remedy="Send it again without the quote.",
        )
    return quoted


def _subject(sending: Sending, letter: Letter, source: Source | None) -> str:
    conversation, words = sending.conversation, words_of(sending.inbox.language)
    subject = one_line(letter.subject, LONGEST)
    if not subject and letter.forward:
        subject = forward_subject(source.subject if source else conversation.subject, words)
    if not subject:
        subject = reply_subject(conversation.subject, words)
    return tagged(subject, conversation.number) if sending.settings.subject_tag else subject


def _names(sending: Sending, parent: Entry | None) -> Mapping[str, str]:
    """The names of people, as they wrote them themselves in the mail that is answered."""
    found: dict[str, str] = {}
    mail: dict[str, Any] = (parent.data.get(MAIL) if parent else None) or {}
    for each in (*(mail.get("cc") or ()), *(mail.get("to") or ()), mail.get("from")):
        if isinstance(each, dict) and each.get("address") and each.get("name"):
            found[str(each["address"])] = str(each["name"])
    contact = sending.conversation.contact.name
    if contact:
        found.setdefault(sending.conversation.address, contact)
    return found


def _is_image(file: Attachment | None) -> bool:
    return file is not None and file.content_type.startswith("image/")


def _nowhere(file_id: str) -> str:
    return ""
