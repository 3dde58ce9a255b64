"""The ledger of consent: the newest word of each address, and those before it."""

from __future__ import annotations

from pymongo.errors import DuplicateKeyError

from conversations.consent import Consent, ConsentState
from storage import names
from storage.client import Database, Document, answering

KEPT = 50
"""Former words of one address that are kept, newest last."""


class ConsentRepository:
    """Keeps what was said last; what comes late does not undo what was said after it."""

    def __init__(self, db: Database) -> None:
        self._consents = db[names.CONSENTS]

    @answering
    async def of(self, inbox_id: str, address: str) -> Consent:
        """Return the newest word of an address to an inbox; ``unknown`` if there is none."""
        document = await self._consents.find_one({"_id": _key(inbox_id, address)})
        if document is None:
            return Consent(inbox_id=inbox_id, address=address)
        return Consent(
            inbox_id=inbox_id,
            address=address,
            state=ConsentState(document["state"]),
            at=document["at"],
            source=document["source"],
            word=document["word"],
        )

    @answering
    async def record(self, consent: Consent) -> bool:
        """Keep a word, unless a later one is there; return whether it was kept.

        Raises ValueError if it has no moment.
        """
        if consent.at is None:
            raise ValueError("a word of consent needs the moment at which it was said")
        key = _key(consent.inbox_id, consent.address)
        said: Document = {
            "state": consent.state.value,
            "at": consent.at,
            "source": consent.source,
            "word": consent.word,
        }
        kept: Document = {"$each": [said], "$slice": -KEPT}
        done = await self._consents.update_one(
            {"_id": key, "at": {"$lt": consent.at}}, {"$set": said, "$push": {"history": kept}}
        )
        if done.matched_count == 1:
            return True
        try:
            await self._consents.insert_one({"_id": key, **said, "history": [said]})
        except DuplicateKeyError:
            return False
        return True


def _key(inbox_id: str, address: str) -> str:
    return f"{inbox_id}:{address}"
