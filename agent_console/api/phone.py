"""On what I take calls."""

from __future__ import annotations

from agent_console import calling
from agent_console.dialling import NUMBER, number_to_call
from agent_console.routing import Call, Routes
from agent_console.wire.phones import (
    PhoneBody,
    PhoneShape,
    PhoneTokenBody,
    PhoneTokenShape,
    phone_shape,
    phone_token_shape,
)
from conversations.channels import Channel
from conversations.errors import Conflict, NotFound
from conversations.people import Permission
from conversations.phones import Device, Phone
from conversations.places import Inbox

routes = Routes("calls")
WORK = Permission.CONVERSATIONS_WORK


@routes("GET", "/me/phone", WORK)
async def my_phone(call: Call) -> PhoneShape:
    """Where my calls ring"""
    return phone_shape(await call.services.phones.phone_of(call.caller.user.id))


@routes("PUT", "/me/phone", WORK)
async def choose_phone(call: Call, body: PhoneBody) -> PhoneShape:
    """Choose where my calls ring: in this browser, on a phone, or on a SIP phone"""
    address = body.address
    if body.device is Device.PHONE:
        lines = await calling.lines(call.console, call.caller)
        ours = str(lines[0].settings[NUMBER]) if lines else ""
        address = await number_to_call(call.console, address, ours)
    phone = Phone(device=body.device, address=address)
    await call.services.phones.choose(call.caller.user.id, phone)
    return phone_shape(phone)


@routes("POST", "/me/phone/token", WORK, browser_only=True)
async def phone_token(call: Call, body: PhoneTokenBody) -> PhoneTokenShape:
    """Make this browser my telephone: an access token for an hour"""
    for inbox in await _accounts(call, body.inbox_id):
        token = call.services.phone_tokens.token(inbox, call.caller.user.id)
        if token is not None:
            return phone_token_shape(token)
    raise Conflict(
        "There is no account by which this browser could take calls.",
        remedy="An admin sets account SID, API key SID and its secret in an inbox for calls; or "
        "choose a phone in your own settings.",
    )


async def _accounts(call: Call, inbox_id: str | None) -> list[Inbox]:
    """The inboxes whose account may be asked: first those of the caller's own queues, for
    colleagues of other teams may bring them into a call as well."""
    scope = call.caller.actor.scope
    if inbox_id is not None:
        inbox = await call.services.inboxes.get(inbox_id)
        if inbox.channel is not Channel.VOICE or not scope.covers(queue_id=inbox.queue_id):
            raise NotFound("There is no such inbox for calls.")
        return [inbox] if inbox.enabled else []
    found = [
        inbox
        for inbox in await call.services.inboxes.all()
        if inbox.enabled and inbox.channel is Channel.VOICE
    ]
    return sorted(found, key=lambda inbox: not scope.covers(queue_id=inbox.queue_id))
