"""What a team teaches and orders of the analysis."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class CorrectionCounts(Protocol):
    """How often people have corrected a sentiment."""

    async def count(self, since: datetime | None = None) -> int:
        """Return on how many messages a person's sentiment stands; or how many of these were set
        since, at most 1,000."""
        ...
