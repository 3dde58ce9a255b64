"""Contacts, their conversations and their whole history, all within my scope."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from agent_console.api.inboxes import visible
from agent_console.routing import Call, Routes
from agent_console.wire.contacts import (
    Consents,
    ConsentShape,
    ContactPage,
    ContactPatch,
    ContactQuery,
    ContactShape,
    FoundConversation,
    SearchAnswer,
    SearchHit,
    SearchQuery,
    contact_shape,
)
from agent_console.wire.conversations import ConversationPage, conversation_shape
from agent_console.wire.entries import Timeline, TimelineQuery, entry_shape
from agent_console.wire.mood import MoodOverTime, mood_over_time
from agent_console.wire.scalars import Listing, RefShape
from conversations.change import Change
from conversations.channels import Channel
from conversations.consent import ConsentState
from conversations.contacts import Contact
from conversations.conversation import Category, Ref
from conversations.entries import Activity, Author, AuthorType
from conversations.errors import NotFound, VersionConflict
from conversations.events import ContactChanged
from conversations.people import Permission
from conversations.queries import ConversationFilter, ViewName

routes = Routes("contacts")
WORK = Permission.CONVERSATIONS_WORK
CONTACTS_FOUND = 10
MOODS = 200
WITH_CONSENT = frozenset({Channel.SMS})
"""Channels on which people say whether they want to be written to."""
MOST_CONSENTS = 100


@routes("GET", "/contacts", WORK)
async def list_contacts(call: Call, query: ContactQuery) -> ContactPage:
    """Contacts, all or those that match"""
    page = await call.services.contacts.page(
        query.q, call.caller.actor.scope, cursor=query.cursor, limit=query.limit
    )
    return ContactPage(items=[contact_shape(item) for item in page.items], next=page.next)


@routes("GET", "/contacts/{id}", WORK)
async def one_contact(call: Call) -> ContactShape:
    """One contact"""
    return contact_shape(await _contact(call))


@routes("GET", "/contacts/{id}/consents", WORK)
async def consents_of_contact(call: Call) -> Consents:
    """Whether they want to be written to, by inbox and address"""
    contact = await _contact(call)
    channels = {identity.channel for identity in contact.identities} & WITH_CONSENT
    if not channels:
        return Consents(items=[])
    inboxes = [
        inbox
        for inbox in await call.services.inboxes.all()
        if inbox.channel in channels and visible(call, inbox)
    ]
    asked = [
        (inbox, identity)
        for inbox in inboxes
        for identity in contact.identities
        if identity.channel is inbox.channel
    ][:MOST_CONSENTS]
    found = await asyncio.gather(
        *(call.services.consents.of(inbox.id, identity.address) for inbox, identity in asked)
    )
    return Consents(
        items=[
            ConsentShape(
                inbox=RefShape(id=inbox.id, name=inbox.name),
                channel=inbox.channel,
                address=consent.address,
                state=consent.state,
                at=consent.at,
                source=consent.source,
                word=consent.word,
            )
            for (inbox, _), consent in zip(asked, found, strict=True)
            if consent.state is not ConsentState.UNKNOWN
        ]
    )


@routes("PATCH", "/contacts/{id}", Permission.CONTACTS_EDIT)
async def change_contact(call: Call, body: ContactPatch) -> ContactShape:
    """Change what we keep about a contact"""
    contact = await _contact(call)
    if contact.version != body.version:
        raise VersionConflict("The contact has changed since you looked at it.")
    given = body.model_dump(exclude_unset=True, exclude={"version"})
    if given.get("name") is None:
        given.pop("name", None)
    if given.get("attributes") is None:
        given.pop("attributes", None)
    if "notes" in given:
        given["notes"] = given["notes"] or ""
    stored = await call.services.contacts.update(
        replace(contact, **given, changed_at=call.services.clock.now())
    )
    await call.services.bus.publish(ContactChanged(contact=stored))
    if stored.name != contact.name:
        await _rename(call, stored)
    return contact_shape(stored)


@routes("GET", "/contacts/{id}/conversations", WORK)
async def contact_conversations(call: Call, query: Listing) -> ConversationPage:
    """A contact's conversations"""
    contact = await _contact(call)
    asked = ConversationFilter(
        view=ViewName.ALL, contact_id=contact.id, limit=query.limit, cursor=query.cursor
    )
    page = await call.services.conversations.page(asked, call.caller.actor.scope)
    view = await call.view()
    return ConversationPage(
        items=[conversation_shape(item, view) for item in page.items], next=page.next
    )


@routes("GET", "/contacts/{id}/mood", WORK)
async def contact_mood(call: Call) -> MoodOverTime:
    """A contact's mood in their last 200 conversations that I may see, the oldest first"""
    contact = await _contact(call)
    asked = ConversationFilter(view=ViewName.ALL, contact_id=contact.id, limit=MOODS)
    page = await call.services.conversations.page(asked, call.caller.actor.scope)
    return mood_over_time(page.items)


@routes("GET", "/contacts/{id}/timeline", WORK)
async def contact_timeline(call: Call, query: TimelineQuery) -> Timeline:
    """A contact's whole history across channels, newest page first"""
    contact = await _contact(call)
    page = await call.services.timelines.of_contact(
        contact.id,
        call.caller.actor.scope,
        before=query.before or query.cursor,
        limit=query.limit,
    )
    view = await call.view()
    return Timeline(entries=[entry_shape(e, view) for e in page.items], next=page.next)


@routes("GET", "/search", WORK)
async def search(call: Call, query: SearchQuery) -> SearchAnswer:
    """Find words in messages and contacts"""
    scope = call.caller.actor.scope
    found = await call.services.search.messages(
        query.q, scope, cursor=query.cursor, limit=query.limit
    )
    contacts: tuple[Contact, ...] = ()
    if query.cursor is None:
        page = await call.services.contacts.page(query.q, scope, cursor=None, limit=CONTACTS_FOUND)
        contacts = page.items
    view = await call.view()
    return SearchAnswer(
        conversations=[
            FoundConversation(
                conversation=conversation_shape(item.conversation, view),
                hit=(
                    SearchHit(seq=item.entry.seq, text=item.entry.text[:400], at=item.entry.at)
                    if item.entry
                    else None
                ),
            )
            for item in found.items
        ],
        contacts=[contact_shape(item) for item in contacts],
        next=found.next,
    )


async def _contact(call: Call) -> Contact:
    return await call.services.contacts.get_in_scope(call.id(), call.caller.actor.scope)


async def _rename(call: Call, contact: Contact) -> None:
    """Show the new name in the contact's open conversations."""
    caller = call.caller
    author = Author(type=AuthorType.AGENT, id=caller.user.id, name=caller.user.name)

    async def decide(change: Change) -> bool:
        if change.it.contact.name == contact.name:
            return False
        change.note_activity(Activity.CONTACT, {"changes": {"name": contact.name}}, author=author)
        change.set(contact=Ref(id=contact.id, name=contact.name))
        return True

    for category in (Category.OPEN, Category.WAITING):
        asked = ConversationFilter(
            view=ViewName.ALL, contact_id=contact.id, category=category, limit=100
        )
        page = await call.services.conversations.page(asked, caller.actor.scope)
        for conversation in page.items:
            try:
                await call.services.workbench.change(
                    conversation.id, decide, scope=caller.actor.scope
                )
            except NotFound:
                continue
