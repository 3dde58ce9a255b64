"""From a command on the wire to the desk and back: one code for REST and sockets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from agent_console import letters
from agent_console.auth.identity import Caller
from agent_console.console import Console
from agent_console.wire.commands import (
    AssignBody,
    CommandAnswer,
    CommandBody,
    CorrectBody,
    LabelsBody,
    NoteBody,
    PlainBody,
    PriorityBody,
    ReplyBody,
    ResendBody,
    ResolveBody,
    SnoozeBody,
    TransferBody,
)
from agent_console.wire.conversations import conversation_shape
from agent_console.wire.mail import StartBody
from agent_console.wire.scheduled import ScheduledAnswer, ScheduledMark
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
    Start,
    Transfer,
)
from conversations.conversation import Conversation
from conversations.entries import TagKind
from conversations.errors import Invalid, OfferGone

Plain = Literal["reopen", "pending", "take"]
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def command_id(given: str | None, key: str | None) -> str:
    """The id of a command: the body's, else the Idempotency-Key (as it is if it is a UUID)."""
    value = given or key
    if value is None:
        raise Invalid(
            "The command has no id.",
            remedy="Send a UUID as id, or in the header Idempotency-Key.",
        )
    if _UUID.fullmatch(value):
        return value
    return hashlib.sha256(value.encode()).hexdigest()[:32]


async def carry_out(
    console: Console,
    caller: Caller,
    conversation_id: str,
    body: CommandBody,
    command: str,
    plain: Plain | None = None,
) -> CommandAnswer:
    """Carry a command out; repeated with the same id it answers as the first time."""
    wanted = await _command(console, caller, conversation_id, body, command, plain)
    result = await console.services.desk.execute(caller.actor, wanted)
    if isinstance(body, ReplyBody | NoteBody):
        await console.services.drafts.remove(caller.user.id, conversation_id)
    return CommandAnswer(
        seq=result.seq,
        conversation=conversation_shape(result.conversation, await console.view()),
    )


async def schedule(
    console: Console,
    caller: Caller,
    conversation_id: str,
    body: ReplyBody,
    command: str,
    send_at: datetime,
) -> ScheduledAnswer:
    """Keep a reply until its moment; repeated with the same id it answers as the first time."""
    wanted = await _reply(console, caller, conversation_id, body, command)
    planned = await console.services.scheduling.plan(caller.actor, wanted, send_at)
    await console.services.drafts.remove(caller.user.id, conversation_id)
    return ScheduledAnswer(scheduled=ScheduledMark(id=planned.id, send_at=planned.send_at))


async def start(console: Console, caller: Caller, body: StartBody, command: str) -> CommandAnswer:
    """Write to somebody first; repeated with the same id it answers as the first time."""
    written = await letters.first(console, caller, body)
    result = await console.services.starting.start(
        caller.actor,
        Start(
            id=command,
            inbox_id=body.inbox,
            address=body.to[0],
            name=body.name,
            text=written.text,
            attachments=written.attachments,
            letter=written.letter,
        ),
    )
    return CommandAnswer(
        seq=result.seq,
        conversation=conversation_shape(result.conversation, await console.view()),
    )


async def accept(console: Console, caller: Caller, offer_id: str, command: str) -> Conversation:
    """Take an offer that is made to the caller."""
    conversation_id = await _offered(console, caller, offer_id, command)
    wanted = AcceptOffer(id=command, conversation_id=conversation_id, offer_id=offer_id)
    return (await console.services.desk.execute(caller.actor, wanted)).conversation


async def decline(
    console: Console, caller: Caller, offer_id: str, command: str, reason: str
) -> None:
    """Let an offer go that is made to the caller."""
    conversation_id = await _offered(console, caller, offer_id, command)
    wanted = DeclineOffer(
        id=command, conversation_id=conversation_id, offer_id=offer_id, reason=reason
    )
    await console.services.desk.execute(caller.actor, wanted)


async def mark_read(console: Console, caller: Caller, conversation_id: str) -> Conversation:
    """Nothing is unread any more."""

    async def decide(change: Change) -> bool:
        if change.it.unread == 0:
            return False
        change.set(unread=0)
        return True

    scope = caller.actor.scope
    committed = await console.services.workbench.change(conversation_id, decide, scope=scope)
    if committed is not None:
        return committed.conversation
    return await console.services.conversations.get(conversation_id, scope)


async def _offered(console: Console, caller: Caller, offer_id: str, command: str) -> str:
    """The conversation of an offer: one that stands, or one that this very command answered."""
    conversations = console.services.conversations
    for conversation in await conversations.offered_to(caller.user.id):
        if conversation.offer is not None and conversation.offer.id == offer_id:
            return conversation.id
    entry = await conversations.entry_by_command(command)
    if entry is not None and entry.author.id == caller.user.id:
        return entry.conversation_id
    raise OfferGone("This offer no longer stands.")


async def _command(
    console: Console,
    caller: Caller,
    conversation_id: str,
    body: CommandBody,
    command: str,
    plain: Plain | None,
) -> AnyCommand:
    it = conversation_id
    match body:
        case ReplyBody():
            return await _reply(console, caller, it, body, command)
        case NoteBody():
            files = await letters.attachments(console, caller, body.attachments)
            return Note(
                id=command,
                conversation_id=it,
                text=body.text,
                attachments=files,
                mentions=tuple(body.mentions),
            )
        case ResolveBody():
            return Resolve(id=command, conversation_id=it, reason=body.reason)
        case SnoozeBody():
            return Snooze(id=command, conversation_id=it, until=body.until)
        case AssignBody():
            return Assign(id=command, conversation_id=it, agent_id=body.agent)
        case TransferBody():
            return Transfer(
                id=command,
                conversation_id=it,
                queue_id=body.queue,
                agent_id=body.agent,
                reason=body.reason,
            )
        case PriorityBody():
            return SetPriority(id=command, conversation_id=it, priority=body.priority)
        case LabelsBody():
            return Label(
                id=command, conversation_id=it, add=tuple(body.add), remove=tuple(body.remove)
            )
        case CorrectBody():
            return await _correction(console, it, body, command)
        case ResendBody():
            return Resend(id=command, conversation_id=it, seq=body.seq)
        case PlainBody():
            return _plain(caller, it, command, plain)
    raise Invalid("There is no such command.")


async def _correction(console: Console, it: str, body: CorrectBody, command: str) -> CorrectTag:
    """A watch list or an intent may be named by its name or its id; both are kept."""
    names: Mapping[str, str] = {}
    if body.kind is TagKind.WATCH:
        names = await console.services.watch_lists.names()
    elif body.kind is TagKind.INTENT:
        names = await console.services.intents.names()
    value = body.value.strip()
    ref = next((each for each, name in names.items() if value in (each, name)), None)
    return CorrectTag(
        id=command,
        conversation_id=it,
        seq=body.seq,
        kind=body.kind,
        value=names[ref] if ref else value,
        ref=ref,
    )


async def _reply(console: Console, caller: Caller, it: str, body: ReplyBody, command: str) -> Reply:
    if body.mail is None:
        files = await letters.attachments(console, caller, body.attachments)
        return Reply(
            id=command,
            conversation_id=it,
            text=body.text,
            attachments=files,
            resolve=body.resolve,
        )
    written = await letters.answer(console, caller, it, body.text, body.attachments, body.mail)
    return Reply(
        id=command,
        conversation_id=it,
        text=written.text,
        attachments=written.attachments,
        resolve=body.resolve,
        letter=written.letter,
    )


def _plain(caller: Caller, it: str, command: str, plain: Plain | None) -> AnyCommand:
    if plain == "reopen":
        return Reopen(id=command, conversation_id=it)
    if plain == "pending":
        return SetPending(id=command, conversation_id=it)
    return Assign(id=command, conversation_id=it, agent_id=caller.user.id)
