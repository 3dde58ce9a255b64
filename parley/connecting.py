"""The connectors that are installed, set up and joined to the core.

A connector is found by the entry-point group ``parley.connectors``; ours stand there like
anybody's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

import socketio
import structlog
from aiohttp import web

from agent_console.auth.origins import remote_address
from agent_console.files import FileLinks
from agent_console.services import CheckLine, CheckSettings, ConsoleSettings, Destinations
from agent_console.sockets import SOCKETS
from connectors.base import Connector, House, Job, Opened
from conversations.channels import Channel
from conversations.clock import new_id
from conversations.errors import ParleyError
from parley.core import Core
from parley.keys import Keys
from parley.settings import Settings
from parley.web import Extend, console_settings
from router.stats import Figures

log = structlog.get_logger(__name__)

GROUP = "parley.connectors"


class NoSockets(ParleyError):
    """A process without sockets of its own has no Redis to reach the others' by."""

    code = "no_sockets"
    remedy = "Set REDIS_URL in every process when roles run apart."


class LateEmitter:
    """Emits through what it is bound to, which is made later than those who emit."""

    def __init__(self) -> None:
        self._target: Any = None  # a Socket.IO server or manager; the library has no types

    def bind(self, target: Any) -> None:
        """Emit through ``target`` from now on."""
        self._target = target

    async def emit(self, event: str, data: Any, *, namespace: str, room: Any) -> None:
        """Send to everybody in the room or rooms."""
        if self._target is None:
            raise NoSockets("There are no sockets to emit to.")
        await self._target.emit(event, data, namespace=namespace, room=room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """The connectors at work in this process."""

    emitter: LateEmitter
    check_settings: Mapping[str, CheckSettings] = field(default_factory=dict)
    check_lines: Mapping[str, CheckLine] = field(default_factory=dict)
    destinations: Mapping[str, Destinations] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    extensions: Sequence[Extend] = ()
    opened: Sequence[Opened] = ()

    async def close(self) -> None:
        """Close every connector; one that fails does not keep the others open."""
        for each in self.opened:
            try:
                await each.close()
            except Exception:
                log.exception("a connector did not close")


def installed() -> list[Connector]:
    """Return the connectors that are installed, by the order of their names.

    One that cannot be loaded is told of in the log and left out: the others' channels work on.
    """
    found: list[Connector] = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            setup: Callable[[], Connector] = point.load()
            found.append(setup())
        except Exception:  # anybody's module may raise anything while it is imported
            log.exception("a connector cannot be loaded", name=point.name, entry_point=point.value)
    return found


async def build_connections(
    core: Core,
    settings: Settings,
    keys: Keys,
    figures: Figures,
    note_webhook: Callable[[Channel, str], None],
) -> Connections:
    """Open every connector and join it to intake and deliveries."""
    emitter = LateEmitter()
    console = console_settings(settings, keys)
    house = build_house(
        core,
        console,
        figures,
        emitter,
        messages_per_minute=settings.visitor_messages_per_minute,
        note_webhook=note_webhook,
    )
    checks: dict[str, CheckSettings] = {}
    lines: dict[str, CheckLine] = {}
    destinations: dict[str, Destinations] = {}
    jobs: dict[str, Job] = {}
    extensions: list[Extend] = []
    all_opened: list[Opened] = []
    for connector in await asyncio.to_thread(installed):
        opened = connector.open(house)
        core.intake.register(connector.channel, opened.tame)
        core.deliveries.register(opened.carrier)
        checks[connector.channel.value] = connector.check_settings
        lines[connector.channel.value] = connector.check_line
        destinations[connector.channel.value] = connector.destinations
        jobs.update(opened.jobs())
        extensions.append(_attaching(opened, emitter))
        all_opened.append(opened)
        log.debug("connector is open", channel=connector.channel.value)
    return Connections(
        emitter=emitter,
        check_settings=checks,
        check_lines=lines,
        destinations=destinations,
        jobs=jobs,
        extensions=extensions,
        opened=all_opened,
    )


def redis_emitter(settings: Settings) -> Any:
    """Return what emits to the sockets of the web processes. Raises NoSockets."""
    if settings.redis_url is None:
        raise NoSockets("This process has no sockets of its own and no way to the others'.")
    return socketio.AsyncRedisManager(settings.redis_url.get_secret_value(), write_only=True)


def build_house(
    core: Core,
    console: ConsoleSettings,
    figures: Figures,
    emitter: LateEmitter,
    *,
    messages_per_minute: int = 30,
    note_webhook: Callable[[Channel, str], None] = lambda channel, outcome: None,
) -> House:
    """Return what connectors may use of this process."""
    stores = core.stores
    return House(
        clock=core.clock,
        bus=core.bus,
        emitter=emitter,
        inboxes=stores.places,
        intake=core.intake,
        journal=stores.journal,
        threads=stores.conversations,
        timelines=stores.timelines,
        workbench=core.workbench,
        contact_desk=core.contact_desk,
        files=stores.files,
        leases=stores.leases,
        cursors=stores.cursors,
        connections=stores.connections,
        tallies=stores.tallies,
        alarms=stores.alarms,
        consents=stores.consents,
        calls=core.calls,
        live_calls=stores.router_reads,
        phones=stores.phones,
        queues=stores.places,
        owner=new_id(),
        standing=figures,
        public_url=console.public_url,
        signing_key=console.signing_key,
        attachment_max_bytes=console.attachment_max_bytes,
        visitor_messages_per_minute=messages_per_minute,
        sign_file=FileLinks(console.signing_key, core.clock).sign,
        address_of=lambda request: remote_address(request, console.trusted_proxies),
        elsewhere=core.elsewhere,
        note_webhook=note_webhook,
    )


def _attaching(opened: Opened, emitter: LateEmitter) -> Extend:
    def extend(app: web.Application) -> None:
        emitter.bind(app[SOCKETS])
        opened.attach(app, app[SOCKETS])

    return extend
