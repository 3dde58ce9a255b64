"""The schedule in memory, with the same conditions as the real one: leases, marks, unique ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from conversations.scheduling import ScheduledReply, ScheduledState


class MemorySchedule:
    """Scheduled replies of one installation. ``crash_before_done`` loses the next ``done``."""

    def __init__(self) -> None:
        self.replies: dict[str, ScheduledReply] = {}
        self.leases: dict[str, tuple[str, datetime]] = {}
        self.crash_before_done = False

    async def add(self, reply: ScheduledReply) -> ScheduledReply:
        return self.replies.setdefault(reply.id, reply)

    async def find(self, reply_id: str) -> ScheduledReply | None:
        return self.replies.get(reply_id)

    async def of_conversation(self, conversation_id: str) -> Sequence[ScheduledReply]:
        found = [
            it
            for it in self.replies.values()
            if it.conversation_id == conversation_id and it.state is not ScheduledState.CANCELLED
        ]
        return sorted(found, key=lambda it: it.send_at)

    async def claim(
        self, owner: str, now: datetime, lease_s: float, limit: int
    ) -> Sequence[ScheduledReply]:
        due = [it for it in self.replies.values() if self._due_at(it) <= now]
        due = sorted(due, key=lambda it: it.send_at)[:limit]
        return [self._lease(it, owner, now, lease_s) for it in due]

    async def take(
        self, reply_id: str, owner: str, now: datetime, lease_s: float
    ) -> ScheduledReply | None:
        known = self.replies.get(reply_id)
        if known is None or known.state is ScheduledState.CANCELLED:
            return None
        if known.state is ScheduledState.SENDING and self.leases[reply_id][1] > now:
            return None
        return self._lease(known, owner, now, lease_s)

    async def done(self, reply_id: str) -> None:
        if self.crash_before_done:
            self.crash_before_done = False
            raise RuntimeError("killed")
        self.replies.pop(reply_id, None)

    async def settle(self, reply: ScheduledReply, owner: str) -> bool:
        if self.leases.get(reply.id, ("",))[0] != owner:
            return False
        self.replies[reply.id] = reply
        del self.leases[reply.id]
        return True

    async def cancel(self, reply_id: str, now: datetime) -> bool:
        known = self.replies.get(reply_id)
        if known is None or known.state is ScheduledState.SENDING:
            return False
        self.replies[reply_id] = replace(
            known, state=ScheduledState.CANCELLED, text="", attachments=()
        )
        return True

    def _due_at(self, reply: ScheduledReply) -> datetime:
        if reply.state is ScheduledState.SENDING:
            return self.leases[reply.id][1]
        never = datetime.max.replace(tzinfo=reply.send_at.tzinfo)
        return reply.send_at if reply.state is ScheduledState.WAITING else never

    def _lease(
        self, reply: ScheduledReply, owner: str, now: datetime, lease_s: float
    ) -> ScheduledReply:
        self.leases[reply.id] = (owner, now + timedelta(seconds=lease_s))
        self.replies[reply.id] = replace(reply, state=ScheduledState.SENDING)
        return self.replies[reply.id]
