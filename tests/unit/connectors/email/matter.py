"""One conversation in memory, from which mails are composed."""

from __future__ import annotations

import email
import email.policy
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from connectors.email.composing.answers import Shelves, answer
from connectors.email.composing.chats import chat_mail
from connectors.email.composing.mail import Mail, Sending
from connectors.email.settings import read
from connectors.email.signing import Marks
from conversations.channels import Channel
from conversations.conversation import Conversation, Ref, State
from conversations.entries import (
    SYSTEM,
    Activity,
    Attachment,
    Author,
    AuthorType,
    Delivery,
    DeliveryState,
    Direction,
    Entry,
    Kind,
)
from conversations.errors import NotFound
from conversations.letters import Letter, letter_data
from conversations.people import Scope
from conversations.places import Inbox
from conversations.queries import EntryPage

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AGENT = Author(type=AuthorType.AGENT, id="ana", name="Ana Example")
CUSTOMER = Author(type=AuthorType.CONTACT, id="p1", name="A customer")
CUSTOMER_ADDRESS = "customer@home.example"
SUPPORT = "support@shop.example"
CONVERSATION_ID = "0123456789abcdef0123456789abcdef"


@dataclass
class Matter:
    """A conversation with its timeline and its files; it is its own store."""

    settings: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    channel: Channel = Channel.EMAIL
    subject: str = "My parcel"
    address: str = CUSTOMER_ADDRESS
    contact: str = "A customer"
    entries: list[Entry] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    marks: Marks = field(default_factory=lambda: Marks(b"k" * 32))

    @property
    def conversation(self) -> Conversation:
        return Conversation(
            id=CONVERSATION_ID,
            number=42,
            inbox=Ref(id="i1", name="Support"),
            channel=self.channel,
            contact=Ref(id="p1", name=self.contact),
            thread="t1",
            address=self.address,
            state=State.ACTIVE,
            subject=self.subject,
            created_at=START,
            changed_at=START,
            seq=len(self.entries),
        )

    @property
    def inbox(self) -> Inbox:
        return Inbox(
            id="i1",
            name="Support",
            channel=Channel.EMAIL,
            public_key="pk",
            queue_id="q1",
            language=self.language,
            created_at=START,
        )

    def add(self, **fields: Any) -> Entry:
        seq = len(self.entries) + 1
        base = Entry(
            id=f"e{seq}",
            conversation_id=CONVERSATION_ID,
            contact_id="p1",
            inbox_id="i1",
            channel=self.channel,
            seq=seq,
            kind=Kind.MESSAGE,
            at=START + timedelta(minutes=seq),
            author=AGENT,
        )
        entry = replace(base, **fields)
        self.entries.append(entry)
        return entry

    def came(self, text: str = "Where is it?", **fields: Any) -> Entry:
        """A customer's mail; ``mail`` is what its data says."""
        seq = len(self.entries) + 1
        mail = {
            "kind": "message",
            "from": {"address": self.address, "name": "A customer"},
            "to": [{"address": SUPPORT, "name": "Shop"}],
            "cc": [],
            "subject": self.subject,
            "message_id": f"in{seq}@home.example",
            "in_reply_to": [],
            "references": [],
            **fields.pop("mail", {}),
        }
        return self.add(
            direction=Direction.IN, author=CUSTOMER, text=text, data={"mail": mail}, **fields
        )

    def written(
        self, text: str = "On its way.", letter: Letter | None = None, **more: Any
    ) -> Entry:
        """An answer of ours."""
        state = more.pop("state", DeliveryState.QUEUED)
        return self.add(
            direction=Direction.OUT,
            text=text,
            delivery=Delivery(state=state, at=START),
            data={"mail": letter_data(letter)} if letter else {},
            **more,
        )

    def note(self, text: str) -> Entry:
        return self.add(kind=Kind.NOTE, text=text)

    def mailed(self, purpose: str, targets: Sequence[int] = (), locale: str = "en") -> Entry:
        return self.add(
            kind=Kind.ACTIVITY,
            author=SYSTEM,
            activity=Activity.MAILED,
            channel=Channel.EMAIL,
            delivery=Delivery(state=DeliveryState.QUEUED, at=START),
            data={
                "to": "visitor@home.example",
                "purpose": purpose,
                "targets": list(targets),
                "locale": locale,
            },
        )

    def file(self, name: str, content_type: str, content: bytes, file_id: str = "") -> Attachment:
        made = Attachment(
            id=file_id or f"f{len(self.contents) + 1}",
            name=name,
            content_type=content_type,
            size=len(content),
        )
        self.contents[made.id] = content
        return made

    def sending(self, entry: Entry) -> Sending:
        settings = {"address": SUPPORT, "sender_name": "The Shop", **self.settings}
        return Sending(
            conversation=self.conversation,
            entry=entry,
            inbox=self.inbox,
            settings=read(settings),
            marks=self.marks,
        )

    async def mail(self, entry: Entry) -> Mail:
        shelves = Shelves(timelines=self, threads=self, files=self)  # type: ignore[arg-type]
        make = chat_mail if entry.activity is Activity.MAILED else answer
        return await make(shelves, self.sending(entry))

    async def sent(self, entry: Entry) -> EmailMessage:
        """The mail of an entry, read by a strict parser: a defect fails the test."""
        return strict((await self.mail(entry)).content)

    # Timelines, Threads and Files, as far as composing asks them

    async def page(
        self, conversation_id: str, *, after: int | None, before: int | None, limit: int
    ) -> EntryPage:
        found = [it for it in self.entries if before is None or it.seq < before]
        return EntryPage(items=tuple(found[-limit:]), has_more=len(found) > limit)

    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        return next((it for it in self.entries if it.seq == seq), None)

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        return self.conversation

    async def read(self, file_id: str) -> AsyncIterator[bytes]:
        if file_id not in self.contents:
            raise NotFound("There is no such file.")
        yield self.contents[file_id]


def strict(raw: bytes) -> EmailMessage:
    """Parse with every defect an error, and look at what a server would object to."""
    assert raw.isascii() or b"SMTPUTF8" in raw
    lines = raw.split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert max(map(len, lines)) <= 998
    parsed = email.message_from_bytes(raw, policy=email.policy.strict)
    assert isinstance(parsed, EmailMessage)
    for part in parsed.walk():
        assert part.defects == [], part.defects
        for value in part.values():
            assert not getattr(value, "defects", ()), value
        if not part.is_multipart():
            part.get_content()
    return parsed


def body_of(mail: EmailMessage, form: str = "plain") -> str:
    """The words of one form of a mail."""
    part = mail.get_body((form,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
