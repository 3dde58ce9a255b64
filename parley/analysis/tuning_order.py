"""A tuning that somebody orders beside a running Parley, or without one, and waits for."""

from __future__ import annotations

import asyncio

from conversations.clock import Clock
from conversations.errors import Conflict
from conversations.model_heads import Tune, TuneState
from conversations.tasks import end, obey
from parley.analysis.tuning import Tuning
from parley.sole import SoleWork
from storage.leases import HeldLease
from storage.stores import Stores

LOOK_S = 0.5


class TunedElsewhere(Conflict):
    """Another tuning is under way."""

    code = "tuning_under_way"
    remedy = "Wait until it has ended: the settings show it under Analysis."


async def tuned(stores: Stores, tuning: Tuning, lease: HeldLease, clock: Clock, tune: Tune) -> Tune:
    """Order a tuning and return it when it has ended. A running Parley, which has the lease of all
    tunings, carries it out; where none runs it is done here, under that lease.

    Who stops waiting calls it off, unless another process has begun it: that one goes on. Raises
    TunedElsewhere while another tuning is under way.
    """
    other = await stores.tunes.next_open()
    if other is not None and not await lease.hold():
        by = f", ordered by {other.by_name}," if other.by_name else ""
        raise TunedElsewhere(
            f"Another tuning{by} is under way since {other.at:%Y-%m-%d %H:%M} UTC."
        )
    await stores.tunes.add(tune)
    left = False

    async def work() -> None:
        try:
            await tuning.work()
        except asyncio.CancelledError:
            # Also a lease that was lost cancels this, and then the tuning is the next holder's.
            if left and await lease.hold():
                await tuning.call_off(tune.id)
            raise

    here = asyncio.create_task(SoleWork(lease, clock, work).run())
    try:
        while True:  # another process may be at it, of which nothing is heard here
            now = await stores.tunes.get(tune.id)
            if not now.is_open:
                return now
            obey()
            await asyncio.sleep(LOOK_S)
    finally:
        left = True
        await end(here)
        await stores.tunes.put(tuning.called_off(tune), was=TuneState.QUEUED)
