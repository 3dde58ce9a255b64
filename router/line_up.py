"""The line-up: which lanes are worth a look, by the places of their heads.

A lane whose head nobody can take is **parked** with its crew and costs nothing until somebody of
that crew gains room, or until an agent whose room was kept from it gives up keeping it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from router.crews import CrewKey, Taker
from router.heaps import Heap, Tally
from router.lanes import Lane, Waiting
from router.matching import requirement
from router.order import Place
from router.roster import Roster
from router.saving import Keeping, Saving

_NOBODY: frozenset[str] = frozenset()


class LineUp:
    """All lanes of one board."""

    def __init__(self, roster: Roster, tally: Tally, *, patience: timedelta) -> None:
        self._roster = roster
        self._tally = tally
        self._lanes: dict[tuple[CrewKey, frozenset[str]], Lane] = {}
        self._parked: dict[CrewKey, dict[Lane, None]] = {}
        self._ready: Heap[tuple[Place, int, Lane]] = Heap(tally)
        self._serial = 0
        self._saving = Saving(self.parked, roster.members, patience)

    def parked(self, key: CrewKey) -> Collection[Lane]:
        """Return the lanes that are parked with a crew."""
        return self._parked.get(key, ())

    # Who waits

    def lane_for(self, waiting: Waiting) -> Lane | None:
        """Return the lane of a conversation that waits; None while it has no queue."""
        key = requirement(waiting.conversation)
        if key is None:
            return None
        declined = _NOBODY
        if waiting.rest_until is not None:
            declined = frozenset(waiting.conversation.declined_by)
        lane = self._lanes.get((key, declined))
        if lane is None:
            if self._roster.has_too_many_crews:
                self._forget_unused_crews()
            lane = Lane(self._roster.crew(key), declined, self._tally)
            self._lanes[key, declined] = lane
        return lane

    def add(self, lane: Lane, waiting: Waiting) -> None:
        """Let a conversation wait in its lane."""
        lane.add(waiting)
        if not lane.parked:
            self._make_ready(lane)
        elif lane.head() is waiting:
            self._release(lane)
            if lane.held_back:
                self._unpark(lane)

    def take_out(self, waiting: Waiting) -> None:
        """Take a conversation off its lane, if it is in one; it does not wait any more."""
        lane = waiting.lane
        if lane is None:
            return
        was_head = lane.head() is waiting
        lane.remove(waiting)
        if was_head:
            self._head_has_gone(lane)
        self._drop_if_empty(lane)

    # Who is there

    def wake(self, key: CrewKey) -> None:
        """Somebody of a crew has gained room: look at its lanes again."""
        for lane in tuple(self.parked(key)):
            self._unpark(lane)

    def seat_changed(self, taker: Taker) -> None:
        """An agent has changed or gone: who can serve a lane no more keeps no room for it."""
        lane = self._saving.lane_of(taker)
        if lane is not None and not self._saving.could_serve(taker, lane):
            self._release(lane)

    # Deciding

    def first(self) -> tuple[Lane, Waiting] | None:
        """Return the first of all heads whose lane is ready. It stays at the top of the line-up
        until :meth:`park` or :meth:`taken` is called for it."""
        while len(self._ready):
            at, _, lane = self._ready.top()
            head = lane.head() if lane.ready_at == at else None
            if head is None:
                self._ready.pop()
                if lane.ready_at == at:
                    lane.ready_at = None
                    self._drop_if_empty(lane)
            elif head.place != at:
                self._stand(lane, head.place, replace=True)
            else:
                return lane, head
        return None

    def keep_room(self, taker: Taker, lane: Lane, head: Waiting, now: datetime) -> Keeping | None:
        """If there is older, heavier work that ``taker``, about to be given ``head``, could serve,
        and nobody keeps room for it: make somebody keep it, and return that. Then the choice is to
        be made again."""
        return self._saving.appoint(taker, head.place, lane.crew.key.weight, now)

    def keeping(self, lane: Lane) -> Keeping | None:
        """Return who keeps room for a lane's head."""
        return self._saving.keeping(lane)

    def still_keeps(self, keeping: Keeping, now: datetime) -> bool:
        """Whether a saver, whose time is over, goes on keeping room; if not, they are let go."""
        if self._saving.gets_on(keeping, now):
            return True
        self._release(keeping.lane)
        return False

    def park(self, lane: Lane) -> None:
        """Nobody takes the head of the first lane: leave it alone."""
        self._ready.pop()
        lane.ready_at = None
        lane.parked = True
        # Whoever has no room has just left the pool; who is in still is passed over.
        lane.held_back = len(lane.crew.everybody) > 0
        self._parked.setdefault(lane.crew.key, {})[lane] = None

    def taken(self, lane: Lane, head: Waiting) -> None:
        """The head of the first lane has been given to somebody."""
        lane.remove(head)
        follower = lane.head()
        if follower is not None:
            self._stand(lane, follower.place, replace=True)
        else:
            self._ready.pop()
            lane.ready_at = None
            self._drop_if_empty(lane)
        self._head_has_gone(lane)

    # Inside

    def _head_has_gone(self, lane: Lane) -> None:
        lane.given_up.clear()
        self._release(lane)

    def _release(self, lane: Lane) -> None:
        """Let a lane's saver be; look again at what was kept from them."""
        taker = self._saving.release(lane)
        if taker is None:
            return
        for key in taker.crews:
            for other in tuple(self.parked(key)):
                if other.held_back:
                    self._unpark(other)

    def _unpark(self, lane: Lane) -> None:
        if not lane.parked:
            return
        lane.parked = lane.held_back = False
        parked = self._parked[lane.crew.key]
        del parked[lane]
        if not parked:
            del self._parked[lane.crew.key]
        self._make_ready(lane)

    def _make_ready(self, lane: Lane) -> None:
        head = lane.head()
        if head is not None and (lane.ready_at is None or head.place < lane.ready_at):
            self._stand(lane, head.place)

    def _stand(self, lane: Lane, at: Place, *, replace: bool = False) -> None:
        self._serial += 1
        lane.ready_at = at
        put = self._ready.replace if replace else self._ready.push
        put((at, self._serial, lane))

    def _drop_if_empty(self, lane: Lane) -> None:
        """Forget a short-lived lane that has done its service."""
        name = (lane.crew.key, lane.declined)
        if not lane.declined or lane.count or self._lanes.get(name) is not lane:
            return
        del self._lanes[name]
        self._unpark(lane)

    def _forget_unused_crews(self) -> None:
        used = {key for (key, _), lane in self._lanes.items() if lane.count}
        unused = self._roster.crew_keys() - used
        self._roster.forget_crews(unused)
        for key in unused:
            self._parked.pop(key, None)
        self._lanes = {name: lane for name, lane in self._lanes.items() if name[0] in used}
