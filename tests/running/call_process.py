"""A Parley for calls that runs: core, router, and the connector on a server of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from agent_console.services import ConsoleSettings
from connectors.base import House
from connectors.voice.connector import OpenedVoice, VoiceConnector
from conversations.channels import Channel
from conversations.clock import Clock
from conversations.events import SeatChanged
from conversations.tasks import end
from parley.connecting import LateEmitter, build_house
from parley.core import Core, build_core
from parley.routing import build_figures
from router.attendance import Attendance
from router.runner import HEARD, Router
from router.settings import RouterSettings
from storage import Stores

KEY = b"s" * 32


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

    def begin(self) -> None:
        """Let its jobs run."""
        self.jobs.append(asyncio.create_task(self.router.run()))
        self.jobs += [asyncio.create_task(job()) for job in self.opened.jobs().values()]

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


async def started(
    stores: Stores, clock: Clock, port: int, note_webhook: Callable[[Channel, str], None]
) -> Process:
    """Start one that listens on a port."""
    core = build_core(stores, clock)
    house = build_house(
        core,
        ConsoleSettings(public_url=f"http://127.0.0.1:{port}", signing_key=KEY),
        await build_figures(core),
        LateEmitter(),
        note_webhook=note_webhook,
    )
    opened = VoiceConnector().open(house)
    core.intake.register(Channel.VOICE, opened.tame)
    attendance = Attendance(seats=stores.seats, log=stores.audit, bus=core.bus, clock=clock)
    core.bus.subscribe(SeatChanged, attendance.on_event)
    router = Router(
        store=stores.router_reads,
        conversations=stores.conversations,
        seats=stores.seats,
        workbench=core.workbench,
        attendance=attendance,
        bus=core.bus,
        clock=clock,
        settings=RouterSettings(silent_after_s=1e6),
    )
    core.bus.subscribe(HEARD, router.on_event)
    app = web.Application()
    opened.attach(app, None)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return Process(core, house, opened, attendance, router, runner, [])
