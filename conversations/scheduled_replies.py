"""The worker that sends scheduled replies when their time has come.

What the author may do is looked up at that moment. The reply's id is its command's, and an entry
of that command is looked for first, so a crash between sending and forgetting sends nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Protocol

from conversations.clock import Clock, new_id
from conversations.desk import Desk
from conversations.errors import Forbidden, NotFound, ParleyError, Unavailable
from conversations.events import ScheduleChanged
from conversations.people import Actor
from conversations.ports import Bus, ConversationStore
from conversations.scheduling import LEASE_S, Schedule, ScheduledReply, ScheduledState, Unsendable

_log = logging.getLogger(__name__)

BATCH = 32


class Actors(Protocol):
    """The team's people with what they may do now."""

    async def actor(self, user_id: str) -> Actor | None:
        """Return the user as one who acts; None if disabled or removed."""
        ...


class NotSent(Exception):
    """The reply cannot go out; a person has to look at it."""

    def __init__(self, why: Unsendable, error: str) -> None:
        super().__init__(error)
        self.why = why


class ScheduledReplies:
    """Sends what is due. Several may run at once; leases keep them apart."""

    def __init__(
        self,
        *,
        schedule: Schedule,
        conversations: ConversationStore,
        desk: Desk,
        actors: Actors,
        bus: Bus,
        clock: Clock,
        poll_s: float = 1.0,
    ) -> None:
        self._schedule = schedule
        self._conversations = conversations
        self._desk = desk
        self._actors = actors
        self._bus = bus
        self._clock = clock
        self._poll_s = poll_s
        self._owner = new_id()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                busy = await self.step()
            except Exception:
                _log.exception("scheduled replies: round failed; trying again")
                busy = False
            if not busy:
                await asyncio.sleep(self._poll_s)

    async def step(self) -> bool:
        """Do one round; return whether there may be more that is due."""
        due = await self._schedule.claim(self._owner, self._clock.now(), LEASE_S, BATCH)
        for reply in due:
            try:
                await self._carry_out(reply)
            except Unavailable as error:
                # It stays taken, and is tried again when the lease has run out.
                _log.warning("a scheduled reply waits: %s", error, extra={"command": reply.id})
        return len(due) == BATCH

    async def _carry_out(self, reply: ScheduledReply) -> None:
        try:
            await self._send(reply)
        except NotSent as problem:
            why, error = problem.why, str(problem)
            _log.info("a scheduled reply was not sent: %s", why, extra={"command": reply.id})
            failed = replace(reply, state=ScheduledState.FAILED, failure=why, error=error)
            if not await self._schedule.settle(failed, self._owner):
                return
        else:
            await self._schedule.done(reply.id)
        await self._bus.publish(ScheduleChanged(conversation_id=reply.conversation_id))

    async def _send(self, reply: ScheduledReply) -> None:
        if await self._conversations.entry_by_command(reply.id) is not None:
            return  # sent by somebody who did not come to forgetting it
        actor = await self._actors.actor(reply.author.id)
        if actor is None:
            raise NotSent(Unsendable.AUTHOR_GONE, f"{reply.author.name} cannot sign in any more.")
        try:
            conversation = await self._conversations.get(reply.conversation_id, actor.scope)
            if not conversation.is_open:
                raise NotSent(
                    Unsendable.CLOSED,
                    f"Conversation #{conversation.number} is {conversation.state}.",
                )
            await self._desk.execute(actor, reply.command())
        except (NotSent, Unavailable):
            raise
        except (NotFound, Forbidden) as error:
            raise NotSent(Unsendable.OUT_OF_SCOPE, str(error)) from error
        except ParleyError as error:
            raise NotSent(Unsendable.REFUSED, str(error)) from error
        except Exception as error:
            _log.exception("a scheduled reply failed", extra={"command": reply.id})
            raise NotSent(Unsendable.REFUSED, "Something went wrong on our side.") from error
