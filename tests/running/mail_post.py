"""A mail inbox that is fetched from a real server into real stores."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from agent_console.services import ConsoleSettings
from connectors.base import House
from connectors.email.imap import wishes
from connectors.email.imap.connecting import Times
from connectors.email.imap.door import Letterbox as Door
from connectors.email.imap.fleet import Fleet
from connectors.email.imap.pace import Pace
from connectors.email.imap.reconcile import Reconciliation
from connectors.email.settings import check
from conversations.channels import Channel
from conversations.connections import Connection, ConnectionState
from conversations.errors import Unavailable
from conversations.inbound import Filed, JournalRecord, Received
from conversations.places import Inbox
from conversations.tasks import end
from parley.connecting import LateEmitter, build_house
from router.stats import Figures
from storage import Stores
from tests.running.dovecot import Dovecot
from tests.running.mail_office import KEY, SUPPORT, MailOffice

USER, PASSWORD = "support", 'p ass"w\\örd'
QUICK = Pace(
    lease_s=3.0,
    watch_s=0.1,
    first_back_off_s=0.05,
    last_back_off_s=0.5,
    report_s=0.0,
    times=Times(connect_s=5.0, answer_s=5.0),
)


class Pile:
    """A letterbox that only remembers; what it remembers outlives every worker."""

    def __init__(self) -> None:
        self.contents: dict[bytes, int] = {}
        self.uids: list[int] = []
        self.away = False
        self.refused = 0
        self.before: Callable[[int], Awaitable[None]] | None = None

    async def take(
        self,
        inbox: Inbox,
        raw: bytes,
        *,
        folder: str,
        uidvalidity: int,
        uid: int,
        received_at: datetime | None = None,
    ) -> Received:
        """Remember a mail, unless it is ``away``."""
        if self.before is not None:
            await self.before(uid)
        if self.away:
            self.refused += 1
            raise Unavailable("The letterbox is away.")
        self.uids.append(uid)
        self.contents[raw] = self.contents.get(raw, 0) + 1
        return Received(duplicate=self.contents[raw] > 1)


@dataclass
class Post:
    """One inbox, its server, and processes that fetch."""

    office: MailOffice
    dovecot: Dovecot
    imap: dict[str, Any] = field(default_factory=dict)

    @property
    def stores(self) -> Stores:
        return self.office.stores

    async def set_up(self, password: str = PASSWORD, **imap: Any) -> Inbox:
        """Point the inbox at the server; ``imap`` are further settings."""
        self.imap = {
            "host": "127.0.0.1",
            "port": self.dovecot.port,
            "security": "none",
            "username": USER,
            "history_days": -1,
            "poll_s": 5,
            **imap,
        }
        stored = await self.stores.inboxes.get(self.office.inbox.id)
        settings = check({**stored.settings, "address": SUPPORT, "imap": self.imap})
        changed = replace(stored, settings=settings, secrets={"password": password})
        self.office.inbox = await self.stores.inboxes.update(changed)
        return self.office.inbox

    def house(self) -> House:
        """What a connector may use in a process of its own."""
        console = ConsoleSettings(public_url="http://parley.test", signing_key=KEY)
        return build_house(self.office.core, console, Figures(), LateEmitter())

    @asynccontextmanager
    async def fetching(
        self, letterbox: Door | None = None, *, pace: Pace = QUICK, **more: Any
    ) -> AsyncIterator[Fleet]:
        """Have a process fetch for the time of the context. A pile is compared with nothing."""
        if isinstance(letterbox, Pile):
            done = {"wish": "", "at": datetime.now(UTC).isoformat()}
            await self.stores.cursors.keep(self.office.inbox.id, wishes.DONE, done, fence=0)
        fleet = Fleet(self.house(), letterbox or self.office.letterbox, pace=pace, **more)
        task = asyncio.create_task(fleet.run())
        try:
            yield fleet
            if task.done():
                await task
        finally:
            await end(task)

    def file_everything(self) -> None:
        """Have the real journal, but nothing behind it: no mail gets onto a timeline."""

        async def tame(inbox: Inbox, record: JournalRecord) -> Filed:
            return Filed(reason="list")

        self.office.core.intake.register(Channel.EMAIL, tame)

    async def connection(self) -> Connection | None:
        """The newest report on the inbox's line."""
        for connection in await self.stores.connections.all():
            if connection.inbox_id == self.office.inbox.id:
                return connection
        return None

    async def fact(self, name: str) -> Any:
        """One fact of the newest report."""
        connection = await self.connection()
        return connection.facts.get(name) if connection else None

    async def compare(self, deadline_s: float = 20.0) -> Reconciliation:
        """Ask whoever fetches for a comparison, and wait for its answer."""
        cursors, inbox_id = self.stores.cursors, self.office.inbox.id
        wish = await wishes.ask(cursors, inbox_id)
        async with asyncio.timeout(deadline_s):
            while True:
                answer = await wishes.answer(cursors, inbox_id, wish)
                if answer is not None:
                    return answer
                await asyncio.sleep(0.05)

    async def journalled(self) -> Counter[str]:
        """How many records the journal has, by their state."""
        await self.stores.journal.flush()
        found = self.stores.db["journal"].find({}, {"state": 1})
        return Counter([document["state"] async for document in found])

    async def on_timelines(self) -> int:
        """How many entries there are that came in."""
        found = self.stores.db["entries"].find({"external_id": {"$exists": True}}, {"_id": 1})
        return len([1 async for _ in found])

    def deliver(self, *raws: bytes, folder: str = "INBOX") -> None:
        """Put mails into the user's folder on the server."""
        for raw in raws:
            self.dovecot.deliver(USER, raw, folder=folder)

    def unseen(self, folder: str = "INBOX") -> int:
        """How many mails nobody has read there."""
        return self.dovecot.count(USER, folder, "UNSEEN")


async def until(
    condition: Callable[[], Awaitable[bool] | bool],
    deadline_s: float = 8.0,
    *,
    again_s: float = 0.02,
) -> None:
    """Return once the condition holds; fail if it does not in time."""
    async with asyncio.timeout(deadline_s):
        while True:
            found = condition()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(again_s)


async def until_kept(post: Post, uid: int, folder: str = "INBOX") -> None:
    """Wait until a folder has been dealt with up to ``uid``."""

    async def kept() -> bool:
        progress = await post.stores.cursors.load(post.office.inbox.id, f"imap:{folder}")
        return bool(progress and progress["last_uid"] >= uid)

    await until(kept)


async def state(post: Post) -> ConnectionState | None:
    """What the newest report says of the inbox's line."""
    connection = await post.connection()
    return connection.state if connection else None


async def until_state(post: Post, wanted: ConnectionState) -> None:
    """Wait until that is reported."""

    async def reached() -> bool:
        return await state(post) is wanted

    await until(reached)
