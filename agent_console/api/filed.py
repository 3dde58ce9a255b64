"""What a mail inbox keeps away from timelines: looking at it, taking it back, blocking senders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agent_console.api.inboxes import checked, inbox_of, visible
from agent_console.routing import Call, Routes
from agent_console.wire.filed import (
    BlockAnswer,
    BlockBody,
    FiledList,
    FiledQuery,
    OpenedAnswer,
    OpenFiledBody,
    filed_shape,
)
from agent_console.wire.scalars import RefShape, iso
from conversations.channels import Channel
from conversations.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from conversations.inbound import JournalRecord, JournalState
from conversations.people import Permission

routes = Routes("supervision")
MANAGE = Permission.QUARANTINE_MANAGE

SHOWN = 100
READS = 5
"""Pages read for one answer at most, while other teams' inboxes fill them."""
TRIES = 5


@routes("GET", "/inboxes/filed", MANAGE)
async def list_filed(call: Call, query: FiledQuery) -> FiledList:
    """Messages of my inboxes that were put on no timeline, with the reason, newest first"""
    mine = {it.id: it for it in await call.services.inboxes.all() if visible(call, it)}
    if query.inbox is not None:
        mine = {id_: it for id_, it in mine.items() if id_ == query.inbox}
    refs = {id_: RefShape(id=id_, name=it.name) for id_, it in mine.items()}
    found: list[JournalRecord] = []
    before: datetime | None = query.before or call.services.clock.now() + timedelta(days=1)
    for _ in range(READS):
        if before is None or len(found) >= SHOWN or not mine:
            break
        page, before = await _page(call, before)
        found += [it for it in page if it.inbox_id in mine]
    return FiledList(
        items=[filed_shape(it, refs[it.inbox_id]) for it in found],
        next=iso(before) if before is not None and mine else None,
    )


@routes("POST", "/inboxes/{id}/filed/open", MANAGE)
async def open_filed(call: Call, body: OpenFiledBody) -> OpenedAnswer:
    """Receive a filed message after all, as if a person had sent it"""
    inbox = await inbox_of(call)
    services = call.services
    record = await services.quarantine.find(inbox.id, body.external_id)
    if record is None:
        raise NotFound("There is no such message among the filed ones.")
    if record.state is JournalState.FILED:
        record = await services.quarantine.unfile(inbox.id, body.external_id, services.clock.now())
        await call.console.record(call.caller, "filed_opened", "inbox", inbox.id, name=inbox.name)
    elif not record.payload.get("anyway"):
        raise NotFound("There is no such message among the filed ones.")
    received = await services.intake.receive(record)
    if received.filed is not None:
        raise Invalid(
            "The message was filed again.", remedy="Look at its reason; the sender may be blocked."
        )
    return OpenedAnswer(conversation=received.conversation_id, seq=received.seq)


@routes("POST", "/inboxes/{id}/block", Permission.CONVERSATIONS_WORK)
async def block_sender(call: Call, body: BlockBody) -> BlockAnswer:
    """File a sender's mail unread from now on, or no longer; a whole domain's needs a supervisor"""
    if body.address.startswith("@") and not call.caller.may(MANAGE):
        raise Forbidden(
            "Only a supervisor may block a whole domain.", remedy="Block a single address."
        )
    inbox = await inbox_of(call)
    if inbox.channel is not Channel.EMAIL:
        raise Invalid(f"“{inbox.name}” is no mail inbox.", remedy="Choose a mail inbox.")
    for _ in range(TRIES):
        blocked = _with(inbox.settings.get("blocked") or (), body.address, on=body.on)
        if blocked is None:
            return BlockAnswer(address=body.address, on=body.on)
        given = {**inbox.settings, "blocked": blocked}
        settings = await checked(call, inbox.channel, given)
        try:
            stored = await call.services.inboxes.update(replace(inbox, settings=settings))
        except VersionConflict:
            inbox = await inbox_of(call)
            continue
        await call.console.tell("inbox", stored.id)
        audit, who = call.console, body.address
        if body.on:
            await audit.record(call.caller, "sender_blocked", "inbox", stored.id, name=who)
        else:
            await audit.record(call.caller, "sender_unblocked", "inbox", stored.id, name=who)
        return BlockAnswer(address=body.address, on=body.on)
    raise Conflict("The inbox is being changed by somebody else.", remedy="Try again.")


async def _page(call: Call, before: datetime) -> tuple[Sequence[JournalRecord], datetime | None]:
    """A page of everything filed and where the next begins. Records of one moment stay together,
    so that none falls between two pages."""
    records = await call.services.quarantine.filed_records(before, SHOWN + 1)
    if len(records) <= SHOWN:
        return records, None
    edge = records[SHOWN].next_try_at
    whole = [record for record in records[:SHOWN] if record.next_try_at > edge]
    if not whole:
        return records[:SHOWN], edge
    return whole, edge + timedelta(milliseconds=1)


def _with(blocked: Sequence[str], address: str, *, on: bool) -> list[str] | None:
    """The list with the address on it or off it; None if it is so already."""
    if (address in blocked) is on:
        return None
    return [*blocked, address] if on else [it for it in blocked if it != address]
