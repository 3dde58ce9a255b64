"""Carrying out a decision on a conversation: load, decide, commit; again if somebody was faster."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from conversations.change import Change
from conversations.clock import Clock
from conversations.errors import Unavailable, VersionConflict
from conversations.events import AlertRaised, Committed
from conversations.locks import KeyedLocks
from conversations.people import SYSTEM_SCOPE, Scope
from conversations.ports import Bus, ConversationStore

Decide = Callable[[Change], Awaitable[bool]]
"""Changes the conversation; False if there is nothing to do, and then nothing is stored."""

ATTEMPTS = 12


class Workbench:
    """Where every change of an existing conversation is made."""

    def __init__(
        self,
        conversations: ConversationStore,
        bus: Bus,
        clock: Clock,
        *,
        locks: KeyedLocks | None = None,
    ) -> None:
        """``locks`` are by conversation id, shared with the others that change conversations."""
        self._conversations = conversations
        self._bus = bus
        self._clock = clock
        self._locks = locks or KeyedLocks()

    async def change(
        self,
        conversation_id: str,
        decide: Decide,
        *,
        scope: Scope = SYSTEM_SCOPE,
        any_presence: bool = False,
    ) -> Committed | None:
        """Commit what ``decide`` makes of the conversation and tell of it; None if nothing.

        ``decide`` runs again on the newest state after a conflict, so it must not have effects of
        its own. ``any_presence``: a person chose the agent, who need not be available.
        """
        async with self._locks.holding(conversation_id):
            for attempt in range(ATTEMPTS):
                conversation = await self._conversations.get(conversation_id, scope)
                change = Change.of(conversation, self._clock.now())
                if not await decide(change):
                    return None
                outcome = change.finish(any_presence=any_presence)
                try:
                    await self._conversations.commit(outcome)
                except VersionConflict:
                    await asyncio.sleep(0.002 * 2**attempt)
                    continue
                committed = Committed(
                    conversation=outcome.after, before=conversation, entries=outcome.entries
                )
                await self._bus.publish(committed)
                for alert in outcome.alerts:
                    await self._bus.publish(AlertRaised(alert=alert))
                return committed
        raise Unavailable(
            "This conversation is changing too fast right now.", remedy="Try again in a moment."
        )
