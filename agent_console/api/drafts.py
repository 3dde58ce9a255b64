"""Drafts: what I have typed and not sent, kept on the server."""

from __future__ import annotations

from agent_console.routing import Call, Routes
from agent_console.wire.commands import DraftBody, DraftShape
from conversations.access import Draft
from conversations.people import Permission

routes = Routes("conversations")
WORK = Permission.CONVERSATIONS_WORK


@routes("GET", "/conversations/{id}/draft", WORK)
async def get_draft(call: Call) -> DraftShape:
    """My draft in this conversation"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    draft = await call.services.drafts.get(call.caller.user.id, conversation.id)
    if draft is None:
        return DraftShape(text="", mode="reply")
    return DraftShape(text=draft.text, mode=draft.mode)


@routes("PUT", "/conversations/{id}/draft", WORK)
async def put_draft(call: Call, body: DraftBody) -> DraftShape:
    """Keep my draft"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    draft = Draft(
        user_id=call.caller.user.id,
        conversation_id=conversation.id,
        text=body.text,
        mode=body.mode,
        at=call.services.clock.now(),
    )
    await call.services.drafts.put(draft)
    return DraftShape(text=draft.text, mode=draft.mode)


@routes("DELETE", "/conversations/{id}/draft", WORK)
async def delete_draft(call: Call) -> None:
    """Forget my draft"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    await call.services.drafts.remove(call.caller.user.id, conversation.id)
