"""The console over real stores, with a small company of two teams in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

import pytest
import socketio
import structlog
from aiohttp import ClientResponse, CookieJar, web
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from agent_console.app import create_app
from agent_console.auth.passwords import Passwords
from agent_console.services import ConsoleServices, ConsoleSettings
from agent_console.sockets import SOCKETS
from connectors.email import settings as email_settings
from connectors.webchat import setup
from conversations import assignment
from conversations.bus import EventBus
from conversations.calls.desk import CallDesk
from conversations.change import Change
from conversations.channels import Channel
from conversations.clock import ManualClock, new_id
from conversations.conversation import Conversation, Offer, Ref
from conversations.deliveries import Deliveries
from conversations.desk import Desk
from conversations.events import Committed, SeatChanged
from conversations.intake import Intake
from conversations.people import SYSTEM_SCOPE, Role, User
from conversations.places import Inbox, Queue, Team
from conversations.workbench import Workbench
from parley.analysis.intent_trials import IntentTrialDesk
from parley.connecting import LateEmitter, build_house
from parley.core import build_core
from parley.web import build_services
from router.attendance import Attendance
from router.stats import Figures
from storage import FernetCipher, Stores, open_stores
from storage.client import connect
from tests.integration.agent_console import mailing, telephoning
from tests.running.http import reading_session

NOW = datetime(2096, 3, 1, 9, 0, tzinfo=UTC)
"""Ahead of the real clock, by which the database forgets sessions that have ended (TTL)."""
PASSWORD = "correct horse battery"
DEADLINE_S = 5.0

Json = dict[str, Any]  # what came over the wire


class Browser:
    """Somebody's browser: a cookie jar, the CSRF token, and a socket if asked for."""

    def __init__(self, company: Company, name: str) -> None:
        self.name = name
        self._company = company
        self.http = reading_session(cookie_jar=CookieJar(unsafe=True))
        self.csrf = ""
        self.me: Json = {}

    async def sign_in(self, email: str, password: str = PASSWORD) -> Self:
        answer = await self.http.post(
            f"{self._company.url}/api/v1/session", json={"email": email, "password": password}
        )
        assert answer.status == 200, await answer.text()
        self.me = await answer.json()
        self.csrf = self.me["csrf"]
        return self

    async def call(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """A call that must succeed; returns its JSON."""
        answer = await self.ask(method, path, body, **more)
        text = await answer.text()
        assert answer.status < 300, f"{method} {path}: {answer.status} {text}"
        return await answer.json() if text else None

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> ClientResponse:
        """A call, however it ends."""
        if body is not None:
            more["json"] = body
        return await self.http.request(
            method,
            self._company.url + path,
            headers={"X-CSRF-Token": self.csrf, **(headers or {})},
            **more,
        )

    def cookie(self) -> str:
        return "; ".join(f"{c.key}={c.value}" for c in self.http.cookie_jar)

    async def socket(self, **options: Any) -> Line:
        return await self._company.socket({"Cookie": self.cookie()}, **options)


class Line:
    """A python-socketio client of one namespace that keeps what arrives."""

    def __init__(self, namespace: str = "/console") -> None:
        self.namespace = namespace
        self.client = socketio.AsyncClient(reconnection=False)
        self.arrived: list[tuple[str, Json]] = []
        self._news = asyncio.Event()
        self.client.on("*", self._keep, namespace=namespace)
        self.client.on("disconnect", self._gone, namespace=namespace)
        self.refused: list[Any] = []
        self.client.on("connect_error", self._refuse, namespace=namespace)
        self.ended = asyncio.Event()

    async def _keep(self, event: str, payload: Json) -> None:
        self.arrived.append((event, payload))
        self._news.set()

    async def _gone(self, *_: object) -> None:
        self.ended.set()

    async def _refuse(self, data: Any) -> None:
        self.refused.append(data)

    async def next(self, event: str, accept: Callable[[Json], bool] = lambda _: True) -> Json:
        async with asyncio.timeout(DEADLINE_S):
            while True:
                self._news.clear()
                for index, (name, payload) in enumerate(self.arrived):
                    if name == event and accept(payload):
                        del self.arrived[index]
                        return payload
                await self._news.wait()

    def seen(self, event: str) -> list[Json]:
        return [payload for name, payload in self.arrived if name == event]

    async def call(self, event: str, payload: object = None) -> Json:
        answer: Json = await self.client.call(
            event, payload, namespace=self.namespace, timeout=DEADLINE_S
        )
        return answer


@dataclass
class Company:
    """Two teams, Shop and Bank, each with a queue, an inbox and an agent; a supervisor of the
    shop, and an admin."""

    stores: Stores
    clock: ManualClock
    bus: EventBus
    intake: Intake
    desk: Desk
    workbench: Workbench
    deliveries: Deliveries
    calls: CallDesk
    services: ConsoleServices
    url: str = ""
    server: TestServer = field(init=False)
    teams: dict[str, Team] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    inboxes: dict[str, Inbox] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    _browsers: list[Browser] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)

    async def browser(self, name: str | None = None) -> Browser:
        browser = Browser(self, name or "nobody")
        self._browsers.append(browser)
        if name is not None:
            await browser.sign_in(self.users[name].email)
        return browser

    async def visitor(
        self, team: str, *, origin: str | None = None, auth: Json | None = None, **more: Any
    ) -> Line:
        """A visitor's widget on a page of ``origin`` (our own, unless it is said)."""
        key = self.inboxes[team].public_key
        headers = {"Origin": origin or self.url}
        return await self.socket(
            headers, {"inbox": key, **(auth or {})}, namespace="/widget", **more
        )

    async def socket(
        self,
        headers: dict[str, str] | None = None,
        auth: object = None,
        *,
        namespace: str = "/console",
        **options: Any,
    ) -> Line:
        line = Line(namespace)
        self._lines.append(line)
        await line.client.connect(
            self.url,
            headers=headers or {},
            auth=auth,
            namespaces=[namespace],
            transports=["websocket"],
            wait_timeout=DEADLINE_S,
            **options,
        )
        return line

    async def say(
        self, team: str, visitor: str, text: str = "hello", external_id: str | None = None
    ) -> Conversation:
        """A visitor writes to a team's inbox; returns the conversation after it."""
        address = f"visitor:{visitor}"
        payload = {"address": address, "verified_by": "token", "name": visitor, "text": text}
        received = await self.intake.accept(self.inboxes[team], external_id or new_id(), payload)
        return await self.stores.conversations.get(received.conversation_id, SYSTEM_SCOPE)

    async def offer(self, conversation: Conversation, agent: str) -> Offer:
        """Offer a conversation as the router would."""
        user = self.users[agent]
        now = self.clock.now()
        made = Offer(
            id=new_id(),
            agent=Ref(id=user.id, name=user.name),
            offered_at=now,
            expires_at=now.replace(year=now.year + 1),
            reasons=("queue=Shop",),
        )

        async def decide(change: Change) -> bool:
            assignment.offer(change, made)
            return True

        await self.workbench.change(conversation.id, decide, any_presence=True)
        return made

    async def person(self, name: str, role: Role, teams: list[str]) -> User:
        now = self.clock.now()
        user = await self.stores.users.add(
            User(
                id=new_id(),
                email=f"{name}@example.com",
                name=name,
                role=role,
                team_ids=tuple(self.teams[team].id for team in teams),
                password_hash=await self.services.passwords.hash(PASSWORD),
                created_at=now,
                changed_at=now,
            )
        )
        mine = [queue.id for queue in self.queues.values() if queue.team_id in user.team_ids]
        await self.stores.seats.keep(user, mine, now)
        self.users[name] = user
        return user

    async def close(self) -> None:
        for line in self._lines:
            await line.client.disconnect()
        for browser in self._browsers:
            await browser.http.close()


@pytest.fixture(autouse=True)
def plain_log() -> Iterator[None]:
    """Plain lines: the pretty tracebacks of structlog's default read source files on the loop."""
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings() -> ConsoleSettings:
    return ConsoleSettings(
        public_url="http://parley.test", signing_key=b"s" * 32, sign_ins_at_once=1000
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def stores(mongo_uri: str, database_name: str, clock: ManualClock) -> AsyncIterator[Stores]:
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        yield stores
        await stores.close()


@pytest.fixture
async def company(
    stores: Stores, clock: ManualClock, settings: ConsoleSettings
) -> AsyncIterator[Company]:
    company = build(stores, clock, settings)
    for name in ("Shop", "Bank"):
        await _found(company, name)
    await company.person("agnes", Role.AGENT, ["Shop"])
    await company.person("bert", Role.AGENT, ["Bank"])
    await company.person("sue", Role.SUPERVISOR, ["Shop"])
    await company.person("ada", Role.ADMIN, [])
    server = TestServer(create_app(company.services), host="127.0.0.1")
    await server.start_server()
    company.server = server
    company.url = str(server.make_url("/")).rstrip("/")
    yield company
    await company.close()
    await server.close()


def build(stores: Stores, clock: ManualClock, settings: ConsoleSettings) -> Company:
    core = build_core(stores, clock)
    figures = Figures()
    core.bus.subscribe((Committed, SeatChanged), figures.on_event)
    attendance = Attendance(seats=stores.seats, log=stores.audit, bus=core.bus, clock=clock)
    emitter = LateEmitter()
    webchat = setup()
    opened = webchat.open(build_house(core, settings, figures, emitter))
    core.intake.register(webchat.channel, opened.tame)
    core.deliveries.register(opened.carrier)
    core.intake.register(Channel.EMAIL, mailing.tame)
    core.intake.register(Channel.VOICE, telephoning.tame)

    def attach(app: web.Application) -> None:
        emitter.bind(app[SOCKETS])
        opened.attach(app, app[SOCKETS])

    services = build_services(
        core,
        settings,
        attendance=attendance,
        figures=figures,
        metrics=lambda: b"# no figures\n",
        check_settings={
            Channel.WEBCHAT: webchat.check_settings,
            Channel.EMAIL: email_settings.check,
        },
        check_lines={Channel.WEBCHAT: webchat.check_line, Channel.EMAIL: mailing.check_line},
        destinations={
            Channel.WEBCHAT: webchat.destinations,
            Channel.EMAIL: email_settings.destinations,
        },
        trials=IntentTrialDesk(stores.intent_trials, clock, patience_s=0.2),
        extensions=[attach],
    )
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    services = replace(services, passwords=cheap)
    return Company(
        stores=stores,
        clock=clock,
        bus=core.bus,
        intake=core.intake,
        desk=core.desk,
        workbench=core.workbench,
        deliveries=core.deliveries,
        calls=core.calls,
        services=services,
    )


async def _found(company: Company, name: str) -> None:
    now, stores = company.clock.now(), company.stores
    team = await stores.teams.add(Team(id=new_id(), name=name, created_at=now))
    queue = await stores.queues.add(Queue(id=new_id(), name=name, team_id=team.id, created_at=now))
    inbox = await stores.inboxes.add(
        Inbox(
            id=new_id(),
            name=f"{name} site",
            channel=Channel.WEBCHAT,
            public_key=new_id(),
            queue_id=queue.id,
            secrets={"identity_secret": "s3cret-of-the-site"},
            created_at=now,
        )
    )
    mailbox = await stores.inboxes.add(mailing.mailbox(name, queue, now))
    company.teams[name], company.queues[name], company.inboxes[name] = team, queue, inbox
    company.inboxes[f"{name} mail"] = mailbox
