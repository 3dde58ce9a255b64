"""Taking somebody's word on whether they want texts: into the ledger, and onto their conversation
if they have one."""

from __future__ import annotations

from datetime import datetime

from connectors.base import House
from conversations.change import Change
from conversations.consent import Consent, ConsentState
from conversations.entries import SYSTEM, Activity, Author, AuthorType
from conversations.errors import DuplicateEntry
from conversations.places import Inbox

CONTACT, PROVIDER = "contact", "provider"


class Opting:
    """Keeps the ledger. Everything may be repeated: what is known already changes nothing."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def has_opted_out(self, inbox_id: str, address: str) -> bool:
        """Whether nothing may be sent there."""
        consent = await self._house.consents.of(inbox_id, address)
        return consent.state is ConsentState.OPTED_OUT

    async def take(
        self,
        inbox: Inbox,
        address: str,
        state: ConsentState,
        *,
        at: datetime,
        source: str,
        word: str = "",
        key: str,
        conversation_id: str | None,
    ) -> None:
        """Record a word. ``key`` names the event, so that the conversation tells of it once; one
        that a later word has overtaken is not told of."""
        said = Consent(
            inbox_id=inbox.id, address=address, state=state, at=at, source=source, word=word
        )
        await self._house.consents.record(said)
        newest = await self._house.consents.of(inbox.id, address)
        if conversation_id is None or (newest.state, newest.at) != (state, at):
            return
        data = {"state": state.value, "source": source, "word": word}

        async def decide(change: Change) -> bool:
            change.note_activity(
                Activity.CONSENT,
                data,
                author=_contact(change) if source == CONTACT else SYSTEM,
                command_id=f"consent:{inbox.id}:{key}",
            )
            return True

        try:
            await self._house.workbench.change(conversation_id, decide)
        except DuplicateEntry:
            return


def _contact(change: Change) -> Author:
    return Author(type=AuthorType.CONTACT, id=change.it.contact.id, name=change.it.contact.name)
