"""Keeping room free, so that heavier work does not wait for ever behind lighter work.

A mail fits into a gap that a call does not fit into. If every gap were filled at once, no agent
would ever be free for the call. So for a parked lane whose head stands before lighter work, one
agent, its **saver**, is passed over for whatever stands behind that head, until it is served or
leaves. There is at most one saver for each lane, and an agent saves for one lane at most; what
stands before the head still comes to the saver.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import islice

from router.crews import CrewKey, Taker
from router.lanes import Lane
from router.order import Place

LOOKED_AT = 20
"""So many members of a queue, beside the one about to be asked, are compared to find a saver."""


class Saving:
    """Who keeps room for what."""

    def __init__(
        self,
        parked: Callable[[CrewKey], Collection[Lane]],
        members: Callable[[str], Mapping[str, Taker]],
    ) -> None:
        self._parked = parked
        self._members = members
        self._lanes: dict[str, Lane] = {}

    def lane_of(self, taker: Taker) -> Lane | None:
        """Return the lane that an agent saves for."""
        return self._lanes.get(taker.user_id)

    def could_serve(self, taker: Taker, lane: Lane) -> bool:
        """Whether an agent would be asked for a lane's head if they had more room."""
        key = lane.crew.key
        return (
            taker.present
            and key in taker.crews
            and key.weight <= taker.seat.capacity
            and taker.user_id not in lane.declined
        )

    def appoint(self, taker: Taker, at: Place, weight: int) -> bool:
        """Find a saver for the first lane that needs one before ``taker`` is given lighter work
        that stands at ``at``; False if none does."""
        lane = self._first_without_saver(taker, at, weight)
        if lane is None:
            return False
        members = islice(self._members(lane.crew.key.queue_id).values(), LOOKED_AT)
        found = min(
            (it for it in (taker, *members) if it is taker or self._may_save(it, lane)),
            key=self._preference,
        )
        saved_before = self._lanes.get(found.user_id)
        if saved_before is not None:
            saved_before.saver = None
        head = lane.head()
        self._lanes[found.user_id] = lane
        lane.saver = found
        found.saves_from = head.place if head is not None else None
        return True

    def head_came_first(self, lane: Lane, at: Place) -> None:
        """A lane has a new head, before the one it had: its saver saves for that one now."""
        if lane.saver is not None:
            lane.saver.saves_from = at

    def release(self, lane: Lane) -> Taker | None:
        """Let a lane's saver be asked for everything again; return who it was."""
        taker = lane.saver
        if taker is not None:
            lane.saver = taker.saves_from = None
            del self._lanes[taker.user_id]
        return taker

    def _first_without_saver(self, taker: Taker, at: Place, weight: int) -> Lane | None:
        first: Lane | None = None
        for key in taker.crews:
            if key.weight <= weight:
                continue
            for lane in self._parked(key):
                if lane.saver is None and self.could_serve(taker, lane):
                    head = lane.head()
                    if head is not None and head.place < at:
                        first, at = lane, head.place
        return first

    def _may_save(self, taker: Taker, lane: Lane) -> bool:
        return taker.user_id not in self._lanes and self.could_serve(taker, lane)

    def _preference(self, taker: Taker) -> tuple[object, ...]:
        """Not who saves for something else already; most room; longest idle."""
        room = taker.seat.capacity - taker.load
        return (taker.user_id in self._lanes, -room, taker.idle_since, taker.user_id)
