"""The runner: makes the board's decisions true in the store, and keeps the board true to it.

Every offer is a commit that the store carries out only if the conversation's version still stands
and the agent's seat can be claimed. So several runners, or a board that is behind, cost refused
commits and never a wrong assignment; the lease only spares that work. What is refused is read
again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.clock import Clock
from conversations.errors import Conflict, NotFound
from conversations.events import Committed, Event, SeatChanged, SettingsChanged
from conversations.people import SYSTEM_SCOPE, Seat
from conversations.ports import Bus, ConversationStore
from conversations.workbench import Workbench
from router import presence, steps
from router.attendance import Attendance
from router.board import ON_BOARD, Board
from router.explaining import WhyWaiting
from router.leadership import Leadership
from router.matching import Match
from router.overdue import Overdue
from router.ports import Lease, RouterStore, SeatStore
from router.timers import Kind, Timer

_log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(seconds=1)
"""After an error that is not a conflict (the store is away), one thing is tried again then."""
ROUND = 64
"""Offers decided before they are committed together; between rounds, timers and news come in."""
READING_AT_MOST = 20
"""Reading everything again takes at most one part in so many of the time."""
MARGIN_S = 0.005
"""Timers are in milliseconds: waking a little after the moment finds it due."""

Changes = Callable[[], Awaitable[Sequence[Event]]]
"""Where processes are apart: returns what others have committed since the last call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSettings:
    """Times in seconds."""

    offer_timeout_s: float = 30.0
    """How long an agent has to accept."""
    grace_s: float = 60.0
    """How long a vanished agent keeps their work."""
    ask_again_s: float = 20.0
    """How long an agent who declined is left alone with a conversation."""
    silent_after_s: float = 45.0
    """An agent without a sign of life for so long has vanished (their process died)."""
    reconcile_s: float = 30.0
    """How often everything is read again, as a net for missed events."""
    poll_s: float = 1.0
    """How often ``poll_changes`` is asked, where it is given."""


class Router:
    """Routes. Call :meth:`run`, or :meth:`step` with a clock of your own."""

    def __init__(
        self,
        *,
        store: RouterStore,
        conversations: ConversationStore,
        seats: SeatStore,
        workbench: Workbench,
        attendance: Attendance,
        bus: Bus,
        clock: Clock,
        settings: RouterSettings | None = None,
        lease: Lease | None = None,
        poll_changes: Changes | None = None,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._seats = seats
        self._attendance = attendance
        self._bus = bus
        self._clock = clock
        self.settings = settings or RouterSettings()
        self._leadership = Leadership(lease)
        self._overdue = Overdue(
            store=store,
            workbench=workbench,
            attendance=attendance,
            grace_s=self.settings.grace_s,
        )
        self._poll_changes = poll_changes
        self._board = self._empty_board()
        self._dirty: set[str] = set()
        self._queues_changed = False
        self._wake = asyncio.Event()
        self._step = asyncio.Lock()
        self._reconcile_at: datetime | None = None
        self._poll_at: datetime | None = None
        self.leading = False
        self.offers = 0
        self.refused = 0
        self.failures = 0

    def why_waiting(self, conversation_id: str) -> WhyWaiting | None:
        """Say why a conversation waits; None if it does not, or if another process routes."""
        return self._board.why_waiting(conversation_id, self._clock.now()) if self.leading else None

    async def on_event(self, event: Event) -> None:
        """Take an event over; subscribe this for :data:`HEARD` on the bus."""
        if not self.leading:
            return
        self._board.apply(event)
        if isinstance(event, Committed):
            before = event.before.holder if event.before else None
            if before != event.conversation.holder:
                self._dirty |= {id for id in (before, event.conversation.holder) if id}
        elif isinstance(event, SettingsChanged) and event.kind == "queue":
            self._queues_changed = True
        self._wake.set()

    async def run(self) -> None:
        """Route until cancelled; the lease is given up on the way out."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self.step()
                except Exception:
                    self.failures += 1
                    _log.exception("routing step failed; trying again")
                    await asyncio.sleep(TRY_AGAIN.total_seconds())
                await self._sleep()
        finally:
            self.leading = False
            await self._leadership.release()

    async def step(self) -> None:
        """Do everything that can be done now."""
        async with self._step:
            while await self._leads():
                await self._catch_up()
                await self._carry_out(self._board.due(self._clock.now()))
                await self._read_dirty_seats()
                if not await self._offer_round():
                    return

    def next_at(self) -> datetime | None:
        """Return when the next step is due if nothing happens before."""
        moments = [self._leadership.renew_at]
        if self.leading:
            moments += [self._reconcile_at, self._poll_at, self._board.timers.next_at()]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _sleep(self) -> None:
        next_at = self.next_at()
        seconds = None
        if next_at is not None:
            seconds = max(0.0, (next_at - self._clock.now()).total_seconds()) + MARGIN_S
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    # Leading, and keeping the board true

    async def _leads(self) -> bool:
        leads = await self._leadership.leads(self._clock.now())
        if leads and not self.leading:
            self._take_over(self._clock.now())
        elif self.leading and not leads:
            self._stand_down()
        return leads

    def _take_over(self, now: datetime) -> None:
        self._board = self._empty_board()
        self._reconcile_at = now
        self._poll_at = now if self._poll_changes is not None else None
        self.leading = True

    def _stand_down(self) -> None:
        _log.warning("another process routes now")
        self.leading = False
        self._dirty.clear()
        self._board = self._empty_board()

    def _empty_board(self) -> Board:
        return Board(grace_s=self.settings.grace_s, ask_again_s=self.settings.ask_again_s)

    async def _catch_up(self) -> None:
        now = self._clock.now()
        if self._reconcile_at is not None and now >= self._reconcile_at:
            await self._reconcile()
            read_in = (self._clock.now() - now).total_seconds()
            pause = max(self.settings.reconcile_s, READING_AT_MOST * read_in)
            self._reconcile_at = now + timedelta(seconds=pause)
        if self._poll_changes is not None and (self._poll_at is None or now >= self._poll_at):
            self._poll_at = now + timedelta(seconds=self.settings.poll_s)
            for event in await self._poll_changes():
                await self.on_event(event)
        if self._queues_changed:
            self._queues_changed = False
            self._board.put_queues(list(await self._store.queues()))
        await self._read_dirty_seats()

    async def _reconcile(self) -> None:
        """Read everything in bounded chunks; ask for what the board has and the store has not."""
        board = self._board
        board.put_queues(list(await self._store.queues()))
        unseen = {conversation.id: conversation.version for conversation in board.work()}
        async for chunk in self._store.live(sorted(ON_BOARD)):
            for conversation in chunk:
                unseen.pop(conversation.id, None)
                board.see(conversation)
        for conversation_id, version in unseen.items():
            known = board.conversation(conversation_id)
            if known is not None and known.version == version:
                await self._refresh(conversation_id)
        stored = await self._store.seats()
        for seat in stored:
            board.see_seat(seat)
        for user_id in {seat.user_id for seat in board.seats()} - {s.user_id for s in stored}:
            board.forget_seat(user_id)
        now = self._clock.now()
        for seat in stored:
            if presence.silent(seat, now, self.settings.silent_after_s):
                await self._attendance.fell_silent(seat.user_id, self.settings.silent_after_s)

    async def _refresh(self, conversation_id: str) -> None:
        try:
            conversation = await self._conversations.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            self._board.forget(conversation_id)
        else:
            self._board.see(conversation, force=True)

    async def _read_dirty_seats(self) -> None:
        """Claims and releases change a seat's load inside a commit: read it, and tell of it."""
        while self._dirty:
            user_id = self._dirty.pop()
            await self._read_seat(user_id)

    async def _read_seat(self, user_id: str) -> Seat | None:
        try:
            seat = await self._seats.seat(user_id)
        except NotFound:
            self._board.forget_seat(user_id)
            return None
        known = self._board.seat(user_id)
        self._board.see_seat(seat, force=True)
        if known is None or known.version < seat.version:
            await self._bus.publish(SeatChanged(seat=seat))
        return seat

    # Making decisions true

    async def _offer_round(self) -> bool:
        """Decide and commit up to :data:`ROUND` offers; False if there is nothing to offer."""
        now = self._clock.now()
        by_agent: dict[str, list[Match]] = {}
        for _ in range(ROUND):
            match = self._board.next_match(now)
            if match is None:
                break
            by_agent.setdefault(match.agent.id, []).append(match)
        # One agent's claims go one after the other: they would only collide on the seat.
        await asyncio.gather(*(self._offer_all(matches, now) for matches in by_agent.values()))
        return bool(by_agent)

    async def _offer_all(self, matches: Sequence[Match], now: datetime) -> None:
        for match in matches:
            try:
                try:
                    await self._offer(match, now)
                except Conflict:
                    self.refused += 1
                    await self._after_refusal(match)
            except NotFound:
                self._board.forget(match.conversation.id)
                self._dirty.add(match.agent.id)
            except Exception:
                self.failures += 1
                _log.exception("offer failed", extra={"conversation": match.conversation.id})
                self._dirty.add(match.agent.id)
                self._board.timers.set(now + TRY_AGAIN, Kind.REFRESH, match.conversation.id)

    async def _offer(self, match: Match, now: datetime) -> None:
        outcome = steps.offer(match, now, self.settings.offer_timeout_s)
        await self._conversations.commit(outcome)
        self.offers += 1
        # Told directly, so that it does not depend on who subscribed to the bus, and when.
        self._board.see(outcome.after)
        self._dirty.add(match.agent.id)
        await self._bus.publish(
            Committed(conversation=outcome.after, before=outcome.before, entries=outcome.entries)
        )

    async def _after_refusal(self, match: Match) -> None:
        """The board was behind: read both. If that shows no reason, wait before trying again."""
        seen = self._board.seat(match.agent.id)
        seat = await self._read_seat(match.agent.id)
        conversation = match.conversation
        stored = await self._conversations.get(conversation.id, SYSTEM_SCOPE)
        moved_on = stored.version != conversation.version or seat is None
        if moved_on or seen is None or (seat is not None and seat.version != seen.version):
            self._board.see(stored, force=True)
        else:
            self._board.timers.set(self._clock.now() + TRY_AGAIN, Kind.REFRESH, conversation.id)

    # What falls due

    async def _carry_out(self, due: Sequence[Timer]) -> None:
        for start in range(0, len(due), ROUND):
            await asyncio.gather(*(self._carry_out_one(t) for t in due[start : start + ROUND]))

    async def _carry_out_one(self, timer: Timer) -> None:
        try:
            await self._act(timer)
        except NotFound:
            if timer.kind is not Kind.GONE:
                self._board.forget(timer.id)
        except Exception:
            self.failures += 1
            _log.exception("%s of %s failed; trying again", timer.kind, timer.id)
            again = self._clock.now() + TRY_AGAIN
            self._board.timers.set(again, timer.kind, timer.id, timer.token)

    async def _act(self, timer: Timer) -> None:
        if timer.kind is Kind.GONE:
            returned = await self._overdue.return_work_of(timer.id)
            for conversation_id in returned:
                await self._refresh(conversation_id)
            await self._read_seat(timer.id)
            return
        if timer.kind is not Kind.REFRESH:
            await self._overdue.carry_out(timer, self._board.overflow_of(timer.id))
        # Also when there was nothing to do: then the board was behind.
        await self._refresh(timer.id)


HEARD = (Committed, SeatChanged, SettingsChanged)
"""The kinds of events that :meth:`Router.on_event` wants from the bus."""
