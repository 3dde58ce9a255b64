"""A whole Parley for calls in one process, over real stores, with Twilio's stand-in: people call,
agents take calls by commands and by their phones, and time stands still but in `advance`.

    caller = await house.call()
    ana = await house.agent("ana")
    await ana.takes()                      # the offer comes, is accepted, the phone is picked up
    await house.until(caller.talking)
    await ana.does(HoldCall, on=True)
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aiohttp import web

from agent_console.services import ConsoleSettings
from connectors.base import House
from connectors.voice.connector import OpenedVoice, VoiceConnector
from connectors.voice.paths import Addresses
from connectors.voice.settings import check
from conversations.calls.call import Call, CallState, Leg, Party
from conversations.calls.commands import DialOut
from conversations.channels import Channel
from conversations.clock import new_id, to_milliseconds
from conversations.commands import AcceptOffer, DeclineOffer
from conversations.conversation import Conversation
from conversations.entries import Activity, Entry, Kind
from conversations.events import Committed, Event, SeatChanged, SettingsChanged
from conversations.people import SYSTEM_SCOPE, Actor, Presence, Role, User
from conversations.phones import Device, Phone, client_name
from conversations.places import Inbox, Queue, Team
from conversations.tasks import end
from parley.connecting import LateEmitter, build_house
from parley.core import Core, build_core
from parley.routing import build_figures
from router.attendance import Attendance
from router.runner import HEARD, Router
from router.settings import RouterSettings
from sandbox.twilio import (
    AT_ONCE,
    TALK_AT_ONCE,
    Account,
    ManualClock,
    Person,
    PhoneNumber,
    TwilioSandbox,
)
from sandbox.twilio.voice.phones import Phone as Handset
from storage import FernetCipher, Stores, open_stores
from storage.client import connect
from tests.running.twilio_check import TwilioCheck

KEY = b"s" * 32
OURS = "+15550100200"
THEIRS = "+12025550143"
STEP_S = 5.0
"""Time goes on in steps of so many seconds at most, so that everybody reacts in between."""


class HouseClock:
    """Parley's view of the one clock of a test."""

    def __init__(self, time: ManualClock) -> None:
        self._time = time

    def now(self) -> datetime:
        return to_milliseconds(self._time.now())


@dataclass
class Process:
    """A Parley that runs: everything that would be gone if it were killed."""

    core: Core
    house: House
    opened: OpenedVoice
    attendance: Attendance
    router: Router
    runner: web.AppRunner
    jobs: list[asyncio.Task[None]]

    async def stop(self) -> None:
        """Stop politely."""
        for job in self.jobs:
            await end(job)
        await self.opened.close()
        await self.runner.cleanup()

    async def kill(self) -> None:
        """Go at once: no request is finished, no lease given back."""
        switchboard = self.opened.switchboard
        switchboard._running = False
        for task in switchboard.under_way:
            task.cancel()
        switchboard._attendants.clear()
        await self.stop()


@dataclass
class Agent:
    """One of the team, with a phone of the stand-in's."""

    house: CallHouse
    actor: Actor
    phone: Handset

    @property
    def id(self) -> str:
        return self.actor.user_id

    def _offered(self) -> Conversation | None:
        for conversation in self.house.conversations.values():
            offer = conversation.offer
            if offer is not None and offer.agent.id == self.id:
                return conversation
        return None

    async def offered(self) -> Conversation:
        """Wait for an offer."""
        await self.house.until(self._offered)
        found = self._offered()
        assert found is not None
        return found

    async def accepts(self) -> Conversation:
        """Take the next offer; the phone rings then."""
        conversation = await self.offered()
        assert conversation.offer is not None
        offer_id = conversation.offer.id
        await self.execute(AcceptOffer, conversation, offer_id=offer_id)
        return conversation

    async def declines(self, reason: str = "") -> Conversation:
        conversation = await self.offered()
        assert conversation.offer is not None
        offer_id = conversation.offer.id
        await self.execute(DeclineOffer, conversation, offer_id=offer_id, reason=reason)
        return conversation

    async def picks_up(self) -> Person:
        """Answer the phone, which rings or will."""
        person = await self.phone.ringing()
        person.answer()
        return person

    async def takes(self) -> Person:
        """Accept the next offer, pick up, and have the caller on the line."""
        conversation = await self.accepts()
        person = await self.picks_up()
        await self.house.until(
            lambda: self.house.state(conversation.id) is CallState.TALKING and person.talking()
        )
        await self.house.quiet()
        return person

    async def does(self, command: type, **fields: Any) -> Any:
        """Ask something of the call that this agent has (or the newest there is), once the console
        shows how it stands."""
        await self.house.quiet()
        mine = [
            each
            for each in self.house.conversations.values()
            if each.call is not None and each.agent is not None and each.agent.id == self.id
        ]
        conversation = mine[-1] if mine else self.house.conversation
        result = await self.execute(command, conversation, **fields)
        await self.house.quiet()
        return result

    async def execute(self, command: type, conversation: Conversation, **fields: Any) -> Any:
        given = {"id": new_id(), "conversation_id": conversation.id, **fields}
        return await self.house.process.core.desk.execute(self.actor, command(**given))

    async def dials(self, number: str = THEIRS, name: str = "") -> None:
        """Call somebody: our own phone rings first."""
        inbox = self.house.inbox
        order = DialOut(id=new_id(), inbox_id=inbox.id, address=number, name=name)
        await self.house.process.core.starting.dial(self.actor, order)


@dataclass
class CallHouse:
    """Everything together; what is changed is in `conversations` at once."""

    stores: Stores
    time: ManualClock
    clock: HouseClock
    twilio: TwilioSandbox
    check: TwilioCheck
    inbox: Inbox
    queues: dict[str, Queue]
    port: int
    conversations: dict[str, Conversation] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    webhooks: Counter[str] = field(default_factory=Counter)
    complaints_allowed: bool = False
    _process: Process | None = None

    @property
    def process(self) -> Process:
        assert self._process is not None, "no Parley runs"
        return self._process

    @property
    def url(self) -> Addresses:
        return Addresses(f"http://127.0.0.1:{self.port}", self.inbox.public_key)

    # What happens

    async def call(self, from_: str = THEIRS, **options: Any) -> Person:
        """Somebody calls; they are in Parley when this returns."""
        person: Person = await self.twilio.call(from_, OURS, **options)
        await self.until(lambda: self._with(person.call_sid) is not None or person.ended())
        await self.quiet()
        return person

    async def agent(
        self,
        name: str,
        *,
        role: Role = Role.AGENT,
        device: Device = Device.BROWSER,
        address: str = "",
        queues: tuple[str, ...] = ("Calls",),
        presence: Presence | None = Presence.AVAILABLE,
    ) -> Agent:
        """Somebody of the team comes to work."""
        now = self.clock.now()
        team_ids = tuple({queue.team_id for queue in self.queues.values()})
        user = User(
            id=name,
            email=f"{name}@shop.example",
            name=name.title(),
            role=role,
            team_ids=team_ids,
            created_at=now,
            changed_at=now,
        )
        await self.stores.seats.keep(user, [self.queues[each].id for each in queues], now)
        if device is not Device.BROWSER:
            await self.stores.phones.choose(name, Phone(device=device, address=address))
        dialled = address or f"client:{client_name(name)}"
        actor = Actor(user_id=name, name=user.name, role=role, scope=SYSTEM_SCOPE)
        agent = self.agents[name] = Agent(self, actor, self.twilio.phone(dialled))
        await self._seat(agent, presence)
        return agent

    async def _seat(self, agent: Agent, presence: Presence | None) -> None:
        if presence is not None:
            await self.process.attendance.connected(agent.id, "console")
            await self.process.attendance.choose(agent.id, presence)
        await self.process.router.step()

    async def advance(self, seconds: float, step_s: float = STEP_S) -> None:
        """Let time pass, and everybody react to it every ``step_s`` seconds."""
        await self.quiet()
        while seconds > 0:
            step = min(step_s, seconds)
            seconds -= step
            await self.time.advance(step)
            await self.react()

    async def react(self) -> None:
        """Let everybody do what is due, and wait until they have done it."""
        await self.quiet()
        if self._process is not None:
            await self.process.router.step()
            await self.process.opened.switchboard.sweep()
            await self.process.opened.switchboard.recordings.step()
            await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing is under way any more, as far as it waits for no time to pass."""
        calm = 0
        while calm < 3:
            await self.twilio.settled()
            waited = [*self._under_way()]
            if waited:
                await asyncio.wait(waited)
            calm = 0 if waited else calm + 1
            await asyncio.sleep(0)

    def _under_way(self) -> frozenset[asyncio.Task[Any]]:
        if self._process is None:
            return frozenset()
        opened = self._process.opened
        return frozenset({*opened.webhooks.under_way, *opened.switchboard.under_way})

    async def until(self, condition: Callable[[], object], within_s: float = 15.0) -> None:
        """Wait until something holds; `within_s` is in real seconds."""
        if not await self.twilio.voice.exchange.bell.until(condition, within_s):
            states = {one.number: (one.state, one.call) for one in self.conversations.values()}
            raise TimeoutError(f"it has not come to that: {states}, {self.twilio.complaints}")

    # How things stand

    def _with(self, sid: str) -> Conversation | None:
        for conversation in self.conversations.values():
            legs = conversation.call.legs if conversation.call else ()
            if any(leg.sid == sid for leg in legs):
                return conversation
        return None

    @property
    def conversation(self) -> Conversation:
        """The newest conversation."""
        return max(self.conversations.values(), key=lambda one: one.number)

    @property
    def the_call(self) -> Call:
        assert self.conversation.call is not None
        return self.conversation.call

    def state(self, conversation_id: str = "") -> CallState | None:
        """Where the call stands: of the newest conversation, unless another is named."""
        if not self.conversations:
            return None
        found = self.conversations[conversation_id] if conversation_id else self.conversation
        return found.call.state if found.call else None

    def is_(self, *states: CallState) -> Callable[[], bool]:
        """A condition for `until`: the newest call is in one of these states."""
        return lambda: self.state() in states

    def leg(self, party: Party) -> Leg:
        """The newest line of a kind in the newest call."""
        return [leg for leg in self.the_call.legs if leg.party is party][-1]

    async def entries(self, conversation: Conversation | None = None) -> list[Entry]:
        found = conversation or self.conversation
        page = await self.stores.timelines.page(found.id, after=0, before=None, limit=500)
        return list(page.items)

    async def events(self, conversation: Conversation | None = None) -> list[str]:
        """What happened to calls, in order."""
        entries = await self.entries(conversation)
        return [one.data["event"] for one in entries if one.activity is Activity.CALL]

    async def told(self, event: str, conversation: Conversation | None = None) -> dict[str, Any]:
        """What the newest event of a name says."""
        entries = await self.entries(conversation)
        found = [
            one.data
            for one in entries
            if one.activity is Activity.CALL and one.data["event"] == event
        ]
        assert found, f"no {event}"
        return found[-1]

    async def card(self, conversation: Conversation | None = None) -> dict[str, Any]:
        """The newest call's card."""
        return [one.data for one in await self.entries(conversation) if one.kind is Kind.CALL][-1]

    def requests(self, part: str) -> list[str]:
        """What was asked of Twilio's API, as ``METHOD path``, where that has ``part`` in it."""
        return [one for one in self.check.requests if part in one]

    @property
    def lines_up(self) -> list[str]:
        """Whose lines are open at Twilio."""
        legs = self.twilio.voice.exchange.legs.values()
        return [_other_end(leg) for leg in legs if not leg.over.is_set()]

    async def change(self, **settings: Any) -> None:
        """Change the inbox's settings; an agent's calls from then on follow them."""
        stored = await self.stores.inboxes.get(self.inbox.id)
        fresh = check({**stored.settings, **settings})
        self.inbox = await self.stores.inboxes.update(replace(stored, settings=fresh))
        self.stores.places.forget()
        await self.process.core.bus.publish(SettingsChanged(kind="inbox", id=self.inbox.id))

    # The process

    async def start(self) -> None:
        """Start Parley, on the same port each time."""
        core = build_core(self.stores, self.clock)
        public_url = f"http://127.0.0.1:{self.port}"
        figures = await build_figures(core)
        house = build_house(
            core,
            ConsoleSettings(public_url=public_url, signing_key=KEY),
            figures,
            LateEmitter(),
            note_webhook=lambda channel, outcome: self.webhooks.update([outcome]),
        )
        opened = VoiceConnector().open(house)
        core.intake.register(Channel.VOICE, opened.tame)
        attendance = Attendance(
            seats=self.stores.seats, log=self.stores.audit, bus=core.bus, clock=self.clock
        )
        core.bus.subscribe(SeatChanged, attendance.on_event)
        router = Router(
            store=self.stores.router_reads,
            conversations=self.stores.conversations,
            seats=self.stores.seats,
            workbench=core.workbench,
            attendance=attendance,
            bus=core.bus,
            clock=self.clock,
            settings=RouterSettings(silent_after_s=1e6),
        )
        core.bus.subscribe(HEARD, router.on_event)
        core.bus.subscribe(Committed, self._committed)
        app = web.Application()
        opened.attach(app, None)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        for agent in self.agents.values():
            await attendance.connected(agent.id, "console")
        await router.step()
        jobs = [asyncio.create_task(router.run())]
        jobs += [asyncio.create_task(job()) for job in opened.jobs().values()]
        self._process = Process(core, house, opened, attendance, router, runner, jobs)

    async def stop(self) -> None:
        """Stop Parley politely."""
        process, self._process = self.process, None
        await process.stop()
        assert process.core.bus.failures == 0, "a handler of events has failed"

    async def kill(self) -> None:
        """Kill Parley: its leases stay, and what it was about to do is not done."""
        process, self._process = self.process, None
        await process.kill()

    async def _committed(self, event: Event) -> None:
        assert isinstance(event, Committed)
        known = self.conversations.get(event.conversation.id)
        if known is None or known.version < event.conversation.version:
            self.conversations[event.conversation.id] = event.conversation
        self.twilio.voice.exchange.bell.ring()


def _other_end(leg: Any) -> str:
    return str(leg.from_ if leg.direction.value == "inbound" else leg.to)


@asynccontextmanager
async def call_house(
    mongo_uri: str, database_name: str, *, settings: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[CallHouse]:
    """Found a shop with an inbox for calls and two queues, and start Parley. ``settings`` are the
    inbox's, ``options`` the stand-in's.

    In the end nothing that was asked of Twilio, or answered to it, may have been wrong.
    """
    time, account, twilio_check = ManualClock(), Account(), TwilioCheck()
    clock = HouseClock(time)
    given: dict[str, Any] = {"pace": AT_ONCE, "voice_pace": TALK_AT_ONCE, "clock": time, **options}
    async with (
        connect(mongo_uri) as client,
        TwilioSandbox(account=account, middlewares=[twilio_check.middleware], **given) as twilio,
    ):
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        inbox, queues = await _founded(stores, clock, account, twilio.url, settings or {})
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = int(listening.getsockname()[1])
        house = CallHouse(stores, time, clock, twilio, twilio_check, inbox, queues, port)
        account.add_number(
            PhoneNumber(
                number=OURS,
                voice_url=house.url(),
                voice_fallback_url=house.url("again"),
                status_callback=house.url("status"),
            )
        )
        await house.start()
        try:
            yield house
            await house.quiet()
        finally:
            if house._process is not None:
                await house.stop()
            await stores.close()
        if not house.complaints_allowed:
            assert twilio.complaints == [], twilio.complaints
    assert twilio_check.violations == [], twilio_check.violations


async def _founded(
    stores: Stores, clock: HouseClock, account: Account, api_base: str, settings: dict[str, Any]
) -> tuple[Inbox, dict[str, Queue]]:
    now = clock.now()
    team = await stores.teams.add(Team(id=new_id(), name="Shop", created_at=now))
    queues = {
        name: await stores.queues.add(
            Queue(id=new_id(), name=name, team_id=team.id, created_at=now)
        )
        for name in ("Calls", "Orders")
    }
    given = {"account_sid": account.sid, "number": OURS, "api_base": api_base, **settings}
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name="Shop calls",
            channel=Channel.VOICE,
            public_key=new_id(),
            queue_id=queues["Calls"].id,
            settings=check(given),
            secrets={"auth_token": account.auth_token},
            created_at=now,
        )
    )
    return inbox, queues
