"""Reading contacts within a scope: in scope is who has a conversation in scope."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.contacts import Contact
from conversations.errors import NotFound
from conversations.people import Scope
from conversations.queries import ContactPage
from storage import names
from storage.client import Database, Document, answering
from storage.contacts import ContactRepository
from storage.conversations import covers
from storage.documents.contact import to_contact
from storage.documents.conversation import to_conversation
from storage.terms import words as words_of
from storage.windows import Stretch, Windows

ROUNDS = 6
LOOKED_AT = 50
"""Of a contact's conversations, the newest are looked at for scope."""


class ContactReads:
    """One contact, and pages of them."""

    def __init__(self, db: Database, windows: Windows, contacts: ContactRepository) -> None:
        self._contacts = db[names.CONTACTS]
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self._all = contacts
        self.update = contacts.update

    @answering
    async def get_in_scope(self, contact_id: str, scope: Scope) -> Contact:
        """Return it or raise NotFound."""
        contact = await self._all.get(contact_id)
        if not await self._in_scope([contact_id], scope):
            raise NotFound("There is no such contact.")
        return contact

    @answering
    async def page(
        self, words: str, scope: Scope, *, cursor: str | None = None, limit: int = 50
    ) -> ContactPage:
        """Return contacts that match all words (or their beginnings), or all of them; the ones
        changed last come first."""
        asked = [word if len(word) > 12 else word[:12] for word in words_of(words)]
        longest = max(asked, key=len, default="")
        others = frozenset(asked) - {longest}
        stretch = Stretch(
            collection=self._contacts,
            equal={"terms": longest} if longest else {},
            key="changed_key",
            keep=(lambda document: others.issubset(document["terms"])) if others else None,
        )
        found: list[Contact] = []
        for _ in range(ROUNDS):
            window = await self._windows.newest(stretch, before=cursor, limit=limit)
            allowed = await self._in_scope([it["_id"] for it in window.documents], scope)
            cursor = window.reached
            for document in window.documents:
                if document["_id"] in allowed:
                    found.append(to_contact(document))
                if len(found) == limit:
                    cursor = str(document["changed_key"])
                    break
            if cursor is None or len(found) == limit:
                break
        return ContactPage(items=tuple(found), next=cursor)

    async def _in_scope(self, contact_ids: Sequence[str], scope: Scope) -> frozenset[str]:
        if scope.everything:
            return frozenset(contact_ids)
        allowed: set[str] = set()
        for contact_id in contact_ids:
            query: Document = {"contact_id": contact_id}
            found = self._conversations.find(query).sort("number", -1).limit(LOOKED_AT)
            async for document in found:
                if covers(scope, to_conversation(document)):
                    allowed.add(contact_id)
                    break
        return frozenset(allowed)
