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
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.voice.paths import Addresses
from connectors.voice.settings import check
from conversations.calls.call import Call, CallState
from conversations.calls.leg import Leg, Party
from conversations.conversation import Conversation
from conversations.entries import Activity, Entry, Kind
from conversations.events import Committed, Event, SettingsChanged
from conversations.places import Inbox, Queue
from sandbox.twilio import (
    AT_ONCE,
    TALK_AT_ONCE,
    Account,
    ManualClock,
    Person,
    PhoneNumber,
    TwilioSandbox,
)
from storage import FernetCipher, Stores, open_stores
from storage.client import connect
from tests.conftest import free_port
from tests.running.call_agent import THEIRS, Agent, hired
from tests.running.call_founding import OURS, HouseClock, founded
from tests.running.call_process import KEY, Process, started
from tests.running.twilio_check import TwilioCheck

__all__ = ["KEY", "OURS", "THEIRS", "Agent", "CallHouse", "call_house"]

STEP_S = 5.0
"""Time goes on in steps of so many seconds at most, so that everybody reacts in between."""


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

    async def agent(self, name: str, **options: Any) -> Agent:
        """Somebody of the team comes to work: see :func:`tests.running.call_agent.hired`."""
        agent = self.agents[name] = await hired(self, name, **options)
        await self.process.router.step()
        return agent

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
        # a time zone is read from a file
        fresh = await asyncio.to_thread(check, {**stored.settings, **settings})
        self.inbox = await self.stores.inboxes.update(replace(stored, settings=fresh))
        self.stores.places.forget()
        await self.process.core.bus.publish(SettingsChanged(kind="inbox", id=self.inbox.id))

    # The process

    async def start(self) -> None:
        """Start Parley, on the same port each time."""
        process = await started(
            self.stores, self.clock, self.port, lambda channel, told: self.webhooks.update([told])
        )
        process.core.bus.subscribe(Committed, self._committed)
        for agent in self.agents.values():
            await process.attendance.connected(agent.id, "console")
        await process.router.step()
        process.begin()
        self._process = process

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
        inbox, queues = await founded(stores, clock, account, twilio.url, settings or {})
        house = CallHouse(stores, time, clock, twilio, twilio_check, inbox, queues, free_port())
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
