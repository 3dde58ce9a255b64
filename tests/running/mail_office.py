"""A mail inbox over real stores, without a mail server: mails are dropped in by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from agent_console.services import ConsoleSettings
from connectors.email.acknowledge import Acknowledgements
from connectors.email.inbound import Inbound
from connectors.email.letterbox import Letterbox
from connectors.email.settings import check
from connectors.email.signing import Marks
from conversations.channels import Channel
from conversations.clock import Clock, new_id
from conversations.commands import Reply
from conversations.conversation import Conversation
from conversations.desk import DeskResult
from conversations.entries import Entry
from conversations.inbound import Received
from conversations.letters import Letter
from conversations.people import SYSTEM_SCOPE, Actor, Role, User
from conversations.places import Inbox, Queue, Team
from parley.connecting import LateEmitter, build_house
from parley.core import Core, build_core
from router.stats import Figures
from storage import Stores

KEY = b"s" * 32
SUPPORT = "support@shop.example"
CUSTOMER = "customer@home.example"


def mail(
    text: str = "Where is my parcel?",
    *,
    sender: str = CUSTOMER,
    to: str = SUPPORT,
    subject: str = "My parcel",
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """A plain mail; further headers by their names with ``_`` for ``-``."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = message_id or f"<{new_id()}@home.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@dataclass
class MailOffice:
    """The parts that a mail passes, joined to the core."""

    core: Core
    inbox: Inbox
    marks: Marks
    letterbox: Letterbox
    actor: Actor
    uid: int = field(default=0)

    @property
    def stores(self) -> Stores:
        return self.core.stores

    async def take(self, raw: bytes) -> Received:
        """Drop a mail in."""
        self.uid += 1
        return await self.letterbox.take(
            self.inbox, raw, folder="INBOX", uidvalidity=1, uid=self.uid
        )

    async def opened(self, raw: bytes) -> Conversation:
        """Drop a mail in and return its conversation."""
        received = await self.take(raw)
        return await self.conversation(received.conversation_id)

    async def conversation(self, conversation_id: str) -> Conversation:
        return await self.stores.conversations.get(conversation_id, SYSTEM_SCOPE)

    async def entries(self, conversation_id: str) -> list[Entry]:
        page = await self.stores.timelines.page(conversation_id, after=0, before=None, limit=200)
        return list(page.items)

    async def answer(self, conversation: Conversation, text: str, **letter: Any) -> DeskResult:
        """An agent's reply, as far as the outbox."""
        command = Reply(
            id=new_id(), conversation_id=conversation.id, text=text, letter=Letter(**letter)
        )
        return await self.core.desk.execute(self.actor, command)

    def sent_id(self, conversation: Conversation, seq: int) -> str:
        """The Message-ID under which one of our messages went out, with brackets."""
        return f"<{self.marks.message_id(conversation.id, seq, 'shop.example')}>"

    def marked_address(self, conversation: Conversation) -> str:
        """Our address with the conversation in it."""
        marked = self.marks.plus_address(SUPPORT, conversation.id)
        assert marked is not None
        return marked

    async def change(self, **settings: Any) -> None:
        """Change the inbox's settings."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        fresh = check({**stored.settings, **settings})
        self.inbox = await self.stores.inboxes.update(replace(stored, settings=fresh))


async def open_office(stores: Stores, clock: Clock) -> MailOffice:
    """Found a team with a queue, a mail inbox and an agent."""
    now = clock.now()
    core = build_core(stores, clock)
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queue = await stores.queues.add(
        Queue(id=new_id(), name="Mail", team_id=team.id, created_at=now)
    )
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Support mail",
            channel=Channel.EMAIL,
            public_key=new_id(),
            queue_id=queue.id,
            settings=check({"address": SUPPORT, "imap": {"host": "127.0.0.1"}}),
            created_at=now,
        )
    )
    console = ConsoleSettings(public_url="http://parley.test", signing_key=KEY)
    house = build_house(core, console, Figures(), LateEmitter())
    marks, letterbox = Marks(KEY), Letterbox(house)
    core.intake.register(Channel.EMAIL, Inbound(house, marks).tame)
    Acknowledgements(house)
    agnes = User(
        id="agnes",
        email="agnes@shop.example",
        name="Agnes",
        role=Role.ADMIN,
        team_ids=(team.id,),
        created_at=now,
        changed_at=now,
    )
    await stores.seats.keep(agnes, [queue.id], now)
    actor = Actor(user_id="agnes", name="Agnes", role=Role.ADMIN, scope=SYSTEM_SCOPE)
    return MailOffice(core=core, inbox=inbox, marks=marks, letterbox=letterbox, actor=actor)
