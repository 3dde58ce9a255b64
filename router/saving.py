"""Keeping room free, so that heavier work does not wait for ever behind lighter work.

A mail fits into a gap that a chat does not fit into, and beside a chat, where no call comes. If
every gap were filled at once, no agent would ever be free for the heavier work. So for a parked
lane whose head stands before lighter work, one agent, its **saver**, is passed over for lighter
work behind that head, until it is served or leaves. There is at most one saver for each lane, and
an agent saves for one lane at most; what stands before the head still comes to the saver.

A saver who does not get on (a mail that waits for its customer can hold them for days) gives up
after a while and is left alone with it for as long; both double each time. So nobody stands still
for what cannot come, and whoever will come free some day is waited for long enough some day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from conversations.channels import fits, most_beside
from router.crews import CrewKey, Taker
from router.lanes import GivenUp, Lane, Waiting
from router.order import Place

LOOKED_AT = 20
"""So many members of a queue, beside the one about to be asked, are compared to find a saver."""


@dataclass(slots=True)
class Keeping:
    """An agent keeps room for a lane's head; their load has been ``load`` since ``since``."""

    taker: Taker
    lane: Lane
    conversation_id: str
    load: int
    since: datetime
    patience: timedelta

    @property
    def until(self) -> datetime:
        """When to look whether they have got on."""
        return self.since + self.patience


class Saving:
    """Who keeps room for what. ``patience``: how long somebody keeps it without getting on."""

    def __init__(
        self,
        parked: Callable[[CrewKey], Collection[Lane]],
        members: Callable[[str], Mapping[str, Taker]],
        patience: timedelta,
    ) -> None:
        self._parked = parked
        self._members = members
        self._patience = patience
        self._kept: dict[str, Keeping] = {}

    def lane_of(self, taker: Taker) -> Lane | None:
        """Return the lane that an agent saves for."""
        keeping = self._kept.get(taker.user_id)
        return keeping.lane if keeping is not None else None

    def could_serve(self, taker: Taker, lane: Lane) -> bool:
        """Whether an agent would be asked for a lane's head if they had more room."""
        key = lane.crew.key
        return (
            taker.present
            and key in taker.crews
            and fits(key.weight, 0, taker.seat.capacity)
            and taker.user_id not in lane.declined
        )

    def appoint(self, taker: Taker, at: Place, weight: int, now: datetime) -> Keeping | None:
        """Find a saver for the first lane that needs one before ``taker`` is given lighter work
        that stands at ``at``; None if none does."""
        first = self._first_without_saver(taker, at, weight, now)
        if first is None:
            return None
        lane, head = first
        members = islice(self._members(lane.crew.key.queue_id).values(), LOOKED_AT)
        found = min(
            (it for it in (taker, *members) if it is taker or self._may_save(it, lane, now)),
            key=lambda it: self._preference(it, lane),
        )
        before = self._kept.get(found.user_id)
        if before is not None:
            before.lane.saver = None
        patience = self._patience * (1 << self._times(found, lane))
        self._kept[found.user_id] = keeping = Keeping(
            found, lane, head.conversation.id, found.load, now, patience
        )
        lane.saver = found
        found.saves_for = (head.place, lane.crew.key.weight)
        return keeping

    def release(self, lane: Lane) -> Taker | None:
        """Let a lane's saver be asked for everything again; return who it was."""
        taker = lane.saver
        if taker is not None:
            lane.saver = taker.saves_for = None
            del self._kept[taker.user_id]
        return taker

    def keeping(self, lane: Lane) -> Keeping | None:
        """Return who keeps room for a lane's head, and how long they do without getting on."""
        return self._kept[lane.saver.user_id] if lane.saver is not None else None

    def gets_on(self, keeping: Keeping, now: datetime) -> bool:
        """Whether there was something new in what a saver holds, so that they are waited for
        again. If not, it is noted that they have given up."""
        lane, taker = keeping.lane, keeping.taker
        if keeping.load != taker.load:
            keeping.load, keeping.since = taker.load, now
            return True
        lane.given_up[taker.user_id] = GivenUp(self._times(taker, lane) + 1, now + keeping.patience)
        return False

    def _times(self, taker: Taker, lane: Lane) -> int:
        known = lane.given_up.get(taker.user_id)
        return known.times if known is not None else 0

    def _first_without_saver(
        self, taker: Taker, at: Place, weight: int, now: datetime
    ) -> tuple[Lane, Waiting] | None:
        first: tuple[Lane, Waiting] | None = None
        for key in taker.crews:
            if key.weight <= weight:
                continue
            for lane in self._parked(key):
                if lane.saver is None and self._is_asked(taker, lane, now):
                    head = lane.head()
                    if head is not None and head.place < at:
                        first, at = (lane, head), head.place
        return first

    def _is_asked(self, taker: Taker, lane: Lane, now: datetime) -> bool:
        known = lane.given_up.get(taker.user_id)
        return (known is None or known.until <= now) and self.could_serve(taker, lane)

    def _may_save(self, taker: Taker, lane: Lane, now: datetime) -> bool:
        return taker.user_id not in self._kept and self._is_asked(taker, lane, now)

    def _preference(self, taker: Taker, lane: Lane) -> tuple[object, ...]:
        """Not who saves for something else already; who has least to finish first; longest idle."""
        missing = taker.load - most_beside(lane.crew.key.weight, taker.seat.capacity)
        return (taker.user_id in self._kept, missing, taker.idle_since, taker.user_id)
