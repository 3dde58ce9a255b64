"""What a user may see: role and teams become an Actor with its Scope."""

from __future__ import annotations

from collections.abc import Sequence

from agent_console.ports import Kept
from conversations.clock import Clock
from conversations.events import Event, SettingsChanged
from conversations.people import Actor, Role, Scope, User
from conversations.places import Queue

FRESH_S = 3.0
"""How long another process may take to notice that a queue moved to another team."""


class Access:
    """Builds actors. Queues are remembered shortly; changes made in this process count at once."""

    def __init__(self, queues: Kept[Queue], clock: Clock) -> None:
        self._store = queues
        self._clock = clock
        self._queues: tuple[Queue, ...] = ()
        self._read_at: float | None = None

    async def actor(self, user: User) -> Actor:
        """The user as one who carries out commands: an admin sees everything, others the queues
        of their teams."""
        if user.role is Role.ADMIN:
            scope = Scope(user_id=user.id, everything=True)
        else:
            mine = frozenset(q.id for q in await self.queues() if q.team_id in user.team_ids)
            scope = Scope(user_id=user.id, queue_ids=mine)
        return Actor(user_id=user.id, name=user.name, role=user.role, scope=scope)

    async def queues(self) -> Sequence[Queue]:
        """All queues."""
        now = self._clock.now().timestamp()
        if self._read_at is None or not 0 <= now - self._read_at < FRESH_S:
            self._queues = tuple(await self._store.all())
            self._read_at = now
        return self._queues

    async def on_event(self, event: Event) -> None:
        """Forget the queues when settings change."""
        if isinstance(event, SettingsChanged) and event.kind in ("queue", "team"):
            self._read_at = None
