"""Calls: what is asked of them, from where one can call, and who listens."""

from __future__ import annotations

from aiohttp import web

from agent_console import calling, orders
from agent_console.dialling import NUMBER
from agent_console.routing import Call, Routes
from agent_console.wire.call_orders import AnyCallOrder, DialBody
from agent_console.wire.calls import CallsWaiting, Lines, LineShape, Monitoring, monitored_call
from agent_console.wire.commands import CommandAnswer
from agent_console.wire.conversations import MyCalls, conversation_shape
from conversations.errors import NotFound
from conversations.people import Permission

routes = Routes("calls")
WORK = Permission.CONVERSATIONS_WORK


@routes("POST", "/conversations/{id}/call", WORK)
async def order(call: Call, body: AnyCallOrder) -> CommandAnswer:
    """Ask something of a call: hold, mute, transfer, record, hang up, wrap up, listen …"""
    command = orders.command_id(body.id, call.idempotency_key)
    return await calling.carry_out(call.console, call.caller, call.id(), body, command)


@routes("POST", "/calls", WORK, status=201)
async def dial(call: Call, body: DialBody) -> CommandAnswer:
    """Call somebody: my phone rings first, then theirs"""
    command = orders.command_id(body.id, call.idempotency_key)
    return await calling.dial(call.console, call.caller, body, command)


@routes("GET", "/conversations/{id}/recordings/{file}", WORK)
async def play(call: Call) -> web.StreamResponse:
    """A recording of one of the conversation's calls: leads to the file's signed address"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    file_id = call.id("file")
    known = {it.file_id for it in conversation.call.recordings} if conversation.call else set()
    if file_id not in known:
        cards = await call.services.timelines.calls(conversation.id)
        known = {it["file"] for card in cards for it in card.data.get("recordings", ())}
    if file_id not in known:
        raise NotFound("There is no such recording.", remedy="It may have been deleted by now.")
    address = (await call.view()).sign(file_id)
    return web.Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


@routes("GET", "/calls/lines", WORK)
async def list_lines(call: Call) -> Lines:
    """The inboxes that I can call from"""
    return Lines(
        items=[
            LineShape(id=it.id, name=it.name, number=str(it.settings[NUMBER]))
            for it in await calling.lines(call.console, call.caller)
        ]
    )


@routes("GET", "/calls/mine", WORK)
async def my_calls(call: Call) -> MyCalls:
    """The calls I am in: my own, and those I was brought into"""
    view = await call.view()
    held = await call.services.calls.held_by(call.caller.user.id)
    return MyCalls(
        items=[conversation_shape(it, view) for it in held if it.call and it.call.is_live]
    )


@routes("GET", "/calls/waiting", WORK)
async def count_waiting(call: Call) -> CallsWaiting:
    """How many messages, callbacks and missed calls wait in my queues"""
    found = await call.services.call_counts.waiting(call.caller.actor.scope)
    return CallsWaiting(voicemails=found.voicemails, callbacks=found.callbacks, missed=found.missed)


@routes("GET", "/calls/monitoring", Permission.CALLS_MONITOR)
async def list_monitoring(call: Call) -> Monitoring:
    """The calls in my scope that supervisors listen to, whisper or speak in"""
    live = await call.services.calls.live_calls()
    in_scope = await call.services.conversations.get_many(
        [it.id for it in live], call.caller.actor.scope
    )
    shapes = [monitored_call(in_scope[it.id]) for it in live if it.id in in_scope]
    return Monitoring(items=[shape for shape in shapes if shape.monitors])
