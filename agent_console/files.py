"""Signed, expiring addresses of files."""

from __future__ import annotations

import hashlib
import hmac

from conversations.clock import Clock

WINDOW_S = 3600
"""Addresses made within the same hour are the same, so that a browser's cache knows the file."""

PATH = "/api/v1/files/"


class FileLinks:
    """Signs file addresses. Each is good for one to two hours."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = hmac.digest(key, b"parley file links v1", "sha256")
        self._clock = clock

    def sign(self, file_id: str) -> str:
        """The address of a file, from this site's root."""
        expires = (int(self._clock.now().timestamp()) // WINDOW_S + 2) * WINDOW_S
        return f"{PATH}{file_id}?exp={expires}&sig={self._signature(file_id, expires)}"

    def holds(self, file_id: str, expires: int, signature: str) -> bool:
        """Whether an address is ours and has not expired."""
        right = hmac.compare_digest(self._signature(file_id, expires), signature)
        return right and self._clock.now().timestamp() < expires

    def _signature(self, file_id: str, expires: int) -> str:
        message = f"{file_id}\n{expires}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:43]
