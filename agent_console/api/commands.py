"""Commands on conversations: the same code as behind the socket (:mod:`agent_console.orders`)."""

from __future__ import annotations

import hashlib

from agent_console import orders
from agent_console.routing import Call, Routes
from agent_console.wire.commands import (
    AnyBulk,
    AssignBody,
    BulkAnswer,
    BulkAssign,
    BulkLabels,
    BulkOne,
    BulkPriority,
    BulkResolve,
    BulkSnooze,
    BulkTransfer,
    CommandAnswer,
    CommandBody,
    CorrectBody,
    LabelsBody,
    NoteBody,
    PlainBody,
    PriorityBody,
    ReadAnswer,
    ReplyBody,
    ResendBody,
    ResolveBody,
    SnoozeBody,
    TransferBody,
)
from agent_console.wire.conversations import conversation_shape
from agent_console.wire.mail import StartBody
from agent_console.wire.scheduled import ScheduledAnswer
from conversations.errors import ParleyError
from conversations.people import Permission

routes = Routes("commands")
WORK = Permission.CONVERSATIONS_WORK


@routes("POST", "/conversations/bulk", WORK)
async def bulk(call: Call, body: AnyBulk) -> BulkAnswer:
    """One command on up to 100 conversations; each succeeds or fails by itself"""
    whole = orders.command_id(body.id, call.idempotency_key)
    results = []
    for conversation_id in body.ids:
        # Derived, so that a repeated call repeats each of its commands under the same id.
        one = hashlib.sha256(f"{whole}\n{conversation_id}".encode()).hexdigest()[:32]
        try:
            await orders.carry_out(call.console, call.caller, conversation_id, _single(body), one)
        except ParleyError as error:
            results.append(BulkOne(id=conversation_id, ok=False, error=str(error)))
        else:
            results.append(BulkOne(id=conversation_id, ok=True))
    return BulkAnswer(results=results)


@routes("POST", "/conversations", WORK, status=201)
async def start(call: Call, body: StartBody) -> CommandAnswer:
    """Write to somebody first: opens a conversation of mine with a mail"""
    command = orders.command_id(body.id, call.idempotency_key)
    return await orders.start(call.console, call.caller, body, command)


@routes("POST", "/conversations/{id}/reply", WORK)
async def reply(call: Call, body: ReplyBody) -> CommandAnswer | ScheduledAnswer:
    """Answer the contact, now or later"""
    if body.send_at is None:
        return await _order(call, body)
    command = orders.command_id(body.id, call.idempotency_key)
    return await orders.schedule(call.console, call.caller, call.id(), body, command, body.send_at)


@routes("POST", "/conversations/{id}/note", WORK)
async def note(call: Call, body: NoteBody) -> CommandAnswer:
    """Write something that only the team sees"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/resolve", WORK)
async def resolve(call: Call, body: ResolveBody) -> CommandAnswer:
    """Close the matter"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/reopen", WORK)
async def reopen(call: Call, body: PlainBody) -> CommandAnswer:
    """Take a closed matter up again"""
    return await _order(call, body, "reopen")


@routes("POST", "/conversations/{id}/pending", WORK)
async def pending(call: Call, body: PlainBody) -> CommandAnswer:
    """Wait for the contact"""
    return await _order(call, body, "pending")


@routes("POST", "/conversations/{id}/take", WORK)
async def take(call: Call, body: PlainBody) -> CommandAnswer:
    """Assign the conversation to myself"""
    return await _order(call, body, "take")


@routes("POST", "/conversations/{id}/snooze", WORK)
async def snooze(call: Call, body: SnoozeBody) -> CommandAnswer:
    """Put the matter away until a moment"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/assign", WORK)
async def assign(call: Call, body: AssignBody) -> CommandAnswer:
    """Give it to an agent, or back to its queue"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/transfer", WORK)
async def transfer(call: Call, body: TransferBody) -> CommandAnswer:
    """Hand it to another queue, or to an agent there"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/priority", WORK)
async def priority(call: Call, body: PriorityBody) -> CommandAnswer:
    """Change how pressing it is"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/labels", WORK)
async def labels(call: Call, body: LabelsBody) -> CommandAnswer:
    """Put labels on it, or take them off"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/correct", WORK)
async def correct(call: Call, body: CorrectBody) -> CommandAnswer:
    """Correct what the machine said of a message"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/resend", WORK)
async def resend(call: Call, body: ResendBody) -> CommandAnswer:
    """Send a failed message again"""
    return await _order(call, body)


@routes("POST", "/conversations/{id}/read", WORK)
async def read(call: Call, body: PlainBody) -> ReadAnswer:
    """Mark what came in as seen by the team"""
    conversation = await orders.mark_read(call.console, call.caller, call.id())
    return ReadAnswer(conversation=conversation_shape(conversation, await call.view()))


async def _order(call: Call, body: CommandBody, plain: orders.Plain | None = None) -> CommandAnswer:
    command = orders.command_id(body.id, call.idempotency_key)
    return await orders.carry_out(call.console, call.caller, call.id(), body, command, plain)


def _single(body: AnyBulk) -> CommandBody:
    match body:
        case BulkResolve():
            return ResolveBody(reason=body.reason)
        case BulkAssign():
            return AssignBody(agent=body.agent)
        case BulkTransfer():
            return TransferBody(queue=body.queue, agent=body.agent, reason=body.reason)
        case BulkLabels():
            return LabelsBody(add=body.add, remove=body.remove)
        case BulkPriority():
            return PriorityBody(priority=body.priority)
        case BulkSnooze():
            return SnoozeBody(until=body.until)
