"""Replies that go out later: written now, sent at a moment that their author chose.

A scheduled reply is not on the timeline before it is sent. Its id is the id of the command that
sends it, so that it goes out once, whoever tries and however often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from conversations.clock import Clock, new_id, to_milliseconds
from conversations.commands import Reply
from conversations.conversation import Conversation, Ref
from conversations.desk import Desk, DeskResult
from conversations.entries import Attachment
from conversations.errors import Conflict, Forbidden, Invalid, NotFound, ParleyError
from conversations.events import ScheduleChanged
from conversations.letters import Letter, refuse_elsewhere
from conversations.people import Actor, Permission
from conversations.ports import Bus, ConversationStore

LONGEST = timedelta(days=366)
"""How far ahead a reply may be scheduled: a year, leap years included."""
AT_MOST = 20
"""How many replies of one conversation may wait at a time."""
LEASE_S = 60.0
"""How long a taken reply is its taker's, in seconds; after a crash somebody else takes it then."""


class ScheduledState(StrEnum):
    """Where a scheduled reply stands. A ``failed`` one waits for a person; a ``cancelled`` one is
    an empty mark, kept for a while so that a repeated call does not bring it back."""

    WAITING = "waiting"
    SENDING = "sending"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Unsendable(StrEnum):
    """Why a reply was not sent when its time came."""

    CLOSED = "closed"
    """The conversation had been closed."""
    AUTHOR_GONE = "author_gone"
    """The author had been disabled or removed."""
    OUT_OF_SCOPE = "out_of_scope"
    """The author could not see the conversation any more, or had lost the permission."""
    REFUSED = "refused"
    """The desk said no; the explanation is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReply:
    """A reply and its moment. ``id`` is the id of the command that sends it. What the author may
    do is read anew at that moment, so only who they are is kept."""

    id: str
    conversation_id: str
    author: Ref
    text: str
    attachments: tuple[Attachment, ...] = ()
    resolve: bool = False
    letter: Letter | None = None
    send_at: datetime
    created_at: datetime
    state: ScheduledState = ScheduledState.WAITING
    failure: Unsendable | None = None
    error: str = ""
    """A sentence that explains ``failure``."""

    def command(self) -> Reply:
        """What the desk is asked to do when the time has come."""
        return Reply(
            id=self.id,
            conversation_id=self.conversation_id,
            text=self.text,
            attachments=self.attachments,
            resolve=self.resolve,
            written_at=self.created_at,
            letter=self.letter,
        )


class Schedule(Protocol):
    """Where scheduled replies are kept until they are sent."""

    async def add(self, reply: ScheduledReply) -> ScheduledReply:
        """Store it, or return the one that has its id already."""
        ...

    async def find(self, reply_id: str) -> ScheduledReply | None:
        """Return one, also a cancelled one."""
        ...

    async def of_conversation(self, conversation_id: str) -> Sequence[ScheduledReply]:
        """Return those of a conversation that were not cancelled, by their moment."""
        ...

    async def claim(
        self, owner: str, now: datetime, lease_s: float, limit: int
    ) -> Sequence[ScheduledReply]:
        """Take due ones under a lease, oldest first, those of a crashed taker included. No two
        owners get the same while a lease runs."""
        ...

    async def take(
        self, reply_id: str, owner: str, now: datetime, lease_s: float
    ) -> ScheduledReply | None:
        """Take this one now, due or failed; None if it is gone or somebody has it."""
        ...

    async def done(self, reply_id: str) -> None:
        """Forget one that is on the timeline."""
        ...

    async def settle(self, reply: ScheduledReply, owner: str) -> bool:
        """Store a taken one's new state, ``waiting`` or ``failed``; only if the lease is still its
        owner's, else False."""
        ...

    async def cancel(self, reply_id: str, now: datetime) -> bool:
        """Leave an empty mark in its place, unless somebody is sending it: then False."""
        ...


class Scheduling:
    """What people do with scheduled replies."""

    def __init__(
        self,
        *,
        schedule: Schedule,
        conversations: ConversationStore,
        desk: Desk,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._schedule = schedule
        self._conversations = conversations
        self._desk = desk
        self._bus = bus
        self._clock = clock

    async def plan(self, actor: Actor, reply: Reply, send_at: datetime) -> ScheduledReply:
        """Keep a reply until ``send_at``. With an id that was used before it returns what was
        planned then. Raises NotFound, Forbidden, Invalid."""
        actor.require(Permission.CONVERSATIONS_WORK)
        conversation = await self._conversations.get(reply.conversation_id, actor.scope)
        now = self._clock.now()
        wanted = ScheduledReply(
            id=reply.id,
            conversation_id=reply.conversation_id,
            author=Ref(id=actor.user_id, name=actor.name),
            text=reply.text,
            attachments=reply.attachments,
            resolve=reply.resolve,
            letter=reply.letter,
            send_at=to_milliseconds(send_at),
            created_at=now,
        )
        if await self._planned_before(wanted):
            return await self._schedule.find(wanted.id) or wanted
        self._check(wanted, conversation, now)
        if len(await self._schedule.of_conversation(conversation.id)) >= AT_MOST:
            raise Invalid(
                f"{AT_MOST} replies are scheduled in this conversation already.",
                remedy="Remove one of them first.",
            )
        kept = await self._schedule.add(wanted)
        await self._changed(conversation.id)
        return kept

    async def of_conversation(self, actor: Actor, conversation_id: str) -> Sequence[ScheduledReply]:
        """What is to go out in a conversation, and what could not. Raises NotFound."""
        await self._conversations.get(conversation_id, actor.scope)
        return await self._schedule.of_conversation(conversation_id)

    async def cancel(self, actor: Actor, conversation_id: str, reply_id: str) -> None:
        """Take a reply off the schedule: its author may, and a supervisor. Harmless if repeated.

        Raises NotFound, Forbidden, and Conflict while it is being sent.
        """
        reply = await self._find(actor, conversation_id, reply_id)
        if reply.state is ScheduledState.CANCELLED:
            return
        if not await self._schedule.cancel(reply.id, self._clock.now()):
            raise Conflict("This reply is being sent right now.")
        await self._changed(conversation_id)

    async def send_now(self, actor: Actor, conversation_id: str, reply_id: str) -> DeskResult:
        """Send a waiting or failed reply at once, as any other reply of whoever sends it: its
        author may, and a supervisor, whose own name is on it then.

        Raises what :meth:`Desk.execute` raises, and Conflict; the reply then stays as it was.
        """
        reply = await self._find(actor, conversation_id, reply_id)
        owner = new_id()
        taken = await self._schedule.take(reply.id, owner, self._clock.now(), LEASE_S)
        if taken is None:
            raise Conflict("This reply is being sent or has just been cancelled.")
        again = replace(taken.command(), written_at=None)
        try:
            result = await self._desk.execute(actor, again)
        except ParleyError:
            if reply.state is not ScheduledState.FAILED:
                reply = replace(reply, state=ScheduledState.WAITING)
            await self._schedule.settle(reply, owner)
            raise
        await self._schedule.done(taken.id)
        await self._changed(conversation_id)
        return result

    async def _planned_before(self, wanted: ScheduledReply) -> bool:
        """Whether this very reply was planned before; raises Invalid if its id was used for
        anything else."""
        known = await self._schedule.find(wanted.id)
        if known is not None:
            same = (known.conversation_id, known.author.id)
        else:
            entry = await self._conversations.entry_by_command(wanted.id)
            if entry is None:
                return False
            same = (entry.conversation_id, entry.author.id or "")
        if same != (wanted.conversation_id, wanted.author.id):
            raise Invalid(
                "This command id was used for something else.", remedy="Make a fresh UUID."
            )
        return True

    def _check(self, wanted: ScheduledReply, conversation: Conversation, now: datetime) -> None:
        if wanted.command().is_empty:
            raise Invalid("The reply is empty.", remedy="Write something or attach a file.")
        refuse_elsewhere(wanted.letter, conversation)
        if not conversation.is_open:
            raise Invalid(
                f"Conversation #{conversation.number} is {conversation.state}.",
                remedy="Reopen it before you answer.",
            )
        if wanted.send_at <= now:
            raise Invalid("The time to send at has passed.", remedy="Choose a later one.")
        if wanted.send_at > now + LONGEST:
            raise Invalid("The time to send at is too far away.", remedy="A year is the most.")

    async def _find(self, actor: Actor, conversation_id: str, reply_id: str) -> ScheduledReply:
        actor.require(Permission.CONVERSATIONS_WORK)
        await self._conversations.get(conversation_id, actor.scope)
        reply = await self._schedule.find(reply_id)
        if reply is None or reply.conversation_id != conversation_id:
            raise NotFound("There is no such scheduled reply; it may have gone out.")
        mine = reply.author.id == actor.user_id
        if not mine and not actor.may(Permission.CONVERSATIONS_ASSIGN_OTHERS):
            raise Forbidden(
                "This scheduled reply is somebody else's.",
                remedy=f"Ask {reply.author.name}, or a supervisor.",
            )
        return reply

    async def _changed(self, conversation_id: str) -> None:
        await self._bus.publish(ScheduleChanged(conversation_id=conversation_id))
