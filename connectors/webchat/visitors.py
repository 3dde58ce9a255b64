"""Who a visitor is: a token that we signed, or an identity that the site's own server signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from connectors.webchat.settings import IDENTITY_SECRET
from conversations.channels import Channel
from conversations.clock import Clock
from conversations.contacts import Identity
from conversations.errors import Forbidden, Unauthenticated
from conversations.places import Inbox

TOKEN_LIFETIME = timedelta(days=400)
USER_TOKEN_LIFETIME = timedelta(hours=24)
"""A signed-in user's token opens their conversation for this long without the site's signature:
enough for a reload, not for whoever sits down at the machine next week."""

VISITOR, USER = "visitor:", "user:"


class GivenIdentity(BaseModel):
    """What a site says of its signed-in user; only ``id`` is covered by ``hash``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1, max_length=200, strict=True)
    hash: str = Field(pattern=r"^[0-9a-fA-F]{64}$", strict=True)
    name: str | None = Field(None, max_length=200)
    email: str | None = Field(None, max_length=254)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A visitor. ``address`` is ``visitor:<uuid>`` or ``user:<inbox>:<the site's id>``; name,
    email and ``answers`` (to the form before the chat) are their own claims."""

    address: str
    verified_by: str
    name: str = ""
    email: str | None = None
    answers: dict[str, str] = field(default_factory=dict)

    def identity(self, now: datetime) -> Identity:
        """The identity that makes the contact."""
        return Identity(
            channel=Channel.WEBCHAT,
            address=self.address,
            verified_by=self.verified_by,
            verified_at=now,
        )


class Visitors:
    """Issues and reads visitor tokens, and checks identities."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = hmac.digest(key, b"parley visitor tokens v1", "sha256")
        self._clock = clock

    def issue(self, inbox: Inbox, visitor: Visitor) -> str:
        """A token for this inbox; a new one is issued with every session."""
        claims = {
            "i": inbox.id,
            "a": visitor.address,
            "v": visitor.verified_by,
            "n": visitor.name,
            "e": visitor.email,
            "f": visitor.answers,
            "t": int(self._clock.now().timestamp()),
        }
        body = _encode(json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode())
        return f"{body}.{self._sign(body)}"

    def read(self, inbox: Inbox, token: str) -> Visitor:
        """The visitor of a token; raises Unauthenticated on one that is not ours, not for this
        inbox, or too old."""
        body, _, signature = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(
            self._sign(body).encode(), signature.encode()
        ):
            raise _unknown()
        claims: dict[str, Any] = json.loads(_decode(body))
        user = claims["a"].startswith(USER)
        lifetime = USER_TOKEN_LIFETIME if user else TOKEN_LIFETIME
        age = self._clock.now().timestamp() - claims["t"]
        if claims["i"] != inbox.id or age > lifetime.total_seconds():
            raise _unknown()
        return Visitor(
            address=claims["a"],
            verified_by=claims["v"],
            name=claims["n"],
            email=claims["e"],
            answers=claims["f"],
        )

    def recognise(
        self, inbox: Inbox, token: str | None, identity: object, *, identity_required: bool
    ) -> Visitor:
        """The visitor of a handshake: by the site's signature, else by token, else a new one."""
        if identity is not None:
            return self._identified(inbox, identity, token)
        if identity_required:
            raise Unauthenticated(
                "This chat is for signed-in users.", remedy="Sign in on the site first."
            )
        if token is not None:
            return self.read(inbox, token)
        return Visitor(address=f"{VISITOR}{uuid.uuid4()}", verified_by="token")

    def _identified(self, inbox: Inbox, given: object, token: str | None) -> Visitor:
        try:
            identity = _IDENTITY.validate_python(given)
        except ValidationError:
            raise Forbidden("The identity is not as it should be.") from None
        secret = inbox.secrets.get(IDENTITY_SECRET)
        if not secret:
            raise Forbidden(
                "This inbox has no identity secret.", remedy="Set one in the inbox's settings."
            )
        right = hmac.new(secret.encode(), identity.id.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, identity.hash.lower()):
            raise Forbidden("The identity's signature is not right.")
        # The inbox is part of it: two sites may both have a user 5, and those are two people.
        address = f"{USER}{inbox.id}:{identity.id}"
        visitor = Visitor(address=address, verified_by="hmac")
        if token is not None:
            try:
                known = self.read(inbox, token)
            except Unauthenticated:
                known = visitor
            if known.address == address:
                visitor = replace(known, verified_by="hmac")
        return replace(
            visitor, name=identity.name or visitor.name, email=identity.email or visitor.email
        )

    def _sign(self, body: str) -> str:
        return _encode(hmac.digest(self._key, body.encode(), "sha256"))


_IDENTITY = TypeAdapter(GivenIdentity)


def _unknown() -> Unauthenticated:
    return Unauthenticated("This visitor token is not known.", remedy="Begin a new chat.")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
