"""Where everything is wired together: one process of Parley, for its role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from agent_console.app import create_app
from agent_console.console import Console
from agent_console.sockets import Fanout
from conversations.bus import EventBus
from conversations.clock import SystemClock, new_id
from conversations.events import Committed, SeatChanged, SettingsChanged
from conversations.tagging import TagKeeper
from parley import keys as key_files
from parley.analysis import retagging, tuning
from parley.analysis.intent_trials import IntentTrialDesk
from parley.analysis.tagging import Tagging, taught_by
from parley.analysis.tagging_engine import engine_choice
from parley.analysis.tagging_state import tell
from parley.analysis.understanding import build_understanding
from parley.call_news import CallNews
from parley.change_feed import ChangeFeed
from parley.connecting import build_connections, redis_emitter
from parley.core import Core, build_core
from parley.database import opened_stores
from parley.keys import Keys
from parley.lifecycle import StopSignal, Workers
from parley.metrics import Metrics, watch_loop_lag
from parley.observing import Observer, intake_observer
from parley.routing import build_attendance, build_figures, build_router
from parley.scheduling import build_scheduled_replies
from parley.searching import SearchIndexing
from parley.settings import Role, Settings
from parley.sole import SoleWork
from parley.web import Extend, build_operations_app, build_services, console_settings
from router.attendance import Attendance
from router.stats import Figures
from sentiment.engines import EngineChoice
from sentiment.running import run_tagger

log = structlog.get_logger(__name__)

FOLLOW_S = 1.0
"""How often a process asks what others have committed, in seconds."""
FOLLOW_COMMANDS_S = 10.0
"""How often the one process of Parley asks what commands have committed beside it, in seconds."""
Prepare = Callable[[Core], Awaitable[None]]
Dropped = Callable[[], int]
Close = Callable[[], Awaitable[None]]
SOLE_S = 15.0
"""Work that one process of several does is taken over within so many seconds of its death."""
SHUTDOWN_S = 5.0
"""How long requests under way may take to finish when Parley stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A running process: what it is made of, and the tasks that keep it going."""

    settings: Settings
    core: Core
    workers: Workers


async def run_server(settings: Settings, role: Role, dropped: Dropped = lambda: 0) -> None:
    """Run one process until SIGINT or SIGTERM, or until a part of it ends that should not.

    ``dropped`` tells how many log records were dropped, for ``/metrics``.
    """
    stop = StopSignal()
    stop.listen()
    async with serving(settings, role, dropped=dropped) as process:
        log.info("parley is ready", url=settings.base_url, role=role.value)
        await stop.wait(process.workers.failed)
        log.info("parley stops")


@asynccontextmanager
async def serving(
    settings: Settings,
    role: Role,
    *,
    extensions: Sequence[Extend] = (),
    prepare: Prepare | None = None,
    dropped: Dropped = lambda: 0,
) -> AsyncIterator[Process]:
    """Run a process for as long as this is entered. ``prepare`` is awaited before it answers.

    It begins with the database and ends with it: requests first, then the workers, then what
    waits to be written.
    """
    keys = await asyncio.to_thread(key_files.load, settings)
    clock = SystemClock()
    async with opened_stores(settings, keys, clock) as stores:
        metrics = Metrics(CollectorRegistry())
        core = build_core(stores, clock, intake_observer(metrics))
        if prepare is not None:
            await prepare(core)
        workers = Workers()
        closing: list[Close] = []
        try:
            figures = await build_figures(core)
            observer = Observer(metrics, core, figures, dropped)
            trials = IntentTrialDesk(stores.intent_trials, clock)
            assembly = _Assembly(
                core, settings, keys, role, workers, metrics, figures, observer, trials, closing
            )
            app = await assembly.application(extensions)
            async with _listening(app, settings):
                yield Process(settings=settings, core=core, workers=workers)
        finally:
            await workers.stop()
            for close in closing:
                await close()


@dataclass(frozen=True, slots=True)
class _Assembly:
    """The parts of a process that are made before its role decides on the rest."""

    core: Core
    settings: Settings
    keys: Keys
    role: Role
    workers: Workers
    metrics: Metrics
    figures: Figures
    observer: Observer
    trials: IntentTrialDesk
    closing: list[Close] = field(default_factory=list)

    async def application(self, extensions: Sequence[Extend]) -> web.Application:
        """Start the role's workers and return the application that answers."""
        core, settings, workers, role = self.core, self.settings, self.workers, self.role
        attendance = build_attendance(core)
        connections = await build_connections(
            core,
            settings,
            self.keys,
            self.figures,
            lambda channel, outcome: self.metrics.webhooks.labels(channel.value, outcome).inc(),
        )
        self.closing.append(connections.close)
        services = build_services(
            core,
            console_settings(settings, self.keys),
            attendance=attendance,
            figures=self.figures,
            metrics=self.metrics.text,
            check_settings=connections.check_settings,
            check_lines=connections.check_lines,
            destinations=connections.destinations,
            trials=self.trials,
            extensions=[*connections.extensions, *extensions],
        )
        workers.start("observer", self.observer.run())
        workers.start("loop lag", watch_loop_lag(self.metrics.loop_lag))
        if role is not Role.ALL:
            core.elsewhere.subscribe((Committed, SeatChanged), self.figures.on_event)
            core.elsewhere.subscribe(SeatChanged, attendance.on_event)
            workers.start("following", _follow(_feed(core), core.elsewhere, FOLLOW_S))
            self._share_call_news()
        if role in (Role.ALL, Role.CONNECTORS):
            workers.start("journal", core.retries.run())
            for name, job in connections.jobs.items():
                workers.start(name, job())
        if role in (Role.ALL, Role.WORKER):
            await self._start_work(attendance)
        if role in (Role.ALL, Role.WEB):
            app = create_app(services)
            self.observer.watch_requests(app)
            return app
        emitter = redis_emitter(settings)
        connections.emitter.bind(emitter)
        workers.start("fan-out", Fanout(Console(services), emitter).run())
        return build_operations_app(core, self.metrics)

    def _share_call_news(self) -> None:
        core, redis_url = self.core, self.settings.redis_url
        if redis_url is None:
            return
        news = CallNews(redis_url.get_secret_value(), self.settings.database)
        self.closing.append(news.close)
        core.bus.subscribe(Committed, news.on_event)
        self.workers.start("call news", news.tell())
        if self.role is Role.CONNECTORS:
            self.workers.start(
                "calls elsewhere", news.listen(core.stores.conversations, core.elsewhere)
            )

    async def _start_work(self, attendance: Attendance) -> None:
        core, workers = self.core, self.workers
        feed = None if self.role is Role.ALL else _feed(core).poll
        router = build_router(core, self.settings, attendance, feed)
        workers.start("router", router.run())
        core.bus.subscribe(Committed, core.deliveries.on_event)
        workers.start("deliveries", core.deliveries.run())
        workers.start("scheduled replies", build_scheduled_replies(core).run())
        stores = core.stores
        search = SearchIndexing(stores.search, stores.timelines, core.clock, stores.commits.busy)
        core.bus.subscribe(Committed, search.on_event)
        workers.start("search terms", search.run())
        workers.start("understanding", build_understanding(core, self._beside()).run())
        choice = engine_choice(self.settings)
        if choice is None:
            return
        tagging = _build_tagging(core, choice)
        self.observer.watch_tagging(tagging)
        core.bus.subscribe((Committed, SettingsChanged), tagging.on_event)
        workers.start("tagging", tagging.run())
        workers.start(
            "tagging state", tell(lambda: tagging.standing, core.stores.tunes, core.clock)
        )
        workers.start("intent trials", self.trials.answer(tagging.intents_of))
        retags = core.stores.leases.held_by(retagging.LEASE, new_id(), SOLE_S)
        again = retagging.build_retagging(core, tagging.taught, choice, tagging, retags)
        workers.start("re-tagging", SoleWork(retags, core.clock, again.work).run())
        tunes = core.stores.leases.held_by(tuning.LEASE, new_id(), tuning.LEASE_S)
        learning = tuning.Tuning(core.stores, core.bus, core.clock, self.settings.models_folder)
        workers.start("tuning", SoleWork(tunes, core.clock, learning.work).run())

    def _beside(self) -> EventBus:
        """What insights hear of other processes by. Commands, such as `parley sentiment retag`,
        commit beside the only one there is as well; sockets, lines and router do without."""
        core = self.core
        if self.role is not Role.ALL:
            return core.elsewhere
        feed, beside = _feed(core), EventBus()
        core.bus.subscribe(Committed, feed.on_event)
        self.workers.start("following commands", _follow(feed, beside, FOLLOW_COMMANDS_S))
        return beside


def _feed(core: Core) -> ChangeFeed:
    return ChangeFeed(core.stores.lists, core.stores.seats, core.clock)


async def _follow(feed: ChangeFeed, elsewhere: EventBus, every_s: float) -> None:
    """Tell this process's memories what the other processes commit."""
    while True:
        await asyncio.sleep(every_s)
        try:
            for event in await feed.poll():
                await elsewhere.publish(event)
        except Exception:
            log.exception("following the other processes failed; trying again")


def _build_tagging(core: Core, choice: EngineChoice) -> Tagging:
    return Tagging(
        tagger=run_tagger(choice),
        keeper=TagKeeper(
            core.workbench, core.stores.conversations, core.stores.places, core.stores.users
        ),
        untagged=core.stores.timelines,
        taught=taught_by(core),
        clock=core.clock,
        busy=core.stores.commits.busy,
    )


@asynccontextmanager
async def _listening(app: web.Application, settings: Settings) -> AsyncIterator[None]:
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=SHUTDOWN_S, handler_cancellation=False
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield
    finally:
        await runner.cleanup()
