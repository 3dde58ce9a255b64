"""Contacts as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations.channels import Channel
from conversations.contacts import Contact, Identity
from storage.client import Document
from storage.documents.fields import plain, without_none
from storage.documents.keys import order_key
from storage.terms import contact_terms


def from_contact(contact: Contact) -> Document:
    """A contact as a document; ``identity_keys`` keep each identity to one contact."""
    return without_none(
        {
            "_id": contact.id,
            "name": contact.name,
            "created_at": contact.created_at,
            "changed_at": contact.changed_at,
            "identities": [_from_identity(identity) for identity in contact.identities],
            "identity_keys": [identity.key for identity in contact.identities] or None,
            "email": contact.email,
            "phone": contact.phone,
            "language": contact.language,
            "notes": contact.notes,
            "attributes": plain(contact.attributes),
            "version": contact.version,
            "changed_key": order_key(contact.changed_at, contact.id),
            "terms": contact_terms(contact),
        }
    )


def to_contact(document: Mapping[str, Any]) -> Contact:
    """A contact from its document."""
    return Contact(
        id=document["_id"],
        name=document["name"],
        created_at=document["created_at"],
        changed_at=document["changed_at"],
        identities=tuple(_to_identity(identity) for identity in document["identities"]),
        email=document.get("email"),
        phone=document.get("phone"),
        language=document.get("language"),
        notes=document["notes"],
        attributes=dict(document["attributes"]),
        version=document["version"],
    )


def _from_identity(identity: Identity) -> Document:
    return without_none(
        {
            "channel": identity.channel.value,
            "address": identity.address,
            "verified_by": identity.verified_by,
            "verified_at": identity.verified_at,
            "added_at": identity.added_at,
        }
    )


def _to_identity(document: Mapping[str, Any]) -> Identity:
    return Identity(
        channel=Channel(document["channel"]),
        address=document["address"],
        verified_by=document.get("verified_by"),
        verified_at=document.get("verified_at"),
        added_at=document.get("added_at"),
    )
