"""The files that an inbox's settings name, to be listened to where it is set up."""

from __future__ import annotations

from agent_console.api.inboxes import inbox_of
from agent_console.named_files import named_files
from agent_console.routing import Call, Routes
from agent_console.wire.entries import attachment_shape
from agent_console.wire.places import InboxFiles
from conversations.errors import NotFound
from conversations.people import Permission

routes = Routes("settings")

MOST = 100
"""Files looked up for one inbox; its settings have room for fewer."""


@routes("GET", "/inboxes/{id}/files", Permission.SETTINGS_SEE)
async def list_inbox_files(call: Call) -> InboxFiles:
    """The files that an inbox's settings name, to listen to; one that is gone is left out"""
    inbox = await inbox_of(call)
    view = await call.view()
    found = []
    for file_id in sorted(set(named_files(inbox.settings)))[:MOST]:
        try:
            found.append(attachment_shape(await call.services.files.describe(file_id), view))
        except NotFound:
            continue
    return InboxFiles(items=found)
