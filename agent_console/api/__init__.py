"""The routes, one small file per resource, and the table of all of them."""

from __future__ import annotations

from agent_console.api import (
    calls,
    checking,
    commands,
    contacts,
    conversations,
    documentation,
    drafts,
    filed,
    files,
    inbox_files,
    inboxes,
    mail,
    offers,
    operations,
    phone,
    places,
    scheduled,
    seats,
    session,
    supervision,
    texts,
    tokens,
    users,
)
from agent_console.routing import Route

ROUTES: tuple[Route, ...] = (
    *session.routes,
    *conversations.routes,
    *commands.routes,
    *calls.routes,
    *phone.routes,
    *scheduled.routes,
    *drafts.routes,
    *mail.routes,
    *offers.routes,
    *contacts.routes,
    *files.routes,
    *seats.routes,
    *users.routes,
    *places.routes,
    *inboxes.routes,
    *inbox_files.routes,
    *checking.routes,
    *filed.routes,
    *texts.routes,
    *tokens.routes,
    *supervision.routes,
    *documentation.routes,
    *operations.routes,
)
"""Every route: who may call it stands in its ``needs``."""
