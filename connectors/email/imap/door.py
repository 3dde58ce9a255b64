"""What the fetching side needs of the others: the door for mail, and where it keeps its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from connectors.ports import Cursors, HeldLease
from conversations.inbound import Received
from conversations.places import Inbox


class Letterbox(Protocol):
    """The door for raw mail. Mail that came before is known by its content and dropped."""

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
        """Take a mail; once this returns, it is in the journal. Raises Unavailable if it is not."""
        ...


@dataclass(frozen=True, slots=True)
class Notes:
    """What one holder of an inbox's lease keeps for the next. A former holder gets Conflict."""

    cursors: Cursors
    inbox_id: str
    lease: HeldLease

    async def load(self, name: str) -> dict[str, Any] | None:
        """Return what was kept last, or None."""
        return await self.cursors.load(self.inbox_id, name)

    async def keep(self, name: str, value: dict[str, Any]) -> None:
        """Keep a value."""
        await self.cursors.keep(self.inbox_id, name, value, fence=self.lease.fence)
