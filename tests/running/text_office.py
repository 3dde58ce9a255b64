"""An inbox for texts over real stores, a server that Twilio can call, and Twilio's stand-in."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from agent_console.files import PATH, FileLinks
from agent_console.services import ConsoleSettings
from connectors.base import House
from connectors.sms.connector import OpenedSms, SmsConnector
from connectors.sms.paths import incoming_path
from connectors.sms.settings import check
from conversations.channels import Channel
from conversations.clock import Clock, new_id
from conversations.commands import Reply
from conversations.conversation import Conversation
from conversations.entries import Activity, Attachment, Delivery, Entry, Kind
from conversations.people import SYSTEM_SCOPE, Actor, Role, User
from conversations.places import Inbox, Queue, Team
from parley.connecting import LateEmitter, build_house
from parley.core import Core, build_core
from router.stats import Figures
from sandbox.twilio import AT_ONCE, Account, PhoneNumber, TwilioSandbox
from storage import Stores
from tests.running.twilio_check import TwilioCheck

KEY = b"s" * 32
OURS = "+15550100200"
THEIRS = "+12025550143"


@dataclass
class TextOffice:
    """The parts that a text passes, joined to the core."""

    core: Core
    house: House
    inbox: Inbox
    opened: OpenedSms
    connector: SmsConnector
    actor: Actor
    twilio: TwilioSandbox
    check: TwilioCheck
    webhooks: Counter[str] = field(default_factory=Counter)

    @property
    def stores(self) -> Stores:
        return self.core.stores

    @property
    def url(self) -> str:
        """Where incoming texts are told."""
        return f"{self.house.public_url}{incoming_path(self.inbox.public_key)}"

    async def settled(self) -> None:
        """Until everything that webhooks have begun is done."""
        await self.twilio.settled()
        while self.opened.webhooks.under_way:
            await asyncio.wait(self.opened.webhooks.under_way)

    async def text(self, body: str, *, sender: str = THEIRS, media: Any = ()) -> None:
        """Somebody writes to us."""
        await self.twilio.text(sender, OURS, body, media)
        await self.settled()

    async def conversation(self, sender: str = THEIRS) -> Conversation:
        """The newest conversation of somebody."""
        found = await self.maybe_conversation(sender)
        assert found is not None
        return found

    async def maybe_conversation(self, sender: str = THEIRS) -> Conversation | None:
        return await self.stores.conversations.newest_in_thread(self.inbox.id, sender)

    async def entries(self, conversation: Conversation) -> list[Entry]:
        page = await self.stores.timelines.page(conversation.id, after=0, before=None, limit=200)
        return list(page.items)

    async def messages(self, conversation: Conversation) -> list[str]:
        entries = await self.entries(conversation)
        return [entry.text for entry in entries if entry.kind is Kind.MESSAGE]

    async def told(self, conversation: Conversation, activity: Activity) -> list[dict[str, Any]]:
        entries = await self.entries(conversation)
        return [entry.data for entry in entries if entry.activity is activity]

    async def answer(
        self, conversation: Conversation, text: str, attachments: tuple[Attachment, ...] = ()
    ) -> int:
        """An agent's reply, once the worker has looked at it; its seq."""
        command = Reply(
            id=new_id(), conversation_id=conversation.id, text=text, attachments=attachments
        )
        result = await self.core.desk.execute(self.actor, command)
        assert result.seq is not None
        await self.core.deliveries.step()
        return result.seq

    async def delivery(self, conversation: Conversation, seq: int) -> Delivery:
        entry = await self.stores.conversations.entry(conversation.id, seq)
        assert entry is not None
        assert entry.delivery is not None
        return entry.delivery

    async def file(self, name: str, content: bytes) -> Attachment:
        """A file of an agent's."""

        async def once() -> AsyncIterator[bytes]:
            yield content

        return await self.stores.files.save(
            name, once(), max_bytes=50 * 1024 * 1024, owner={"user_id": self.actor.user_id}
        )

    async def change(self, **settings: Any) -> None:
        """Change the inbox's settings."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        fresh = check({**stored.settings, **settings})
        self.inbox = await self.stores.inboxes.update(replace(stored, settings=fresh))
        self.stores.places.forget()

    async def set(self, **fields: Any) -> None:
        """Change the inbox itself."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        self.inbox = await self.stores.inboxes.update(replace(stored, **fields))
        self.stores.places.forget()


Wrap = Callable[[House], House]


@asynccontextmanager
async def text_office(
    stores: Stores, clock: Clock, *, wrap: Wrap = lambda house: house, **options: Any
) -> AsyncIterator[TextOffice]:
    """Found a team with a queue, an inbox for texts and an agent; ``options`` are the stand-in's.

    Everything that it was asked and has answered is held to Twilio's own description in the end.
    """
    core = build_core(stores, clock)
    account, twilio_check = Account(), TwilioCheck()
    settings = {"pace": AT_ONCE, "now": clock.now, "middlewares": [twilio_check.middleware]}
    twilio = TwilioSandbox(account=account, **{**settings, **options})
    counted: Counter[str] = Counter()
    async with twilio:
        listening = socket.create_server(("127.0.0.1", 0))
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        house = wrap(
            build_house(
                core,
                ConsoleSettings(public_url=public_url, signing_key=KEY),
                Figures(),
                LateEmitter(),
                note_webhook=lambda channel, outcome: counted.update([outcome]),
            )
        )
        inbox, actor = await _founded(stores, clock, account, twilio.url)
        url = f"{public_url}{incoming_path(inbox.public_key)}"
        account.add_number(PhoneNumber(number=OURS, sms_url=url, sms_fallback_url=url))
        connector = SmsConnector()
        opened = connector.open(house)
        core.intake.register(Channel.SMS, opened.tame)
        core.deliveries.register(opened.carrier)
        app = web.Application()
        opened.attach(app, None)
        app.router.add_get(PATH + "{id}", _files(stores, clock))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        office = TextOffice(
            core, house, inbox, opened, connector, actor, twilio, twilio_check, counted
        )
        try:
            yield office
        finally:
            await opened.close()
            await runner.cleanup()
    assert twilio_check.violations == []


async def _founded(
    stores: Stores, clock: Clock, account: Account, api_base: str
) -> tuple[Inbox, Actor]:
    now = clock.now()
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queue = await stores.queues.add(
        Queue(id=new_id(), name="Texts", team_id=team.id, created_at=now)
    )
    settings = {"account_sid": account.sid, "number": OURS, "api_base": api_base}
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Shop texts",
            channel=Channel.SMS,
            public_key=new_id(),
            queue_id=queue.id,
            settings=check(settings),
            secrets={"auth_token": account.auth_token},
            created_at=now,
        )
    )
    agnes = User(
        id="agnes",
        email="agnes@shop.example",
        name="Agnes",
        role=Role.ADMIN,
        team_ids=(team.id,),
        capacity=600,
        created_at=now,
        changed_at=now,
    )
    await stores.seats.keep(agnes, [queue.id], now)
    return inbox, Actor(user_id="agnes", name="Agnes", role=Role.ADMIN, scope=SYSTEM_SCOPE)


def _files(stores: Stores, clock: Clock) -> Callable[[web.Request], Awaitable[web.Response]]:
    links = FileLinks(KEY, clock)

    async def answer(request: web.Request) -> web.Response:
        file_id, query = request.match_info["id"], request.query
        if not links.holds(file_id, int(query["exp"]), query["sig"]):
            return web.Response(status=404)
        described = await stores.files.describe(file_id)
        content = b"".join([chunk async for chunk in stores.files.read(file_id)])
        return web.Response(body=content, content_type=described.content_type)

    return answer
