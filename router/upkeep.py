"""Keeping a board true to the store: by events, by reading what may have changed, and by reading
everything again from time to time as a net for what was missed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from conversations.clock import Clock
from conversations.errors import NotFound
from conversations.events import Committed, Event, SeatChanged, SettingsChanged
from conversations.people import SYSTEM_SCOPE, Seat
from conversations.ports import Bus, ConversationStore
from router import presence
from router.attendance import Attendance
from router.board import ON_BOARD, Board
from router.ports import RouterStore, SeatStore


class Upkeep:
    """Reads for one board."""

    def __init__(
        self,
        board: Board,
        *,
        store: RouterStore,
        conversations: ConversationStore,
        seats: SeatStore,
        attendance: Attendance,
        bus: Bus,
        clock: Clock,
        silent_after_s: float,
    ) -> None:
        self.board = board
        self._store = store
        self._conversations = conversations
        self._seats = seats
        self._attendance = attendance
        self._bus = bus
        self._clock = clock
        self._silent_after_s = silent_after_s
        self._in_doubt: set[str] = set()
        self._queues_changed = False

    def hear(self, event: Event) -> None:
        """Take an event over, and note what has to be read because of it."""
        self.board.apply(event)
        if isinstance(event, Committed):
            before = event.before.holders if event.before else frozenset()
            # The commit has changed their loads; the event does not say to what.
            self._in_doubt |= before ^ event.conversation.holders
        elif isinstance(event, SettingsChanged) and event.kind == "queue":
            self._queues_changed = True

    def doubt_seat(self, user_id: str) -> None:
        """Note that a seat has to be read before the next decision."""
        self._in_doubt.add(user_id)

    async def read_what_is_in_doubt(self) -> None:
        """Read settings and seats that have changed, and tell of the seats' new loads."""
        if self._queues_changed:
            self.board.put_queues(list(await self._store.queues()))
            self._queues_changed = False
        while self._in_doubt:
            user_id = self._in_doubt.pop()
            try:
                await self.read_seat(user_id)
            except Exception:
                self._in_doubt.add(user_id)
                raise

    async def read_conversation(self, conversation_id: str) -> None:
        """Read a conversation again; forget it if it has been erased."""
        try:
            conversation = await self._conversations.get(conversation_id, SYSTEM_SCOPE)
        except NotFound:
            self.board.forget(conversation_id)
        else:
            self.board.see(conversation, force=True)

    async def read_seat(self, user_id: str) -> Seat | None:
        """Read a seat again, and tell of it if nobody has yet; None if there is none any more."""
        try:
            seat = await self._seats.seat(user_id)
        except NotFound:
            self.board.forget_seat(user_id)
            return None
        known = self.board.seat(user_id)
        self.board.see_seat(seat, force=True)
        if known is None or known.version < seat.version:
            await self._bus.publish(SeatChanged(seat=seat))
        return seat

    async def read_everything(self, go_on: Callable[[], Awaitable[bool]]) -> None:
        """Read all in bounded chunks, and ask for what the board has and the store has not.

        Stops between two chunks if ``go_on`` says so.
        """
        board = self.board
        board.put_queues(list(await self._store.queues()))
        unseen = {it.id: it.version for it in board.work()}
        async for chunk in self._store.live(sorted(ON_BOARD)):
            for conversation in chunk:
                unseen.pop(conversation.id, None)
                board.see(conversation)
            if not await go_on():
                return
        for conversation_id, version in unseen.items():
            known = board.conversation(conversation_id)
            if known is not None and known.version == version:
                await self.read_conversation(conversation_id)
        await self._read_all_seats()

    async def _read_all_seats(self) -> None:
        stored = await self._store.seats()
        for seat in stored:
            self.board.see_seat(seat)
        for user_id in {it.user_id for it in self.board.seats()} - {it.user_id for it in stored}:
            self.board.forget_seat(user_id)
        now = self._clock.now()
        for seat in stored:
            if presence.silent(seat, now, self._silent_after_s):
                marked = await self._attendance.fell_silent(seat.user_id, self._silent_after_s)
                self.board.see_seat(marked)
