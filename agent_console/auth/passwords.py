"""Passwords: Argon2id (RFC 9106), computed in threads, with the same work for unknown accounts."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 4
"""Hashes computed at the same time: each takes 64 MiB, and a flood of sign-ins takes no more."""


class Passwords:
    """Hashes and verifies. An account that does not exist costs as much time as one that does."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """Return the text to store."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; None or empty does the work and says no."""
        if not stored:
            if self._nobody is None:
                self._nobody = await self.hash(secrets.token_urlsafe(24))
            await self._matches(self._nobody, password)
            return False
        return await self._matches(stored, password)

    async def _matches(self, stored: str, password: str) -> bool:
        async with self._gate:
            try:
                return await asyncio.to_thread(self._hasher.verify, stored, password)
            except (VerificationError, InvalidHashError):
                return False


def made_password() -> str:
    """A password for somebody to sign in with for the first time: 96 random bits."""
    return secrets.token_urlsafe(12)
