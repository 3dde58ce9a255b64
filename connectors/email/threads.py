"""Which conversation a mail belongs to, and whether its sender may write into it.

In this order: a signed plus-address, a signed Message-ID of ours, the Message-ID of a mail that we
have, a subject's tag. The first two prove that the sender has had a mail of that conversation; the
others can be made up, so they count for those only who take part already.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.base import House
from connectors.email.authentication import Verdict, verdict
from connectors.email.parsing.parsed import ParsedMail
from connectors.email.settings import EmailSettings
from connectors.email.signing import Mark, Marks
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.conversation import Conversation
from conversations.entries import Activity
from conversations.errors import NotFound
from conversations.people import SYSTEM_SCOPE

SUBJECT_TAG = re.compile(r"\[#(\d{1,12})\]")
LOOKED_UP = 30
"""How many References are looked up, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mail belongs. ``conversation`` None: in a new one. ``home`` is another inbox's id if
    the conversation is that inbox's. ``stranger``: the sender has not taken part so far."""

    thread: str
    conversation: Conversation | None = None
    home: str | None = None
    stranger: bool = False
    authentication: Verdict = Verdict.NONE


class Threads:
    """Finds the place of a mail."""

    def __init__(self, house: House, marks: Marks) -> None:
        self._house = house
        self._marks = marks

    async def place(
        self, inbox_id: str, settings: EmailSettings, mail: ParsedMail, sender: str, own_id: str
    ) -> Place:
        """Return the place of a mail of ``sender``; ``own_id`` is what it is known by itself."""
        known = _verdict(mail, settings, sender)
        for mark in self._signed(mail):
            found = await self._marked(inbox_id, mark, sender)
            if found is not None and found.inbox.id != inbox_id and known is Verdict.FAIL:
                continue  # a chat is for the claimed address alone, and this is not from there
            if found is not None:
                return Place(
                    thread=found.thread,
                    conversation=found,
                    home=found.inbox.id if found.inbox.id != inbox_id else None,
                    stranger=found.inbox.id == inbox_id and not takes_part(found, sender),
                    authentication=known,
                )
        if known is not Verdict.FAIL:
            found = await self._referred(inbox_id, mail, sender)
            if found is None and settings.subject_tag:
                found = await self._tagged(inbox_id, mail.subject, sender)
            if found is not None:
                return Place(thread=found.thread, conversation=found, authentication=known)
        return Place(thread=_new_thread(mail, sender, own_id, known), authentication=known)

    async def bounced(self, inbox_id: str, message_id: str) -> tuple[Conversation, int] | None:
        """The conversation and ``seq`` of a message of this inbox's that a report names."""
        mark = self._marks.read_message_id(message_id)
        if mark is None or mark.seq is None:
            return None
        conversation = await self._conversation(mark.conversation_id)
        entry = await self._house.threads.entry(mark.conversation_id, mark.seq)
        if conversation is None or entry is None or entry.inbox_id != inbox_id:
            return None
        return conversation, mark.seq

    def _signed(self, mail: ParsedMail) -> Iterator[Mark]:
        addresses = [*mail.delivered_to, *(it.address for it in (*mail.to, *mail.cc))]
        for address in addresses:
            mark = self._marks.read_plus_address(address)
            if mark is not None:
                yield mark
        for message_id in _referred_ids(mail):
            mark = self._marks.read_message_id(message_id)
            if mark is not None:
                yield mark

    async def _marked(self, inbox_id: str, mark: Mark, sender: str) -> Conversation | None:
        conversation = await self._conversation(mark.conversation_id)
        if conversation is None or conversation.inbox.id == inbox_id:
            return conversation
        if mark.seq is None:
            return None
        entry = await self._house.threads.entry(mark.conversation_id, mark.seq)
        mailed_here = (
            entry is not None
            and entry.activity is Activity.MAILED
            and entry.inbox_id == inbox_id
            and entry.data.get("to") == sender
        )
        return conversation if mailed_here else None

    async def _referred(self, inbox_id: str, mail: ParsedMail, sender: str) -> Conversation | None:
        for message_id in _referred_ids(mail):
            entry = await self._house.threads.entry_by_external_id(
                inbox_id, external_id_of(message_id)
            )
            if entry is None:
                continue
            conversation = await self._conversation(entry.conversation_id)
            if conversation is not None and takes_part(conversation, sender):
                return conversation
        return None

    async def _tagged(self, inbox_id: str, subject: str, sender: str) -> Conversation | None:
        match = SUBJECT_TAG.search(subject)
        if match is None:
            return None
        key = Identity(channel=Channel.EMAIL, address=sender).key
        found = await self._house.threads.numbered(key, int(match[1]))
        return found if found is not None and found.inbox.id == inbox_id else None

    async def _conversation(self, conversation_id: str) -> Conversation | None:
        try:
            return await self._house.threads.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            return None


def _verdict(mail: ParsedMail, settings: EmailSettings, sender: str) -> Verdict:
    """Whether the mail is from ``sender``, who may be named by Reply-To alone: then its From may be
    proven (a form on our own site), and proves nothing of what was typed into the form."""
    if sum(name.lower() == "from" for name, _ in mail.headers) > 1:
        return Verdict.FAIL  # RFC 5322, 3.6 allows one; two are there to deceive somebody
    author = mail.sender.address if mail.sender is not None else sender
    known = verdict(mail.authentication, settings.authserv_id, author)
    if known is Verdict.PASS and (mail.sender is None or author != sender):
        return Verdict.NONE
    return known


def takes_part(conversation: Conversation, address: str) -> bool:
    """Whether an address is the contact's or of somebody else in a mail conversation."""
    if conversation.channel is not Channel.EMAIL:
        return False
    return address == conversation.address or address in conversation.participants


def external_id_of(message_id: str) -> str:
    """By what a mail is known in its inbox: its Message-ID, hashed if it is very long."""
    if len(message_id) > 300:
        return f"mid:sha256-{hashlib.sha256(message_id.encode()).hexdigest()}"
    return f"mid:{message_id}"


def _referred_ids(mail: ParsedMail) -> list[str]:
    newest_first = [*mail.in_reply_to, *reversed(mail.references)]
    return list(dict.fromkeys(newest_first))[:LOOKED_UP]


def _new_thread(mail: ParsedMail, sender: str, own_id: str, known: Verdict) -> str:
    """The thread of a mail that continues nothing we know.

    Its oldest reference names the matter, so that a second mail of the same person finds the same
    thread even if it comes in before the first one. The sender is part of it, and whoever is
    proven not to be the sender gets a thread of their own.
    """
    root = next(iter((*mail.references, *mail.in_reply_to)), mail.message_id or own_id)
    parts = [root, sender] if known is not Verdict.FAIL else [own_id, sender, "unproven"]
    return f"mail:{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}"
