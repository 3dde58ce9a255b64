"""Working off what the journal still holds: payloads whose receiving failed or was cut short."""

from __future__ import annotations

import asyncio
import logging

from conversations.clock import Clock
from conversations.intake import Intake
from conversations.ports import Journal

_log = logging.getLogger(__name__)
BATCH = 50


class JournalRetries:
    """Receives due journal records again, oldest first."""

    def __init__(
        self, *, journal: Journal, intake: Intake, clock: Clock, poll_s: float = 2.0
    ) -> None:
        self._journal = journal
        self._intake = intake
        self._clock = clock
        self._poll_s = poll_s

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                busy = await self.step()
            except Exception:
                _log.exception("journal round failed; trying again")
                busy = False
            if not busy:
                await asyncio.sleep(self._poll_s)

    async def step(self) -> bool:
        """Do one round; return whether anything was due."""
        records = await self._journal.due(self._clock.now(), BATCH)
        for record in records:
            try:
                await self._intake.receive(record)
            except Exception as error:
                # The journal has kept the error and the time of the next try.
                _log.warning(
                    "receiving failed again: %s",
                    error,
                    extra={"inbox": record.inbox_id, "external_id": record.external_id},
                )
        return len(records) == BATCH
