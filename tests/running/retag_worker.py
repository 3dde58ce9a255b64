"""A worker of re-taggings in a process of its own, which a test may kill."""

from __future__ import annotations

import asyncio
import sys

from conversations.clock import SystemClock, new_id
from parley.analysis.retagging import LEASE, Pace, build_retagging
from parley.analysis.tagging import taught_by
from parley.core import build_core
from parley.sole import SoleWork
from sentiment.engines import EngineChoice, EngineKind
from storage import FernetCipher, open_stores
from storage.client import connect

LEASE_S = 2.0


async def work(uri: str, database: str, part: int, rest_s: float) -> None:
    """Work off jobs until killed, ``part`` conversations at a time with a rest behind each."""
    clock = SystemClock()
    async with connect(uri) as client:
        stores = await open_stores(client, database, cipher=FernetCipher(b"k" * 32), clock=clock)
        core = build_core(stores, clock)
        lease = stores.leases.held_by(LEASE, new_id(), LEASE_S)
        retagging = build_retagging(
            core,
            taught_by(core),
            EngineChoice(kind=EngineKind.LEXICON),
            None,
            lease,
            Pace(part=part, rest=1e9 if rest_s else 0.0, rest_at_most=rest_s),
        )
        await SoleWork(lease, clock, retagging.work).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
