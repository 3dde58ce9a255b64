"""Leadership: which of several processes routes, by a lease in the store."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from conversations.errors import ParleyError
from router.ports import Lease

_log = logging.getLogger(__name__)


class Leadership:
    """Renews the lease at a third of its length. Without a lease the process always leads.

    What is right does not hang on it: each commit carries its own conditions. It spares processes
    from working against each other.
    """

    def __init__(self, lease: Lease | None) -> None:
        self._lease = lease
        self._held_until: datetime | None = None
        self.renew_at: datetime | None = None

    async def leads(self, now: datetime) -> bool:
        """Whether this process leads now; takes or renews the lease when it is time to."""
        if self._lease is None:
            return True
        if self.renew_at is None or now >= self.renew_at:
            self.renew_at = now + timedelta(seconds=self._lease.ttl_s / 3)
            try:
                held = await self._lease.hold()
            except ParleyError as error:
                # Not lost yet: it stands until it runs out.
                _log.warning("the routing lease could not be renewed: %s", error)
            else:
                self._held_until = now + timedelta(seconds=self._lease.ttl_s) if held else None
        return self._held_until is not None and now < self._held_until

    async def release(self) -> None:
        """Give the lease up, so that another takes over at once."""
        self._held_until = self.renew_at = None
        if self._lease is not None:
            await self._lease.release()
