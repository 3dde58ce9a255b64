"""Contacts and the identities by which they are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversations.channels import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One address of a contact on one kind of channel.

    ``address`` is normalised by the connector: E.164, lower-cased mail, JID, user id, visitor id.
    ``verified_by`` says how we know it is theirs (``token``, ``hmac``, ``dkim`` …) or is None for
    a mere claim, which never joins two contacts by itself.
    """

    channel: Channel
    address: str
    verified_by: str | None = None
    verified_at: datetime | None = None
    added_at: datetime | None = None

    @property
    def key(self) -> str:
        """The text under which a unique index keeps this identity to one contact. A number is one
        identity, whether it calls or texts."""
        kind = Channel.SMS if self.channel is Channel.VOICE else self.channel
        return f"{kind}:{self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person. ``attributes`` are flat facts that the team keeps about them."""

    id: str
    name: str
    created_at: datetime
    changed_at: datetime
    identities: tuple[Identity, ...] = ()
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    notes: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    version: int = 1
