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
from datetime import datetime, timedelta

from conversations.clock import Clock
from conversations.errors import Conflict, NotFound
from conversations.events import Committed, Event, SeatChanged, SettingsChanged
from conversations.people import SYSTEM_SCOPE
from conversations.ports import Bus, ConversationStore
from conversations.workbench import Workbench
from router import steps
from router.attendance import Attendance
from router.board import Board
from router.explaining import WhyWaiting
from router.leadership import Leadership
from router.matching import Match
from router.overdue import Overdue
from router.ports import Lease, RouterStore, SeatStore
from router.settings import RouterSettings
from router.timers import Kind, Timer
from router.upkeep import Upkeep

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
        self._upkeep = self._begin_anew()
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
        return (
            self._upkeep.board.why_waiting(conversation_id, self._clock.now())
            if self.leading
            else None
        )

    async def on_event(self, event: Event) -> None:
        """Take an event over; subscribe this for :data:`HEARD` on the bus."""
        if not self.leading:
            return
        self._upkeep.hear(event)
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
                if not self.leading:
                    return
                # One may bring up the next: an offer that ends now may be due to overflow.
                while due := self._upkeep.board.due(self._clock.now()):
                    await self._carry_out(due)
                await self._upkeep.read_what_is_in_doubt()
                if not await self._offer_round():
                    return

    def next_at(self) -> datetime | None:
        """Return when the next step is due if nothing happens before."""
        moments = [self._leadership.renew_at]
        if self.leading:
            moments += [self._reconcile_at, self._poll_at, self._upkeep.board.timers.next_at()]
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
        self._upkeep = self._begin_anew()
        self._reconcile_at = now
        self._poll_at = now if self._poll_changes is not None else None
        self.leading = True

    def _stand_down(self) -> None:
        _log.warning("another process routes now")
        self.leading = False
        self._upkeep = self._begin_anew()

    def _begin_anew(self) -> Upkeep:
        return Upkeep(
            Board(
                grace_s=self.settings.grace_s,
                ask_again_s=self.settings.ask_again_s,
                keep_room_s=self.settings.keep_room_s,
                offers_at_once=self.settings.offers_at_once,
            ),
            store=self._store,
            conversations=self._conversations,
            seats=self._seats,
            attendance=self._attendance,
            bus=self._bus,
            clock=self._clock,
            silent_after_s=self.settings.silent_after_s,
        )

    async def _catch_up(self) -> None:
        now = self._clock.now()
        if self._reconcile_at is not None and now >= self._reconcile_at:
            await self._upkeep.read_everything(self._leads)
            read_in = (self._clock.now() - now).total_seconds()
            pause = max(self.settings.reconcile_s, READING_AT_MOST * read_in)
            self._reconcile_at = now + timedelta(seconds=pause)
        if self._poll_changes is not None and (self._poll_at is None or now >= self._poll_at):
            self._poll_at = now + timedelta(seconds=self.settings.poll_s)
            for event in await self._poll_changes():
                await self.on_event(event)
        await self._upkeep.read_what_is_in_doubt()

    # Making decisions true

    async def _offer_round(self) -> bool:
        """Decide and commit up to :data:`ROUND` offers; False if there is nothing to offer."""
        now = self._clock.now()
        by_agent: dict[str, list[Match]] = {}
        for _ in range(ROUND):
            match = self._upkeep.board.next_match(now)
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
                self._upkeep.board.forget(match.conversation.id)
                self._upkeep.doubt_seat(match.agent.id)
            except Exception:
                self.failures += 1
                _log.exception("offer failed", extra={"conversation": match.conversation.id})
                self._upkeep.doubt_seat(match.agent.id)
                self._upkeep.board.timers.set(now + TRY_AGAIN, Kind.REFRESH, match.conversation.id)

    async def _offer(self, match: Match, now: datetime) -> None:
        stands_s = self.settings.offer_stands_s(match.conversation.channel)
        outcome = steps.offer(match, now, stands_s)
        await self._conversations.commit(outcome)
        self.offers += 1
        # Told directly, so that it does not depend on who subscribed to the bus, and when.
        self._upkeep.board.see(outcome.after)
        self._upkeep.doubt_seat(match.agent.id)
        await self._bus.publish(
            Committed(conversation=outcome.after, before=outcome.before, entries=outcome.entries)
        )

    async def _after_refusal(self, match: Match) -> None:
        """The board was behind: read both. If that shows no reason, wait before trying again."""
        seen = self._upkeep.board.seat(match.agent.id)
        seat = await self._upkeep.read_seat(match.agent.id)
        conversation = match.conversation
        stored = await self._conversations.get(conversation.id, SYSTEM_SCOPE)
        moved_on = stored.version != conversation.version or seat is None
        if moved_on or seen is None or (seat is not None and seat.version != seen.version):
            self._upkeep.board.see(stored, force=True)
        else:
            self._upkeep.board.timers.set(
                self._clock.now() + TRY_AGAIN, Kind.REFRESH, conversation.id
            )

    # What falls due

    async def _carry_out(self, due: Sequence[Timer]) -> None:
        for start in range(0, len(due), ROUND):
            await asyncio.gather(*(self._carry_out_one(t) for t in due[start : start + ROUND]))

    async def _carry_out_one(self, timer: Timer) -> None:
        try:
            await self._act(timer)
        except NotFound:
            if timer.kind is not Kind.GONE:
                self._upkeep.board.forget(timer.id)
        except Exception:
            self.failures += 1
            _log.exception("%s of %s failed; trying again", timer.kind, timer.id)
            again = self._clock.now() + TRY_AGAIN
            self._upkeep.board.timers.set(again, timer.kind, timer.id, timer.token)

    async def _act(self, timer: Timer) -> None:
        if timer.kind is Kind.GONE:
            returned = await self._overdue.return_work_of(timer.id)
            for conversation_id in returned:
                await self._upkeep.read_conversation(conversation_id)
            await self._upkeep.read_seat(timer.id)
            return
        if timer.kind is not Kind.REFRESH:
            await self._overdue.carry_out(timer, self._upkeep.board.overflow_of(timer.id))
        # Also when there was nothing to do: then the board was behind.
        await self._upkeep.read_conversation(timer.id)


HEARD = (Committed, SeatChanged, SettingsChanged)
"""The kinds of events that :meth:`Router.on_event` wants from the bus."""
