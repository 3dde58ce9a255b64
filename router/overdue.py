"""Carrying out what has fallen due: offers, snoozes, overflow, and agents who do not come back."""

from __future__ import annotations

from conversations.change import Change
from conversations.places import Queue
from conversations.workbench import Workbench
from router import steps
from router.attendance import Attendance
from router.ports import RouterStore
from router.timers import Kind, Timer


class Overdue:
    """Each is decided anew on the stored state, so it is harmless if the board was behind."""

    def __init__(
        self, *, store: RouterStore, workbench: Workbench, attendance: Attendance, grace_s: float
    ) -> None:
        self._store = store
        self._workbench = workbench
        self._attendance = attendance
        self._grace_s = grace_s

    async def carry_out(self, timer: Timer, overflow_to: Queue | None) -> None:
        """Do what a conversation's timer was set for. Raises NotFound if it has been erased."""

        async def decide(change: Change) -> bool:
            if timer.kind is Kind.OFFER:
                return steps.time_out(change, timer.token)
            if timer.kind is Kind.WAKE:
                return steps.wake(change)
            return overflow_to is not None and steps.overflow(change, timer.token, overflow_to)

        await self._workbench.change(timer.id, decide)

    async def return_work_of(self, user_id: str) -> list[str]:
        """Take an agent off whose grace has run out and give back what they held; return its ids.

        In this order, for a seat that is off cannot be claimed: nothing can slip in behind.
        """
        if not await self._attendance.gone(user_id, self._grace_s):
            return []

        async def decide(change: Change) -> bool:
            return steps.give_back(change, user_id)

        held = await self._store.held_by(user_id)
        for conversation in held:
            await self._workbench.change(conversation.id, decide)
        await self._attendance.settled(user_id)
        return [conversation.id for conversation in held]
