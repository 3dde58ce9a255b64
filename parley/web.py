"""What the web role is handed, and what a process without pages answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

from agent_console.services import (
    CheckLine,
    CheckSettings,
    ConsoleServices,
    ConsoleSettings,
    Destinations,
)
from connectors.voice.tokens import VoiceTokens
from conversations.errors import Unavailable
from conversations.intents import IntentTrials
from parley.core import Core
from parley.keys import Keys
from parley.metrics import Metrics
from parley.reads import ConversationReads
from parley.settings import Settings
from router.attendance import Attendance
from router.stats import Figures
from sentiment.builtin import NAME

READY_S = 3.0
Extend = Callable[[web.Application], None]


def console_settings(settings: Settings, keys: Keys) -> ConsoleSettings:
    """What the console needs of the settings."""
    return ConsoleSettings(
        public_url=settings.base_url,
        signing_key=keys.signing,
        session_lifetime_s=settings.session_lifetime_h * 3600,
        offer_timeout_s=settings.offer_timeout_s,
        heartbeat_s=settings.heartbeat_s,
        attachment_max_bytes=settings.attachment_max_bytes,
        trusted_proxies=settings.trusted_proxies,
        allowed_hosts=settings.allowed_hosts,
        redis_url=settings.redis_url.get_secret_value() if settings.redis_url else None,
        calls_out_per_hour=settings.calls_out_per_hour,
        tagging_engine=settings.tagging_engine.value,
    )


def readiness(core: Core) -> Callable[[], Awaitable[None]]:
    """Return what `/readyz` asks: whether the database answers."""

    async def ready() -> None:
        try:
            async with asyncio.timeout(READY_S):
                await core.stores.ping()
        except TimeoutError:
            raise Unavailable("The database does not answer right now.") from None

    return ready


def build_services(
    core: Core,
    console: ConsoleSettings,
    *,
    attendance: Attendance,
    figures: Figures,
    metrics: Callable[[], bytes],
    check_settings: Mapping[str, CheckSettings],
    check_lines: Mapping[str, CheckLine],
    destinations: Mapping[str, Destinations],
    trials: IntentTrials,
    extensions: Sequence[Extend],
) -> ConsoleServices:
    """Hand the console what it needs."""
    stores = core.stores
    return ConsoleServices(
        settings=console,
        clock=core.clock,
        bus=core.bus,
        desk=core.desk,
        starting=core.starting,
        scheduling=core.scheduling,
        workbench=core.workbench,
        intake=core.intake,
        users=stores.users,
        teams=stores.teams,
        queues=stores.queues,
        inboxes=stores.inboxes,
        canned_answers=stores.canned_answers,
        watch_lists=stores.watch_lists,
        intents=stores.intents,
        intent_trials=trials,
        retags=stores.retags,
        tunes=stores.tunes,
        builtin_model=NAME,
        correction_counts=stores.corrections,
        sessions=stores.sessions,
        tokens=stores.tokens,
        drafts=stores.drafts,
        audit=stores.audit,
        conversations=ConversationReads(stores),
        timelines=stores.timelines,
        contacts=stores.contact_reads,
        consents=stores.consents,
        alerts=stores.alerts,
        insights=stores.insights,
        insight_days=stores.insight_days,
        topics=stores.topics,
        search=stores.search,
        seats=stores.seats,
        attendance=attendance,
        holdings=stores.lists,
        figures=figures,
        quarantine=stores.journal,
        dead_letters=stores.outbox,
        connections=stores.connections,
        calls=stores.router_reads,
        call_counts=stores.call_counts,
        phones=stores.phones,
        phone_tokens=VoiceTokens(core.clock),
        tallies=stores.tallies,
        files=stores.files,
        ready=readiness(core),
        metrics=metrics,
        check_settings=check_settings,
        check_lines=check_lines,
        destinations=destinations,
        extensions=extensions,
    )


def build_operations_app(core: Core, metrics: Metrics) -> web.Application:
    """Make the application of a process without pages: alive, ready, figures."""
    ready = readiness(core)

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def is_ready(_: web.Request) -> web.Response:
        try:
            await ready()
        except Unavailable as error:
            return web.Response(status=503, text=f"{error}\n", headers={"Retry-After": "2"})
        return web.Response(text="ready\n")

    async def figures(_: web.Request) -> web.Response:
        return web.Response(
            body=metrics.text(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    app = web.Application()
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", is_ready)
    app.router.add_get("/metrics", figures)
    return app
