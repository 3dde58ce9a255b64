"""Alerts are kept for a set time: what nobody needed in half a year nobody looks for any more."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from conversations.clock import Clock
from storage.alerts import AlertRepository

_log = logging.getLogger(__name__)

KEPT = timedelta(days=180)
LOOK_S = 3_600.0


class AlertKeeping:
    """Forgets alerts that are too old, seen to or not. They hold customers' words, which stand on
    the timeline as well."""

    def __init__(self, alerts: AlertRepository, clock: Clock, look_s: float = LOOK_S) -> None:
        self._alerts = alerts
        self._clock = clock
        self._look_s = look_s

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.forget()
            except Exception:
                _log.exception("forgetting old alerts failed; trying again")
            await asyncio.sleep(self._look_s)

    async def forget(self) -> int:
        """Forget what is too old now; return how many alerts that were."""
        forgotten = await self._alerts.forget(self._clock.now() - KEPT)
        if forgotten:
            _log.info("forgot %d alerts from before %d days", forgotten, KEPT.days)
        return forgotten
