"""One page out of several sorted stretches, such as the lists of an agent's queues."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from storage.client import Document
from storage.windows import SCAN, Stretch, Windows


@dataclass(frozen=True, slots=True)
class Merged:
    """Documents in order, each once; ``next`` is the cursor of the rest, None at the end."""

    documents: list[Document]
    next: str | None


async def merged(
    windows: Windows,
    stretches: Sequence[Stretch],
    *,
    cursor: str | None,
    limit: int,
    ascending: bool = False,
) -> Merged:
    """Read one page of all ``stretches`` together; they share one sort key.

    A stretch is known only as far as it was read, so the page ends where the first of them does.
    """
    if not stretches:
        return Merged([], None)
    key = stretches[0].key
    scan = max(200, SCAN // len(stretches))
    read = await asyncio.gather(
        *(
            windows.oldest(stretch, after=cursor, limit=limit + 1, scan=scan)
            if ascending
            else windows.newest(stretch, before=cursor, limit=limit + 1, scan=scan)
            for stretch in stretches
        )
    )
    reached = [window.reached for window in read if window.reached is not None]
    end = (min(reached) if ascending else max(reached)) if reached else None
    once = {document["_id"]: document for window in read for document in window.documents}
    ordered = sorted(once.values(), key=lambda document: str(document[key]), reverse=not ascending)
    if end is not None:
        ordered = [
            document
            for document in ordered
            if (document[key] <= end if ascending else document[key] >= end)
        ]
    if len(ordered) > limit:
        return Merged(ordered[:limit], str(ordered[limit - 1][key]))
    return Merged(ordered, end)
