"""The room put together: what is handed in, and what is made of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from agent_console.auth.access import Access
from agent_console.auth.identity import Caller, Identifier
from agent_console.files import FileLinks
from agent_console.naming import Naming
from agent_console.services import ConsoleServices
from agent_console.wire.view import View
from conversations.access import AuditRecord
from conversations.clock import new_id
from conversations.events import SeatChanged, SettingsChanged
from conversations.limits import Limit
from conversations.people import Permission, User


class Console:
    """The services, and the small parts that live as long as the application."""

    def __init__(self, services: ConsoleServices) -> None:
        self.services = services
        self.settings = services.settings
        self.access = Access(services.queues, services.clock)
        self.naming = Naming(services.watch_lists, services.intents, services.clock)
        self.identifier = Identifier(
            users=services.users,
            sessions=services.sessions,
            tokens=services.tokens,
            access=self.access,
            clock=services.clock,
        )
        self.links = FileLinks(services.settings.signing_key, services.clock)
        self.sign_ins_of_address = Limit(
            services.settings.sign_ins_at_once, services.settings.sign_ins_per_minute
        )
        self.sign_ins_of_account = Limit(10, 2.0)
        self.uploads = Limit(60, 60.0)
        self.inbox_checks = Limit(10, 10.0)
        self.intent_trials = Limit(30, 60.0)
        self.on_sign_out: list[Callable[[str], Awaitable[None]]] = []
        services.bus.subscribe(SettingsChanged, self.access.on_event)
        services.bus.subscribe(SettingsChanged, self.naming.on_event)

    async def view(self, reader: Caller | None = None) -> View:
        """What wire shapes need to know now. Without a reader it is for anybody of the team."""
        targets = {queue.id: queue.target_s for queue in await self.access.queues()}
        monitors = reader is not None and reader.may_read(Permission.CALLS_MONITOR)
        names = await self.naming.names()
        return View(sign=self.links.sign, targets=targets, monitors=monitors, names=names)

    async def tell(self, kind: str, thing_id: str) -> None:
        """Tell this process that something a team sets up has changed."""
        await self.services.bus.publish(SettingsChanged(kind=kind, id=thing_id))

    async def renew_seat(self, user: User) -> None:
        """Bring a user's seat in line with what the user is, and tell of it."""
        if not user.active:
            await self.services.seats.remove(user.id)
            return
        queues = await self.access.queues()
        mine = [q.id for q in queues if q.team_id in user.team_ids]
        seat = await self.services.seats.keep(user, mine, self.services.clock.now())
        await self.services.bus.publish(SeatChanged(seat=seat))

    async def sign_out(self, session_id: str) -> None:
        """Cut the sockets of a session that has ended."""
        for listener in self.on_sign_out:
            await listener(session_id)

    async def record(
        self,
        caller: Caller | None,
        action: str,
        object_kind: str,
        object_id: str | None = None,
        *,
        address: str | None = None,
        **details: object,
    ) -> None:
        """Write a line of the audit log."""
        await self.services.audit.add(
            AuditRecord(
                id=new_id(),
                at=self.services.clock.now(),
                actor_id=caller.user.id if caller else None,
                actor_name=caller.user.name if caller else "",
                action=action,
                object_kind=object_kind,
                object_id=object_id,
                details=details,
                address=address,
            )
        )


CONSOLE = web.AppKey("console", Console)
