"""An inbox for calls over real stores, and Twilio's stand-in; nobody takes the calls."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from twilio.request_validator import RequestValidator

from agent_console.services import ConsoleSettings
from connectors.base import House
from connectors.voice.connector import OpenedVoice, VoiceConnector
from connectors.voice.paths import Addresses
from connectors.voice.settings import check
from conversations.calls.call import Call
from conversations.channels import Channel
from conversations.clock import Clock, new_id
from conversations.conversation import Conversation
from conversations.entries import Activity, Entry, Kind
from conversations.places import Inbox, Queue, Team
from parley.connecting import LateEmitter, build_house
from parley.core import Core, build_core
from router.stats import Figures
from sandbox.twilio import (
    AT_ONCE,
    TALK_AT_ONCE,
    Account,
    ManualClock,
    Person,
    PhoneNumber,
    TwilioSandbox,
)
from sandbox.twilio.voice.document import parse
from storage import Stores
from tests.running.http import reading_session
from tests.running.twilio_check import TwilioCheck

KEY = b"s" * 32
OURS = "+15550100200"
THEIRS = "+12025550143"
FORM = "application/x-www-form-urlencoded"


@dataclass
class DialogueOffice:
    """The parts that a call passes until somebody takes it. `time` is Twilio's."""

    core: Core
    house: House
    inbox: Inbox
    other_queue: Queue
    opened: OpenedVoice
    connector: VoiceConnector
    twilio: TwilioSandbox
    time: ManualClock
    check: TwilioCheck
    webhooks: Counter[str] = field(default_factory=Counter)

    @property
    def stores(self) -> Stores:
        return self.core.stores

    @property
    def url(self) -> Addresses:
        return Addresses(self.house.public_url, self.inbox.public_key)

    async def settled(self) -> None:
        """Until everything that webhooks have begun is done."""
        await self.twilio.settled()
        while self.opened.webhooks.under_way:
            await asyncio.wait(self.opened.webhooks.under_way)

    async def call(self, from_: str = THEIRS) -> Person:
        return await self.twilio.call(from_, OURS)

    def form(self, sid: str, **fields: str) -> dict[str, str]:
        """What Twilio tells of a caller's line, as its documentation has it."""
        given = {
            "AccountSid": self.twilio.account.sid,
            "ApiVersion": "2010-04-01",
            "CallSid": sid,
            "CallStatus": "in-progress",
            "Called": OURS,
            "Caller": THEIRS,
            "Direction": "inbound",
            "From": THEIRS,
            "FromCity": "WASHINGTON",
            "FromCountry": "US",
            "FromState": "DC",
            "StirVerstat": "TN-Validation-Passed-A",
            "To": OURS,
            "ToCountry": "US",
        }
        return {**given, **fields}

    async def ask(
        self, url: str, form: Mapping[str, str], token: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Ask as Twilio does; an empty token: unsigned."""
        token = self.twilio.account.auth_token if token is None else token
        sent = {"Content-Type": FORM, **headers}
        if token:
            sent["X-Twilio-Signature"] = RequestValidator(token).compute_signature(url, form)
        async with (
            reading_session() as session,
            session.post(url, data=urlencode(form).encode(), headers=sent) as answer,
        ):
            return answer.status, await answer.text()

    async def conversation(self, thread: str = THEIRS) -> Conversation:
        found = await self.maybe_conversation(thread)
        assert found is not None
        return found

    async def maybe_conversation(self, thread: str = THEIRS) -> Conversation | None:
        return await self.stores.conversations.newest_in_thread(self.inbox.id, thread)

    async def the_call(self, thread: str = THEIRS) -> Call:
        call = (await self.conversation(thread)).call
        assert call is not None
        return call

    async def entries(self, conversation: Conversation) -> list[Entry]:
        page = await self.stores.timelines.page(conversation.id, after=0, before=None, limit=200)
        return list(page.items)

    async def events(self, thread: str = THEIRS) -> list[str]:
        """What happened to the call, in order."""
        entries = await self.entries(await self.conversation(thread))
        return [entry.data["event"] for entry in entries if entry.activity is Activity.CALL]

    async def cards(self, thread: str = THEIRS) -> list[dict[str, Any]]:
        entries = await self.entries(await self.conversation(thread))
        return [entry.data for entry in entries if entry.kind is Kind.CALL]

    async def change(self, **settings: Any) -> None:
        """Change the inbox's settings."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        await self.set(settings=await asyncio.to_thread(check, {**stored.settings, **settings}))

    async def set(self, **fields: Any) -> None:
        """Change the inbox itself."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        self.inbox = await self.stores.inboxes.update(replace(stored, **fields))
        self.stores.places.forget()


def sid() -> str:
    """A caller's line that Twilio might tell of."""
    return f"CA{new_id()}"


def tags(document: str) -> list[str]:
    """The verbs of an answer."""
    return [verb.tag for verb in parse(document)]


async def begun(office: DialogueOffice) -> str:
    """A call that waits; its SID."""
    call_sid = sid()
    status, _ = await office.ask(office.url(), office.form(call_sid, CallStatus="ringing"))
    assert status == 200
    await office.settled()
    return call_sid


Wrap = Callable[[House], House]


@asynccontextmanager
async def dialogue_office(
    stores: Stores, clock: Clock, *, wrap: Wrap = lambda house: house, **options: Any
) -> AsyncIterator[DialogueOffice]:
    """Found a team with two queues and an inbox for calls; ``options`` are the stand-in's.

    What it was asked and has answered is held to Twilio's own description in the end.
    """
    core = build_core(stores, clock)
    account, time, counted = Account(), ManualClock(), Counter[str]()
    twilio_check = TwilioCheck()
    given = {
        "pace": AT_ONCE,
        "voice_pace": TALK_AT_ONCE,
        "clock": time,
        "middlewares": [twilio_check.middleware],
        **options,
    }
    async with TwilioSandbox(account=account, **given) as twilio:
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
        inbox, other = await _founded(stores, clock, account, twilio.url)
        connector = VoiceConnector()
        opened = connector.open(house)
        core.intake.register(Channel.VOICE, opened.tame)
        app = web.Application()
        opened.attach(app, None)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        office = DialogueOffice(
            core,
            house,
            inbox,
            other,
            opened,
            connector,
            twilio,
            time,
            twilio_check,
            counted,
        )
        account.add_number(
            PhoneNumber(
                number=OURS,
                voice_url=office.url(),
                voice_fallback_url=office.url("again"),
                status_callback=office.url("status"),
            )
        )
        try:
            yield office
        finally:
            await opened.close()
            await runner.cleanup()
    assert twilio_check.violations == []


async def _founded(
    stores: Stores, clock: Clock, account: Account, api_base: str
) -> tuple[Inbox, Queue]:
    now = clock.now()
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queues = [
        await stores.queues.add(Queue(id=new_id(), name=name, team_id=team.id, created_at=now))
        for name in ("Calls", "Orders")
    ]
    settings = {"account_sid": account.sid, "number": OURS, "api_base": api_base}
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Shop calls",
            channel=Channel.VOICE,
            public_key=new_id(),
            queue_id=queues[0].id,
            settings=check(settings),
            secrets={"auth_token": account.auth_token},
            created_at=now,
        )
    )
    return inbox, queues[1]
