"""`parley demo`: a small shop's contact center with people in it, in one process tree."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog

from agent_console.auth.passwords import Passwords
from conversations.channels import Channel
from conversations.errors import Conflict, NotFound
from conversations.people import User
from conversations.places import Inbox
from parley.bootstrap import serving
from parley.core import Core
from parley.demo import mail, sms, voice
from parley.demo.house import (
    PEOPLE,
    DemoPerson,
    canned_answers,
    inboxes,
    queues,
    teams,
    watch_lists,
)
from parley.demo.past import remembering
from parley.demo.shop import shop_routes
from parley.lifecycle import StopSignal
from parley.settings import Role, Settings
from sandbox.agents import Crew, Login, load_phrasebooks
from sandbox.callers import load_errands as load_calls
from sandbox.mail import Customers, MailHost, load_matters
from sandbox.texters import Texters, load_errands
from sandbox.twilio import TwilioSandbox
from sandbox.visitors import Crowd, load_scenarios
from storage.settings import SettingsRepository, Versioned

T = TypeVar("T", bound=Versioned)

log = structlog.get_logger(__name__)

DEMO_SUFFIX = "_demo"
"""The demo has a database of its own, so that it never stands in the way of real use."""
SHOP_KEY = "demo-shop"


@dataclass(frozen=True, slots=True)
class Outside:
    """The stand-ins for the world outside, where they listen."""

    mail: MailHost
    twilio: TwilioSandbox


async def run(settings: Settings, *, rate: float, past: int, seed: int | None, quiet: bool) -> None:
    """Run the demo until Ctrl-C. ``rate`` is in new visitors a minute, 0 for none; ``past`` is how
    many conversations it begins with."""
    settings = settings.model_copy(update={"database": settings.database + DEMO_SUFFIX})
    stop = StopSignal()
    stop.listen()
    passwords: dict[str, str] = {}

    async def furnish(core: Core) -> None:
        passwords.update(await _furnish(core, settings, outside))
        await asyncio.to_thread(_write_down, settings, passwords, outside, core.clock.now())

    shop = shop_routes(SHOP_KEY)
    async with (
        MailHost(kept=settings.data / "demo-mail") as host,
        sms.simulated_twilio(settings.base_url, voice.PACE) as twilio,
    ):
        voice.take_calls(twilio, settings.base_url)
        outside = Outside(host, twilio)
        async with serving(settings, Role.ALL, extensions=[shop], prepare=furnish) as process:
            _tell(settings, passwords, outside, quiet=quiet)
            async with (
                remembering(process.core, past),
                _people(settings, passwords, outside, rate=rate, seed=seed),
            ):
                await stop.wait(process.workers.failed)


async def _furnish(core: Core, settings: Settings, outside: Outside) -> dict[str, str]:
    """Set up what is missing, and return everybody's password by user id."""
    now, stores = core.clock.now(), core.stores
    await _add_missing(stores.teams, teams(now))
    await _add_missing(stores.queues, queues(now))
    await _add_missing(stores.inboxes, _inboxes(settings, outside, now))
    await _add_missing(stores.canned_answers, canned_answers(now))
    await _add_missing(stores.watch_lists, watch_lists(now))
    await _move_shop(core, settings)
    await mail.move_mail(core, outside.mail)
    await sms.move_texts(core, outside.twilio)
    await voice.move_calls(core, outside.twilio)
    kept = await asyncio.to_thread(_kept_passwords, settings.data)
    return {person.id: await _seat(core, person, kept) for person in PEOPLE}


def _inboxes(settings: Settings, outside: Outside, now: datetime) -> list[Inbox]:
    return [
        *inboxes(settings.base_url, now),
        mail.mail_inbox(outside.mail, now),
        sms.sms_inbox(outside.twilio, now),
        voice.voice_inbox(outside.twilio, now),
    ]


async def _add_missing(repository: SettingsRepository[T], things: Sequence[T]) -> None:
    for thing in things:
        with suppress(Conflict):
            await repository.add(thing)


async def _move_shop(core: Core, settings: Settings) -> None:
    """The address may be another one than at the last start: the chat is allowed there."""
    for inbox in await core.stores.inboxes.all():
        origins = inbox.settings.get("allowed_origins", [])
        ours = inbox.id.startswith("demo-") and inbox.channel is Channel.WEBCHAT
        if ours and settings.base_url not in origins:
            allowed = {**inbox.settings, "allowed_origins": [*origins, settings.base_url]}
            await core.stores.inboxes.update(replace(inbox, settings=allowed))


async def _seat(core: Core, person: DemoPerson, kept: dict[str, str]) -> str:
    """Make a person's user and seat, unless they are there; return the password."""
    now, users = core.clock.now(), core.stores.users
    password = kept.get(person.email)
    known = await _known(core, person)
    if known is None or password is None:
        password = secrets.token_urlsafe(9)
        hashed = await Passwords().hash(password)
        if known is None:
            known = await users.add(person.user(hashed, now))
        else:
            known = await users.update(replace(known, password_hash=hashed))
    if missing := set(person.team_ids) - set(known.team_ids):  # an earlier start knew fewer teams
        known = await users.update(replace(known, team_ids=(*known.team_ids, *sorted(missing))))
    mine = [queue.id for queue in queues(now) if queue.team_id in person.team_ids]
    await core.stores.seats.keep(known, mine, now)
    return password


async def _known(core: Core, person: DemoPerson) -> User | None:
    try:
        return await core.stores.users.get(person.id)
    except NotFound:
        return None


def _kept_passwords(data: Path) -> dict[str, str]:
    try:
        told: dict[str, Any] = json.loads((data / "demo.json").read_text(encoding="utf-8"))
        return {user["email"]: user["password"] for user in told["users"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _tell(settings: Settings, passwords: dict[str, str], outside: Outside, *, quiet: bool) -> None:
    """Print the addresses and logins."""
    lines = [
        "",
        f"  Parley is running at  {settings.base_url}",
        f"  The shop, with chat   {settings.base_url}/demo-shop",
        *mail.told(outside.mail),
        *sms.texts_told(outside.twilio),
        *voice.told(outside.twilio),
        "",
        *(
            f"  {person.role.value:<11} {person.email:<24} {passwords[person.id]}"
            for person in PEOPLE
            if not person.simulated
        ),
        "",
    ]
    if not quiet:
        lines += ["  Ctrl-C ends all of it.", ""]
    print("\n".join(lines), flush=True)


def _write_down(
    settings: Settings, passwords: dict[str, str], outside: Outside, now: datetime
) -> None:
    """Write the address, inboxes and logins to ``demo.json``, for its owner only."""
    host = outside.mail
    written = {
        "url": settings.base_url,
        "inboxes": [
            {"id": inbox.id, "channel": inbox.channel.value, "key": inbox.public_key}
            for inbox in _inboxes(settings, outside, now)
        ],
        "mail": {
            "address": host.shop.address,
            "imap_port": host.imap_port,
            "smtp_port": host.smtp_port,
            "password": host.office.password,
        },
        "sms": {"number": sms.NUMBER, "url": outside.twilio.url},
        "voice": {"number": sms.NUMBER, "url": outside.twilio.url},
        "users": [
            {"email": person.email, "password": passwords[person.id], "role": person.role.value}
            for person in PEOPLE
        ],
    }
    path = settings.data / "demo.json"
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(written, file, indent=2)
    fresh.replace(path)


@asynccontextmanager
async def _people(
    settings: Settings,
    passwords: dict[str, str],
    outside: Outside,
    *,
    rate: float,
    seed: int | None,
) -> AsyncIterator[None]:
    """Let the simulated people in for as long as this is entered. At a rate of 0 nobody comes, but
    phones that are rung are picked up."""
    start = seed if seed is not None else secrets.randbelow(1_000_000)
    languages = await asyncio.to_thread(load_calls)
    people = [voice.called(outside.twilio, languages, seed=start).run()]
    if rate > 0:
        people += await _crowds(settings, passwords, outside, rate=rate, seed=start)
        callers = voice.callers(outside.twilio, languages, rate=rate, seed=start)
        people.append(callers.run())
    tasks = [asyncio.create_task(one) for one in people]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _crowds(
    settings: Settings, passwords: dict[str, str], outside: Outside, *, rate: float, seed: int
) -> list[Coroutine[Any, Any, None]]:
    """Who visits, writes, and works at the console."""
    crowd = Crowd(
        settings.base_url, SHOP_KEY, await asyncio.to_thread(load_scenarios), rate=rate, seed=seed
    )
    customers = Customers(
        outside.mail.office,
        await asyncio.to_thread(load_matters),
        rate=rate * mail.RATE,
        seed=seed,
        opening=mail.OPENING,
    )
    texters = Texters(
        outside.twilio,
        sms.NUMBER,
        await asyncio.to_thread(load_errands),
        rate=rate * sms.RATE,
        seed=seed,
        opening=sms.OPENING,
    )
    logins = [
        Login(email=person.email, password=passwords[person.id])
        for person in PEOPLE
        if person.simulated
    ]
    crew = Crew(settings.base_url, logins, await asyncio.to_thread(load_phrasebooks), seed=seed)
    return [crowd.run(), customers.run(), texters.run(), crew.run()]
