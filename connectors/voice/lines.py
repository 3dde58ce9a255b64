"""The lines of all inboxes for calls: whether accounts let us in, and what did not reach us."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connectors.base import House
from connectors.twilio_account import lines
from connectors.twilio_account.lines import Line
from connectors.voice.backfill import Backfill
from connectors.voice.callers import Callers
from connectors.voice.trunk import Trunks
from conversations.channels import Channel
from conversations.errors import ParleyError
from conversations.places import Inbox

_log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
"""So often each account is asked whether it lets us in, and for what did not reach us."""


class Lines(lines.Lines):
    """Asks each account in turn."""

    channel = Channel.VOICE
    watch_s = 5.0

    def __init__(
        self, house: House, trunks: Trunks, callers: Callers, last_webhook_at: Mapping[str, Any]
    ) -> None:
        super().__init__(house, last_webhook_at)
        self._trunks = trunks
        self._backfill = Backfill(house, callers)

    async def look(self, inbox: Inbox, line: Line) -> None:
        """Ask its account, if that is due."""
        now = self.house.clock.now()
        if line.not_before is not None and now < line.not_before:
            return
        if not await line.lease.hold():
            line.rest(now)
            return
        now = self.house.clock.now()
        if not inbox.enabled:
            line.rest(now)
            await self.off(inbox, line, "The inbox is switched off.")
            return
        if not (inbox.settings.get("account_sid") and inbox.settings.get("number")):
            line.rest(now)
            await self.off(inbox, line, "Its account and number are not set yet.")
            return
        trunk = await self._trunks.of(inbox.id)
        with trunk.api.asking():
            account = await trunk.api.rest.fetch_async()
            status = str(account.status)
        if status != "active":
            raise ParleyError(
                f"The Twilio account is {status}.", remedy="Look at it in Twilio's console."
            )
        missed = await self._backfill.look(inbox, trunk, line.lease)
        if missed:
            _log.warning(
                "%d calls had not reached us and were found in Twilio's list",
                missed,
                extra={"inbox": inbox.id},
            )
        line.not_before = now + EVERY
        facts = {"backfilled_at": now, "missed": missed}
        await self.well(inbox, line, "Calls come by webhook.", facts)
