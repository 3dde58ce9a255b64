"""Marks of ours that come back in answers: Message-IDs and plus-addresses with a signature.

Both name a conversation and carry a keyed hash (HMAC-SHA256, cut to 80 bits), so that nobody who
has not had a mail of that conversation can make one. They hold no secret beyond that: who was
forwarded such a mail can answer with it, and is then told apart by their own address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

MAC_BYTES = 10
"""80 bits: 16 letters of base32. A plus-address fits the 64 characters of a local part with them
as long as the address before it has at most 20 (RFC 5321, 4.5.3.1.1)."""
LOCAL_PART = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark of ours names: a conversation, and for a Message-ID the entry's ``seq``."""

    conversation_id: str
    seq: int | None = None


class Marks:
    """Makes marks and reads them back. ``key`` is the house's signing key."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"parley mail marks v1", "sha256")

    def message_id(self, conversation_id: str, seq: int, domain: str) -> str:
        """The Message-ID of one of our messages, without brackets: always the same one, so that a
        repeated sending can be recognised as such."""
        conversation = _short(conversation_id)
        return f"{conversation}.{seq}.{self._mac('id', conversation, str(seq))}@{domain}"

    def read_message_id(self, message_id: str) -> Mark | None:
        """What a Message-ID names if it is one of ours, else None. Whatever the domain says."""
        local = message_id.strip().strip("<>").partition("@")[0].lower()
        parts = local.split(".")
        if len(parts) != 3 or not local.isascii() or not parts[1].isdigit():
            return None
        conversation, seq, mac = parts
        right = self._mac("id", conversation, seq)
        if len(seq) > 9 or not hmac.compare_digest(right.encode(), mac.encode()):
            return None
        full = _long(conversation)
        return Mark(full, int(seq)) if full else None

    def plus_address(self, address: str, conversation_id: str) -> str | None:
        """Our address with the conversation in it, or None if it would be too long."""
        local, _, domain = address.rpartition("@")
        conversation = _short(conversation_id)
        marked = f"{local}+{conversation}{self._mac('to', conversation)}"
        return f"{marked}@{domain}" if len(marked) <= LOCAL_PART else None

    def read_plus_address(self, address: str) -> Mark | None:
        """What a plus-address names if it is one of ours, else None."""
        tag = address.rpartition("@")[0].rpartition("+")[2].lower()
        conversation, mac = tag[:26], tag[26:]
        if len(conversation) != 26 or not tag.isascii():
            return None
        right = self._mac("to", conversation)
        if not hmac.compare_digest(right.encode(), mac.encode()):
            return None
        full = _long(conversation)
        return Mark(full) if full else None

    def loop_id(self, inbox_id: str) -> str:
        """What our mails say of the inbox they come from, by which they are known if they come
        back to it."""
        return self._mac("loop", inbox_id)

    def _mac(self, *parts: str) -> str:
        digest = hmac.new(self._key, "\n".join(parts).encode(), hashlib.sha256).digest()
        return _letters(digest[:MAC_BYTES])


def _short(conversation_id: str) -> str:
    return _letters(UUID(conversation_id).bytes)


def _long(letters: str) -> str | None:
    padded = letters.upper() + "=" * (-len(letters) % 8)
    try:
        return UUID(bytes=base64.b32decode(padded)).hex
    except (binascii.Error, ValueError):
        return None


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
