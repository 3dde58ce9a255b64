"""The desk: where the commands of the team's people are carried out, once each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conversations import assignment, handlers
from conversations.calls import commands as call_commands
from conversations.calls import handlers as call_handlers
from conversations.calls.commands import AddParty, AnyCallCommand, CallBack, Consult, Monitor
from conversations.change import Change
from conversations.commands import (
    AcceptOffer,
    AnyCommand,
    Assign,
    CorrectTag,
    DeclineOffer,
    Label,
    Note,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SetPending,
    SetPriority,
    Snooze,
    Transfer,
)
from conversations.conversation import Conversation, Ref
from conversations.entries import Author, AuthorType, Entry
from conversations.errors import DuplicateEntry, Forbidden, Invalid, NotFound, ParleyError
from conversations.people import Actor, Permission, Presence
from conversations.ports import ConversationStore, Places, Seats
from conversations.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskResult:
    """What a command came to: the ``seq`` of its entry and the conversation's state after it."""

    seq: int
    conversation: Conversation
    repeated: bool = False


class Desk:
    """Checks who may do what, and carries commands out."""

    def __init__(
        self,
        *,
        workbench: Workbench,
        conversations: ConversationStore,
        places: Places,
        seats: Seats,
    ) -> None:
        self._workbench = workbench
        self._conversations = conversations
        self._places = places
        self._seats = seats

    async def execute(self, actor: Actor, command: AnyCommand | AnyCallCommand) -> DeskResult:
        """Carry out a command, or return the first result if its id has been carried out before.

        Raises NotFound (also out of scope), Forbidden, Invalid, IllegalTransition, ClaimLost,
        OfferGone.
        """
        actor.require(Permission.CONVERSATIONS_WORK)
        if isinstance(command, Monitor):
            actor.require(Permission.CALLS_MONITOR)
        author = Author(type=AuthorType.AGENT, id=actor.user_id, name=actor.name)

        async def decide(change: Change) -> bool:
            await self._decide(change, actor, author, command)
            return True

        try:
            committed = await self._workbench.change(
                command.conversation_id, decide, scope=actor.scope, any_presence=True
            )
        except DuplicateEntry:
            return await self._repeated(actor, command)
        except ParleyError as error:
            if await self._conversations.entry_by_command(command.id) is None:
                raise
            try:
                return await self._repeated(actor, command)
            except Invalid:
                raise error from None
        if committed is None:
            raise Invalid("There was nothing to do.")
        entry = next(e for e in committed.entries if e.command_id == command.id)
        return DeskResult(seq=entry.seq, conversation=committed.conversation)

    async def _repeated(self, actor: Actor, command: AnyCommand | AnyCallCommand) -> DeskResult:
        entry = await self._conversations.entry_by_command(command.id)
        if entry is None or entry.conversation_id != command.conversation_id:
            raise Invalid(
                "This command id was used for something else.", remedy="Make a fresh UUID."
            )
        if entry.author.id != actor.user_id:
            raise Invalid("This command id was used by somebody else.")
        conversation = await self._conversations.get(command.conversation_id, actor.scope)
        return DeskResult(seq=entry.seq, conversation=conversation, repeated=True)

    async def _decide(
        self, change: Change, actor: Actor, author: Author, command: AnyCommand | AnyCallCommand
    ) -> None:
        match command:
            case Consult():
                call_handlers.consult(change, command, author, await self._invited(command))
            case AddParty():
                call_handlers.add_party(change, command, author, await self._invited(command))
            case CallBack():
                self._only_own(change, actor)
                call_handlers.call_back(change, command, author)
            case Assign():
                await self._assign(change, actor, author, command)
            case Transfer():
                await self._transfer(change, author, command)
            case CorrectTag():
                entry = await self._entry(command.conversation_id, command.seq)
                messages = await self._conversations.customers_messages(entry.conversation_id)
                handlers.correct(change, command, author, entry, messages)
            case Resend():
                entry = await self._entry(command.conversation_id, command.seq)
                handlers.resend(change, command, author, entry)
            case _:
                _SIMPLE[type(command)](change, command, author)

    async def _assign(self, change: Change, actor: Actor, author: Author, command: Assign) -> None:
        self._only_own(change, actor, command.agent_id)
        agent = None
        if command.agent_id is not None:
            agent = await self._colleague(change.it, command.agent_id, actor)
        if change.it.agent == agent and change.it.offer is None:
            raise Invalid("The conversation is assigned that way already.")
        assignment.assign(change, agent, author, command.id)

    def _only_own(self, change: Change, actor: Actor, agent_id: str | None = None) -> None:
        """Raise Forbidden if that takes a conversation from somebody, or gives them one, who is not
        the actor, unless they may do so."""
        holder = change.it.agent.id if change.it.agent else None
        others = {holder, agent_id} - {None, actor.user_id}
        if others and not actor.may(Permission.CONVERSATIONS_ASSIGN_OTHERS):
            raise Forbidden(
                "Only a supervisor moves the work of others.",
                remedy="Ask a supervisor, or transfer the conversation if it is yours.",
            )

    async def _transfer(self, change: Change, author: Author, command: Transfer) -> None:
        queue = await self._places.queue(command.queue_id)
        agent = None
        if command.agent_id is not None:
            seat = await self._seats.seat(command.agent_id)
            if queue.id not in seat.queue_ids or seat.presence is Presence.OFFLINE:
                raise Invalid(
                    f"{seat.name} is offline or does not work in {queue.name}.",
                    remedy="Choose somebody who does, or transfer to the queue alone.",
                )
            agent = Ref(id=seat.user_id, name=seat.name)
        assignment.transfer(change, queue, agent, author, command.id, command.reason)

    async def _colleague(self, conversation: Conversation, user_id: str, actor: Actor) -> Ref:
        seat = await self._seats.seat(user_id)
        if user_id != actor.user_id:
            if conversation.queue is not None and conversation.queue.id not in seat.queue_ids:
                raise Invalid(
                    f"{seat.name} does not work in {conversation.queue.name}.",
                    remedy="Transfer the conversation to a queue of theirs.",
                )
            if seat.presence is Presence.OFFLINE:
                raise Invalid(f"{seat.name} is offline.", remedy="Choose somebody who is there.")
        return Ref(id=seat.user_id, name=seat.name)

    async def _invited(self, command: Consult | AddParty) -> Ref | None:
        """Whom a call is to bring in, if it is a colleague. Raises NotFound, Invalid."""
        if command.agent_id is None:
            return None
        seat = await self._seats.seat(command.agent_id)
        if seat.presence is Presence.OFFLINE:
            raise Invalid(f"{seat.name} is offline.", remedy="Choose somebody who is there.")
        return Ref(id=seat.user_id, name=seat.name)

    async def _entry(self, conversation_id: str, seq: int) -> Entry:
        entry = await self._conversations.entry(conversation_id, seq)
        if entry is None:
            raise NotFound(f"There is no entry {seq} in this conversation.")
        return entry


def _accept(change: Change, command: AcceptOffer, author: Author) -> None:
    assignment.accept(change, command.offer_id, author, command.id)


def _decline(change: Change, command: DeclineOffer, author: Author) -> None:
    assignment.end_offer(
        change,
        command.offer_id,
        "declined",
        author=author,
        reason=command.reason,
        command_id=command.id,
    )


def _pend(change: Change, command: SetPending, author: Author) -> None:
    handlers.pend(change, command.id, author)


def _reopen(change: Change, command: Reopen, author: Author) -> None:
    assignment.reopen(change, author, command.id)


_SIMPLE: dict[type, Callable[..., None]] = {
    Reply: handlers.reply,
    Note: handlers.note,
    Resolve: handlers.resolve,
    Snooze: handlers.snooze,
    SetPriority: handlers.set_priority,
    Label: handlers.label,
    AcceptOffer: _accept,
    DeclineOffer: _decline,
    SetPending: _pend,
    Reopen: _reopen,
    call_commands.HoldCall: call_handlers.hold,
    call_commands.MuteCall: call_handlers.mute,
    call_commands.SendTones: call_handlers.tones,
    call_commands.CompleteTransfer: call_handlers.complete_transfer,
    call_commands.CancelTransfer: call_handlers.cancel_transfer,
    call_commands.RemoveParty: call_handlers.remove_party,
    call_commands.TapeCall: call_handlers.tape,
    call_commands.HangUp: call_handlers.hang_up_call,
    call_commands.WrapUp: call_handlers.wrap_up,
    call_commands.MoreTime: call_handlers.more_time,
    call_commands.Monitor: call_handlers.monitor,
}
