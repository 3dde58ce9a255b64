"""Inboxes: the configured accounts on channels. Secrets go in and never come out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from agent_console.api.creating import add_once
from agent_console.named_files import allow_new_files
from agent_console.routing import Call, Routes
from agent_console.wire.places import InboxBody, Inboxes, InboxPatch, InboxShape, inbox_shape
from conversations.channels import Channel
from conversations.errors import Invalid, NotFound, VersionConflict
from conversations.people import Permission
from conversations.places import Inbox

routes = Routes("settings")
SEE, EDIT = Permission.SETTINGS_SEE, Permission.SETTINGS_EDIT


@routes("GET", "/inboxes", SEE)
async def list_inboxes(call: Call) -> Inboxes:
    """The inboxes of my queues"""
    inboxes = await call.services.inboxes.all()
    return Inboxes(items=[inbox_seen(call, inbox) for inbox in inboxes if visible(call, inbox)])


@routes("POST", "/inboxes", EDIT, status=201)
async def create_inbox(call: Call, body: InboxBody) -> InboxShape:
    """Add an inbox"""
    await call.services.queues.get(body.queue_id)
    given = body.model_dump() | {"settings": await checked(call, body.channel, body.settings)}
    await allow_new_files(call.services.files, call.caller.user.id, {}, given["settings"])
    inbox = Inbox(
        id=call.fresh_id(),
        public_key=secrets.token_urlsafe(16),
        created_at=call.services.clock.now(),
        **given,
    )
    stored, new = await add_once(call.services.inboxes, inbox)
    if new:
        await _changed(call, stored, "inbox_created")
    return inbox_seen(call, stored)


@routes("GET", "/inboxes/{id}", SEE)
async def one_inbox(call: Call) -> InboxShape:
    """One inbox"""
    return inbox_seen(call, await inbox_of(call))


@routes("PATCH", "/inboxes/{id}", EDIT)
async def change_inbox(call: Call, body: InboxPatch) -> InboxShape:
    """Change an inbox"""
    inbox = await inbox_of(call)
    if inbox.version != body.version:
        raise VersionConflict("The inbox has changed since you looked.")
    given = body.model_dump(exclude_unset=True, exclude={"version", "secrets"}, exclude_none=True)
    if "queue_id" in given:
        await call.services.queues.get(given["queue_id"])
    if "settings" in given:
        given["settings"] = await checked(call, inbox.channel, given["settings"])
        await allow_new_files(
            call.services.files, call.caller.user.id, inbox.settings, given["settings"]
        )
    keep_secrets_at_home(
        call, inbox, given.get("settings", inbox.settings), frozenset(body.secrets or ())
    )
    if body.secrets is not None:
        merged = {**inbox.secrets, **body.secrets}
        given["secrets"] = {name: value for name, value in merged.items() if value is not None}
    stored = await call.services.inboxes.update(replace(inbox, **given))
    await _changed(call, stored, "inbox_changed")
    return inbox_seen(call, stored)


def keep_secrets_at_home(
    call: Call, inbox: Inbox, settings: Mapping[str, Any], given: Collection[str]
) -> None:
    """Raise Invalid if a stored secret would be shown to another host than so far: who may edit
    an inbox may not read its password by having it sent to a server of their own."""
    destinations = call.services.destinations.get(inbox.channel)
    if destinations is None:
        return
    before, after = destinations(inbox.settings), destinations(settings)
    moved = [
        name
        for name in inbox.secrets
        if name not in given and after.get(name) and after.get(name) != before.get(name)
    ]
    if moved:
        raise Invalid(
            f"The server has changed, so what is kept for it must be given again: "
            f"{', '.join(sorted(moved))}.",
            remedy="Enter the password or the other secrets again.",
        )


@routes("DELETE", "/inboxes/{id}", EDIT)
async def delete_inbox(call: Call) -> None:
    """Remove an inbox; its conversations stay"""
    inbox = await inbox_of(call)
    await call.services.inboxes.remove(inbox.id)
    await _changed(call, inbox, "inbox_removed")


async def inbox_of(call: Call) -> Inbox:
    """The inbox that the path names; raises NotFound if it is out of scope."""
    inbox = await call.services.inboxes.get(call.id())
    if not visible(call, inbox):
        raise NotFound("There is no such inbox.")
    return inbox


def visible(call: Call, inbox: Inbox) -> bool:
    """Whether the inbox leads to a queue of the caller's."""
    return call.caller.actor.scope.covers(queue_id=inbox.queue_id)


async def checked(call: Call, channel: Channel, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings complete, as the channel's connector has checked them. Raises Invalid."""
    check = call.services.check_settings.get(channel)
    if check is None:
        raise Invalid(
            f"No connector for {channel} is installed.", remedy="Choose one of the channels listed."
        )
    return await asyncio.to_thread(check, settings)


def inbox_seen(call: Call, inbox: Inbox) -> InboxShape:
    """An inbox on the wire, with what a site pastes to show the widget."""
    url = call.console.settings.public_url
    tag = f'<script async src="{url}/widget.js" data-parley-key="{inbox.public_key}"></script>'
    return inbox_shape(inbox, tag if inbox.channel is Channel.WEBCHAT else None)


async def _changed(call: Call, inbox: Inbox, action: str) -> None:
    await call.console.tell("inbox", inbox.id)
    await call.console.record(call.caller, action, "inbox", inbox.id, name=inbox.name)
