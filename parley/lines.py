"""The inboxes' lines to the outside, from the command line and beside a Parley that runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from connectors.email.connector import EmailConnector
from connectors.email.imap import wishes
from connectors.email.imap.fleet import why_off
from connectors.email.imap.reconcile import Reconciliation
from connectors.email.imap.worker import MailboxWorker
from conversations.channels import Channel
from conversations.clock import SystemClock
from conversations.connections import Connection, ConnectionState
from conversations.errors import Invalid, NotFound, Unavailable
from conversations.places import Inbox
from conversations.tasks import end
from parley import keys as key_files
from parley.connecting import LateEmitter, build_house, installed
from parley.core import Core, build_core
from parley.database import opened_stores
from parley.keys import Keys
from parley.settings import Settings
from parley.web import console_settings
from router.stats import Figures

Say = Callable[[str], None]
"""Prints a line."""

LOOK_S = 0.5
STILL_S = 90.0
"""So long may nothing happen before waiting for a comparison is given up."""
SIGNS = {True: "ok", False: "FAILED", None: "not tried"}


@dataclass(frozen=True, slots=True)
class _Office:
    """What the commands work with."""

    core: Core
    settings: Settings
    keys: Keys

    async def inbox(self, name: str) -> Inbox:
        """Return the inbox of this id or name. Raises NotFound, or Invalid if several have it."""
        inboxes = await self.core.stores.inboxes.all()
        found = [it for it in inboxes if name in (it.id, it.name)]
        if not found:
            raise NotFound(
                f"There is no inbox {name}.", remedy="`parley connectors list` shows them all."
            )
        if len(found) > 1:
            raise Invalid(f"Several inboxes are called {name}.", remedy="Name one by its id.")
        return found[0]

    async def connection(self, inbox: Inbox) -> Connection | None:
        """Return the newest report of an inbox's line."""
        reports = await self.core.stores.connections.all()
        return next((it for it in reports if it.inbox_id == inbox.id), None)


async def show_all(settings: Settings, say: Say) -> bool:
    """Say each inbox with its line, one a line; whether none fails."""
    async with _opened(settings) as office:
        sound = True
        inboxes = await office.core.stores.inboxes.all()
        if not inboxes:
            say("There are no inboxes yet: Settings, Inboxes, Add. (The demo's: --demo)")
        for inbox in inboxes:
            connection = await office.connection(inbox)
            say("  ".join([inbox.id, f"{inbox.channel.value:8}", inbox.name, *_told(connection)]))
            sound = sound and (connection is None or connection.state is not _FAILING)
        return sound


async def check(settings: Settings, name: str, say: Say) -> bool:
    """Try an inbox's settings for real, and say what came of each step; whether all went well."""
    async with _opened(settings) as office:
        inbox = await office.inbox(name)
        connectors = await asyncio.to_thread(installed)
        connector = next((it for it in connectors if it.channel is inbox.channel), None)
        if connector is None:
            raise NotFound(f"No connector for {inbox.channel.value} is installed.")
        steps = await connector.check_line(inbox)
        if not steps:
            say(f"There is no line to try: {inbox.channel.value} is served by Parley itself.")
        for step in steps:
            said = " ".join(filter(None, (step.detail, step.remedy if step.ok is False else "")))
            say(f"{SIGNS[step.ok]:10} {step.name:16} {said}".rstrip())
        return all(step.ok is not False for step in steps)


async def reconcile(settings: Settings, name: str, say: Say) -> bool:
    """Compare a mail inbox with its server; whether nothing is missing afterwards.

    Whoever holds the inbox's lease does it: a Parley that runs, or this process if none does.
    """
    async with _opened(settings) as office:
        inbox = await office.inbox(name)
        if inbox.channel is not Channel.EMAIL:
            raise Invalid(f"{inbox.name} is no mail inbox; only those are compared.")
        if reason := why_off(inbox):
            raise Invalid(f"{inbox.name} cannot be compared. {reason}")
        wish = await wishes.ask(office.core.stores.cursors, inbox.id)
        ours = asyncio.create_task(_worker(office, inbox).run())
        try:
            result = await _answer(office, inbox, wish, say)
        finally:
            await end(ours)
        say(f"{inbox.name}: {result}")
        return result.missing == 0


_FAILING = ConnectionState.FAILING


def _worker(office: _Office, inbox: Inbox) -> MailboxWorker:
    """A worker of our own, in case nobody else holds the inbox's lease."""
    core = office.core
    console = console_settings(office.settings, office.keys)
    house = build_house(core, console, Figures(), LateEmitter())
    opened = EmailConnector().open(house)
    core.intake.register(Channel.EMAIL, opened.tame)
    return MailboxWorker(house, opened.letterbox, inbox, opened.tokens)


async def _answer(office: _Office, inbox: Inbox, wish: str, say: Say) -> Reconciliation:
    """Wait for the answer to a wish, and say how far it is. Raises Unavailable if nothing happens:
    the line fails, or whoever holds it hangs."""
    cursors, last, moved = office.core.stores.cursors, "", time.monotonic()
    while True:
        result = await wishes.answer(cursors, inbox.id, wish)
        if result is not None:
            return result
        now = await _progress(office, inbox, wish)
        if now != last:
            say(now)
            last, moved = now, time.monotonic()
        if time.monotonic() - moved > STILL_S:
            raise Unavailable(
                f"{inbox.name} is not being compared. {last}", remedy="Check the inbox's line."
            )
        await asyncio.sleep(LOOK_S)


async def _progress(office: _Office, inbox: Inbox, wish: str) -> str:
    so_far = await wishes.so_far(office.core.stores.cursors, inbox.id, wish)
    if so_far is not None:
        return f"{so_far['folder']}: {so_far['looked']} of {so_far['of']} looked at"
    connection = await office.connection(inbox)
    if connection is None:
        return "waiting for the line"
    backlog = connection.facts.get("backlog") or 0
    if backlog:
        return f"{backlog} new ones are fetched first"
    return " ".join(filter(None, (connection.detail, connection.remedy)))


def _told(connection: Connection | None) -> list[str]:
    if connection is None:
        return ["no report"]
    facts = connection.facts
    told = [connection.state.value, connection.detail]
    if facts.get("reconciled_at"):
        told.append(
            f"compared {facts['reconciled_at']}: {facts['on_server']} on the server, "
            f"{facts['stored']} stored, {facts['missing']} missing"
        )
    return [part for part in told if part]


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Office]:
    keys = await asyncio.to_thread(key_files.load, settings)
    clock = SystemClock()
    async with opened_stores(settings, keys, clock, beside=True) as stores:
        yield _Office(build_core(stores, clock), settings, keys)
