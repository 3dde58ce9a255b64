"""Everything the console is handed by the front door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from agent_console import ports
from agent_console.auth.passwords import Passwords
from agent_console.auth.totp import Codes
from conversations.alerts import AlertBook
from conversations.bus import EventBus
from conversations.calls.commands import AnyCallCommand
from conversations.clock import Clock
from conversations.commands import AnyCommand
from conversations.connections import CheckStep
from conversations.desk import DeskResult
from conversations.inbound import JournalRecord, Received
from conversations.intents import Intent, IntentTrials
from conversations.model_heads import Tunes
from conversations.people import Actor
from conversations.places import CannedAnswer, Inbox, Queue, Team, WatchTerms
from conversations.ports import ConsentLedger
from conversations.retags import Retags
from conversations.scheduling import Scheduling
from conversations.starting import Starting
from conversations.workbench import Workbench
from router.presence import REASONS

WEB = Path(__file__).parent / "web" / "dist"


class CommandDesk(Protocol):
    """Where commands are carried out: :class:`conversations.desk.Desk`."""

    async def execute(self, actor: Actor, command: AnyCommand | AnyCallCommand) -> DeskResult:
        """Carry one out, once per id."""
        ...


class Receiver(Protocol):
    """The door for what is replayed from quarantine: :class:`conversations.intake.Intake`."""

    async def receive(self, record: JournalRecord) -> Received:
        """Put a journalled payload on its timeline."""
        ...


CheckSettings = Callable[[Mapping[str, Any]], dict[str, Any]]
"""A connector's check of an inbox's settings: returns them complete, or raises Invalid."""


Destinations = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""Which hosts an inbox's secrets are shown to, by their names; from its settings."""

CheckLine = Callable[[Inbox], Awaitable[Sequence[CheckStep]]]
"""A connector's trial of an inbox's settings and credentials for real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """The settings that the console needs. Times are in seconds, sizes in bytes."""

    public_url: str
    signing_key: bytes = field(repr=False)
    session_lifetime_s: float = 43_200.0
    offer_timeout_s: float = 20.0
    heartbeat_s: float = 10.0
    attachment_max_bytes: int = 20 * 1024 * 1024
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    presence_reasons: tuple[str, ...] = tuple(
        dict.fromkeys(reason for reasons in REASONS.values() for reason in reasons)
    )
    redis_url: str | None = None
    """Where several web processes share their sockets' rooms."""
    web: Path = WEB
    socket_packets: int = 512
    """Packets that may wait for one socket; a client that lags further behind is cut off."""
    sign_ins_per_minute: float = 20.0
    sign_ins_at_once: int = 20
    calls_out_per_hour: int = 60
    """So many numbers one user may have called in an hour."""
    tagging_engine: str = "lexicon"
    """What tags messages, as the settings name it."""

    @property
    def secure(self) -> bool:
        """Whether people reach us by https."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleServices:
    """The console's dependencies, made once in the front door."""

    settings: ConsoleSettings
    clock: Clock
    bus: EventBus
    desk: CommandDesk
    starting: Starting
    scheduling: Scheduling
    workbench: Workbench
    intake: Receiver
    users: ports.Users
    teams: ports.Kept[Team]
    queues: ports.Kept[Queue]
    inboxes: ports.Inboxes
    canned_answers: ports.Kept[CannedAnswer]
    watch_lists: ports.Named[WatchTerms]
    intents: ports.Named[Intent]
    intent_trials: IntentTrials
    retags: Retags
    tunes: Tunes
    builtin_model: str
    """The built-in model's name: heads of a former one are of no use to it."""
    correction_counts: ports.CorrectionCounts
    sessions: ports.Sessions
    tokens: ports.Tokens
    drafts: ports.Drafts
    audit: ports.AuditLog
    conversations: ports.ConversationReads
    timelines: ports.Timelines
    contacts: ports.ContactReads
    consents: ConsentLedger
    alerts: AlertBook
    insights: ports.Insights
    insight_days: ports.InsightDays
    topics: ports.Topics
    search: ports.Search
    seats: ports.SeatBook
    attendance: ports.Attendance
    holdings: ports.Holdings
    figures: ports.Figures
    quarantine: ports.Quarantine
    dead_letters: ports.DeadLetters
    connections: ports.Connections
    calls: ports.CallReads
    call_counts: ports.CallCounter
    phones: ports.Phones
    phone_tokens: ports.PhoneTokens
    tallies: ports.Tallies
    files: ports.Files
    ready: Callable[[], Awaitable[None]]
    """Returns when everything needed answers, else raises Unavailable."""
    metrics: Callable[[], bytes]
    """The page of figures, in Prometheus's text format."""
    check_settings: Mapping[str, CheckSettings] = field(default_factory=dict)
    """By channel: how a connector checks its inboxes' settings."""
    destinations: Mapping[str, Destinations] = field(default_factory=dict)
    """By channel: where an inbox's secrets go."""
    check_lines: Mapping[str, CheckLine] = field(default_factory=dict)
    """By channel: how a connector tries an inbox for real."""
    extensions: Sequence[Callable[[web.Application], None]] = ()
    """Connectors that add routes and namespaces of their own to the application."""
    passwords: Passwords = field(default_factory=Passwords)
    codes: Codes = field(default_factory=Codes)
