"""What went wrong, and putting it right: quarantine, dead letters, health, audit."""

from __future__ import annotations

from collections import Counter

from agent_console import orders
from agent_console.routing import Call, Routes
from agent_console.wire.commands import CommandAnswer, PlainBody
from agent_console.wire.conversations import conversation_shape
from agent_console.wire.scalars import Listing, RefShape
from agent_console.wire.supervision import (
    AuditPage,
    AuditShape,
    DeadLetters,
    Health,
    InboxHealth,
    Quarantine,
    QuarantinedShape,
    connection_shape,
    dead_letter_shape,
    quarantined_shape,
)
from conversations.access import AuditRecord
from conversations.commands import Resend
from conversations.errors import NotFound
from conversations.outbox import OutboxState
from conversations.people import Permission

routes = Routes("supervision")
MANAGE = Permission.QUARANTINE_MANAGE
SHOWN = 200
COUNTED = 1000


@routes("GET", "/quarantine", MANAGE)
async def list_quarantine(call: Call) -> Quarantine:
    """Payloads of my inboxes that could not be received, with the reason"""
    mine = await _inboxes(call)
    records = await call.services.quarantine.quarantined(SHOWN)
    return Quarantine(items=[quarantined_shape(it) for it in records if it.inbox_id in mine])


@routes("POST", "/quarantine/{id}/replay", MANAGE)
async def replay(call: Call) -> QuarantinedShape:
    """Receive a payload again"""
    mine = await _inboxes(call)
    records = await call.services.quarantine.quarantined(COUNTED)
    record = next((it for it in records if it.id == call.id() and it.inbox_id in mine), None)
    if record is None:
        raise NotFound("There is no such record in quarantine.")
    released = await call.services.quarantine.release(record.id, call.services.clock.now())
    await call.console.record(call.caller, "replayed", "journal", released.id)
    await call.services.intake.receive(released)
    return quarantined_shape(released)


@routes("GET", "/dead-letters", MANAGE)
async def list_dead_letters(call: Call) -> DeadLetters:
    """Messages of my inboxes that could not be delivered, with the reason"""
    mine = await _inboxes(call)
    items = await call.services.dead_letters.waiting(OutboxState.DEAD, SHOWN)
    return DeadLetters(items=[dead_letter_shape(it) for it in items if it.inbox_id in mine])


@routes("POST", "/dead-letters/{id}/resend", MANAGE)
async def resend_dead_letter(call: Call, body: PlainBody) -> CommandAnswer:
    """Send a dead letter again, as a new message"""
    item = await call.services.dead_letters.get(call.id())
    if item.inbox_id not in await _inboxes(call):
        raise NotFound("There is no such dead letter.")
    command = Resend(
        id=orders.command_id(body.id, call.idempotency_key),
        conversation_id=item.conversation_id,
        seq=item.seq,
    )
    result = await call.services.desk.execute(call.caller.actor, command)
    return CommandAnswer(
        seq=result.seq, conversation=conversation_shape(result.conversation, await call.view())
    )


@routes("GET", "/health/inboxes", MANAGE)
async def health(call: Call) -> Health:
    """How each of my inboxes fares"""
    services = call.services
    quarantined = Counter(it.inbox_id for it in await services.quarantine.quarantined(COUNTED))
    dead = Counter(
        it.inbox_id for it in await services.dead_letters.waiting(OutboxState.DEAD, COUNTED)
    )
    queued = Counter(
        it.inbox_id for it in await services.dead_letters.waiting(OutboxState.QUEUED, COUNTED)
    )
    lines = {it.inbox_id: connection_shape(it) for it in await services.connections.all()}
    mine = await _inboxes(call)
    return Health(
        items=[
            InboxHealth(
                inbox=RefShape(id=inbox.id, name=inbox.name),
                channel=inbox.channel,
                enabled=inbox.enabled,
                backlog=queued[inbox.id],
                quarantined=quarantined[inbox.id],
                dead_letters=dead[inbox.id],
                connection=lines.get(inbox.id),
            )
            for inbox in await services.inboxes.all()
            if inbox.id in mine
        ]
    )


@routes("GET", "/audit", Permission.SETTINGS_EDIT)
async def audit(call: Call, query: Listing) -> AuditPage:
    """Who changed what, newest first"""
    records, following = await call.services.audit.page(query.cursor, query.limit)
    return AuditPage(items=[_audit(record) for record in records], next=following)


async def _inboxes(call: Call) -> frozenset[str]:
    scope = call.caller.actor.scope
    inboxes = await call.services.inboxes.all()
    return frozenset(it.id for it in inboxes if scope.covers(queue_id=it.queue_id))


def _audit(record: AuditRecord) -> AuditShape:
    actor = RefShape(id=record.actor_id, name=record.actor_name) if record.actor_id else None
    return AuditShape(
        id=record.id,
        at=record.at,
        actor=actor,
        action=record.action,
        object_kind=record.object_kind,
        object_id=record.object_id,
        details=record.details,
        address=record.address,
    )
