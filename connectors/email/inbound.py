"""From a journalled mail to a message for the domain, or to the reason why it is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from connectors.base import House
from connectors.email.appearance import appearance
from connectors.email.authentication import Verdict
from connectors.email.parsing.parsed import (
    BounceAction,
    MailAddress,
    MailKind,
    MailPart,
    ParsedMail,
)
from connectors.email.parsing.read import parse
from connectors.email.settings import EmailSettings
from connectors.email.settings import read as read_settings
from connectors.email.signing import Marks
from connectors.email.sources import Sources
from connectors.email.threads import SUBJECT_TAG, Place, Threads
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.entries import Attachment
from conversations.errors import Invalid
from conversations.inbound import Failure, Filed, InboundMessage, JournalRecord, Nature
from conversations.letters import MAIL
from conversations.places import Inbox

MAX_ATTACHMENTS = 200
MAX_ATTACHMENT = 256 * 1024 * 1024
MAX_TEXT = 100_000
UNKNOWN_SENDER = "unknown@invalid"
"""Who wrote a mail that names nobody (RFC 2606 keeps the domain from existing)."""


class Inbound:
    """Tames journalled mails."""

    def __init__(self, house: House, marks: Marks, sources: Sources | None = None) -> None:
        self._house = house
        self._sources = sources or Sources(house.files)
        self._marks = marks
        self._threads = Threads(house, marks)

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """A mail as a message. Raises Invalid if its source is not there any more."""
        source = record.payload.get("source")
        if not isinstance(source, str):
            raise Invalid(f"The journal of {inbox.name} holds a mail without its source.")
        settings = read_settings(inbox.settings)
        raw = await self._sources.read(source)
        mail = await asyncio.to_thread(parse, raw)
        sender = sender_of(mail, settings)
        anyway = record.payload.get("anyway") is True
        if mail.bounce is not None and mail.kind is MailKind.BOUNCE and not anyway:
            found = await self._report(inbox, record, mail, sender)
        else:
            place = await self._threads.place(
                inbox.id, settings, mail, sender.address, record.external_id
            )
            reason = None if anyway else self._filed(inbox, settings, mail, sender, place)
            if reason is not None:
                found = Filed(reason=reason, sender=_shown(sender), subject=mail.subject)
            else:
                found = self._message(inbox, record, settings, mail, sender, place, anyway)
        if isinstance(found, Filed):
            return found
        return await self._with_files(found, record, mail, source)

    def _filed(
        self,
        inbox: Inbox,
        settings: EmailSettings,
        mail: ParsedMail,
        sender: MailAddress,
        place: Place,
    ) -> str | None:
        """Why a mail belongs on no timeline, or None. What continues a conversation stays with it,
        unless its sender is blocked."""
        if self._marks.loop_id(inbox.id) in mail.loop_ids:
            return "own"
        if settings.blocks(sender.address):
            return "blocked"
        if place.conversation is not None:
            return None
        if mail.spam and settings.spam == "file":
            return "spam"
        if mail.kind is MailKind.AUTO_REPLY:
            return "auto_reply"
        if mail.kind is MailKind.BOUNCE:
            return "bounce"
        if mail.kind is MailKind.LIST and not _is_ordinary_list(settings, mail):
            return "list"
        return None

    def _message(
        self,
        inbox: Inbox,
        record: JournalRecord,
        settings: EmailSettings,
        mail: ParsedMail,
        sender: MailAddress,
        place: Place,
        anyway: bool,
    ) -> InboundMessage:
        ordinary = mail.kind is MailKind.MESSAGE or (
            mail.kind is MailKind.LIST and _is_ordinary_list(settings, mail)
        )
        nature = Nature.MESSAGE if ordinary or anyway else Nature.AUTOMATIC
        proven = place.authentication is Verdict.PASS
        return InboundMessage(
            inbox_id=inbox.id,
            channel=Channel.EMAIL,
            external_id=record.external_id,
            thread=place.thread,
            home=place.home,
            nature=nature,
            sender=Identity(
                channel=Channel.EMAIL,
                address=sender.address,
                verified_by="dmarc" if proven else None,
                verified_at=record.received_at if proven else None,
            ),
            sent_at=mail.date or record.received_at,
            text=(mail.reply or mail.text)[:MAX_TEXT],
            sender_name=sender.name,
            sender_email=sender.address,
            language_hint=mail.language,
            subject=SUBJECT_TAG.sub("", mail.subject).strip(),
            participants=() if place.stranger else _others(mail, sender, settings),
            data={MAIL: {"stranger": place.stranger, "authentication": place.authentication.value}},
        )

    async def _report(
        self, inbox: Inbox, record: JournalRecord, mail: ParsedMail, sender: MailAddress
    ) -> InboundMessage | Filed:
        """A delivery report goes to the message that it names; one that names none of ours (forged,
        or about somebody else's mail) is filed."""
        bounce = mail.bounce
        assert bounce is not None  # noqa: S101 - the caller has looked
        reasons = [
            f"{it.address}: {' '.join(filter(None, (it.status, it.reason))) or 'not delivered'}"
            for it in bounce.recipients
            if it.action is BounceAction.FAILED
        ]
        for message_id in bounce.message_ids:
            found = await self._threads.bounced(inbox.id, message_id)
            if found is None:
                continue
            conversation, seq = found
            elsewhere = conversation.inbox.id != inbox.id
            return InboundMessage(
                inbox_id=inbox.id,
                channel=Channel.EMAIL,
                external_id=record.external_id,
                thread=conversation.thread,
                home=conversation.inbox.id if elsewhere else None,
                nature=Nature.REPORT,
                sender=Identity(channel=Channel.EMAIL, address=sender.address),
                sent_at=mail.date or record.received_at,
                text=mail.text[:MAX_TEXT],
                sender_name=sender.name,
                subject=mail.subject,
                failures=(Failure(seq=seq, reason="; ".join(reasons)[:1000]),) if reasons else (),
            )
        detail = "; ".join(reasons) or "It names no message that was sent from here."
        return Filed(reason="bounce", detail=detail, sender=_shown(sender), subject=mail.subject)

    async def _with_files(
        self, message: InboundMessage, record: JournalRecord, mail: ParsedMail, source: str
    ) -> InboundMessage:
        saved: list[tuple[MailPart, Attachment]] = []
        for number, part in enumerate(mail.attachments[:MAX_ATTACHMENTS]):
            saved.append((part, await self._save(f"{source}-{number}", part.name, part.content)))
        look = appearance(mail, saved, message.text)
        if look.html_file is not None:
            await self._save(f"{source}-html", "message.html", look.html_file.encode())
            look.data["html_file"] = f"{source}-html"
        data = {**look.data, **message.data.get(MAIL, {}), "source": source}
        data["size"] = record.payload.get("size", 0)
        return replace(
            message, attachments=tuple(it for _, it in saved), data={**message.data, MAIL: data}
        )

    async def _save(self, file_id: str, name: str, content: bytes) -> Attachment:
        return await self._house.files.save(
            name,
            _once(content),
            max_bytes=MAX_ATTACHMENT,
            owner={"mail": file_id},
            file_id=file_id,
        )


def sender_of(mail: ParsedMail, settings: EmailSettings) -> MailAddress:
    """Who wrote. A form on our own site sends in our own name and says in Reply-To for whom."""
    if mail.sender is None:
        return mail.reply_to[0] if mail.reply_to else MailAddress(address=UNKNOWN_SENDER)
    if mail.sender.address in settings.own_addresses and mail.reply_to:
        return mail.reply_to[0]
    return mail.sender


def _others(mail: ParsedMail, sender: MailAddress, settings: EmailSettings) -> tuple[str, ...]:
    """Who else the mail was written to, without ourselves."""
    own = settings.own_addresses
    found = [it.address for it in (*mail.to, *mail.cc) if _bare(it.address) not in own]
    return tuple(dict.fromkeys(it for it in found if it != sender.address and "@" in it))


def _bare(address: str) -> str:
    """An address without what stands behind a plus in its local part."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _is_ordinary_list(settings: EmailSettings, mail: ParsedMail) -> bool:
    own = {it.strip("<>").lower() for it in settings.own_lists}
    return settings.lists == "open" or (mail.list_id or "").strip("<>").lower() in own


def _shown(sender: MailAddress) -> str:
    return f"{sender.name} <{sender.address}>" if sender.name else sender.address


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
