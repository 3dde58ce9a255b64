"""What a visitor finds on arriving: their conversation, who is there, and a token to come back."""

from __future__ import annotations

from connectors.base import House
from connectors.webchat.lines import Line
from connectors.webchat.presence import presence
from connectors.webchat.settings import SettingsBook
from connectors.webchat.view import Shape, shapes, summary
from connectors.webchat.visitors import Visitors
from conversations.conversation import Conversation
from conversations.entries import Entry
from conversations.places import Inbox

SHOWN = 200
"""Entries read for a session; older visible ones come by ``catch_up``."""
CAUGHT_UP = 500
PAGE = 200


class Sessions:
    """Makes sessions and answers what a visitor lacks."""

    def __init__(self, house: House, visitors: Visitors, settings: SettingsBook) -> None:
        self._house = house
        self._visitors = visitors
        self._settings = settings

    async def find(self, line: Line) -> Conversation | None:
        """The visitor's conversation: the open one, or the one closed last."""
        found = await self._house.threads.newest_in_thread(line.inbox_id, line.visitor.address)
        if found is not None:
            line.conversation_id, line.contact_id = found.id, found.contact.id
            line.queue_id = found.queue.id if found.queue else line.queue_id
        return found

    async def make(self, inbox: Inbox, line: Line) -> Shape:
        """The session of a visitor as it is now."""
        conversation = await self.find(line)
        entries: list[Entry] = []
        if conversation is not None:
            page = await self._house.timelines.page(
                conversation.id, after=None, before=None, limit=SHOWN
            )
            entries = list(page.items)
        line.told = await self.presence(inbox, line)
        return {
            "visitor": {
                "id": line.visitor.address,
                "token": self._visitors.issue(inbox, line.visitor),
            },
            "conversation": summary(conversation, entries) if conversation else None,
            "entries": shapes(entries, self._house.sign_file),
            "presence": line.told,
            "greeting": inbox.greeting,
        }

    async def presence(self, inbox: Inbox, line: Line) -> Shape:
        """Who is there for this visitor."""
        return presence(
            self._house.standing,
            await self._settings.of(inbox),
            line.queue_id,
            line.conversation_id,
            self._house.clock.now(),
        )

    async def after(self, line: Line, seq: int) -> list[Shape]:
        """The visible entries after a seq, in order."""
        if line.conversation_id is None:
            return []
        entries: list[Entry] = []
        while len(entries) < CAUGHT_UP:
            page = await self._house.timelines.page(
                line.conversation_id, after=seq, before=None, limit=PAGE
            )
            entries += page.items
            if not page.has_more or not page.items:
                break
            seq = page.items[-1].seq
        return shapes(entries, self._house.sign_file)
