"""Contacts: resolved by identity, and a unique index decides who is first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from conversations.clock import new_id
from conversations.contacts import Contact, Identity
from conversations.errors import Invalid, NotFound, VersionConflict
from conversations.inbound import InboundMessage
from storage import names
from storage.client import Database, answering
from storage.documents.contact import from_contact, to_contact


class ContactRepository:
    """Implements :class:`conversations.ports.ContactStore`."""

    def __init__(self, db: Database) -> None:
        self._contacts = db[names.CONTACTS]

    @answering
    async def resolve(self, message: InboundMessage, now: datetime) -> Contact:
        """Return the contact of the sender's identity, made now if there is none.

        What the message tells of a contact fills gaps only; what is known is not overwritten.
        """
        known = await self.by_identity(message.sender.key)
        if known is None:
            fresh = _fresh(message, now)
            try:
                await self._contacts.insert_one(from_contact(fresh))
            except DuplicateKeyError:
                known = await self.by_identity(message.sender.key)
                if known is None:
                    raise
            else:
                return fresh
        fuller = _filled(known, message, now)
        if fuller is None:
            return known
        try:
            return await self.update(fuller)
        except VersionConflict:
            return await self.get(known.id)

    @answering
    async def by_identity(self, key: str) -> Contact | None:
        """Return the contact that has the identity ``key`` (see Identity.key)."""
        document = await self._contacts.find_one({"identity_keys": key})
        return to_contact(document) if document else None

    @answering
    async def get(self, contact_id: str) -> Contact:
        """Return it or raise NotFound."""
        document = await self._contacts.find_one({"_id": contact_id})
        if document is None:
            raise NotFound("There is no such contact.")
        return to_contact(document)

    @answering
    async def update(self, contact: Contact) -> Contact:
        """Store the changed contact if its version still stands, else VersionConflict.

        Returns it with its new version. Raises Invalid if an identity belongs to somebody else.
        """
        stored = replace(contact, version=contact.version + 1)
        try:
            result = await self._contacts.replace_one(
                {"_id": contact.id, "version": contact.version}, from_contact(stored)
            )
        except DuplicateKeyError:
            raise Invalid(
                "One of these addresses belongs to another contact.",
                remedy="Look at that contact first.",
            ) from None
        if result.matched_count != 1:
            raise VersionConflict("The contact has changed since it was read.")
        return stored


def _fresh(message: InboundMessage, now: datetime) -> Contact:
    return Contact(
        id=new_id(),
        name=message.sender_name or message.sender_email or _name_of(message.sender),
        created_at=now,
        changed_at=now,
        identities=(replace(message.sender, added_at=message.sender.added_at or now),),
        email=message.sender_email,
        language=message.language_hint,
    )


def _filled(known: Contact, message: InboundMessage, now: datetime) -> Contact | None:
    """The contact with its gaps filled, or None if the message tells nothing new."""
    name = known.name
    if message.sender_name and known.name in ("", _name_of(message.sender)):
        name = message.sender_name
    fuller = replace(
        known,
        name=name,
        email=known.email or message.sender_email,
        language=known.language or message.language_hint,
        identities=tuple(
            _verified(identity, message.sender) if identity.key == message.sender.key else identity
            for identity in known.identities
        ),
    )
    return None if fuller == known else replace(fuller, changed_at=now)


def _verified(known: Identity, sender: Identity) -> Identity:
    if known.verified_by is None and sender.verified_by is not None:
        return replace(known, verified_by=sender.verified_by, verified_at=sender.verified_at)
    return known


def _name_of(identity: Identity) -> str:
    """What to call somebody of whom only an address is known; visitor ids say nothing to people."""
    if identity.channel == "webchat":
        return f"Visitor {identity.address.rsplit(':', 1)[-1][:4]}"
    return identity.address
