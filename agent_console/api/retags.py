"""Tagging a period once more, with this or another engine."""

from __future__ import annotations

from agent_console.routing import Call, Routes
from agent_console.wire.model import RetagBody, Retags, RetagShape, retag_shape
from conversations.errors import Invalid
from conversations.people import Permission
from conversations.retags import Retag

routes = Routes("intelligence")


@routes("GET", "/intelligence/retags", Permission.SETTINGS_SEE)
async def list_retags(call: Call) -> Retags:
    """The newest re-taggings with their progress"""
    return Retags(items=[retag_shape(it) for it in await call.services.retags.latest()])


@routes("POST", "/intelligence/retags", Permission.SETTINGS_EDIT, status=201)
async def order_retag(call: Call, body: RetagBody) -> RetagShape:
    """Have a period's messages tagged once more, behind the fresh ones"""
    me = call.caller.user
    engine = body.engine or call.services.settings.tagging_engine
    if engine == "off":
        raise Invalid("Tagging is switched off.", remedy="Name an engine.")
    retag = Retag(
        id=call.fresh_id(),
        first=body.first,
        until=body.until,
        engine=engine,
        by_id=me.id,
        by_name=me.name,
        created_at=call.services.clock.now(),
    )
    stored = await call.services.retags.add(retag)
    if stored == retag:
        await call.console.tell("retag", stored.id)
        await call.console.record(
            call.caller,
            "retag_ordered",
            "retag",
            stored.id,
            name=f"{stored.first} – {stored.until}",
            engine=stored.engine,
        )
    return retag_shape(stored)


@routes("POST", "/intelligence/retags/{id}/cancel", Permission.SETTINGS_EDIT)
async def cancel_retag(call: Call) -> RetagShape:
    """End a re-tagging where it is; what it has tagged stays"""
    was = await call.services.retags.get(call.id())
    stored = await call.services.retags.cancel(was.id, call.services.clock.now())
    if was.is_open and not stored.is_open:
        await call.console.tell("retag", stored.id)
        await call.console.record(call.caller, "retag_cancelled", "retag", stored.id)
    return retag_shape(stored)
