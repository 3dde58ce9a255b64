"""Reading conversations: lists, one, its timeline, and why it went where it went."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_console.routing import Call, Routes
from agent_console.wire.conversations import (
    ChangedQuery,
    Changes,
    ConversationPage,
    ConversationShape,
    Counts,
    Decisions,
    ListQuery,
    conversation_shape,
    decision_shape,
)
from agent_console.wire.entries import Entries, EntriesQuery, entry_shape
from agent_console.wire.scalars import iso
from agent_console.wire.view import View
from conversations.conversation import Conversation, State
from conversations.people import Permission
from conversations.queries import ConversationFilter, Sort, ViewName

routes = Routes("conversations")

CHANGES_AT_ONCE = 200
OVERLAP = timedelta(seconds=2)
"""A change is stamped before it is committed, so a reader looks back a little; what it has seen
already, its ``version`` tells."""


@routes("GET", "/conversations", Permission.CONVERSATIONS_WORK)
async def list_conversations(call: Call, query: ListQuery) -> ConversationPage:
    """Conversations in my scope, by view and filter"""
    asked = ConversationFilter(
        view=ViewName(query.view),
        category=query.category,
        queue_id=query.queue,
        inbox_id=query.inbox,
        channel=query.channel,
        label=query.label,
        sentiment=query.sentiment,
        states=_states(query.state),
        call=query.call,
        sort=Sort(query.sort),
        limit=query.limit,
        cursor=query.cursor,
    )
    page = await call.services.conversations.page(asked, call.caller.actor.scope)
    view = await call.view()
    return ConversationPage(
        items=[conversation_shape(item, view) for item in page.items], next=page.next
    )


@routes("GET", "/conversations/counts", Permission.CONVERSATIONS_WORK)
async def count_conversations(call: Call) -> Counts:
    """How many open conversations each view holds"""
    counts = await call.services.conversations.counts(call.caller.actor.scope)
    return Counts(
        mine=counts.mine,
        queues=counts.queues,
        unassigned=counts.unassigned,
        waiting=counts.waiting,
        all=counts.all,
    )


@routes("GET", "/conversations/changed", Permission.CONVERSATIONS_WORK)
async def list_changed(call: Call, query: ChangedQuery) -> Changes:
    """What changed since a cursor"""
    found = await call.services.conversations.changed_since(
        query.since, call.caller.actor.scope, CHANGES_AT_ONCE
    )
    return changes(list(found), query.since, call.services.clock.now(), await call.view())


@routes("GET", "/conversations/{id}", Permission.CONVERSATIONS_WORK)
async def one_conversation(call: Call) -> ConversationShape:
    """One conversation"""
    found = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    return conversation_shape(found, await call.view())


@routes("GET", "/conversations/{id}/entries", Permission.CONVERSATIONS_WORK)
async def list_entries(call: Call, query: EntriesQuery) -> Entries:
    """A conversation's timeline: the newest, or those after or before a seq"""
    conversation = await call.services.conversations.get(call.id(), call.caller.actor.scope)
    page = await call.services.timelines.page(
        conversation.id, after=query.after, before=query.before, limit=query.limit
    )
    view = await call.view()
    return Entries(entries=[entry_shape(e, view) for e in page.items], has_more=page.has_more)


@routes("GET", "/conversations/{id}/decisions", Permission.CONVERSATIONS_WORK)
async def list_decisions(call: Call) -> Decisions:
    """Why the router did what it did, newest first"""
    found = await call.services.conversations.decisions(call.id(), call.caller.actor.scope)
    return Decisions(items=[decision_shape(decision) for decision in found])


def changes(found: list[Conversation], since: datetime, now: datetime, view: View) -> Changes:
    """A page of changes with the cursor to go on with: the last one's time if there is more, else
    a little before the present, in whole seconds, so that a reader who goes on until nothing moves
    comes to an end."""
    if len(found) == CHANGES_AT_ONCE:
        cursor = found[-1].changed_at
    else:
        cursor = max(since, (now - OVERLAP).replace(microsecond=0))
    return Changes(
        conversations=[conversation_shape(item, view) for item in found], cursor=iso(cursor)
    )


def _states(given: str | None) -> frozenset[State] | None:
    return frozenset(State(word) for word in given.split(",")) if given else None
