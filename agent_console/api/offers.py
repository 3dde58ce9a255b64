"""Offers: what is held out to me, and my answer."""

from __future__ import annotations

from agent_console import orders
from agent_console.routing import Call, Routes
from agent_console.wire.commands import AcceptAnswer, AcceptBody, DeclineBody
from agent_console.wire.conversations import Offers, conversation_shape, offer_shape
from conversations.people import Permission

routes = Routes("offers")
WORK = Permission.CONVERSATIONS_WORK


@routes("GET", "/offers", WORK)
async def list_offers(call: Call) -> Offers:
    """The offers made to me that stand"""
    offered = await call.services.conversations.offered_to(call.caller.user.id)
    view = await call.view()
    return Offers(items=[offer_shape(item, view) for item in offered if item.offer])


@routes("POST", "/offers/{id}/accept", WORK)
async def accept(call: Call, body: AcceptBody) -> AcceptAnswer:
    """Take the offer"""
    command = orders.command_id(body.id, call.idempotency_key)
    taken = await orders.accept(call.console, call.caller, call.id(), command)
    return AcceptAnswer(conversation=conversation_shape(taken, await call.view()))


@routes("POST", "/offers/{id}/decline", WORK)
async def decline(call: Call, body: DeclineBody) -> None:
    """Let the offer go; it goes to the next agent"""
    command = orders.command_id(body.id, call.idempotency_key)
    await orders.decline(call.console, call.caller, call.id(), command, body.reason)
