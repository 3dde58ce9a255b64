"""Figures of queues for the wallboard and for those who wait, kept by events.

Definitions (also in ``docs/metrics.md``):

- **waiting**: conversations of the queue that wait for an agent or are offered to one (a caller in
  the menu does not wait yet); **longest wait** counts from the oldest ``queued_at`` among them.
- **service level** of a day: of the conversations that got their first response that day, or were
  abandoned that day before one, the share answered within ``target_s`` of ``queued_at``.
- **expected wait** of the n-th in line: n × the smoothed interval at which the queue hands out work
  while others are left waiting; for the first in line, where work never had to wait for agents,
  what is left of the smoothed wait. None until there have been three of either, when the last hour
  brought none, and while nobody of the queue is at work.
- **on call**, **in wrap-up**: agents of the queue whose call is under way, or is over and being
  written down (:mod:`router.on_calls`), whichever queue it came through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from conversations.conversation import Conversation, State
from conversations.events import Committed, Event, SeatChanged
from conversations.people import Presence, Seat
from conversations.places import Queue
from router.on_calls import Doing, Engagement, OnCalls, engaged
from router.order import Place, place
from router.ranking import Ranking
from router.smoothing import STRETCH, Smoothed

IN_WORK = frozenset({State.ACTIVE, State.PENDING})
FORGOTTEN = 10_000
"""Of so many closed conversations the version is remembered, against late events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStats:
    """One queue at one moment. Times are seconds."""

    queue_id: str
    waiting: int
    longest_wait_since: datetime | None
    expected_wait_s: float | None
    offered: int
    active: int
    agents: dict[Presence, int]
    on_call: int
    wrap_up: int
    met: int
    """First responses of today within the target."""
    answered_or_lost: int
    """First responses and unanswered abandons of today: what ``met`` is a share of."""
    abandoned_today: int
    sentiment: float | None
    """Mean sentiment score of the open conversations that have one."""


@dataclass(slots=True)
class _Figures:
    line: Ranking[Place] = field(default_factory=Ranking)
    by_age: Ranking[tuple[datetime, int]] = field(default_factory=Ranking)
    states: Counter[State] = field(default_factory=Counter)
    presences: Counter[Presence] = field(default_factory=Counter)
    doing: Counter[Doing] = field(default_factory=Counter)
    met: int = 0
    total: int = 0
    abandoned: int = 0
    score_sum: float = 0.0
    scores: int = 0
    interval: Smoothed = field(default_factory=Smoothed)
    wait: Smoothed = field(default_factory=Smoothed)
    handed_out_at: datetime | None = None
    """When work was last handed out with somebody left waiting; None if nobody was."""


class Figures:
    """All queues' figures. ``day_of``: the time zone in which a day begins and ends."""

    def __init__(self, day_of: tzinfo = UTC) -> None:
        self._zone = day_of
        self._day: date | None = None
        self._targets: dict[str, int] = {}
        self._queues: dict[str, _Figures] = {}
        self._open: dict[str, Conversation] = {}
        self._closed: dict[str, int] = {}
        self._seats: dict[str, Seat] = {}
        self._calls = OnCalls()

    # Keeping them up to date

    def put_queues(self, queues: list[Queue]) -> None:
        """Take over the queues' service-level targets."""
        self._targets = {queue.id: queue.target_s for queue in queues}

    def restore_today(self, queue_id: str, *, met: int, total: int, abandoned: int) -> None:
        """Begin with what the timelines say of today, after a start."""
        figures = self._of(queue_id)
        figures.met, figures.total, figures.abandoned = met, total, abandoned

    def observe(self, conversation: Conversation) -> bool:
        """Take over a conversation's present state, and nothing of its history; False if it is
        known already."""
        known = self._open.get(conversation.id)
        version = known.version if known else self._closed.get(conversation.id, -1)
        if conversation.version <= version:
            return False
        if known is not None:
            self._count(known, -1)
        if conversation.is_open:
            self._open[conversation.id] = conversation
            self._closed.pop(conversation.id, None)
            self._count(conversation, 1)
            return True
        self._open.pop(conversation.id, None)
        self._closed[conversation.id] = conversation.version
        if len(self._closed) > FORGOTTEN:
            del self._closed[next(iter(self._closed))]
        return True

    def observe_seat(self, seat: Seat) -> None:
        """Take over an agent's seat."""
        known = self._seats.get(seat.user_id)
        if known is not None:
            if seat.version < known.version:
                return
            self._count_seat(known, -1)
        self._seats[seat.user_id] = seat
        self._count_seat(seat, 1)

    async def on_event(self, event: Event) -> None:
        """Take over an event; subscribe this for Committed and SeatChanged."""
        self.apply(event)

    def apply(self, event: Event) -> None:
        """Take over an event: the present state, and what it adds to today's history."""
        if isinstance(event, SeatChanged):
            self.observe_seat(event.seat)
            return
        if not isinstance(event, Committed):
            return
        # What other processes commit comes without the state before; what was known stands for it.
        before = event.before or self._open.get(event.conversation.id)
        if self.observe(event.conversation) and before is not None:
            self._draw(before, event.conversation)

    # Asking

    def of(self, queue_id: str, now: datetime) -> QueueStats:
        """Return a queue's figures."""
        self._turn_day(now)
        figures = self._of(queue_id)
        oldest = figures.by_age.first()
        waiting = len(figures.line)
        return QueueStats(
            queue_id=queue_id,
            waiting=waiting,
            longest_wait_since=oldest[0] if oldest else None,
            expected_wait_s=self._expected(figures, waiting + 1, now, now),
            offered=figures.states[State.OFFERED],
            active=sum(figures.states[state] for state in IN_WORK),
            agents={presence: figures.presences[presence] for presence in Presence},
            on_call=figures.doing[Doing.ON_CALL],
            wrap_up=figures.doing[Doing.WRAP_UP],
            met=figures.met,
            answered_or_lost=figures.total,
            abandoned_today=figures.abandoned,
            sentiment=figures.score_sum / figures.scores if figures.scores else None,
        )

    def engagement(self, user_id: str) -> Engagement | None:
        """Return what an agent's calls have them do, and since when; None if nothing."""
        return self._calls.of(user_id)

    def queue_ids(self) -> list[str]:
        """Return the queues that there are figures of."""
        return sorted(self._targets.keys() | self._queues.keys())

    def position(self, conversation_id: str) -> int | None:
        """Return the place in line: 1 is next; None if the conversation does not wait."""
        it = self._open.get(conversation_id)
        if it is None or not _waits(it) or it.queue is None:
            return None
        return self._of(it.queue.id).line.position(place(it))

    def expected_wait_s(self, conversation_id: str, now: datetime) -> float | None:
        """Return how long a conversation will probably still wait, or None if that is not known."""
        position = self.position(conversation_id)
        it = self._open.get(conversation_id)
        if position is None or it is None or it.queue is None:
            return None
        return self._expected(self._of(it.queue.id), position, place(it)[1], now)

    # Inside

    def _of(self, queue_id: str) -> _Figures:
        figures = self._queues.get(queue_id)
        if figures is None:
            figures = self._queues[queue_id] = _Figures()
        return figures

    def _count_seat(self, seat: Seat, step: int) -> None:
        doing = self._calls.doing(seat.user_id)
        for queue_id in seat.queue_ids:
            figures = self._of(queue_id)
            figures.presences[seat.presence] += step
            if doing is not None:
                figures.doing[doing] += step

    def _count(self, it: Conversation, step: int) -> None:
        for user_id, engagement in engaged(it).items():
            seat = self._seats.get(user_id)
            if seat is not None:
                self._count_seat(seat, -1)
            self._calls.put(user_id, it.id, engagement if step > 0 else None)
            if seat is not None:
                self._count_seat(seat, 1)
        if it.queue is None:
            return
        figures = self._of(it.queue.id)
        figures.states[it.state] += step
        if it.sentiment_score is not None:
            figures.scores += step
            figures.score_sum += step * it.sentiment_score
        if _waits(it):
            where = place(it)
            change = Ranking.add if step > 0 else Ranking.remove
            change(figures.line, where)
            change(figures.by_age, (where[1], it.number))

    def _draw(self, before: Conversation, after: Conversation) -> None:
        """Draw from one commit what it adds to the history of its queue."""
        now = after.changed_at
        self._turn_day(now)
        queue = before.queue
        if queue is None:
            return
        figures = self._of(queue.id)
        if _waits(before) and after.state is State.ACTIVE:
            self._handed_out(figures, before, now)
        if before.first_response_at is None and before.queued_at is not None:
            if after.first_response_at is not None:
                waited = (after.first_response_at - before.queued_at).total_seconds()
                figures.total += 1
                figures.met += waited <= self._targets.get(queue.id, 0)
            elif after.state is State.ABANDONED:
                figures.total += 1
        # A caller who hung up in the menu never waited for the queue.
        queued = before.queued_at is not None and before.state is not State.ABANDONED
        figures.abandoned += queued and after.state is State.ABANDONED

    def _handed_out(self, figures: _Figures, before: Conversation, now: datetime) -> None:
        if before.queued_at is not None:
            figures.wait.take((now - before.queued_at).total_seconds(), now)
        # After a longer pause (a night), the pause itself says nothing of the pace.
        if figures.handed_out_at is not None and now - figures.handed_out_at <= STRETCH:
            figures.interval.take((now - figures.handed_out_at).total_seconds(), now)
        figures.handed_out_at = now if len(figures.line) else None

    def _expected(
        self, figures: _Figures, position: int, since: datetime, now: datetime
    ) -> float | None:
        """What is said to one who waits ``since`` at ``position``, or None if nothing honest is."""
        if not figures.presences[Presence.AVAILABLE] + figures.presences[Presence.BUSY]:
            return None
        if figures.interval.known(now):
            pace = figures.interval.value
            if figures.handed_out_at is not None:
                pace = max(pace, (now - figures.handed_out_at).total_seconds())
            return position * pace
        left = figures.wait.value - (now - since).total_seconds()
        return left if position == 1 and figures.wait.known(now) and left >= 0 else None

    def _turn_day(self, now: datetime) -> None:
        day = now.astimezone(self._zone).date()
        if self._day is not None and day > self._day:
            for figures in self._queues.values():
                figures.met = figures.total = figures.abandoned = 0
        self._day = max(day, self._day) if self._day else day


def _waits(it: Conversation) -> bool:
    return it.waits_for_agent or it.state is State.OFFERED
