"""Replies that go out later: what is planned in a conversation, cancelling, sending at once."""

from __future__ import annotations

from agent_console.routing import Call, Routes
from agent_console.wire.commands import CommandAnswer
from agent_console.wire.conversations import conversation_shape
from agent_console.wire.scheduled import ScheduledList, scheduled_shape
from conversations.people import Permission

routes = Routes("commands")
WORK = Permission.CONVERSATIONS_WORK


@routes("GET", "/conversations/{id}/scheduled", WORK)
async def list_scheduled(call: Call) -> ScheduledList:
    """Replies that are to go out, and those that could not"""
    found = await call.services.scheduling.of_conversation(call.caller.actor, call.id())
    view = await call.view()
    return ScheduledList(items=[scheduled_shape(it, view) for it in found])


@routes("DELETE", "/conversations/{id}/scheduled/{sid}", WORK)
async def cancel_scheduled(call: Call) -> None:
    """Take one of mine off the schedule; a supervisor may take anybody's"""
    await call.services.scheduling.cancel(call.caller.actor, call.id(), call.id("sid"))


@routes("POST", "/conversations/{id}/scheduled/{sid}/send", WORK)
async def send_scheduled(call: Call) -> CommandAnswer:
    """Send one of mine now; a supervisor may send anybody's, under their own name"""
    result = await call.services.scheduling.send_now(call.caller.actor, call.id(), call.id("sid"))
    return CommandAnswer(
        seq=result.seq, conversation=conversation_shape(result.conversation, await call.view())
    )
