"""The worker that sends scheduled replies, with what it asks of sign-in."""

from __future__ import annotations

from agent_console.auth.access import Access
from conversations.errors import NotFound
from conversations.events import SettingsChanged
from conversations.people import Actor
from conversations.scheduled_replies import ScheduledReplies
from parley.core import Core
from storage.access import UserRepository


class CurrentActors:
    """Implements :class:`conversations.scheduled_replies.Actors` by what is stored now."""

    def __init__(self, users: UserRepository, access: Access) -> None:
        self._users = users
        self._access = access

    async def actor(self, user_id: str) -> Actor | None:
        """Return the user as one who acts; None if disabled or removed."""
        try:
            user = await self._users.get(user_id)
        except NotFound:
            return None
        return await self._access.actor(user) if user.active else None


def build_scheduled_replies(core: Core) -> ScheduledReplies:
    """Wire the worker."""
    access = Access(core.stores.queues, core.clock)
    core.bus.subscribe(SettingsChanged, access.on_event)
    return ScheduledReplies(
        schedule=core.stores.scheduled,
        conversations=core.stores.conversations,
        desk=core.desk,
        actors=CurrentActors(core.stores.users, access),
        bus=core.bus,
        clock=core.clock,
    )
