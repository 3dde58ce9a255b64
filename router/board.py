"""The board: what waits and who is there, in memory, kept up to date by events.

Nothing here does I/O and time is told to it. A decision costs O(log n) heap operations (amortised:
stale entries are dropped when they come to the top of a heap), however much waits and however many
agents there are. Work that nobody can take is parked with its crew and costs nothing until somebody
of that crew gains room. Only the first appearance of a kind of work (queue, skills, weight) looks
at all members of its queue.

The board may be behind the store: it proposes, the store's conditions decide, and what they refuse
is read again (:mod:`router.runner`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from conversations.conversation import Conversation, Ref, State
from conversations.events import Committed, Event, SeatChanged
from conversations.people import Seat
from conversations.places import Queue
from router.crews import Crew, CrewKey, Taker
from router.heaps import Heap, Tally
from router.lanes import Lane, Place, Waiting
from router.matching import Candidate, Match, candidates, choose, listing, reasons, requirement
from router.timers import Kind, Timer, Timers

ON_BOARD = frozenset({State.QUEUED, State.OFFERED, State.SNOOZED})
"""States in which a conversation is the router's business."""
CREWS_KEPT = 1024
"""Beyond so many kinds of work, those with nothing waiting are forgotten."""
VERSIONS_KEPT = 10_000
"""Of so many conversations that left the board, late events are still told from new ones."""
EXAMINED = 1000
"""At most so many members of a queue are examined to say why a conversation waits."""

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WhyWaiting:
    """Why a conversation has not been offered: how many agents each rule keeps from it."""

    waited_s: int
    codes: dict[str, int]
    """Code of :func:`router.matching.ruled_out` → agents; ``no_queue``, ``nobody`` (the queue has
    no members) or ``free`` (qualified, the next decision is theirs)."""
    candidates: tuple[Candidate, ...]
    total_candidates: int
    asked_again_at: datetime | None
    """When those who declined may be asked again, if that is being waited for."""


class Board:
    """Waiting work and agents at work."""

    def __init__(self, *, grace_s: float = 60.0, ask_again_s: float = 20.0) -> None:
        self._grace = timedelta(seconds=grace_s)
        self._ask_again = timedelta(seconds=ask_again_s)
        self.tally = Tally()
        self.timers = Timers(self.tally)
        self._work: dict[str, Waiting] = {}
        self._takers: dict[str, Taker] = {}
        self._members: dict[str, dict[str, Taker]] = {}
        self._queues: dict[str, Queue] = {}
        self._crews: dict[CrewKey, Crew] = {}
        self._crews_of_queue: dict[str, dict[CrewKey, Crew]] = {}
        self._lanes: dict[tuple[CrewKey, frozenset[str]], Lane] = {}
        self._parked: dict[CrewKey, list[Lane]] = {}
        self._ready: Heap[tuple[Place, int, Lane]] = Heap(self.tally)
        self._serial = 0
        self._crews_kept = CREWS_KEPT
        self._left: dict[str, int] = {}

    # What is on the board

    def work(self) -> list[Conversation]:
        """Return all conversations on the board (for reconciling, not for deciding)."""
        return [waiting.conversation for waiting in self._work.values()]

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation if it is on the board."""
        waiting = self._work.get(conversation_id)
        return waiting.conversation if waiting else None

    @property
    def kinds_of_work(self) -> int:
        """How many combinations of queue, skills and weight the board keeps a crew for."""
        return len(self._crews)

    def seats(self) -> list[Seat]:
        """Return all seats."""
        return [taker.seat for taker in self._takers.values()]

    def seat(self, user_id: str) -> Seat | None:
        """Return an agent's seat as last seen."""
        taker = self._takers.get(user_id)
        return taker.seat if taker else None

    # Keeping it up to date

    def apply(self, event: Event) -> None:
        """Take over what an event tells, unless something newer is known."""
        if isinstance(event, Committed):
            self.see(event.conversation)
        elif isinstance(event, SeatChanged):
            self.see_seat(event.seat)

    def see(self, conversation: Conversation, *, force: bool = False) -> bool:
        """Take over a conversation's state; an older or equal version is ignored.

        ``force``: the state was just read from the store, so an equal version counts too.
        """
        id = conversation.id
        before = self._work.get(id)
        known = before.conversation.version if before else self._left.get(id, -1)
        if conversation.version < known or (conversation.version == known and not force):
            return False
        if conversation.state not in ON_BOARD:
            self._remove(id, conversation.version)
            return True
        after = self._standing(conversation, before)
        lane = self._lane_for(after) if conversation.state is State.QUEUED else None
        if before is not None:
            if lane is not None and before.lane is lane and before.place == after.place:
                before.conversation = conversation
                if force:
                    self._set_timers(before)
                return True
            self._take_out(before)
        self._left.pop(id, None)
        self._work[id] = after
        self._set_timers(after)
        if lane is not None:
            lane.add(after)
            self._make_ready(lane)
        return True

    def forget(self, conversation_id: str) -> None:
        """Drop a conversation that is not in the store any more."""
        self._remove(conversation_id, 0)

    def see_seat(self, seat: Seat, *, force: bool = False) -> bool:
        """Take over a seat; an older or equal version is ignored (``force``: equal counts)."""
        taker = self._takers.get(seat.user_id)
        vanished_before = taker.seat.vanished_at if taker is not None and not force else None
        if taker is None:
            taker = self._takers[seat.user_id] = Taker(seat)
            self._enlist(taker)
        else:
            old = taker.seat
            if seat.version < old.version or (seat.version == old.version and not force):
                return False
            taker.update(seat)
            if (old.queue_ids, old.skills, old.languages) != (
                seat.queue_ids,
                seat.skills,
                seat.languages,
            ):
                self._dismiss(taker, old.queue_ids)
                taker.abilities(seat)
                self._enlist(taker)
        if seat.vanished_at is not None and seat.vanished_at != vanished_before:
            self.timers.set(
                seat.vanished_at + self._grace, Kind.GONE, seat.user_id, str(seat.vanished_at)
            )
        self._take_in(taker)
        return True

    def forget_seat(self, user_id: str) -> None:
        """Drop the seat of somebody who is no agent any more."""
        taker = self._takers.pop(user_id, None)
        if taker is not None:
            self._dismiss(taker, taker.seat.queue_ids)

    def put_queues(self, queues: list[Queue]) -> None:
        """Take over the queues' settings; waiting work gets its overflow time anew."""
        self._queues = {queue.id: queue for queue in queues}
        for waiting in self._work.values():
            self._set_overflow(waiting)

    # Deciding

    def next_match(self, now: datetime) -> Match | None:
        """Return the next decision, counted as made: the work is off its lane and the agent's room
        is taken until the store's answer is seen. None: nobody can take anything that waits."""
        while len(self._ready):
            at, _, lane = self._ready.top()
            head = lane.head() if lane.ready_at == at else None
            if head is None:
                self._ready.pop()
                if lane.ready_at == at:
                    lane.ready_at = None
                    self._drop_if_empty(lane)
                continue
            if head.place != at:
                self._stand(lane, head.place, replace=True)
                continue
            conversation, crew = head.conversation, lane.crew
            resting = bool(lane.declined)
            taker = choose(conversation, crew, self._takers, resting=resting)
            if taker is None:
                self._ready.pop()
                lane.ready_at = None
                self._parked.setdefault(crew.key, []).append(lane)
                continue
            match = self._match(conversation, crew, taker, now, resting=resting)
            taker.reserve(crew.key.weight, now)
            lane.remove(head)
            follower = lane.head()
            if follower is not None:
                self._stand(lane, follower.place, replace=True)
            else:
                self._ready.pop()
                lane.ready_at = None
                self._drop_if_empty(lane)
            return match
        return None

    def due(self, now: datetime) -> list[Timer]:
        """Return what has fallen due and still holds; the caller carries it out."""
        due = []
        seen: set[tuple[Kind, str]] = set()
        while (timer := self.timers.take(now)) is not None:
            if (timer.kind, timer.id) in seen or not self._still_holds(timer):
                continue
            seen.add((timer.kind, timer.id))
            if timer.kind is Kind.REST:
                waiting = self._work[timer.id]
                waiting.rest_until = None
                self.see(waiting.conversation, force=True)
            else:
                due.append(timer)
        return due

    def overflow_of(self, conversation_id: str) -> Queue | None:
        """Return the queue that a conversation overflows to, if it is to overflow."""
        waiting = self._work.get(conversation_id)
        if waiting is None or waiting.conversation.queue is None:
            return None
        queue = self._queues.get(waiting.conversation.queue.id)
        if queue is None or queue.overflow_queue_id is None or queue.overflow_after_s is None:
            return None
        if queue.overflow_queue_id in waiting.passed or queue.overflow_queue_id == queue.id:
            return None
        return self._queues.get(queue.overflow_queue_id)

    def why_waiting(self, conversation_id: str, now: datetime) -> WhyWaiting | None:
        """Say why a conversation waits, computed when asked; None if it does not wait."""
        waiting = self._work.get(conversation_id)
        if waiting is None or waiting.conversation.state is not State.QUEUED:
            return None
        conversation = waiting.conversation
        members = self._members.get(conversation.queue.id, {}) if conversation.queue else {}
        resting = waiting.lane is not None and bool(waiting.lane.declined)
        looked_at = list(islice(members.values(), EXAMINED))
        listed = listing(conversation, looked_at, resting=resting)
        codes: dict[str, int] = {}
        for candidate in listed:
            code = candidate.get("ruled_out", "free")
            codes[code] = codes.get(code, 0) + 1
        if not codes:
            codes = {"nobody" if conversation.queue else "no_queue": 0}
        since = conversation.queued_at or conversation.created_at
        return WhyWaiting(
            waited_s=max(0, int((now - since).total_seconds())),
            codes=codes,
            candidates=listed[:20],
            total_candidates=len(members),
            asked_again_at=waiting.rest_until,
        )

    # Inside

    def _match(
        self, conversation: Conversation, crew: Crew, taker: Taker, now: datetime, *, resting: bool
    ) -> Match:
        members = self._members[crew.key.queue_id]
        return Match(
            conversation,
            Ref(id=taker.user_id, name=taker.seat.name),
            reasons(conversation, taker, now),
            candidates(conversation, crew, self._takers, members, chosen=taker, resting=resting),
            len(members),
        )

    def _standing(self, conversation: Conversation, before: Waiting | None) -> Waiting:
        """Return the conversation's new standing, with what is remembered of this wait."""
        since = conversation.queued_at or conversation.created_at
        entered_at, passed, rest_until = since, _NOBODY, None
        if before is not None:
            old = before.conversation
            if old.queued_at == conversation.queued_at:
                entered_at, passed = before.entered_at, before.passed
                if old.queue != conversation.queue:
                    entered_at = conversation.changed_at
                    passed = passed | {old.queue.id} if old.queue else passed
            rest_until = before.rest_until
            if old.offer is not None and conversation.offer is None:
                rest_until = conversation.changed_at + self._ask_again
        if before is None or before.conversation.declined_by != conversation.declined_by:
            rest_until = conversation.changed_at + self._ask_again
        return Waiting(
            conversation,
            entered_at=entered_at,
            passed=passed,
            rest_until=rest_until if conversation.declined_by else None,
        )

    def _set_timers(self, waiting: Waiting) -> None:
        conversation = waiting.conversation
        if conversation.offer is not None:
            offer = conversation.offer
            self.timers.set(offer.expires_at, Kind.OFFER, conversation.id, offer.id)
        if conversation.state is State.SNOOZED and conversation.snoozed_until is not None:
            until = conversation.snoozed_until
            self.timers.set(until, Kind.WAKE, conversation.id, str(until))
        if conversation.state is State.QUEUED and waiting.rest_until is not None:
            until = waiting.rest_until
            self.timers.set(until, Kind.REST, conversation.id, str(until))
        self._set_overflow(waiting)

    def _set_overflow(self, waiting: Waiting) -> None:
        conversation = waiting.conversation
        if conversation.state is not State.QUEUED or conversation.queue is None:
            return
        queue = self._queues.get(conversation.queue.id)
        if queue is not None and queue.overflow_after_s is not None:
            at = waiting.entered_at + timedelta(seconds=queue.overflow_after_s)
            self.timers.set(at, Kind.OVERFLOW, conversation.id, queue.id)

    def _still_holds(self, timer: Timer) -> bool:
        if timer.kind is Kind.REFRESH:
            return True
        if timer.kind is Kind.GONE:
            taker = self._takers.get(timer.id)
            return taker is not None and str(taker.seat.vanished_at) == timer.token
        waiting = self._work.get(timer.id)
        if waiting is None:
            return False
        it = waiting.conversation
        if timer.kind is Kind.OFFER:
            return it.offer is not None and it.offer.id == timer.token
        if timer.kind is Kind.WAKE:
            return it.state is State.SNOOZED and str(it.snoozed_until) == timer.token
        if timer.kind is Kind.REST:
            return it.state is State.QUEUED and str(waiting.rest_until) == timer.token
        in_queue = it.queue is not None and it.queue.id == timer.token
        return it.state is State.QUEUED and in_queue and self.overflow_of(it.id) is not None

    def _remove(self, conversation_id: str, version: int) -> None:
        waiting = self._work.pop(conversation_id, None)
        if waiting is not None:
            self._take_out(waiting)
        self._left[conversation_id] = version
        if len(self._left) > VERSIONS_KEPT:
            del self._left[next(iter(self._left))]

    def _lane_for(self, waiting: Waiting) -> Lane | None:
        key = requirement(waiting.conversation)
        if key is None:
            return None
        declined = _NOBODY
        if waiting.rest_until is not None:
            declined = frozenset(waiting.conversation.declined_by)
        lane = self._lanes.get((key, declined))
        if lane is None:
            lane = self._lanes[key, declined] = Lane(self._crew(key), declined, self.tally)
        return lane

    def _make_ready(self, lane: Lane) -> None:
        """Let a lane stand among the ready ones at its head's place, unless it is parked."""
        head = lane.head()
        if head is None or lane in self._parked.get(lane.crew.key, ()):
            return
        if lane.ready_at is None or head.place < lane.ready_at:
            self._stand(lane, head.place)

    def _stand(self, lane: Lane, at: Place, *, replace: bool = False) -> None:
        self._serial += 1
        lane.ready_at = at
        put = self._ready.replace if replace else self._ready.push
        put((at, self._serial, lane))

    def _take_out(self, waiting: Waiting) -> None:
        lane = waiting.lane
        if lane is not None:
            lane.remove(waiting)
            self._drop_if_empty(lane)

    def _drop_if_empty(self, lane: Lane) -> None:
        """Forget a short-lived lane that has done its service."""
        name = (lane.crew.key, lane.declined)
        if not lane.declined or lane.count or self._lanes.get(name) is not lane:
            return
        del self._lanes[name]
        parked = self._parked.get(lane.crew.key)
        if parked is not None and lane in parked:
            parked.remove(lane)

    def _crew(self, key: CrewKey) -> Crew:
        crew = self._crews.get(key)
        if crew is not None:
            return crew
        if len(self._crews) >= self._crews_kept:
            self._forget_unused_crews()
        crew = self._crews[key] = Crew(key, self.tally)
        self._crews_of_queue.setdefault(key.queue_id, {})[key] = crew
        for taker in self._members.get(key.queue_id, {}).values():
            if key.skills <= taker.skills:
                taker.crews[key] = crew
                if taker.has_room_for(key.weight):
                    crew.join(taker)
        return crew

    def _forget_unused_crews(self) -> None:
        used = {key for (key, _), lane in self._lanes.items() if lane.count}
        for key in self._crews.keys() - used:
            del self._crews[key]
            del self._crews_of_queue[key.queue_id][key]
            self._parked.pop(key, None)
            for taker in self._members.get(key.queue_id, {}).values():
                taker.crews.pop(key, None)
        for name in [name for name in self._lanes if name[0] not in used]:
            del self._lanes[name]
        self._crews_kept = max(CREWS_KEPT, 2 * len(used))

    def _enlist(self, taker: Taker) -> None:
        for queue_id in taker.seat.queue_ids:
            self._members.setdefault(queue_id, {})[taker.user_id] = taker
            for key, crew in self._crews_of_queue.get(queue_id, {}).items():
                if key.skills <= taker.skills:
                    taker.crews[key] = crew

    def _dismiss(self, taker: Taker, queue_ids: tuple[str, ...]) -> None:
        for queue_id in queue_ids:
            self._members[queue_id].pop(taker.user_id, None)
        for crew in taker.crews.values():
            crew.leave(taker)
        taker.crews.clear()

    def _take_in(self, taker: Taker) -> None:
        """Let an agent into every crew they have room for, and wake what was parked there."""
        if not taker.present:
            return
        for key, crew in taker.crews.items():
            if taker.has_room_for(key.weight) and crew.join(taker):
                for lane in self._parked.pop(key, ()):
                    self._make_ready(lane)
