"""The lines of all inboxes for texts: looking through Twilio's lists in turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from connectors.base import House
from connectors.sms.backfill import Backfill
from connectors.sms.settings import SettingsBook
from connectors.twilio_account import lines
from connectors.twilio_account.client import TwilioApis
from connectors.twilio_account.lines import Line
from conversations.channels import Channel
from conversations.errors import Invalid, ParleyError
from conversations.places import Inbox

_log = logging.getLogger(__name__)


class Lines(lines.Lines):
    """Keeps the inboxes' lists looked through: once at the start, and then as often as is set."""

    channel = Channel.SMS
    watch_s = 2.0

    def __init__(
        self,
        house: House,
        book: SettingsBook,
        apis: TwilioApis,
        last_webhook_at: Mapping[str, Any],
    ) -> None:
        super().__init__(house, last_webhook_at)
        self._book = book
        self._apis = apis

    def pause_s(self, failures: int, error: ParleyError) -> float:
        """What is set wrongly is not set right by asking again soon."""
        if isinstance(error, Invalid):
            return lines.LONGEST_PAUSE_S
        return super().pause_s(failures, error)

    async def look(self, inbox: Inbox, line: Line) -> None:
        """Look through its list, if that is due."""
        now = self.house.clock.now()
        if not inbox.enabled:
            await self.off(inbox, line, "The inbox is switched off.")
            return
        settings = await asyncio.to_thread(self._book.of, inbox.id, inbox.settings)
        account = settings.account(inbox.secrets)
        if account is None or not settings.is_set_up:
            await self.off(inbox, line, "Its account and number are not set yet.")
            return
        if line.not_before is not None and now < line.not_before:
            return
        if not await line.lease.hold():
            line.rest(now)
            return
        backfill = Backfill(self.house)
        due_at = await backfill.due_at(inbox, settings)
        if line.looked and due_at is not None and now < due_at:
            # due again later; the lease is kept meanwhile, or given to whoever asks after it
            line.rest(now)
            line.not_before = min(due_at, line.not_before or due_at)
            return
        looked = await backfill.look(inbox, settings, self._apis.of(account), line.lease)
        line.looked, line.not_before = True, None
        if looked.missed:
            _log.warning(
                "%d texts had not reached us and were found in Twilio's list",
                looked.missed,
                extra={"inbox": inbox.id},
            )
        detail = (
            "Texts come by webhook; Twilio's list is looked through every "
            f"{settings.backfill_minutes} min."
        )
        facts = {
            "backfilled_at": self.house.clock.now(),
            "listed": looked.listed,
            "missed": looked.missed,
        }
        await self.well(inbox, line, detail, facts)
