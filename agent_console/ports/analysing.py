"""What a team teaches and orders of the analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from conversations.people import Scope


class CorrectionCounts(Protocol):
    """How often people have corrected a sentiment."""

    async def count(self, since: datetime | None = None) -> int:
        """Return on how many messages a person's sentiment stands; or how many of these were set
        since, at most 1,000."""
        ...


class WatchCounts(Protocol):
    """How often watch lists find something."""

    async def since(
        self, list_ids: Sequence[str], moment: datetime, scope: Scope
    ) -> Mapping[str, int]:
        """Return for each list in how many conversations in scope it was found that began at or
        after ``moment``."""
        ...
