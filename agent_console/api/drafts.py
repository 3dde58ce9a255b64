"""Drafts: what I have typed and not sent, kept on the server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from agent_console.mail.cleaning import clean
from agent_console.mail.tags import file_ids
from agent_console.routing import Call, Routes
from agent_console.wire.commands import DraftBody, DraftShape
from agent_console.wire.entries import AttachmentShape, attachment_shape
from agent_console.wire.mail import MAX_FILES, DraftMail, LetterShape
from conversations.access import Draft
from conversations.errors import NotFound
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
    return await _shape(call, draft)


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
        letter=await _letter(body.mail) if body.mail else None,
        files=tuple(body.attachments),
    )
    await call.services.drafts.put(draft)
    return await _shape(call, draft)


@routes("DELETE", "/conversations/{id}/draft", WORK)
async def delete_draft(call: Call) -> None:
    """Forget my draft"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    await call.services.drafts.remove(call.caller.user.id, conversation.id)


async def _letter(mail: DraftMail) -> dict[str, Any]:
    """What is kept of an unfinished mail; its HTML is cleaned, for it is shown in the editor."""
    return mail.model_dump() | {"html": await asyncio.to_thread(clean, mail.html)}


async def _shape(call: Call, draft: Draft) -> DraftShape:
    mail = LetterShape.model_validate(draft.letter) if draft.letter is not None else None
    return DraftShape(
        text=draft.text,
        mode=draft.mode,
        mail=mail,
        images=await _files(call, draft, file_ids(mail.html)[:MAX_FILES] if mail else []),
        attachments=await _files(call, draft, draft.files),
    )


async def _files(call: Call, draft: Draft, ids: Sequence[str]) -> list[AttachmentShape]:
    """Those of the files that are still there, and whose user's the draft is."""
    view, found = await call.view(), []
    for file_id in ids:
        try:
            owner = await call.services.files.owner(file_id)
        except NotFound:
            continue
        if owner.get("user_id") == draft.user_id:
            file = await call.services.files.describe(file_id)
            found.append(attachment_shape(file, view))
    return found
