"""Secrets of inboxes at rest: encrypted and authenticated with a key from outside the database."""

from __future__ import annotations

import base64
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken

from conversations.errors import ParleyError


class SecretUnreadable(ParleyError):
    """A stored secret was sealed with another key, or was changed."""

    code = "secret_unreadable"
    remedy = "Put the former PARLEY_ENCRYPTION_KEY back, or enter the inbox's credentials again."


class Cipher(Protocol):
    """Seals text so that the database alone tells nothing of it."""

    def seal(self, secret: str) -> str:
        """Return the text in a form that only this key opens."""
        ...

    def unseal(self, sealed: str) -> str:
        """Return the text, or raise SecretUnreadable."""
        ...


class FernetCipher:
    """AES-128-CBC with HMAC-SHA256 (the Fernet recipe of the cryptography library).

    ``key`` is 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, secret: str) -> str:
        """Return the encrypted text."""
        return self._fernet.encrypt(secret.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """Return the text, or raise SecretUnreadable."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeError):
            raise SecretUnreadable("A stored secret cannot be read with this key.") from None
