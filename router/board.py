"""The board: what waits and who is there, in memory, kept up to date by events.

Nothing here does I/O and time is told to it. A decision costs O(log n) heap operations (amortised:
stale entries are dropped when they come to the top of a heap), however much waits and however many
agents there are. Work that nobody can take costs nothing (:mod:`router.line_up`). Only the first
appearance of a kind of work (queue, skills, weight) looks at all members of its queue.

The board may be behind the store: it proposes, the store's conditions decide, and what they refuse
is read again (:mod:`router.runner`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations.channels import Channel
from conversations.conversation import Conversation, State
from conversations.events import Committed, Event, SeatChanged
from conversations.people import Seat
from conversations.places import Queue
from router.deadlines import overflows_to, set_overflow, set_timers, still_holds
from router.explaining import WhyWaiting, why_waiting
from router.heaps import Tally
from router.lanes import Waiting, standing
from router.line_up import LineUp
from router.matching import Match, choose, explained
from router.offers import Offers
from router.roster import Roster
from router.saving import Keeping
from router.timers import Kind, Timer, Timers

ON_BOARD = frozenset({State.QUEUED, State.OFFERED, State.SNOOZED})
"""States in which a conversation is the router's business."""
VERSIONS_KEPT = 10_000
"""Of so many conversations that left the board, late events are still told from new ones."""


class Board:
    """Waiting work and agents at work."""

    def __init__(
        self,
        *,
        grace_s: float = 60.0,
        ask_again_s: float = 20.0,
        keep_room_s: float = 600.0,
        offers_at_once: int = 3,
    ) -> None:
        self._grace = timedelta(seconds=grace_s)
        self._ask_again = timedelta(seconds=ask_again_s)
        self.tally = Tally()
        self.timers = Timers(self.tally)
        self._work: dict[str, Waiting] = {}
        self._offers = Offers(offers_at_once)
        self._roster = Roster(self.tally, self._offers)
        self._line_up = LineUp(self._roster, self.tally, patience=timedelta(seconds=keep_room_s))
        self._queues: dict[str, Queue] = {}
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
        return self._roster.crews

    def seats(self) -> list[Seat]:
        """Return all seats."""
        return [taker.seat for taker in self._roster.takers.values()]

    def seat(self, user_id: str) -> Seat | None:
        """Return an agent's seat as last seen."""
        taker = self._roster.takers.get(user_id)
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
        offer = conversation.offer
        self._note_offer(conversation, offer.agent.id if offer is not None else None)
        after = standing(conversation, before, self._ask_again)
        lane = self._line_up.lane_for(after) if conversation.waits_for_agent else None
        if before is not None:
            if lane is not None and before.lane is lane and before.place == after.place:
                before.conversation = conversation
                if force:
                    set_timers(self.timers, before, self._queue_of(before))
                return True
            self._line_up.take_out(before)
        self._left.pop(id, None)
        self._work[id] = after
        set_timers(self.timers, after, self._queue_of(after))
        if lane is not None:
            self._line_up.add(lane, after)
        return True

    def forget(self, conversation_id: str) -> None:
        """Drop a conversation that is not in the store any more."""
        self._remove(conversation_id, 0)

    def see_seat(self, seat: Seat, *, force: bool = False) -> bool:
        """Take over a seat; an older or equal version is ignored (``force``: equal counts)."""
        known = self._roster.takers.get(seat.user_id)
        vanished_before = known.seat.vanished_at if known is not None and not force else None
        if not self._roster.see(seat, force=force):
            return False
        if seat.vanished_at is not None and seat.vanished_at != vanished_before:
            self.timers.set(
                seat.vanished_at + self._grace, Kind.GONE, seat.user_id, str(seat.vanished_at)
            )
        self._line_up.seat_changed(self._roster.takers[seat.user_id])
        self._let_in(seat.user_id)
        return True

    def forget_seat(self, user_id: str) -> None:
        """Drop the seat of somebody who is no agent any more."""
        taker = self._roster.forget(user_id)
        if taker is not None:
            self._line_up.seat_changed(taker)

    def put_queues(self, queues: list[Queue]) -> None:
        """Take over the queues' settings; waiting work gets its overflow time anew."""
        self._queues = {queue.id: queue for queue in queues}
        for waiting in self._work.values():
            set_overflow(self.timers, waiting, self._queue_of(waiting))

    # Deciding

    def next_match(self, now: datetime) -> Match | None:
        """Return the next decision, counted as made: the work is off its lane, and it stands at the
        agent and takes their room until the store's answer is seen. None: nobody can take anything
        that waits."""
        takers = self._roster.takers
        while (first := self._line_up.first()) is not None:
            lane, head = first
            conversation, crew = head.conversation, lane.crew
            resting = bool(lane.declined)
            taker = choose(conversation, head.place, crew, takers, resting=resting)
            if taker is None:
                self._line_up.park(lane)
            elif (keeping := self._line_up.keep_room(taker, lane, head, now)) is not None:
                self._ask_later(keeping)
            else:
                members = self._roster.members(crew.key.queue_id)
                match = explained(conversation, crew, taker, takers, members, now, resting=resting)
                taker.reserve(crew.key.weight, now)
                self._line_up.taken(lane, head)
                self._note_offer(conversation, taker.user_id)
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
            elif timer.kind is Kind.KEEP:
                self._ask(timer.id, now)
            else:
                due.append(timer)
        return due

    def overflow_of(self, conversation_id: str) -> Queue | None:
        """Return the queue that a conversation overflows to, if it is to overflow."""
        waiting = self._work.get(conversation_id)
        if waiting is None:
            return None
        to = overflows_to(waiting, self._queue_of(waiting))
        return self._queues.get(to) if to else None

    def why_waiting(self, conversation_id: str, now: datetime) -> WhyWaiting | None:
        """Say why a conversation waits, computed when asked; None if it does not wait."""
        waiting = self._work.get(conversation_id)
        if waiting is None or not waiting.conversation.waits_for_agent:
            return None
        queue = waiting.conversation.queue
        return why_waiting(
            waiting.conversation,
            self._roster.members(queue.id) if queue else {},
            now,
            resting=waiting.lane is not None and bool(waiting.lane.declined),
            asked_again_at=waiting.rest_until,
        )

    # Inside

    def _note_offer(self, conversation: Conversation, user_id: str | None) -> None:
        """Count what stands at an agent; whoever had enough until now is asked again. Also where
        their seat stays as it is: an offer that is accepted goes on taking the same room."""
        counted = None if conversation.channel is Channel.VOICE else user_id
        asked_again = self._offers.note(conversation.id, counted)
        if asked_again is not None:
            self._let_in(asked_again)

    def _let_in(self, user_id: str) -> None:
        for key in self._roster.let_in(user_id):
            self._line_up.wake(key)

    def _ask_later(self, keeping: Keeping) -> None:
        self.timers.set(keeping.until, Kind.KEEP, keeping.conversation_id, str(keeping.until))

    def _ask(self, conversation_id: str, now: datetime) -> None:
        """Ask whoever keeps room for a conversation whether they still do."""
        keeping = self._kept_for(conversation_id)
        if keeping is not None and self._line_up.still_keeps(keeping, now):
            self._ask_later(keeping)

    def _kept_for(self, conversation_id: str) -> Keeping | None:
        lane = self._work[conversation_id].lane
        return self._line_up.keeping(lane) if lane is not None else None

    def _queue_of(self, waiting: Waiting) -> Queue | None:
        queue = waiting.conversation.queue
        return self._queues.get(queue.id) if queue else None

    def _still_holds(self, timer: Timer) -> bool:
        if timer.kind is Kind.REFRESH:
            return True
        if timer.kind is Kind.GONE:
            seat = self.seat(timer.id)
            return seat is not None and str(seat.vanished_at) == timer.token
        waiting = self._work.get(timer.id)
        if waiting is None or not still_holds(timer, waiting):
            return False
        if timer.kind is Kind.KEEP:
            keeping = self._kept_for(timer.id)
            return keeping is not None and str(keeping.until) == timer.token
        return timer.kind is not Kind.OVERFLOW or self.overflow_of(timer.id) is not None

    def _remove(self, conversation_id: str, version: int) -> None:
        waiting = self._work.pop(conversation_id, None)
        if waiting is not None:
            self._line_up.take_out(waiting)
            self._note_offer(waiting.conversation, None)
        self._left[conversation_id] = version
        if len(self._left) > VERSIONS_KEPT:
            del self._left[next(iter(self._left))]
